"""Connections to PostgreSQL: pools with limits on what a statement may take, and transactions that retry."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

import asyncpg

from shared.commits import confirmed
from shared.failures import CONFLICT_ERRORS, DATABASE_ERRORS, DatabaseUnavailable, is_transient
from shared.settings import Settings

Connection: TypeAlias = asyncpg.Connection
Pool: TypeAlias = asyncpg.Pool
Change: TypeAlias = tuple[str, tuple[Any, ...]]
"""A statement with its arguments."""
T = TypeVar("T")

MIGRATION_LOCK = 0x6C65616D  # "leam"
"""The advisory lock that is held while a database is migrated (`shared/migrations.py`)."""

_CONNECT_TIMEOUT = 10.0
_BACKOFF = 0.01


def server_settings(name: str, statement_timeout: float, **others: str) -> dict[str, str]:
    """Session settings of a connection; `name` shows in `pg_stat_activity`, times are in seconds.

    A transaction that idles is ended as well: the oldest open one holds back the relays of the whole cluster.
    """
    limit = str(int(statement_timeout * 1000))
    return {
        "application_name": name,
        "statement_timeout": limit,
        "idle_in_transaction_session_timeout": limit,
        "tcp_keepalives_idle": "10",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "3",
        "timezone": "UTC",
        "jit": "off",  # statements are short: compiling them costs more than it saves
        **others,
    }


async def create_pool(settings: Settings, component: str = "pool") -> Pool:
    """The pool of a service for its own database, released without the reset round trip, as all pools here are.

    Session state (SET, LISTEN, advisory locks) needs a separate connection (`connect`); a transaction that was left
    open is rolled back all the same.
    """
    return await asyncpg.create_pool(
        settings.database_url,
        min_size=1,
        max_size=settings.pool_size,
        timeout=_CONNECT_TIMEOUT,
        reset=_no_reset,
        server_settings=server_settings(f"lea-{settings.service}-{component}", settings.statement_timeout),
    )


async def create_read_pool(database_url: str, name: str, *, size: int, statement_timeout: float) -> Pool:
    """A pool for hot reads: read-only."""
    return await asyncpg.create_pool(
        database_url,
        min_size=size,
        max_size=size,
        timeout=_CONNECT_TIMEOUT,
        reset=_no_reset,
        server_settings=server_settings(name, statement_timeout, default_transaction_read_only="on"),
    )


async def create_async_commit_pool(settings: Settings, component: str, *, size: int, statement_timeout: float) -> Pool:
    """A pool for small single statements with asynchronous commit.

    A crash of the server may lose the most recent statements, but none that precedes a later synchronous commit. A
    statement that exceeds `statement_timeout` seconds raises TimeoutError, also when the server does not respond.
    """
    name = f"lea-{settings.service}-{component}"
    return await asyncpg.create_pool(
        settings.database_url,
        min_size=size,
        max_size=size,
        timeout=min(_CONNECT_TIMEOUT, statement_timeout),
        command_timeout=statement_timeout,
        reset=_no_reset,
        server_settings=server_settings(name, statement_timeout, synchronous_commit="off"),
    )


async def _no_reset(_: Connection) -> None:
    """Nothing to reset: the session keeps no state."""


async def connect(settings: Settings, component: str, **session: str) -> Connection:
    """A separate connection, for session state: advisory locks, LISTEN."""
    return await asyncpg.connect(
        settings.database_url,
        timeout=_CONNECT_TIMEOUT,
        server_settings=server_settings(f"lea-{settings.service}-{component}", settings.statement_timeout, **session),
    )


async def in_transaction(pool: Pool, work: Callable[[Any], Awaitable[T]], attempts: int = 5) -> T:
    """Do `work(connection)` in a transaction; after a conflict do it again in a fresh one, `attempts` times in all.

    Raises the last conflict, and every other error at once.
    """
    for attempt in range(1, attempts + 1):
        try:
            async with pool.acquire() as connection, confirmed(connection):
                return await work(connection)
        except CONFLICT_ERRORS:
            if attempt == attempts:
                raise
            # Random, so that transactions in conflict do not meet again at the same moment.
            await asyncio.sleep(_BACKOFF * attempt * (0.5 + random.random()))  # noqa: S311
    raise AssertionError("unreachable: the last attempt returns or raises")


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """A transaction. Raises DatabaseUnavailable for a transient failure, every other error as it is."""
    try:
        connection = await pool.acquire()
    except Exception as error:
        raise DatabaseUnavailable(type(error).__name__) from error
    try:
        async with confirmed(connection):
            yield connection
    except Exception as error:
        if is_transient(error, connection):
            raise DatabaseUnavailable(type(error).__name__) from error
        raise
    finally:
        # The pool closes a session that cannot be reset; what was committed stays committed.
        with suppress(*DATABASE_ERRORS):
            await pool.release(connection)


async def run_in_order(connection: Connection, changes: Iterable[Change]) -> None:
    """Make changes in their order; those by one statement that follow each other take one round trip."""
    for statement, of_it in groupby(changes, key=itemgetter(0)):
        await connection.executemany(statement, [arguments for _, arguments in of_it])
