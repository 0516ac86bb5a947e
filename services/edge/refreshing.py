"""Small tables kept at hand: read again every so often, and known for how old they are."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from shared.telemetry.logs import get_logger

T = TypeVar("T")

_log = get_logger(__name__)


class Polled(Generic[T]):
    """What a table says, not older than its readers can bear; a part of the service."""

    def __init__(self, name: str, read: Callable[[], Awaitable[T]], interval: float, age_limit: float) -> None:
        self._name = name
        self._read = read
        self._interval = interval
        self._age_limit = age_limit
        self._value: T | None = None
        self._read_at = 0.0
        self._reading = asyncio.Lock()

    def value(self) -> T | None:
        """What was read last; None if that is too long ago, or never was."""
        return self._value if time.monotonic() - self._read_at < self._age_limit else None

    async def refresh(self) -> None:
        """Read now; keeps what there is if that fails."""
        # One after the other: what was read first, and came late, must not replace what was read after it.
        async with self._reading:
            started = time.monotonic()
            try:
                self._value = await self._read()
            except Exception as error:  # noqa: BLE001 - age tells how long it has failed
                _log.warning("not read", table=self._name, reason=type(error).__name__)
            else:
                self._read_at = started

    async def run(self) -> None:
        """Read again and again until cancelled."""
        while True:
            await self.refresh()
            await asyncio.sleep(self._interval)

    async def readiness(self) -> str | None:
        """Why it is of no use; None if it is."""
        return None if self.value() is not None else f"{self._name}: not read for too long"
