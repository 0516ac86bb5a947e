"""A proceeding in the read model, folded from the events of its stream."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events.proceedings import (
    ClaimFulfilled,
    CompulsoryExecutionStarted,
    CostIncurred,
    DebtorServed,
    DocumentReturned,
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
    VoluntaryTermStarted,
)
from shared.court_card.entries import (
    CardEntries,
    ClaimEntry,
    ExecutorEntry,
    MeasureEntry,
    RepaymentEntry,
    StatusEntry,
)


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


Envelope = EventEnvelope[Any]
Step = Callable[[CardEntries, Envelope], CardEntries]


def evolve(proceeding: Proceeding | None, event: Envelope) -> Proceeding:
    """The proceeding after an event; none before its first. Raises Unfoldable."""
    if proceeding is None:
        return _initiated(event)
    step = _STEPS.get(type(event.data))
    if step is None:
        raise Unfoldable(f"{event.type} cannot follow version {proceeding.version}")
    return proceeding._replace(
        version=event.version,
        recorded_at=event.recorded_at,
        course=step(proceeding.course, event),
    )


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
        course=_assigned(_moved(course, event), event),
    )


def _moved(course: CardEntries, event: Envelope) -> CardEntries:
    status = event.data.status
    entry = StatusEntry(event.version, event.effective_date, status.code, status.reason)
    return course._replace(statuses=(*course.statuses, entry))


def _assigned(course: CardEntries, event: Envelope) -> CardEntries:
    executor = event.data.executor
    entry = ExecutorEntry(event.version, event.effective_date, executor.id, executor.full_name)
    return course._replace(executors=(*course.executors, entry))


def _measure_added(course: CardEntries, event: Envelope) -> CardEntries:
    data: MeasureAdded = event.data
    if any(known.measure == data.measure for known in course.measures):
        raise Unfoldable(f"measure {data.measure} was added before")
    entry = MeasureEntry(event.version, event.effective_date, data.measure, data.code, data.status)
    return course._replace(measures=(*course.measures, entry))


def _measure_moved(course: CardEntries, event: Envelope) -> CardEntries:
    data: MeasureStatusChanged = event.data
    if all(known.measure != data.measure for known in course.measures):
        raise Unfoldable(f"measure {data.measure} was never added")
    entry = MeasureEntry(event.version, event.effective_date, data.measure, None, data.status)
    return course._replace(measures=(*course.measures, entry))


def _paid(course: CardEntries, event: Envelope) -> CardEntries:
    data: PaymentReceived = event.data
    paid: dict[int, Decimal] = defaultdict(Decimal)
    claims = {claim.number: claim for claim in course.claims}
    for part in data.repayments:
        claim = claims.get(part.claim)
        if claim is None or claim.currency != part.sum.currency:
            raise Unfoldable(f"there is no claim {part.claim} in currency {part.sum.currency}")
        paid[part.claim] += part.sum.amount
    entries = tuple(RepaymentEntry(event.version, event.effective_date, *part) for part in paid.items())
    after = course._replace(repayments=(*course.repayments, *entries))
    for number in paid:
        _check_within(claims[number], after)
    return after


def _check_within(claim: ClaimEntry, course: CardEntries) -> None:
    """Claim less repayment is the balance, so no more can be repaid than was claimed."""
    repaid = sum(entry.amount for entry in course.repayments if entry.claim == claim.number)
    if claim.amount is not None and repaid > claim.amount:
        raise Unfoldable(f"more would be repaid on claim {claim.number} than was claimed")


def _unchanged(course: CardEntries, _: Envelope) -> CardEntries:
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
    # The card has no field for these.
    ResolutionCopiesSent: _unchanged,
    DebtorServed: _unchanged,
    CostIncurred: _unchanged,
    FeeImposed: _unchanged,
    ClaimFulfilled: _unchanged,
}
"""What each event does to the course. An event type that is missing here is parked, never passed over unseen."""
