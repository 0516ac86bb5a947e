"""Connections to PostgreSQL: pools with limits on what a statement may take, and transactions that retry."""

import asyncio
import random
import socket
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, TypeVar

import asyncpg

from shared.settings import Settings

Connection: TypeAlias = asyncpg.Connection
Pool: TypeAlias = asyncpg.Pool
T = TypeVar("T")

CONFLICTS = (asyncpg.UniqueViolationError, asyncpg.TransactionRollbackError)
"""Errors that say: another transaction was faster; the same work may succeed in a fresh one."""
UNAVAILABLE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server's last words came between two statements
    OSError,
)
"""Errors that say: the database is away; wait and connect again."""
UNREACHABLE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    ConnectionError,
    TimeoutError,
    socket.gaierror,
)
"""Errors that say so to a process that has not worked yet: with the same settings it may work later."""

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

    What holds for a session (SET, LISTEN, advisory locks) goes to a connection of its own (`connect`); a transaction
    that was left open is rolled back all the same.
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
    """A connection of its own, for what must not share one: advisory locks, LISTEN."""
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
            async with pool.acquire() as connection, connection.transaction():
                return await work(connection)
        except CONFLICTS:
            if attempt == attempts:
                raise
            # Those who collided would collide again if they waited equally long.
            await asyncio.sleep(_BACKOFF * attempt * (0.5 + random.random()))  # noqa: S311
    raise AssertionError("unreachable: the last attempt returns or raises")
