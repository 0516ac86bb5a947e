"""A proceeding in the read model, folded from the events of its stream."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from contracts.acts.take_up_proceeding import ProceedingTakenUp
from contracts.catalogue import EVENTS
from contracts.documents import Claim
from contracts.envelope import EventEnvelope
from contracts.events.accounts import OF_ACCOUNTS
from contracts.events.corrections import CorrectionMade, CorrectionProposed, CorrectionRejected
from contracts.events.debtor_groups import DebtorGroupJoined, DebtorGroupRepaid, RepaidByAnotherDebtor
from contracts.events.distribution import (
    ConsolidatedDebtorDistributed,
    ConsolidatedDebtorJoined,
    ConsolidatedDebtorLeft,
    DistributionAnnulled,
    DistributionCorrected,
    DistributionResolved,
)
from contracts.events.duties import DutyClosed
from contracts.events.information import InformationGiven
from contracts.events.money import (
    AllocationReversed,
    ChargeReduced,
    ClaimChanged,
    CostAnnulled,
    ExecutionReversed,
    FeeAnnulled,
    MoneyAllocated,
    OverpaymentEnded,
    OverpaymentFound,
    ReversedMoneyHeld,
    UnclaimedTakenBack,
)
from contracts.events.parties import PartyRole, SuccessorNamed
from contracts.events.proceedings import (
    ClaimFulfilled,
    CompulsoryExecutionStarted,
    CostIncurred,
    CourseRevised,
    DebtorServed,
    DemandsFulfilled,
    DemandsOpenAgain,
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
from contracts.events.substitutes import OF_SUBSTITUTES
from contracts.events.valuation import ValuationCopyReceived
from contracts.registry import Event
from contracts.revisions import entries_of
from contracts.values import Party
from services.court_query.domain.revisions import restated, superseded
from shared.court_card.entries import (
    CardEntries,
    ClaimEntry,
    ExecutorEntry,
    InitiationEntry,
    MeasureEntry,
    RepaymentEntry,
    RevisionEntry,
    StatusEntry,
    current,
)


class Unfoldable(ValueError):
    """The event cannot follow what is known of its proceeding; the sender broke its own rules."""


class Proceeding(NamedTuple):
    """Everything the read model holds of one proceeding."""

    id: UUID
    version: int
    """The last event folded in."""
    recorded_at: datetime
    """When that event was recorded; not before an earlier one, whatever the clocks of two machines say."""
    course: CardEntries

    @property
    def keys(self) -> InitiationEntry:
        """What the proceeding is found by now, besides its number."""
        return self.course.initiation


class Fact(NamedTuple):
    """An event of a course: published by itself, or as an entry of a revision."""

    version: int
    """The version that recorded it."""
    recorded_at: datetime
    effective_date: date
    data: Any
    ordinal: int = 0

    @property
    def place(self) -> dict[str, Any]:
        """The place in time of the entries it makes."""
        return {"ordinal": self.ordinal, "recorded_at": self.recorded_at, "known_since": self.recorded_at}


_OF_OTHER_STREAMS: tuple[type[Event], ...] = (
    DebtorGroupJoined,
    DebtorGroupRepaid,
    ConsolidatedDebtorJoined,
    ConsolidatedDebtorLeft,
    ConsolidatedDebtorDistributed,
    *OF_ACCOUNTS,
    *OF_SUBSTITUTES,
)
Envelope = EventEnvelope[Any]
Step = Callable[[CardEntries, Fact], CardEntries]


def of_proceedings(events: Iterable[Envelope]) -> Iterator[Envelope]:
    """The events of proceedings; groups of debtors, consolidated debtors, accounts and substitutes have no card."""
    return (event for event in events if not isinstance(event.data, _OF_OTHER_STREAMS))


def evolve(proceeding: Proceeding | None, event: Envelope) -> Proceeding:
    """The proceeding after an event; none before its first. Raises Unfoldable."""
    if proceeding is None:
        return _initiated(event)
    if isinstance(event.data, ProceedingInitiated):
        raise Unfoldable(f"{event.type} cannot follow version {proceeding.version}")
    recorded_at = max(event.recorded_at, proceeding.recorded_at)
    fact = Fact(event.version, recorded_at, event.effective_date, event.data)
    course = _after(proceeding.course, fact)
    return proceeding._replace(version=event.version, recorded_at=recorded_at, course=course)


def _after(course: CardEntries, fact: Fact) -> CardEntries:
    step = _STEPS.get(type(fact.data))
    if step is None:
        raise Unfoldable(f"{fact.data.type} cannot follow version {fact.version - 1}")
    return step(course, fact)


def _revised(before: CardEntries, fact: Fact) -> CardEntries:
    """The course with everything from the revision's first day on as the revision describes it."""
    revision: CourseRevised = fact.data
    course = superseded(before, revision.since, fact.version, fact.recorded_at)
    for ordinal, entry in enumerate(entries_of(revision)):
        course = _after(course, fact._replace(effective_date=entry.day, data=entry.data, ordinal=ordinal))
    if not (any(current(course.initiations)) and any(current(course.statuses)) and any(current(course.executors))):
        raise Unfoldable("a revision leaves a proceeding without its initiation, a status or an executor")
    made = RevisionEntry(revision.revision, fact.version, revision.since, fact.recorded_at)
    return restated(course._replace(revisions=(*before.revisions, made)), fact.version)


