"""The fee: on a demand that is not for money, and the right to the ten percent of money (Art. 402)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from contracts.acts.charge_fee_apart import FeeChargedApart
from contracts.events.proceedings import FeeImposed, PaymentSource
from contracts.values import Money, PartyKind, PositiveMoney
from services.proceedings.domain.cancelled_levies import still_brought
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Claim, Measure
from services.proceedings.domain.non_money import checks, undone
from services.proceedings.domain.owners import is_of_another, took_others_property_alone
from services.proceedings.domain.refusals import FEE_UNCHECKED
from services.proceedings.domain.rules import Rules
from services.proceedings.domain.sale_prices import ARRESTS, secured_and_sold
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

NOT_PERFORMED = "not-performed"
_SECURED_AND_SOLD = frozenset({"realised", "in-force-after-initiation"})
"""Circumstances of a sale of property whose arrest secured the claim (Art. 402(3) ind. 5)."""


def imposed_fee(rules: Rules, debtor: PartyKind, day: date) -> FeeImposed:
    """The fee imposed on a debtor by a resolution of a day. Raises UnknownBaseUnit."""
    fee = non_property_fee(rules.money, debtor, day).fee
    rule = rules.money.fee.non_property
    return FeeImposed(
        sum=PositiveMoney(amount=fee.amount, currency=fee.currency),
        base_units=int(rule.base_units[debtor]),
        article=rule.article,
    )


def right_to_fee(
    course: Course,
    source: PaymentSource,
    measure: UUID | None,
    paid_on: date,
    payment: Any = None,
    *,
    credited_on: date | None = None,
    received_by: Course | None = None,
) -> FeeRight:
    """Whether an act performed by the day on which it was paid bears the ten percent of such money (Art. 402(3)).

    `payment` is the act that says what comes in. Of money credited on a later day nothing shows that it was paid after
    an act of the day of payment (Art. 402(3)). `received_by`: the proceeding that it came to, of which this one has a
    share.
    """
    performed_by = paid_on if credited_on in {None, paid_on} else paid_on - timedelta(days=1)
    row, holder = course.rules.source(source), received_by or course
    by_debtor = row.debtor_pays or (row.by_debtor_in_voluntary_term and not _term_over(holder, paid_on))
    circumstances = frozenset(_circumstances(course, paid_on, by_debtor=by_debtor))
    acts = _fee_bearing(course, source, measure, circumstances, performed_by, payment)
    return fee_right(course.rules.money, tuple(acts))


def fee_to_be_charged(course: Course) -> tuple[Money, ...]:
    """The ten percent of what was paid past the account that no resolution charged yet, by currency."""
    fees = (
        (fee_on_value(course.rules.money, ledger.past_account).fee, ledger.charged_apart)
        for ledger in course.ledgers.values()
        if ledger.past_account.amount
    )
    left = (subtract(fee, smaller(fee, charged)) for fee, charged in fees)
    return tuple(fee for fee in left if fee.amount)


def overcharged_apart(course: Course, currency: str) -> Money:
    """What is charged above the ten percent of what was paid past the account, since some of that went back."""
    ledger = course.ledger(currency)
    due = fee_on_value(course.rules.money, ledger.past_account).fee
    return subtract(ledger.charged_apart, smaller(ledger.charged_apart, due))


def charged_apart(course: Course, currency: str) -> Iterator[tuple[UUID, date, Money]]:
    """The charges of those ten percent that stand: the act, its day, its sum."""
    for act, items in course.items_of.items():
        for each in items if act not in course.annulled else ():
            if isinstance(each.data, FeeChargedApart) and each.data.sum.currency == currency:
                yield act, each.day, each.data.sum


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
    return _unchecked(course) and any(not demand.settled for demand in _demands(course))


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
    """Whether a check found something undone (Art. 396(1)); a performance after it does not take the fee away.

    A demand that is no more bears none, as a sum that fell does not.
    """
    if demand.fell_on is not None:
        return False
    found = (check.opened.day for check in checks(course, demand.number) if undone(check))
    return any(demand.fulfilled_on is None or demand.fulfilled_on >= day for day in found)


def _fee_bearing(
    course: Course,
    source: PaymentSource,
    brought_by: UUID | None,
    circumstances: frozenset[str],
    performed_by: date,
    payment: Any,
) -> Iterator[PerformedAct]:
    performed = (
        each for each in course.measures.values() if _performed(course, each, brought_by, performed_by, payment)
    )
    codes, row = [measure.code for measure in performed], course.rules.source(source)
    shown = [row.fee_act] if row.fee_act and not _of_others_property(course, brought_by, payment) else []
    for code in dict.fromkeys([*codes, *shown]):
        yield PerformedAct(code=code, circumstances=circumstances)
    if row.secured_fee_act is not None and secured_and_sold(course, brought_by):
        yield PerformedAct(code=row.secured_fee_act, circumstances=_SECURED_AND_SOLD)


def _performed(course: Course, measure: Measure, brought_by: UUID | None, day: date, payment: Any) -> bool:
    """Carried out by a day, and not annulled; a measure that brought this very payment was, also if cancelled since."""
    measures = course.rules.proceedings.measures
    if measure.id == brought_by:
        taken = measure.status not in measures.void or bool(measure.brought) or still_brought(course, measure, payment)
        return not measure.annulled and taken
    void = measure.status in measures.void and not measure.brought
    undone = void and course.rules.asked_by_measure(measure.code).undone_by_cancellation
    # An arrest is imposed with the act that is drawn up on it, whatever else is recorded of its measure (Art. 377(1)).
    arrested = any(
        said.name in ARRESTS and said.data.measure == measure.id and said.day <= day
        for acts in course.things.acts.values()
        for said in acts
    )
    carried_out = arrested or any(each.code in measures.carried_out and each.day <= day for each in measure.history)
    carried_out = carried_out or _with_its_addressee(course, measure, day)
    return carried_out and not (measure.annulled or undone or took_others_property_alone(course, measure))


def _with_its_addressee(course: Course, measure: Measure, day: date) -> bool:
    """Whether a bank or third person had a levy by a day: it brought money, or was reported on (Art. 369(3), 375)."""
    sources = course.rules.proceedings.money.sources.values()
    if not any(measure.code in row.brought_by for row in sources if row.levied_by_addressee):
        return False
    brought = any(receipt.measure == measure.id and receipt.day <= day for receipt in course.receipts.values())
    return brought or any(each.code == NOT_PERFORMED and each.day <= day for each in measure.history)


def _of_others_property(course: Course, brought_by: UUID | None, payment: Any) -> bool:
    """Whether the money is for property of another person, who consented to the levy (Art. 375(3), 402(3) ind. 2)."""
    property_, measure = getattr(payment, "property", None), course.measures.get(brought_by) if brought_by else None
    if property_ is not None:
        return is_of_another(course, property_)
    return measure is not None and took_others_property_alone(course, measure)


def _term_over(course: Course, day: date) -> bool:
    return course.reached.get("compulsory", date.max) <= day


def _circumstances(course: Course, paid_on: date, *, by_debtor: bool) -> Iterator[str]:
    if _term_over(course, paid_on):
        yield "voluntary-term-over"
    if by_debtor:
        yield "debtor-paid-after"
    if any(course.rules.nature(claim.type) is Nature.MONEY for claim in course.claims.values()):
        yield "money-claim"
