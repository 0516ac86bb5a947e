"""Metrics of the time limits: how many there are in each state, and how late the timer is."""

import asyncio

from prometheus_client import Gauge

from shared.clock import Clock
from shared.database import Pool
from shared.failures import DATABASE_UNAVAILABLE
from shared.telemetry.logs import get_logger

LIMITS = Gauge("lea_limits", "Time limits by how they stand", ["standing"])
DUE = Gauge("lea_limits_due", "Running limits whose last day is over and whose expiry is not announced yet")
LAG = Gauge("lea_limit_timer_lag_seconds", "How long the oldest of these has been waiting")

INTERVAL = 10.0
"""Seconds between two counts."""
STANDINGS = ("running", "suspended", "expired", "met", "closed")

_log = get_logger(__name__)


class LimitCounter:
    """Counts at an interval, from the stored limits."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled; the last numbers stay while the database is away."""
        while True:
            try:
                await self.count()
            except DATABASE_UNAVAILABLE as error:
                _log.warning("limits not counted", reason=type(error).__name__)
            await asyncio.sleep(INTERVAL)

    async def count(self) -> None:
        """Count once."""
        async with self._pool.acquire() as connection:
            found = dict(await connection.fetch(_STANDINGS))
            due = await connection.fetchrow(_DUE, self._clock.today(), self._clock.now())
        for standing in STANDINGS:
            LIMITS.labels(standing).set(found.get(standing, 0))
        DUE.set(due["limits"])
        LAG.set(due["lag"])


_STANDINGS = "SELECT standing, count(*) FROM limit_standing GROUP BY standing"
_DUE = """
SELECT count(*) AS limits,
       coalesce(max(extract(epoch FROM $2 - greatest(changed_at, (due + 1)::timestamp AT TIME ZONE 'Europe/Minsk'))), 0)
           AS lag
FROM limit_standing WHERE standing = 'running' AND due < $1
"""
