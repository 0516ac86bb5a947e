"""Deletes what has had its time: nonces no signature is worth anything with, answers kept long enough."""

import asyncio

from services.edge.settings import EdgeSettings
from shared.database import Pool
from shared.failures import DATABASE_UNAVAILABLE
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

_STATEMENTS = (
    # A little longer than need be: the clocks of two machines may differ.
    "DELETE FROM nonce WHERE expires_at < clock_timestamp() - interval '1 minute'",
    "DELETE FROM kept_answer WHERE expires_at < clock_timestamp()",
)


class Clearing:
    """Clears up every so often; a part of the worker."""

    def __init__(self, settings: EdgeSettings, pool: Pool) -> None:
        self._interval = settings.clearing_interval
        self._pool = pool

    async def run(self) -> None:
        """Clear until cancelled; survives the database being away."""
        while True:
            try:
                await self.clear()
            except DATABASE_UNAVAILABLE as error:
                _log.warning("not cleared", reason=type(error).__name__)
            await asyncio.sleep(self._interval)

    async def clear(self) -> None:
        """Delete what has had its time by now."""
        for statement in _STATEMENTS:
            await self._pool.execute(statement)