def _begun(course: CardEntries, fact: Fact) -> CardEntries:
    """The initiation: the first event, or in a revision that goes back to its day, as it reads now."""
    data: ProceedingInitiated = fact.data
    if data.number != course.number:
        raise Unfoldable(f"proceeding {course.number} cannot become {data.number}")
    document, identifier = data.document, data.debtor.identifier
    entry = InitiationEntry(
        version=fact.version,
        effective=fact.effective_date,
        initiated_on=fact.effective_date,
        body=data.body,
        claims=tuple(map(_claim, data.claims)),
        issuer=document.issuer.code,
        document_number=document.number,
        document_issued_on=document.issued_on,
        court_case=document.case_number,
        debtor_kind=identifier.kind.value,
        debtor_identifier=identifier.value,
        **_numbers("debtor", data.debtor),
        **_numbers("recoverer", data.recoverer),
        **fact.place,
    )
    return _assigned(_moved(course._replace(initiations=(*course.initiations, entry)), fact), fact)


def _succeeded(course: CardEntries, fact: Fact) -> CardEntries:
    """A successor of the debtor: found by the successor from that day on, too. The card has no field for parties.

    The document names the debtor of the initiation, and what was done before binds the successor (Art. 62(3)). Of the
    recoverer's no more is kept than whose payer number it states.
    """
    data: SuccessorNamed = fact.data
    before, identifier = course.initiation, data.successor.identifier
    changed = _numbers(data.role.value, data.successor)
    if data.role is PartyRole.DEBTOR:
        changed |= {"debtor_kind": identifier.kind.value, "debtor_identifier": identifier.value}
    elif all(getattr(before, name) == value for name, value in changed.items()):
        return course
    entry = before._replace(
        version=fact.version,
        effective=fact.effective_date,
        **changed,
        # What the card shows of it has been known as long as before.
        **{**fact.place, "known_since": before.known_since},
    )
    return course._replace(initiations=(*course.initiations, entry))


def _numbers(role: str, party: Party) -> dict[str, Any]:
    """Whose payer number it is, as the record of a party says."""
    unp, personal_number = party.payer_record or (None, None)
    return {f"{role}_unp": unp, f"{role}_personal_number": personal_number}


def _taken_up(course: CardEntries, fact: Fact) -> CardEntries:
    """Another body has the proceeding: that of the executor who took it up, whose name is published beside it."""
    data: ProceedingTakenUp = fact.data
    body = data.executor.id.partition("-")[0]
    entry = course.initiation._replace(version=fact.version, effective=fact.effective_date, body=body, **fact.place)
    return course._replace(initiations=(*course.initiations, entry))


