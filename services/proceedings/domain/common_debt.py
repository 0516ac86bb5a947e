"""A debt that several debtors share (Art. 331): its lines, and what is left of it for one of them.

Of a debtor no less is left than of the total: what he owes himself (his part), or the whole less what all repaid,
whichever is less. An act on his document changes his part, and the whole by the same sum: what the others owe besides
stays. A partial debtor's order states his part alone (Art. 331(1)): a change of it reaches the other partial debtors.
The orders of joint debtors state the total (Art. 331(2)), and that of a subsidiary debtor what is left of it
(Art. 331(3)): each changes by acts of its own. Sums are decimals here, as what a payment repaid may be taken back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from uuid import UUID, uuid5

from contracts.canonical import DigitsOfAnotherScript, look_alike_key
from contracts.commands.debtor_groups import RecordGroupRepayment, RecordRepaymentByAnotherDebtor
from contracts.commands.proceedings import InitiateProceeding
from contracts.documents import Liability, LiabilityKind
from contracts.events.debtor_groups import DebtorGroupRepaid, PartOfDebt, RepaidByAnotherDebtor
from contracts.events.money import AllocationReversed, ClaimChanged, ExecutionReversed, MoneyAllocated
from contracts.events.proceedings import PaymentReceived, ProceedingInitiated
from contracts.registry import Event
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Claim, Line
from services.proceedings.domain.persons import NOBODY_JOINED, Payers, person_key
from shared.law.money.amounts import add, subtract

Sums = Mapping[Line, Decimal]
_Stating = RecordRepaymentByAnotherDebtor | RepaidByAnotherDebtor | RecordGroupRepayment | DebtorGroupRepaid
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


def same_obligation(asked: InitiateProceeding, known: ProceedingInitiated, payers: Payers) -> bool:
    """Whether two documents of one group are against one debtor, which no two orders on one total are (Art. 331(2)).

    The same document presented again is one; parts are several where several bodies execute them (Art. 331(1)).
    """
    liabilities = [each.liability for each in (asked, known) if each.liability is not None]
    documents = [(each.document.kind, each.document.number) for each in (asked, known)]
    return (
        all(each.kind is not LiabilityKind.PARTIAL for each in liabilities)
        and documents[0] != documents[1]
        and person_key(asked.debtor, payers) == person_key(known.debtor, payers)
    )


def part_of(course: Course) -> Sums:
    """What a debtor owes at most, by line."""
    return _summed(
        (Line(claim.type, claim.sum.currency), claim.sum.amount)
        for claim in course.claims.values()
        if claim.sum is not None
    )


def whole_of(course: Course) -> Sums:
    """What all debtors together owe by the document of one of them, by line.

    Of a partial debtor as the document began: the group counts each change of a part beside it.
    """
    besides = _stated_besides(course).items()
    if _partial(course):
        own = [(Line(each.type, each.sum.currency), each.sum.amount) for each in course.initiation.claims if each.sum]
        return _summed([*own, *besides])
    return _summed([*part_of(course).items(), *besides])


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


def falls_of_part(course: Course) -> dict[UUID, Sums]:
    """By how much each act lowered what a partial debtor's own order demands; negative: it grew."""
    if not _partial(course):
        return {}
    known: dict[int, tuple[str, Money | None]] = {
        claim.number: (claim.type, claim.sum) for claim in course.initiation.claims
    }
    found: dict[UUID, Sums] = {}
    for act, items in course.items_of.items():
        changes = [each.data for each in items if isinstance(each.data, ClaimChanged)]
        moved: list[tuple[Line, Decimal]] = []
        for data in changes:
            for (kind, sum_), sign in ((known[data.claim], 1), ((data.kind, data.sum), -1)):
                if sum_ is not None:
                    moved.append((Line(kind, sum_.currency, part=True), sign * sum_.amount))
            known[data.claim] = data.kind, data.sum
        if sums := {line: amount for line, amount in _summed(moved).items() if amount}:
            found[act] = sums
    return found


def share(course: Course, changes: Sums) -> dict[int, Decimal]:
    """Take in what another debtor repaid, and how his part fell: by how much each claim falls, or rises again."""
    lines: dict[Line, None] = {}
    for line, amount in changes.items():
        if _partial(course) or not line.part:
            course.shared[line] = course.shared.get(line, _NOTHING) + amount
            lines[line._replace(part=False)] = None
    besides, moved = _stated_besides(course), dict[int, Decimal]()
    for line in lines:
        claims = [claim for claim in course.claims_in(line.currency) if claim.type == line.type]
        repaid, fallen = (course.shared.get(each, _NOTHING) for each in (line, line._replace(part=True)))
        moved |= _level(claims, repaid + fallen - besides.get(line, _NOTHING))
    return moved


def _partial(course: Course) -> bool:
    return course.liability is not None and course.liability.kind is LiabilityKind.PARTIAL


def _stated_besides(course: Course) -> Sums:
    """What the others owe besides the part of this debtor, by line, as the document states it."""
    stated = _stated(course.liability)
    return _summed(
        (Line(claim.type, claim.sum.currency), stated.get(claim.number, claim.sum).amount - claim.sum.amount)
        for claim in course.initiation.claims
        if claim.sum is not None
    )


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


def stated_in(data: _Stating) -> Sums:
    """What is recorded of a debtor for the others, as sums with a sign."""
    falls = signed(data.part_fallen, data.part_grown)
    return {**signed(data.repaid, data.owed_again), **{line._replace(part=True): sum_ for line, sum_ in falls.items()}}


def stating(sums: Sums) -> dict[str, tuple[PartOfDebt, ...]]:
    """The same as the fields of the contract."""
    repaid = {line: amount for line, amount in sums.items() if not line.part}
    falls = {line: amount for line, amount in sums.items() if line.part}
    return {
        "repaid": parts(repaid),
        "owed_again": parts(negated(repaid)),
        "part_fallen": parts(falls),
        "part_grown": parts(negated(falls)),
    }


def _level(claims: list[Claim], beyond: Decimal) -> dict[int, Decimal]:
    """Lower the claims of a line until no less is left of them than of the whole, the first claim first.

    `beyond`: what the others repaid more than they owe besides.
    """
    part, own, shared = _NOTHING, _NOTHING, _NOTHING
    for claim in claims:
        if claim.sum is not None and claim.repaid is not None:
            part += claim.sum.amount
            lowered = claim.by_others.amount if claim.by_others else _NOTHING
            own, shared = own + claim.repaid.amount - lowered, shared + lowered
    change = max(min(beyond, part - own), _NOTHING) - shared
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
