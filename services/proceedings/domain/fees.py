"""The fee: on a demand that is not for money, and the right to the ten percent of money (Art. 402)."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from contracts.events.proceedings import FeeImposed, PaymentSource
from contracts.values import Money, PartyKind, PositiveMoney
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Claim, Measure
from services.proceedings.domain.non_money import checks, undone
from services.proceedings.domain.refusals import FEE_UNCHECKED
from services.proceedings.domain.rules import Rules
from shared.law.money import (
    FeeRight,
    PerformedAct,
    fee_on_value,
    fee_right,
    non_property_fee,
    non_property_fee_right,
)
from shared.law.money.amounts import smaller, subtract
from shared.law.rule_sets.vocabulary import Nature


def imposed_fee(rules: Rules, debtor: PartyKind, day: date) -> FeeImposed:
    """The fee imposed on a debtor by a resolution of a day. Raises UnknownBaseUnit."""
    fee = non_property_fee(rules.money, debtor, day).fee
    rule = rules.money.fee.non_property
    return FeeImposed(
        sum=PositiveMoney(amount=fee.amount, currency=fee.currency),
        base_units=int(rule.base_units[debtor]),
        article=rule.article,
    )


def right_to_fee(course: Course, source: PaymentSource, measure: UUID | None) -> FeeRight:
    """Whether an act performed by now bears the ten percent of such money (Art. 402(3))."""
    return fee_right(course.rules.money, tuple(_fee_bearing(course, source, measure)))


def fee_to_be_charged(course: Course) -> tuple[Money, ...]:
    """The ten percent of what was paid past the account that no resolution charged yet, by currency."""
    fees = (
        (fee_on_value(course.rules.money, ledger.past_account).fee, ledger.charged_apart)
        for ledger in course.ledgers.values()
        if ledger.past_account.amount
    )
    left = (subtract(fee, smaller(fee, charged)) for fee, charged in fees)
    return tuple(fee for fee in left if fee.amount)


def right_to_document_fee(course: Course) -> FeeRight:
    """Whether a check found a demand that is not for money unperformed (Art. 396(1)-(2), 402(1) ind. 3)."""
    return non_property_fee_right(course.rules.money, frozenset(_of_demands(course)))


def document_fee_imposed(course: Course) -> bool:
    """Whether the fee of the document was imposed, and stands."""
    return any(ledger.of_document.amount for ledger in course.ledgers.values())


def fee_to_be_imposed(course: Course) -> bool:
    """Whether the fee of the document is due, and no resolution imposes it (Art. 402(1) ind. 3)."""
    return not document_fee_imposed(course) and right_to_document_fee(course).due


def waits_for_check(course: Course) -> bool:
    """Whether a demand that is not for money is open, and none was ever checked (Art. 396(1))."""
    return _unchecked(course) and any(demand.fulfilled_on is None for demand in _demands(course))


def fee_without_check(course: Course) -> bool:
    """Whether a fee on such a demand has no effect, because no check is on record."""
    return _unchecked(course) and any(
        problem.code == FEE_UNCHECKED.code
        for act, problems in course.irregular.items()
        if act not in course.annulled
        for problem in problems
    )


def fee_unresolved(course: Course) -> bool:
    """Whether a fee is due that no resolution lays on the debtor yet."""
    return bool(fee_to_be_charged(course)) or fee_to_be_imposed(course)


def _of_demands(course: Course) -> Iterator[str]:
    if "compulsory" in course.reached:
        yield "voluntary-term-over"
    if any(_found_unperformed(course, demand) for demand in _demands(course)):
        yield "not-performed"


def _demands(course: Course) -> list[Claim]:
    return [claim for claim in course.claims.values() if course.rules.nature(claim.type) is Nature.NON_PROPERTY]


def _unchecked(course: Course) -> bool:
    return not any(checks(course, demand.number) for demand in _demands(course))


def _found_unperformed(course: Course, demand: Claim) -> bool:
    """Whether a check found something undone (Art. 396(1)); a performance after it does not take the fee away."""
    found = (check.opened.day for check in checks(course, demand.number) if undone(check))
    return any(demand.fulfilled_on is None or demand.fulfilled_on >= day for day in found)


def _fee_bearing(course: Course, source: PaymentSource, brought_by: UUID | None) -> Iterator[PerformedAct]:
    circumstances = frozenset(_circumstances(course, source))
    codes = [measure.code for measure in course.measures.values() if _performed(course, measure, brought_by)]
    shown = course.rules.source(source).fee_act
    for code in dict.fromkeys([*codes, shown] if shown else codes):
        yield PerformedAct(code=code, circumstances=circumstances)


def _performed(course: Course, measure: Measure, brought_by: UUID | None) -> bool:
    """Carried out by now, and not annulled; a measure that brought this very payment was, unless it was cancelled."""
    measures = course.rules.proceedings.measures
    if measure.id == brought_by:
        return not measure.annulled and measure.status not in measures.void
    void = measure.status in measures.void and not measure.brought
    undone = void and course.rules.asked_by_measure(measure.code).undone_by_cancellation
    return not (measure.annulled or undone) and any(each.code in measures.carried_out for each in measure.history)


def _circumstances(course: Course, source: PaymentSource) -> Iterator[str]:
    if "compulsory" in course.reached:
        yield "voluntary-term-over"
    if course.rules.source(source).debtor_pays:
        yield "debtor-paid-after"
    if any(course.rules.nature(claim.type) is Nature.MONEY for claim in course.claims.values()):
        yield "money-claim"
