"""A subscriber's database in a file, with the SQLite of Python."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from shared.subscriber import tables

_WAIT, _AGAIN = 5.0, 0.05
"""Seconds for which another process may write, and after which one that SQLite does not wait for is tried again."""


class SqliteTransaction:
    """A transaction of a file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection: what is executed on it is committed with the position."""
        return self._connection

    async def fetch(self, statement: str, *arguments: Any) -> Sequence[Sequence[Any]]:
        """The rows of a statement."""
        named = {str(number): value for number, value in enumerate(arguments, 1)}
        return self._connection.execute(statement, named).fetchall()


class SqliteStore:
    """Statements run in the thread of the event loop: they take microseconds, and the file has one writer anyway."""

    def __init__(self, path: str | Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._lock = asyncio.Lock()

    async def open(self) -> None:
        """Open the file, and create the kit's tables if they are missing."""
        if self._connection is None:
            self._connection = await _connected(self._path)
            async with self.transaction() as transaction:
                await tables.create(transaction)

    async def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqliteTransaction]:
        """A transaction, alone in this process and, by the lock of the file, in all."""
        async with self._lock:
            if self._connection is None:
                raise sqlite3.OperationalError("the store is not open")
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield SqliteTransaction(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # SQLite itself rolls some back
                    connection.execute("ROLLBACK")
                raise


async def _connected(path: str | Path) -> sqlite3.Connection:
    """A connection under which others read while one writes. Raises OperationalError: it is held too long."""
    loop = asyncio.get_running_loop()
    last = loop.time() + _WAIT
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:  # SQLite does not wait here for a process that opens the file just now
            if loop.time() >= last:
                connection.close()
                raise
            await asyncio.sleep(_AGAIN)
        else:
            return connection
