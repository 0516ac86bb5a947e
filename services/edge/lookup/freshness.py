"""Freshness of the read model, as court_query measures it, and how answers report it.

How old the data is never depends on the clock of this machine: the lag was measured by the clock of the event store,
and the time since then by that of the read model's server, and by one here that nobody sets.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from services.edge.lookup.domain.answers import HeldBack, ReadModelFreshness, freshness_body
from shared.clock import Clock
from shared.database import Pool
from shared.http.problems import UNAVAILABLE, refused
from shared.refreshing import RefreshingCache

_FRESHNESS = """
    SELECT data_as_of, fed, lacks_a_whole, measured_at,
           extract(epoch FROM store_time - complete_to)::float8 AS lag,
           extract(epoch FROM clock_timestamp() - measured_at)::float8 AS age
    FROM read_model.freshness
"""
_HELD_BACK = """
    SELECT p.number, held.since,
           extract(epoch FROM measured.store_time - coalesce(held.complete_to, held.since))::float8 AS lag
    FROM read_model.proceeding AS p
    JOIN read_model.held_back AS held ON held.proceeding = p.id
    CROSS JOIN read_model.freshness AS measured
"""


class NeverMeasured(LookupError):
    """court_query has not measured yet."""


class FreshnessReader:
    """Reads the freshness that court_query measured last."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self._measured_at: datetime | None = None
        self._first_read_at = 0.0

    async def read(self) -> ReadModelFreshness:
        """Read it. Raises NeverMeasured."""
        row = await self._pool.fetchrow(_FRESHNESS)
        # A release before this one measured without its columns.
        if row is None or row["lag"] is None or row["age"] is None:
            raise NeverMeasured
        held = {row["number"]: HeldBack(row["since"], row["lag"]) for row in await self._pool.fetch(_HELD_BACK)}
        now = self._clock.elapsed()
        if row["measured_at"] != self._measured_at:
            self._measured_at, self._first_read_at = row["measured_at"], now
        # If the server's clock is set back, the same measurement still becomes older.
        age = max(row["age"], now - self._first_read_at)
        return ReadModelFreshness(row["data_as_of"], row["lag"], age, now, held, row["fed"], row["lacks_a_whole"])


@lru_cache(maxsize=16)
def _iso(moment: datetime) -> str:
    return moment.isoformat()


@dataclass(frozen=True, slots=True)
class FreshnessPolicy:
    """Which freshness answers report, and from which lag on they are stale."""

    measurements: RefreshingCache[ReadModelFreshness]
    clock: Clock
    stale_after: float
    """Seconds of lag after which answers are marked stale."""

    def measured(self) -> ReadModelFreshness:
        """The last measurement. Take it before the look-up: then the data is at least as fresh. Raises Refused."""
        freshness = self.measurements.value()
        if freshness is None:
            raise refused(UNAVAILABLE, "an answer tells how fresh it is", "the read model has not been measured yet")
        return freshness

    def check_absence(self, measured: ReadModelFreshness) -> None:
        """Raises Refused if it cannot be said that what is not in the model is nowhere."""
        if not measured.shows_absence(self.clock.elapsed(), self.stale_after):
            raise refused(
                UNAVAILABLE,
                "only a read model that has caught up shows that there is no such proceeding",
                "the read model is behind the event store, and what was asked for is not in it",
            )

    def body(self, measured: ReadModelFreshness, numbers: Iterable[str]) -> bytes:
        """The part of a body (contract `Freshness`) of an answer about these proceedings."""
        return freshness_body(*self._reported(measured, numbers))

    def headers(self, measured: ReadModelFreshness, numbers: Iterable[str]) -> dict[str, str]:
        """The headers of an answer about these proceedings."""
        moment, lag, stale = self._reported(measured, numbers)
        return {
            "lea-data-as-of": _iso(moment),
            "lea-lag-seconds": str(lag),
            "lea-stale": "true" if stale else "false",
        }

    def _reported(self, measured: ReadModelFreshness, numbers: Iterable[str]) -> tuple[datetime, float, bool]:
        asked = tuple(numbers)
        lag = measured.lag_for(asked, self.clock.elapsed())
        return measured.for_numbers(asked), lag, lag > self.stale_after or not measured.connected
