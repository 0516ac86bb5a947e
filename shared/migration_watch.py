"""Whether a migration of this service's database runs, and for how long: a part of every service.

A migration holds an advisory lock of its database for as long as it works (`shared.migrations`).
"""

import asyncio
import time

from prometheus_client import Gauge

from shared.database import MIGRATION_LOCK, Pool
from shared.failures import DATABASE_UNAVAILABLE
from shared.telemetry.logs import get_logger

RUNNING = Gauge("lea_migration_seconds", "Seconds for which a migration of this database has been running")

REPORTED_AFTER = 60.0
"""Seconds."""
_INTERVAL = 5.0

# Whether there is one, and whether its owner waits for a lock.
_MIGRATING = f"""
    SELECT EXISTS (
               SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = own.oid
                 AND classid = 0 AND objid = {MIGRATION_LOCK} AND objsubid = 1
           ) AS runs,
           EXISTS (
               SELECT FROM pg_locks AS wanted JOIN pg_stat_activity AS activity USING (pid)
               WHERE NOT wanted.granted AND wanted.locktype <> 'advisory'
                 AND activity.datid = own.oid AND activity.usesysid = own.datdba
           ) AS waits
    FROM pg_database AS own WHERE own.datname = current_database()
"""  # noqa: S608 - a constant

_log = get_logger(__name__)


class MigrationWatch:
    """Reports a migration that takes long."""

    def __init__(self, pool: Pool, interval: float = _INTERVAL) -> None:
        self._pool = pool
        self._interval = interval
        self._since: float | None = None
        self._problem: str | None = None

    async def readiness(self) -> str | None:
        """That a migration has been running for long; None if not."""
        return self._problem

    async def run(self) -> None:
        """Watch until cancelled; survives the database being away."""
        while True:
            try:
                await self.check()
            except DATABASE_UNAVAILABLE as error:
                _log.warning("migrations not checked", reason=type(error).__name__)
            await asyncio.sleep(self._interval)

    async def check(self) -> None:
        """Check now."""
        row, now = await self._pool.fetchrow(_MIGRATING), time.monotonic()
        if not row["runs"]:
            self._since, self._problem = None, None
            RUNNING.set(0)
            return
        self._since = self._since or now
        RUNNING.set(now - self._since)
        if now - self._since < REPORTED_AFTER:
            return
        what = "waits for a lock" if row["waits"] else "works"
        if self._problem is None:
            _log.warning("a migration takes long", seconds=round(now - self._since), waits_for_a_lock=row["waits"])
        self._problem = f"migration: it has been running for {now - self._since:.0f} s, and {what}"