def _claim(claim: Claim) -> ClaimEntry:
    if claim.sum is None:
        return ClaimEntry(claim.number, claim.type, None, None)
    return ClaimEntry(claim.number, claim.type, claim.sum.currency, claim.sum.amount)


def _initiated(event: Envelope) -> Proceeding:
    data = event.data
    if not isinstance(data, ProceedingInitiated):
        raise Unfoldable(f"a proceeding begins with its initiation, not with {event.type}")
    course = _begun(CardEntries(data.number), Fact(event.version, event.recorded_at, event.effective_date, data))
    return Proceeding(event.stream, event.version, event.recorded_at, course)


def _moved(course: CardEntries, fact: Fact) -> CardEntries:
    status = fact.data.status
    entry = StatusEntry(fact.version, fact.effective_date, status.code, status.reason, **fact.place)
    return course._replace(statuses=(*course.statuses, entry))


def _ground_ended(course: CardEntries, fact: Fact) -> CardEntries:
    """The card shows a ground that still lasts, where it showed the one that ended."""
    return course if fact.data.status is None else _moved(course, fact)


def _assigned(course: CardEntries, fact: Fact) -> CardEntries:
    executor = fact.data.executor
    entry = ExecutorEntry(fact.version, fact.effective_date, executor.id, executor.full_name, **fact.place)
    return course._replace(executors=(*course.executors, entry))


def _measure_added(course: CardEntries, fact: Fact) -> CardEntries:
    data: MeasureAdded = fact.data
    if any(known.measure == data.measure for known in current(course.measures)):
        raise Unfoldable(f"measure {data.measure} was added before")
    entry = MeasureEntry(fact.version, fact.effective_date, data.measure, data.code, data.status, **fact.place)
    return course._replace(measures=(*course.measures, entry))


def _measure_moved(course: CardEntries, fact: Fact) -> CardEntries:
    data: MeasureStatusChanged = fact.data
    if all(known.measure != data.measure for known in current(course.measures)):
        raise Unfoldable(f"measure {data.measure} was never added")
    entry = MeasureEntry(fact.version, fact.effective_date, data.measure, None, data.status, **fact.place)
    return course._replace(measures=(*course.measures, entry))


def _paid(course: CardEntries, fact: Fact) -> CardEntries:
    return _repaid(course, fact, 1)


def _taken_back(course: CardEntries, fact: Fact) -> CardEntries:
    """What a payment repaid is repaid no more: the bank took it back, or it goes back to the debtor."""
    return _repaid(course, fact, -1)


def _repaid(course: CardEntries, fact: Fact, sign: int) -> CardEntries:
    data: PaymentReceived | MoneyAllocated | AllocationReversed | ExecutionReversed = fact.data
    paid: dict[int, Decimal] = defaultdict(Decimal)
    claims = {claim.number: claim for claim in course.initiation.claims}
    for part in data.repayments:
        claim = claims.get(part.claim)
        if claim is None or claim.currency != part.sum.currency:
            raise Unfoldable(f"there is no claim {part.claim} in currency {part.sum.currency}")
        paid[part.claim] += sign * part.sum.amount
    return _with_repayments(course, fact, paid)


def _claim_changed(course: CardEntries, fact: Fact) -> CardEntries:
    """A claim comes to another sum from that day on; a demand that is no more is not shown beside others."""
    data: ClaimChanged = fact.data
    before, now = course.initiation, data.sum
    if all(claim.number != data.claim for claim in before.claims):
        raise Unfoldable(f"there is no claim {data.claim}")
    changed = ClaimEntry(data.claim, data.kind, now.currency if now else None, now.amount if now else None)
    claims = tuple(changed if claim.number == data.claim else claim for claim in before.claims)
    if data.fell:
        claims = tuple(claim for claim in claims if claim.number != data.claim) or claims
    entry = before._replace(version=fact.version, effective=fact.effective_date, claims=claims, **fact.place)
    after = course._replace(initiations=(*course.initiations, entry))
    _check_within(changed, after)
    return after


