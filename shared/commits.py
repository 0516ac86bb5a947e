"""Commits that are known to have reached a standby, where the server waits for one.

While no standby confirms, a commit waits and nobody sees what was written. If that wait is cancelled, the server has
committed: everybody sees the rows, the client gets a success with a warning, and a failover loses them. So

* this process never cancels a commit: a task that is cancelled meanwhile leaves the session, and the server waits on;
* a commit with that warning is not known (`CommitUnconfirmed`), and the process ends with an error. It works again when
  a standby has confirmed everything visible (`until_confirmed`).

A server without standbys is not affected.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg
from asyncpg import PostgresLogMessage
from asyncpg.transaction import Transaction
from prometheus_client import Counter

from shared.failures import DATABASE_ERRORS, DatabaseUnavailable
from shared.telemetry.logs import get_logger

UNCONFIRMED = Counter("lea_unconfirmed_commits", "Commits whose wait for a standby was cancelled on the server")

WAITING_FOR_STANDBY = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND wait_event = 'SyncRep'
      AND clock_timestamp() - state_change > interval '2 seconds'
"""
"""Commits of this role that have waited for a standby for long. No time limit of a statement ends that wait."""

_WARNING = "01000"  # during COMMIT nothing else warns by this code; the text is in the language of the server
_MAY_LOCK = """
    SELECT to_regclass('relay_checkpoint') IS NOT NULL
       AND has_table_privilege(to_regclass('relay_checkpoint'), 'UPDATE')
"""
_LOCK = "SELECT FROM relay_checkpoint FOR UPDATE"  # writes to the log of the server, so that its commit waits

_log = get_logger(__name__)


class CommitUnconfirmed(DatabaseUnavailable):
    """Whether the transaction survives a failover is not known."""


class CommitGuard:
    """Ends the process after a commit that is not known; a part of every service."""

    def __init__(self) -> None:
        self._tripped = asyncio.Event()

    def check(self) -> None:
        """Raises CommitUnconfirmed after such a commit: what is visible must not be relied on."""
        if self._tripped.is_set():
            raise CommitUnconfirmed("an earlier commit was not confirmed by a standby")

    def trip(self) -> None:
        """Report a commit that is not known."""
        UNCONFIRMED.inc()
        self._tripped.set()
        _log.critical("commit not confirmed by a standby", remedy="docs/operations.md, A commit was not confirmed")

    async def run(self) -> None:
        """Raises CommitUnconfirmed when there is such a commit."""
        await self._tripped.wait()
        self.check()


GUARD = CommitGuard()
"""That of this process."""


@asynccontextmanager
async def confirmed(connection: asyncpg.Connection, guard: CommitGuard = GUARD) -> AsyncIterator[None]:
    """A transaction. Raises CommitUnconfirmed if it may be lost by a failover."""
    guard.check()
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield
    except BaseException:
        # As the driver does: what ended the work is more than what ends its transaction.
        with suppress(*DATABASE_ERRORS):
            await transaction.rollback()
        raise
    await _commit(connection, transaction, guard)


async def _commit(connection: asyncpg.Connection, transaction: Transaction, guard: CommitGuard) -> None:
    warned = False

    def listen(_: object, message: PostgresLogMessage) -> None:
        nonlocal warned
        warned = warned or message.sqlstate == _WARNING

    connection.add_log_listener(listen)
    commit = asyncio.ensure_future(transaction.commit())
    try:
        await asyncio.shield(commit)
    except asyncio.CancelledError:
        # Only the socket ends. The driver would send a request to cancel.
        connection.terminate()
        commit.add_done_callback(_read)
        raise
    finally:
        with suppress(asyncpg.InterfaceError):  # the session has ended
            connection.remove_log_listener(listen)
    if warned:
        guard.trip()
        guard.check()


def _read(commit: asyncio.Future[None]) -> None:
    if not commit.cancelled():
        commit.exception()


async def until_confirmed(pool: asyncpg.Pool) -> None:
    """Wait until a standby has everything that is visible now, where the role can write."""
    async with pool.acquire() as connection:
        if not await connection.fetchval(_MAY_LOCK):
            return
        reporting = asyncio.create_task(_report())
        try:
            async with confirmed(connection):
                await connection.execute(_LOCK)
        finally:
            reporting.cancel()


async def _report() -> None:
    await asyncio.sleep(5)
    _log.warning("waiting until a standby confirms what is visible")
