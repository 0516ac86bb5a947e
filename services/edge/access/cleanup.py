"""Deletes nonces of expired signatures, and stored answers whose time is over."""

import asyncio

from services.edge.access.tables import delete_expired
from services.edge.settings import EdgeSettings
from shared.database import Pool
from shared.failures import DATABASE_UNAVAILABLE
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)


class AccessCleanup:
    """Deletes at intervals; a part of the worker."""

    def __init__(self, settings: EdgeSettings, pool: Pool) -> None:
        self._interval = settings.cleanup_interval
        self._pool = pool

    async def run(self) -> None:
        """Delete until cancelled; survives an unreachable database."""
        while True:
            try:
                await self.clean_up()
            except DATABASE_UNAVAILABLE as error:
                _log.warning("expired nonces and answers not deleted", reason=type(error).__name__)
            await asyncio.sleep(self._interval)

    async def clean_up(self) -> None:
        """Delete what has expired by now."""
        await delete_expired(self._pool)
