"""A cache of one small value that refreshes itself at intervals, and expires if that fails for too long."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from shared.telemetry.logs import get_logger

T = TypeVar("T")

_log = get_logger(__name__)


class RefreshingCache(Generic[T]):
    """The value that was read last; a part of the service."""

    def __init__(self, name: str, read: Callable[[], Awaitable[T]], interval: float, max_age: float) -> None:
        """Read every `interval` seconds; a value older than `max_age` seconds is not returned. `name` is for logs."""
        self._name = name
        self._read = read
        self._interval = interval
        self._max_age = max_age
        self._value: T | None = None
        self._read_at = 0.0
        self._reading = asyncio.Lock()

    def value(self) -> T | None:
        """The value; None if it is too old, or was never read."""
        return self._value if time.monotonic() - self._read_at < self._max_age else None

    async def refresh(self) -> None:
        """Read now; keeps the previous value if that fails."""
        # One at a time: a slow read must not replace the value of a later one.
        async with self._reading:
            started = time.monotonic()
            try:
                self._value = await self._read()
            except Exception as error:  # noqa: BLE001 - whatever it is, the age of the value shows it
                _log.warning("cache not refreshed", cache=self._name, reason=type(error).__name__)
            else:
                self._read_at = started

    async def run(self) -> None:
        """Refresh until cancelled."""
        while True:
            await self.refresh()
            await asyncio.sleep(self._interval)

    async def readiness(self) -> str | None:
        """Why there is no value; None if there is one."""
        return None if self.value() is not None else f"{self._name}: not read for too long"
