"""Events that are stored and wait for an older transaction of their database: since when, and for whose."""

import time

from shared.database import Connection
from shared.eventstore import metrics
from shared.eventstore.store import oldest_transaction
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

REPORTED_AFTER = 5.0
"""Seconds: transactions of services end sooner."""
_AGAIN = 60.0  # seconds between two lines of the log


class WaitingEvents:
    """How long the relay has waited for a transaction that stays open."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._logged_at = 0.0
        self.problem: str | None = None
        """Who holds events back for long; none: nobody does."""

    def end(self) -> None:
        """Nothing waits."""
        if self.problem:
            _log.info("relay goes on")
        self._since, self.problem = None, None
        metrics.RELAY_HELD.set(0)

    async def go_on(self, connection: Connection) -> None:
        """Something still waits."""
        now = time.monotonic()
        if self._since is None:
            self._since, self._logged_at = now, now - _AGAIN
        waited = now - self._since
        metrics.RELAY_HELD.set(waited)
        if waited < REPORTED_AFTER:
            return
        holder = await oldest_transaction(connection) or "unknown"
        self.problem = f"relay: a transaction that stays open ({holder}) has held events back for {waited:.0f} s"
        if now - self._logged_at >= _AGAIN:
            self._logged_at = now
            _log.warning("events held back by an open transaction", holder=holder, seconds=round(waited))
