"""A subscriber's database in PostgreSQL, with asyncpg."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from shared.subscriber import tables

_LOCK = "SELECT pg_advisory_xact_lock('lea_position'::regclass::oid::bigint)"


class PostgresTransaction:
    """A transaction of PostgreSQL."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    @property
    def raw(self) -> asyncpg.Connection:
        """The connection: what is executed on it is committed with the position."""
        return self._connection

    async def fetch(self, statement: str, *arguments: Any) -> Sequence[Sequence[Any]]:
        """The rows of a statement."""
        rows: Sequence[Sequence[Any]] = await self._connection.fetch(statement, *arguments)
        return rows


class PostgresStore:
    """The database of a subscriber, by its address or as a pool that the subscriber has made.

    The kit's tables are in the first schema of the search path. Several processes of one subscriber take turns.
    """

    def __init__(self, database: str | asyncpg.Pool) -> None:
        self._address = database if isinstance(database, str) else None
        self._pool: asyncpg.Pool | None = None if isinstance(database, str) else database

    async def open(self) -> None:
        """Connect, and create the kit's tables if they are missing."""
        if self._pool is None:
            self._pool = await asyncpg.create_pool(self._address, min_size=1, max_size=4)
        async with self._pool.acquire() as connection:
            if await connection.fetchval("SELECT to_regclass('lea_epoch') IS NULL"):
                async with connection.transaction():
                    # Two processes may start at the same moment.
                    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('lea_subscriber'))")
                    await tables.create(PostgresTransaction(connection))

    async def close(self) -> None:
        """Close the connections that `open` made."""
        if self._address is not None and self._pool is not None:
            await self._pool.close()
            self._pool = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PostgresTransaction]:
        """A transaction, one at a time over all processes of this subscriber."""
        if self._pool is None:
            raise asyncpg.InterfaceError("the store is not open")
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(_LOCK)
            yield PostgresTransaction(connection)
