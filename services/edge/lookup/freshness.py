"""Freshness of the read model, as court_query measures it, and how answers report it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from services.edge.lookup.domain.answers import ReadModelFreshness, freshness_body, lag_of
from shared.clock import Clock
from shared.database import Pool
from shared.http.problems import UNAVAILABLE, refused
from shared.refreshing import RefreshingCache

_FRESHNESS = "SELECT data_as_of, fed FROM read_model.freshness"
_HELD_BACK = """
    SELECT p.number, held.since FROM read_model.proceeding AS p
    JOIN read_model.held_back AS held ON held.proceeding = p.id
"""


class NeverMeasured(LookupError):
    """court_query has not measured yet."""


async def freshness_in(pool: Pool) -> ReadModelFreshness:
    """The freshness that court_query measured last. Raises NeverMeasured."""
    row = await pool.fetchrow(_FRESHNESS)
    if row is None:
        raise NeverMeasured
    held_back = {row["number"]: row["since"] for row in await pool.fetch(_HELD_BACK)}
    return ReadModelFreshness(row["data_as_of"], held_back, row["fed"])


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
        moment = measured.for_numbers(numbers)
        lag = lag_of(moment, self.clock.now())
        return moment, lag, lag > self.stale_after or not measured.connected
