"""Whether events reach the read model at present, for those who read it (column `fed` of `freshness`).

The freshness that is measured tells of events that are there and have not come. While the broker is away nothing may
happen at all: then the model misses nothing, and nobody can know for how long.
"""

import asyncio

from services.court_query.settings import CourtQuerySettings
from shared.database import Pool
from shared.failures import DATABASE_ERRORS
from shared.http.health import Reporting
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

_TELL = "UPDATE read_model.freshness SET fed = $1 WHERE fed <> $1"


class Feeding:
    """Tells whether the consumer that feeds the model is of use; a part of the service."""

    def __init__(self, settings: CourtQuerySettings, pool: Pool, consumer: Reporting) -> None:
        self._interval = settings.consumer_health_interval
        self._pool = pool
        self._consumer = consumer

    async def run(self) -> None:
        """Look until cancelled; survives broker and database being away."""
        while True:
            try:
                await self.look()
            except DATABASE_ERRORS as error:
                _log.warning("not told whether the model is fed", reason=type(error).__name__)
            await asyncio.sleep(self._interval)

    async def look(self) -> None:
        """Look now."""
        try:
            fed = await self._consumer.readiness() is None
        except TimeoutError:
            fed = False
        await self._pool.execute(_TELL, fed)
