"""The answer as bytes: stored cards are copied into it, and not parsed again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.problems import Problem
from contracts.service_3_11_01 import LookUp, Outcome
from services.edge.access.domain.rights import not_permitted
from services.edge.lookup.domain.requests import LookupRequest

PROCEEDINGS_AT_MOST = 1000
"""Proceedings one look-up may find for them to be listed."""
CARDS_AT_MOST = 5000
"""Cards one answer may hold: they are written while other requests wait, and stored for a repeated request."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A proceeding with a parked event."""

    since: datetime
    """Everything recorded about it before this moment is in the model."""
    lag: float
    """Seconds by which it was behind when that was measured."""


@dataclass(frozen=True, slots=True)
class ReadModelFreshness:
    """How far the read model lags behind the event store."""

    data_as_of: datetime
    """Everything recorded by this moment is in the model."""
    lag: float
    """Seconds by which the model was behind when that was measured, by the clock of the event store."""
    age: float
    """Seconds from the measurement to `read_at`."""
    read_at: float
    """When this was read, by `Clock.elapsed`."""
    held_back: Mapping[str, HeldBack]
    """Proceedings with a parked event, by number."""
    connected: bool = True
    """Whether events reach the model at present."""
    lacks_a_whole: bool = False
    """Whether there is a proceeding of which the model has nothing, as its first event is parked."""

    def for_numbers(self, numbers: Iterable[str]) -> datetime:
        """The moment by which everything recorded about these proceedings is in the model."""
        return min((self.data_as_of, *(held.since for held in self._held(numbers))))

    def lag_for(self, numbers: Iterable[str], elapsed: float) -> float:
        """Seconds by which the model is behind in these proceedings at a moment of `Clock.elapsed`."""
        lag = max((self.lag, *(held.lag for held in self._held(numbers))))
        return round(lag + self.age + max(elapsed - self.read_at, 0.0), 3)

    def shows_absence(self, elapsed: float, stale_after: float) -> bool:
        """Whether what is not in the model is nowhere: the model is not old, and lacks no proceeding as a whole."""
        return not self.lacks_a_whole and self.lag_for((), elapsed) <= stale_after

    def _held(self, numbers: Iterable[str]) -> Sequence[HeldBack]:
        return [self.held_back[number] for number in numbers if number in self.held_back] if self.held_back else ()


@dataclass(frozen=True, slots=True)
class FoundProceeding:
    """A proceeding with its card."""

    number: str
    card: bytes
    provenance: bytes | None = None
    """Since when its rows are known (contract `CardProvenance`); none: moments were not kept."""


@dataclass(frozen=True, slots=True)
class LookupResult:
    """The result of one look-up."""

    outcome: Outcome
    found: Sequence[FoundProceeding] = ()
    problem: Problem | None = None

    def body(self) -> bytes:
        """The result as JSON (contract `LookUpResult`)."""
        cards = b",".join(found.card for found in self.found)
        problem = self.problem.model_dump_json().encode() if self.problem else b"null"
        fields = (self.outcome.value.encode(), cards, problem, self._provenance())
        return b'{"outcome":"%s","proceedings":[%s],"problem":%s%s}' % fields

    def _provenance(self) -> bytes:
        known = [found.provenance for found in self.found if found.provenance is not None]
        # One for each card, or none: a reader pairs them by their places.
        return b',"provenances":[%s]' % b",".join(known) if known and len(known) == len(self.found) else b""


def result_of(
    field: str, look_up: LookUp | Problem, scopes: frozenset[str], found: Sequence[FoundProceeding]
) -> LookupResult:
    """The result of the look-up in a field of the request, given what it found."""
    if isinstance(look_up, Problem):
        return LookupResult(Outcome.MALFORMED, problem=look_up)
    if look_up.by not in scopes:
        return LookupResult(Outcome.NOT_PERMITTED, problem=not_permitted(look_up.by, field))
    if len(found) > PROCEEDINGS_AT_MOST:
        return LookupResult(Outcome.SEVERAL_FOUND, problem=_TOO_MANY)
    outcomes = (Outcome.NOT_FOUND, Outcome.FOUND, Outcome.SEVERAL_FOUND)
    return LookupResult(outcomes[min(len(found), 2)], found)


def answer_body(
    request: LookupRequest, answered_at: datetime, freshness: bytes, results: Iterable[LookupResult]
) -> bytes:
    """The answer as JSON (contract `InformationAnswer`)."""
    head = json.dumps(
        {
            "request_id": str(request.purpose.request_id),
            "answered_at": answered_at.isoformat(),
            **request.at.stated(),
        }
    )
    spliced = b",".join(result.body() for result in results)
    return b'%s,"freshness":%s,"results":[%s]}' % (head[:-1].encode(), freshness, spliced)


def freshness_body(data_as_of: datetime, lag: float, stale: bool) -> bytes:
    """The freshness of an answer as JSON (contract `Freshness`)."""
    return json.dumps({"data_as_of": data_as_of.isoformat(), "lag_seconds": lag, "stale": stale}).encode()


def provenance_headers(revision: int, known_since: datetime | None) -> dict[str, str]:
    """The headers of a card: how often it was revised, and since when all its rows are known, if that was kept."""
    known = {} if known_since is None else {"lea-known-since": known_since.isoformat()}
    return {"lea-revision": str(revision), **known}


_TOO_MANY = Problem(
    code="too-many-found",
    rule="a look-up tells of no more proceedings than can be read",
    detail=f"more than {PROCEEDINGS_AT_MOST} proceedings were found",
)
