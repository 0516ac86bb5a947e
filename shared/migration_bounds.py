"""Applies one migration without standing in the way of others, and reports how long it takes.

It waits for a lock only briefly, since every later user of the table waits behind it; then it gives up, lets the others
go on, and tries again. A statement that takes too long is ended. While it works, others see it: by the lock that
`shared.migrations` holds (`shared/migration_watch.py`), and by lines in the log.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import Connection
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from yoyo.backends import DatabaseBackend
from yoyo.migrations import Migration

from shared.telemetry.logs import get_logger

_REPORTED_EVERY = 10.0  # seconds
_SLOW = 5.0  # seconds after which a migration is worth a warning

_HOLDERS = """
    SELECT DISTINCT activity.usename, activity.pid FROM pg_locks AS held JOIN pg_stat_activity AS activity USING (pid)
    WHERE held.granted AND held.locktype = 'relation' AND activity.datname = current_database()
      AND activity.pid NOT IN (%s, pg_backend_pid())
    ORDER BY 1, 2 LIMIT 10
"""
_WAITS = "SELECT coalesce(bool_or(NOT granted), false) FROM pg_locks WHERE pid = %s"

_log = get_logger(__name__)


class MigrationSettings(BaseSettings):
    """Bounds of migrations."""

    model_config = SettingsConfigDict(env_prefix="LEA_MIGRATION_", frozen=True, use_attribute_docstrings=True)

    lock_timeout: float = Field(default=2.0, gt=0, le=60)
    """Seconds for which a migration waits for a lock before it lets the others go on and tries again."""
    attempts: int = Field(default=30, ge=1)
    """Attempts to get all locks, with pauses of up to ten seconds in between."""
    statement_timeout: float = Field(default=900.0, gt=0)
    """Seconds after which a statement of a migration is ended, unless it runs outside a transaction."""


class MigrationStopped(RuntimeError):
    """A migration did not get its locks, or took too long; the text says what to do. Nothing of it remains."""


class BoundedMigrations:
    """Applies migrations of one service over a connection."""

    def __init__(self, service: str, backend: DatabaseBackend, watching: Connection, bounds: MigrationSettings) -> None:
        """`watching` is another connection, to look at the first one with."""
        self._service = service
        self._backend = backend
        self._watching = watching
        self._bounds = bounds

    def apply(self, migration: Migration, record: Callable[[DatabaseBackend, Migration], None]) -> None:
        """Apply it, and `record` it as applied. Raises MigrationStopped."""
        began = time.monotonic()
        for attempt in range(1, self._bounds.attempts + 1):
            try:
                with self._reported(migration):
                    self._attempt(migration, record)
                break
            except psycopg.errors.LockNotAvailable as error:
                holders = self._holders()
                _log.warning("migration got no locks", **self._fields(migration), attempt=attempt, holders=holders)
                if attempt == self._bounds.attempts:
                    raise MigrationStopped(
                        f"{self._service}: the migration {migration.id} did not get its locks in {attempt} attempts. "
                        f"Sessions that hold locks in this database: {holders or 'none any more'}. End what keeps them "
                        "open, and repeat. Nothing of it was applied."
                    ) from error
                time.sleep(min(0.1 * 2**attempt, 10.0) * random.uniform(0.75, 1.25))  # noqa: S311
            except psycopg.errors.QueryCanceled as error:
                raise MigrationStopped(
                    f"{self._service}: a statement of the migration {migration.id} was ended after "
                    f"{self._bounds.statement_timeout:g} s (LEA_MIGRATION_STATEMENT_TIMEOUT). Nothing of it was "
                    "applied."
                ) from error
        seconds = time.monotonic() - began
        log = _log.warning if seconds > _SLOW else _log.info
        log("migration applied", **self._fields(migration), seconds=round(seconds, 3))

    def _attempt(self, migration: Migration, record: Callable[[DatabaseBackend, Migration], None]) -> None:
        if migration.use_transactions:
            with self._backend.transaction():
                self._limit("LOCAL", self._bounds.lock_timeout, self._bounds.statement_timeout)
                migration.process_steps(self._backend, "apply")
                record(self._backend, migration)
            return
        # An index that is created while others write waits for their transactions, and no one waits for it.
        self._limit("SESSION", 10 * self._bounds.lock_timeout, 0)
        migration.process_steps(self._backend, "apply")
        with self._backend.transaction():
            record(self._backend, migration)

    def _limit(self, scope: str, lock: float, statement: float) -> None:
        self._backend.execute(f"SET {scope} lock_timeout = {round(lock * 1000)}")
        self._backend.execute(f"SET {scope} statement_timeout = {round(statement * 1000)}")

    def _fields(self, migration: Migration) -> dict[str, str]:
        return {"service": self._service, "migration": migration.id}

    def _holders(self) -> str:
        rows = self._watching.execute(_HOLDERS, (self._pid,)).fetchall()
        return ", ".join(f"{role} (pid {pid})" for role, pid in rows)

    @property
    def _pid(self) -> int:
        pid: int = self._backend.connection.info.backend_pid
        return pid

    @contextmanager
    def _reported(self, migration: Migration) -> Iterator[None]:
        """Write a line to the log now and then while it runs."""
        ended, began, pid = threading.Event(), time.monotonic(), self._pid

        def report() -> None:
            while not ended.wait(_REPORTED_EVERY):
                try:
                    row = self._watching.execute(_WAITS, (pid,)).fetchone()
                except psycopg.Error:  # the migration fails likewise, and says so
                    return
                seconds, waits = round(time.monotonic() - began), bool(row and row[0])
                _log.warning("migration runs", **self._fields(migration), seconds=seconds, waits_for_a_lock=waits)

        reporter = threading.Thread(target=report, daemon=True)
        reporter.start()
        try:
            yield
        finally:
            ended.set()
            reporter.join()
