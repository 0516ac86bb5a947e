"""How fresh the read model is, as court_query measures it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from services.edge.lookup.domain.answers import Freshness, freshness_body, lag_of
from services.edge.refreshing import Polled
from services.edge.refusals import UNAVAILABLE, refused
from shared.clock import Clock
from shared.database import Pool

_FRESHNESS = "SELECT data_as_of, fed FROM read_model.freshness"
_HELD_BACK = """
    SELECT p.number, held.since FROM read_model.proceeding AS p
    JOIN read_model.held_back AS held ON held.proceeding = p.id
"""


class NeverMeasured(LookupError):
    """court_query has not looked at the event store yet."""


async def freshness_in(pool: Pool) -> Freshness:
    """What the model says of itself. Raises NeverMeasured."""
    row = await pool.fetchrow(_FRESHNESS)
    if row is None:
        raise NeverMeasured
    held_back = {row["number"]: row["since"] for row in await pool.fetch(_HELD_BACK)}
    return Freshness(row["data_as_of"], held_back, row["fed"])


@lru_cache(maxsize=16)
def _written(moment: datetime) -> str:
    return moment.isoformat()


@dataclass(frozen=True, slots=True)
class HowFresh:
    """How fresh answers are, and how that is told."""

    polled: Polled[Freshness]
    clock: Clock
    stale_after: float
    """Seconds of lag after which answers are marked stale."""

    def measured(self) -> Freshness:
        """To be taken before the look-up: then what it finds is at least as fresh as is told. Raises Refused."""
        freshness = self.polled.value()
        if freshness is None:
            raise refused(UNAVAILABLE, "an answer tells how fresh it is", "the read model has not been measured yet")
        return freshness

    def body(self, measured: Freshness, numbers: Iterable[str]) -> bytes:
        """In a body (contract `Freshness`), of an answer that tells of these proceedings."""
        return freshness_body(*self._told(measured, numbers))

    def headers(self, measured: Freshness, numbers: Iterable[str]) -> dict[str, str]:
        """In headers, of an answer that tells of these proceedings."""
        moment, lag, stale = self._told(measured, numbers)
        return {
            "lea-data-as-of": _written(moment),
            "lea-lag-seconds": str(lag),
            "lea-stale": "true" if stale else "false",
        }

    def _told(self, measured: Freshness, numbers: Iterable[str]) -> tuple[datetime, float, bool]:
        moment = measured.for_numbers(numbers)
        lag = lag_of(moment, self.clock.now())
        return moment, lag, lag > self.stale_after or not measured.fed
