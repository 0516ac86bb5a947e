"""Makes the partitions of the access log before they are needed: a part of the worker.

A partition holds the chains that began in one month (Minsk), by the moment in their identifiers. A record without a
partition is refused, so that its request is not answered: partitions for three more months are ready at any time.
"""

import asyncio
from datetime import datetime

from prometheus_client import Gauge

from services.edge.settings import EdgeSettings
from shared.access_log.months import month_of
from shared.clock import Clock
from shared.database import Pool
from shared.failures import DATABASE_ERRORS
from shared.telemetry.logs import get_logger

MONTHS_AHEAD = Gauge("lea_access_log_months_ahead", "Months after this one that have a partition of the access log")

_log = get_logger(__name__)

_PREPARE = "SELECT prepare_access_log()"
_END = "SELECT beginning_of(max(next_chain::text)::uuid) FROM access_log_partition"


class PartitionKeeper:
    """Makes partitions at intervals."""

    def __init__(self, settings: EdgeSettings, pool: Pool, clock: Clock) -> None:
        self._interval = settings.partition_interval
        self._pool = pool
        self._clock = clock

    async def run(self) -> None:
        """Make them until cancelled; survives an unreachable database."""
        while True:
            try:
                await self.prepare()
            except DATABASE_ERRORS as error:
                _log.error("partitions of the access log not made", reason=f"{type(error).__name__}: {error}")
            await asyncio.sleep(self._interval)

    async def prepare(self) -> None:
        """Make what is missing, and measure how many there are."""
        try:
            if made := await self._pool.fetchval(_PREPARE):
                _log.info("partitions of the access log made", partitions=made)
        finally:
            MONTHS_AHEAD.set(months_between(self._clock.now(), await self._pool.fetchval(_END)))


def months_between(now: datetime, end: datetime) -> int:
    """Whole months after that of `now` and before `end`, which begins a month; -1: not even this one."""
    (year, month), (last_year, last_month) = month_of(now), month_of(end)
    return 12 * (last_year - year) + last_month - month - 1