def _paid_by_another(course: CardEntries, fact: Fact) -> CardEntries:
    """What another debtor of the same debt repaid; it is owed again where his payment is taken back."""
    data: RepaidByAnotherDebtor = fact.data
    paid: dict[int, Decimal] = defaultdict(Decimal)
    for sign, parts in ((1, data.repayments), (-1, data.restored)):
        for part in parts:
            paid[part.claim] += sign * part.sum.amount
    return _with_repayments(course, fact, paid)


def _with_repayments(course: CardEntries, fact: Fact, paid: Mapping[int, Decimal]) -> CardEntries:
    entries = tuple(
        RepaymentEntry(fact.version, fact.effective_date, claim, amount, **fact.place)
        for claim, amount in paid.items()
        if amount
    )
    after = course._replace(repayments=(*course.repayments, *entries))
    claims = {claim.number: claim for claim in course.initiation.claims}
    for number in paid:
        if number not in claims:
            raise Unfoldable(f"there is no claim {number}")
        _check_within(claims[number], after)
    return after


def _check_within(claim: ClaimEntry, course: CardEntries) -> None:
    """Claim less repayment is the balance, so no more can be repaid than was claimed."""
    repaid = sum(entry.amount for entry in current(course.repayments) if entry.claim == claim.number)
    if claim.amount is not None and repaid > claim.amount:
        raise Unfoldable(f"more would be repaid on claim {claim.number} than was claimed")
    if repaid < 0:
        raise Unfoldable(f"more would be taken back of claim {claim.number} than was repaid")


def _unchanged(course: CardEntries, _: Fact) -> CardEntries:
    return course


_STEPS: dict[type, Step] = {
    VoluntaryTermStarted: _moved,
    CompulsoryExecutionStarted: _moved,
    ProceedingSuspended: _moved,
    ProceedingResumed: _moved,
    SuspensionGroundEnded: _ground_ended,
    ProceedingTerminated: _moved,
    DocumentReturned: _moved,
    ProceedingCompleted: _moved,
    ExecutorAssigned: _assigned,
    MeasureAdded: _measure_added,
    MeasureStatusChanged: _measure_moved,
    PaymentReceived: _paid,
    RepaidByAnotherDebtor: _paid_by_another,
    MoneyAllocated: _paid,
    AllocationReversed: _taken_back,
    ExecutionReversed: _taken_back,
    ClaimChanged: _claim_changed,
    CourseRevised: _revised,
    ProceedingInitiated: _begun,
    SuccessorNamed: _succeeded,
    # The card has no field for these.
    DemandsFulfilled: _unchanged,
    DemandsOpenAgain: _unchanged,
    DutyOpened: _unchanged,
    DutyClosed: _unchanged,
    ResolutionCopiesSent: _unchanged,
    DebtorServed: _unchanged,
    CostIncurred: _unchanged,
    FeeImposed: _unchanged,
    FeeAnnulled: _unchanged,
    ChargeReduced: _unchanged,
    CostAnnulled: _unchanged,
    UnclaimedTakenBack: _unchanged,
    ReversedMoneyHeld: _unchanged,
    OverpaymentFound: _unchanged,
    OverpaymentEnded: _unchanged,
    ValuationCopyReceived: _unchanged,
    ClaimFulfilled: _unchanged,
    DistributionResolved: _unchanged,
    DistributionCorrected: _unchanged,
    DistributionAnnulled: _unchanged,
    InformationGiven: _unchanged,
    # What such an act changes in the card is published beside it, as one of the above.
    **dict.fromkeys(
        (model for model in EVENTS.models.values() if model.__module__.startswith("contracts.acts.")), _unchanged
    ),
    ProceedingTakenUp: _taken_up,
    # What a correction changes is in the revision after it.
    CorrectionProposed: _unchanged,
    CorrectionRejected: _unchanged,
    CorrectionMade: _unchanged,
}
"""What each event does to the course. An event type that is missing here is parked, never passed over unseen."""
