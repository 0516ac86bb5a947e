"""A debt that several debtors share (Art. 331): its lines, and what is left of it for one of them.

Of a debtor no less is left than of the total: what he owes himself (his part), or the whole less what all repaid,
whichever is less. Sums are decimals here, as what a payment repaid may be taken back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from uuid import UUID, uuid5

from contracts.canonical import DigitsOfAnotherScript, look_alike_key
from contracts.commands.proceedings import InitiateProceeding
from contracts.documents import Liability
from contracts.events.debtor_groups import PartOfDebt
from contracts.events.money import AllocationReversed, ExecutionReversed, MoneyAllocated
from contracts.events.proceedings import PaymentReceived, ProceedingInitiated
from contracts.registry import Event
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Claim, Line
from services.proceedings.domain.persons import NOBODY_JOINED, Payers, person_key
from shared.law.money.amounts import add, subtract

Sums = Mapping[Line, Decimal]
_GROUPS = UUID("3f1c7a52-6a0e-5d0b-9a43-331331331331")
_NOTHING = Decimal()
REPAYING: Mapping[type[Event], int] = {
    PaymentReceived: 1,
    MoneyAllocated: 1,
    AllocationReversed: -1,
    ExecutionReversed: -1,
}
"""Events whose `repayments` lower claims out of what the debtor himself pays, or take that back."""


def group_of(initiation: ProceedingInitiated | InitiateProceeding, payers: Payers = NOBODY_JOINED) -> UUID | None:
    """The group of a debtor: the decision, the recoverer, and which of its obligations; none: the only debtor."""
    if initiation.liability is None:
        return None
    document = initiation.document
    parts = (
        document.issuer.code,
        _key(document.case_number),
        document.decided_on.isoformat(),
        *person_key(initiation.recoverer, payers),
        str(initiation.liability.obligation),
    )
    return uuid5(_GROUPS, "\n".join(parts))


def part_of(initiation: ProceedingInitiated) -> Sums:
    """What a debtor owes at most, by line."""
    return _summed(
        (Line(claim.type, claim.sum.currency), claim.sum.amount) for claim in initiation.claims if claim.sum is not None
    )


def whole_of(initiation: ProceedingInitiated) -> Sums:
    """What all debtors together owe by the document of one of them, by line."""
    stated = _stated(initiation.liability)
    return _summed(
        (Line(claim.type, claim.sum.currency), stated.get(claim.number, claim.sum).amount)
        for claim in initiation.claims
        if claim.sum is not None
    )


def own_repayments(course: Course) -> dict[UUID, Sums]:
    """What each act repaid of the debt out of what the debtor himself paid; negative: what it took back."""
    lines = {claim.number: Line(claim.type, claim.sum.currency) for claim in course.claims.values() if claim.sum}
    found: dict[UUID, Sums] = {}
    for act, items in course.items_of.items():
        sums = _summed(
            (lines[part.claim], sign * part.sum.amount)
            for each in items
            if (sign := REPAYING.get(type(each.data)))
            for part in each.data.repayments  # type: ignore[attr-defined]
        )
        if sums := {line: amount for line, amount in sums.items() if amount}:
            found[act] = sums
    return found


def share(course: Course, repaid: Iterable[PartOfDebt], owed_again: Iterable[PartOfDebt]) -> dict[int, Decimal]:
    """Take in what another debtor repaid, or owes again: by how much each claim of this document falls or rises."""
    changes = _summed([*_signed(repaid, 1), *_signed(owed_again, -1)])
    moved: dict[int, Decimal] = {}
    for line, amount in changes.items():
        course.repaid_by_others[line] = course.repaid_by_others.get(line, _NOTHING) + amount
        claims = [claim for claim in course.claims_in(line.currency) if claim.type == line.type]
        moved |= _level(claims, _stated(course.liability), course.repaid_by_others[line])
    return moved


def parts(sums: Sums) -> tuple[PartOfDebt, ...]:
    """Sums as contracts state them; what is not more than nothing is left out."""
    return tuple(
        PartOfDebt(type=line.type, sum=Money(amount=amount, currency=line.currency))
        for line, amount in sorted(sums.items())
        if amount > 0
    )


def negated(sums: Sums) -> Sums:
    """The same with the other sign."""
    return {line: -amount for line, amount in sums.items()}


def signed(repaid: Iterable[PartOfDebt], owed_again: Iterable[PartOfDebt]) -> Sums:
    """What contracts state as sums with a sign."""
    return _summed([*_signed(repaid, 1), *_signed(owed_again, -1)])


def _level(claims: list[Claim], stated: Mapping[int, Money], by_others: Decimal) -> dict[int, Decimal]:
    """Lower the claims of a line until no less is left of them than of the whole, the first claim first."""
    part, whole, own, shared = _NOTHING, _NOTHING, _NOTHING, _NOTHING
    for claim in claims:
        if claim.sum is not None and claim.repaid is not None:
            part += claim.sum.amount
            whole += stated.get(claim.number, claim.sum).amount
            lowered = claim.by_others.amount if claim.by_others else _NOTHING
            own, shared = own + claim.repaid.amount - lowered, shared + lowered
    change = max(min(by_others - (whole - part), part - own), _NOTHING) - shared
    moved: dict[int, Decimal] = {}
    for claim in claims if change > 0 else reversed(claims):
        amount = _lowered(claim, change)
        if amount:
            moved[claim.number] = amount
            change -= amount
    return moved


def _lowered(claim: Claim, wanted: Decimal) -> Decimal:
    """Lower a claim, or raise it again, as far as that goes; returns by how much."""
    if claim.sum is None or claim.repaid is None or not wanted:
        return _NOTHING
    by_others = claim.by_others or Money(amount=_NOTHING, currency=claim.sum.currency)
    room = claim.sum.amount - claim.repaid.amount if wanted > 0 else by_others.amount
    moved = Money(amount=min(abs(wanted), room), currency=claim.sum.currency)
    change = add if wanted > 0 else subtract
    claim.repaid, claim.by_others = change(claim.repaid, moved), change(by_others, moved)
    return moved.amount if wanted > 0 else -moved.amount


def _stated(liability: Liability | None) -> Mapping[int, Money]:
    return {whole.claim: whole.sum for whole in liability.whole} if liability else {}


def _signed(parts: Iterable[PartOfDebt], sign: int) -> Iterator[tuple[Line, Decimal]]:
    return ((Line(part.type, part.sum.currency), sign * part.sum.amount) for part in parts)


def _summed(sums: Iterable[tuple[Line, Decimal]]) -> dict[Line, Decimal]:
    found: defaultdict[Line, Decimal] = defaultdict(Decimal)
    for line, amount in sums:
        found[line] += amount
    return dict(found)


def _key(case_number: str) -> str:
    try:
        return look_alike_key(case_number)
    except DigitsOfAnotherScript:
        return case_number
