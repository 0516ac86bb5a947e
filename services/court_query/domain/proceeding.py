"""A proceeding in the read model, folded from the events of its stream."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from contracts.catalogue import EVENTS
from contracts.envelope import EventEnvelope
from contracts.events.proceedings import (
    ClaimFulfilled,
    CompulsoryExecutionStarted,
    CostIncurred,
    CourseRevised,
    DebtorServed,
    DocumentReturned,
    DutyOpened,
    ExecutorAssigned,
    FeeImposed,
    MeasureAdded,
    MeasureStatusChanged,
    PaymentReceived,
    ProceedingCompleted,
    ProceedingInitiated,
    ProceedingResumed,
    ProceedingSuspended,
    ProceedingTerminated,
    ResolutionCopiesSent,
    SuspensionGroundEnded,
    VoluntaryTermStarted,
)
from contracts.revisions import entries_of
from shared.court_card.entries import (
    CardEntries,
    ClaimEntry,
    ExecutorEntry,
    MeasureEntry,
    RepaymentEntry,
    StatusEntry,
)

E = TypeVar("E", ExecutorEntry, StatusEntry, MeasureEntry, RepaymentEntry)


class Unfoldable(ValueError):
    """The event cannot follow what is known of its proceeding; the sender broke its own rules."""


class LookUpKeys(NamedTuple):
    """What a proceeding is found by, besides its number."""

    issuer: str
    document_number: str
    document_issued_on: date
    court_case: str
    debtor_kind: str
    debtor_identifier: str


class Proceeding(NamedTuple):
    """Everything the read model holds of one proceeding."""

    id: UUID
    version: int
    """The last event folded in."""
    recorded_at: datetime
    """When that event was recorded."""
    keys: LookUpKeys
    course: CardEntries


class Fact(NamedTuple):
    """An event of a course: published by itself, or as an entry of a revision."""

    version: int
    """The version that recorded it."""
    effective_date: date
    data: Any
    ordinal: int = 0


Envelope = EventEnvelope[Any]
Step = Callable[[CardEntries, Fact], CardEntries]


def evolve(proceeding: Proceeding | None, event: Envelope) -> Proceeding:
    """The proceeding after an event; none before its first. Raises Unfoldable."""
    if proceeding is None:
        return _initiated(event)
    if isinstance(event.data, ProceedingInitiated):
        raise Unfoldable(f"{event.type} cannot follow version {proceeding.version}")
    fact = Fact(event.version, event.effective_date, event.data)
    return proceeding._replace(
        version=event.version, recorded_at=event.recorded_at, course=_after(proceeding.course, fact)
    )


def _after(course: CardEntries, fact: Fact) -> CardEntries:
    step = _STEPS.get(type(fact.data))
    if step is None:
        raise Unfoldable(f"{fact.data.type} cannot follow version {fact.version - 1}")
    return step(course, fact)


def _revised(course: CardEntries, fact: Fact) -> CardEntries:
    """The course with everything from the revision's first day on as the revision describes it."""
    revision: CourseRevised = fact.data
    course = course._replace(
        executors=_superseded(course.executors, revision.since, fact.version),
        statuses=_superseded(course.statuses, revision.since, fact.version),
        measures=_superseded(course.measures, revision.since, fact.version),
        repayments=_superseded(course.repayments, revision.since, fact.version),
    )
    for ordinal, entry in enumerate(entries_of(revision)):
        course = _after(course, Fact(fact.version, entry.day, entry.data, ordinal))
    if not any(_current(course.statuses)) or not any(_current(course.executors)):
        raise Unfoldable("a revision leaves a proceeding without a status or an executor")
    return course


def _superseded(entries: tuple[E, ...], since: date, version: int) -> tuple[E, ...]:
    return tuple(
        entry._replace(superseded_by=version) if entry.superseded_by is None and entry.effective >= since else entry
        for entry in entries
    )


def _current(entries: tuple[E, ...]) -> Iterator[E]:
    return (entry for entry in entries if entry.superseded_by is None)


def _begun(course: CardEntries, fact: Fact) -> CardEntries:
    """The initiation once more, in a revision that goes back to its day; claims do not change."""
    return _assigned(_moved(course, fact), fact)


