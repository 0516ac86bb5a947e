"""Deletes results of bulk requests, and their tasks, after their retention."""

import asyncio
from datetime import timedelta

from services.edge.bulk.task_queue import BulkTaskQueue
from services.edge.settings import EdgeSettings
from shared.clock import Clock
from shared.database import Pool
from shared.failures import DATABASE_ERRORS
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)


class BulkCleanup:
    """Deletes at intervals; a part of the worker."""

    def __init__(self, settings: EdgeSettings, pool: Pool, clock: Clock) -> None:
        self._settings = settings
        self._queue = BulkTaskQueue(pool)
        self._clock = clock

    async def run(self) -> None:
        """Delete until cancelled; survives an unreachable database."""
        while True:
            try:
                await self.clean_up()
            except DATABASE_ERRORS as error:
                _log.warning("expired bulk requests not deleted", reason=type(error).__name__)
            await asyncio.sleep(self._settings.bulk_cleanup_interval)

    async def clean_up(self) -> None:
        """Delete what has expired by now."""
        settings = self._settings
        await self._queue.clean_up(
            self._clock.now(),
            # A slower upload was refused long before.
            upload=timedelta(seconds=2 * settings.bulk_body_timeout),
            unanswered=timedelta(seconds=settings.bulk_task_timeout),
            retention=timedelta(seconds=settings.bulk_task_retention),
        )
