"""Deletes what is kept of bulk requests no longer."""

import asyncio
from datetime import timedelta

from services.edge.bulk.queue import Queue
from services.edge.settings import EdgeSettings
from shared.clock import Clock
from shared.database import Pool
from shared.failures import DATABASE_ERRORS
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)


class BulkTidying:
    """Deletes what is kept no longer; a part of the worker."""

    def __init__(self, settings: EdgeSettings, pool: Pool, clock: Clock) -> None:
        self._settings = settings
        self._queue = Queue(pool)
        self._clock = clock

    async def run(self) -> None:
        """Tidy up until cancelled; outlives the database being away."""
        while True:
            try:
                await self.tidy()
            except DATABASE_ERRORS as error:
                _log.warning("bulk requests not tidied up", reason=type(error).__name__)
            await asyncio.sleep(self._settings.bulk_tidying)

    async def tidy(self) -> None:
        """Tidy up now."""
        settings = self._settings
        await self._queue.tidy(
            self._clock.now(),
            # Whoever is slower than this was refused long ago.
            upload=timedelta(seconds=2 * settings.bulk_body_timeout),
            patience=timedelta(seconds=settings.bulk_patience),
            forgotten=timedelta(seconds=settings.bulk_forgotten),
        )