def _initiated(event: Envelope) -> Proceeding:
    data = event.data
    if not isinstance(data, ProceedingInitiated):
        raise Unfoldable(f"a proceeding begins with its initiation, not with {event.type}")
    document, identifier = data.document, data.debtor.identifier
    course = CardEntries(
        number=data.number,
        body=data.body,
        initiated_on=event.effective_date,
        claims=tuple(
            ClaimEntry(
                number=claim.number,
                type=claim.type,
                currency=claim.sum.currency if claim.sum else None,
                amount=claim.sum.amount if claim.sum else None,
            )
            for claim in data.claims
        ),
    )
    return Proceeding(
        id=event.stream,
        version=event.version,
        recorded_at=event.recorded_at,
        keys=LookUpKeys(
            issuer=document.issuer.code,
            document_number=document.number,
            document_issued_on=document.issued_on,
            court_case=document.case_number,
            debtor_kind=identifier.kind.value,
            debtor_identifier=identifier.value,
        ),
        course=_begun(course, Fact(event.version, event.effective_date, data)),
    )


def _moved(course: CardEntries, fact: Fact) -> CardEntries:
    status = fact.data.status
    entry = StatusEntry(fact.version, fact.effective_date, status.code, status.reason, ordinal=fact.ordinal)
    return course._replace(statuses=(*course.statuses, entry))


def _assigned(course: CardEntries, fact: Fact) -> CardEntries:
    executor = fact.data.executor
    entry = ExecutorEntry(fact.version, fact.effective_date, executor.id, executor.full_name, ordinal=fact.ordinal)
    return course._replace(executors=(*course.executors, entry))


def _measure_added(course: CardEntries, fact: Fact) -> CardEntries:
    data: MeasureAdded = fact.data
    if any(known.measure == data.measure for known in _current(course.measures)):
        raise Unfoldable(f"measure {data.measure} was added before")
    entry = MeasureEntry(fact.version, fact.effective_date, data.measure, data.code, data.status, ordinal=fact.ordinal)
    return course._replace(measures=(*course.measures, entry))


def _measure_moved(course: CardEntries, fact: Fact) -> CardEntries:
    data: MeasureStatusChanged = fact.data
    if all(known.measure != data.measure for known in _current(course.measures)):
        raise Unfoldable(f"measure {data.measure} was never added")
    entry = MeasureEntry(fact.version, fact.effective_date, data.measure, None, data.status, ordinal=fact.ordinal)
    return course._replace(measures=(*course.measures, entry))


def _paid(course: CardEntries, fact: Fact) -> CardEntries:
    data: PaymentReceived = fact.data
    paid: dict[int, Decimal] = defaultdict(Decimal)
    claims = {claim.number: claim for claim in course.claims}
    for part in data.repayments:
        claim = claims.get(part.claim)
        if claim is None or claim.currency != part.sum.currency:
            raise Unfoldable(f"there is no claim {part.claim} in currency {part.sum.currency}")
        paid[part.claim] += part.sum.amount
    entries = tuple(
        RepaymentEntry(fact.version, fact.effective_date, *part, ordinal=fact.ordinal) for part in paid.items()
    )
    after = course._replace(repayments=(*course.repayments, *entries))
    for number in paid:
        _check_within(claims[number], after)
    return after


def _check_within(claim: ClaimEntry, course: CardEntries) -> None:
    """Claim less repayment is the balance, so no more can be repaid than was claimed."""
    repaid = sum(entry.amount for entry in _current(course.repayments) if entry.claim == claim.number)
    if claim.amount is not None and repaid > claim.amount:
        raise Unfoldable(f"more would be repaid on claim {claim.number} than was claimed")


def _unchanged(course: CardEntries, _: Fact) -> CardEntries:
    return course


_STEPS: dict[type, Step] = {
    VoluntaryTermStarted: _moved,
    CompulsoryExecutionStarted: _moved,
    ProceedingSuspended: _moved,
    ProceedingResumed: _moved,
    ProceedingTerminated: _moved,
    DocumentReturned: _moved,
    ProceedingCompleted: _moved,
    ExecutorAssigned: _assigned,
    MeasureAdded: _measure_added,
    MeasureStatusChanged: _measure_moved,
    PaymentReceived: _paid,
    CourseRevised: _revised,
    ProceedingInitiated: _begun,
    # The card has no field for these.
    SuspensionGroundEnded: _unchanged,
    DutyOpened: _unchanged,
    ResolutionCopiesSent: _unchanged,
    DebtorServed: _unchanged,
    CostIncurred: _unchanged,
    FeeImposed: _unchanged,
    ClaimFulfilled: _unchanged,
    # What such an act changes in the card is published beside it, as one of the above.
    **dict.fromkeys(
        (model for model in EVENTS.models.values() if model.__module__.startswith("contracts.acts.")), _unchanged
    ),
}
"""What each event does to the course. An event type that is missing here is parked, never passed over unseen."""
