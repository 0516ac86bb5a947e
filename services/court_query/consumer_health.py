"""Whether events can reach the consumer of the read model (column `fed` of `freshness`).

The freshness that is measured covers events that are stored and have not arrived. While the broker is away, or accepts
no messages, services may store no events at all: nothing is missing then, and yet nobody knows for how long that holds.
"""

import asyncio

from services.court_query.settings import CourtQuerySettings
from shared.database import Pool
from shared.failures import DATABASE_ERRORS
from shared.http.health import Reporting
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

_WRITE = "UPDATE read_model.freshness SET fed = $1 WHERE fed <> $1"


class ConsumerHealth:
    """Records whether events can reach a consumer; a part of the service."""

    def __init__(self, settings: CourtQuerySettings, pool: Pool, *parts: Reporting) -> None:
        """`parts` report what events need to come: the consumer, the broker."""
        self._interval = settings.consumer_health_interval
        self._pool = pool
        self._parts = parts

    async def run(self) -> None:
        """Check until cancelled; survives broker and database being away."""
        while True:
            try:
                await self.check()
            except DATABASE_ERRORS as error:
                _log.warning("health of the consumer not recorded", reason=type(error).__name__)
            await asyncio.sleep(self._interval)

    async def check(self) -> None:
        """Check now."""
        try:
            connected = not any([await part.readiness() for part in self._parts])
        except TimeoutError:
            connected = False
        await self._pool.execute(_WRITE, connected)
