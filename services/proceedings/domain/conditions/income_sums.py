"""What is open by the sums stated to a payer of income, and what withheld money is the debtor's (Art. 391-395)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from contracts.acts.reverse_direct_payment import DirectPaymentReversed
from contracts.events.proceedings import PaymentSource
from contracts.values import Money
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.deductions import beyond_the_debt
from services.proceedings.domain.income import orders
from services.proceedings.domain.income_basis import levied_claims, open_by_levy
from services.proceedings.domain.paydays import EXEMPT, RETURNED, left_of, of_payment, recorded, something_due
from services.proceedings.domain.wrongly_withheld import (
    TOO_MUCH,
    Part,
    exempt_left,
    found_too_much,
    of_levy,
    of_payday,
    too_much_left,
)
from shared.law.money.amounts import not_above, written
from shared.law.procedures import Act, ActRow


@CONDITIONS.derived("each-currency-stated")
def each_currency_stated(course: Course, act: Act, row: ActRow) -> Problems:
    """Beside the sum, the payer reads of every open claim in another currency what is to be withheld for it."""
    stated, open_ = _elsewhere(act.data), dict(_open_elsewhere(course, act.data))
    for number in sorted({*stated, *open_}):
        sum_, left = stated.get(number), open_.get(number)
        fits = sum_ is not None and left is not None and sum_.currency == left.currency and not_above(sum_, left)
        if not fits:
            detail = f"of claim {number} {written(left) if left else 'nothing'} is open in another currency"
            yield refused.OPEN_SUM_UNFIT.at("in_other_currencies").because(detail, row.article)


@CONDITIONS.derived("open-sum-right")
def open_sum_right(course: Course, act: Act, row: ActRow) -> Problems:
    """What is stated to the payer is what is open, in each currency."""
    open_ = open_by_levy(course, _levy(course, act.data), act.data.sum.currency)
    if act.data.sum.amount != open_.amount:
        yield refused.OPEN_SUM_UNFIT.because(f"{written(open_)} is open", row.article)
    stated = _elsewhere(act.data)
    for number, left in _open_elsewhere(course, act.data):
        if number in stated and stated[number].amount < left.amount:
            detail = f"of claim {number} {written(left)} is open"
            yield refused.OPEN_SUM_UNFIT.at("in_other_currencies").because(detail, row.article)


@CONDITIONS.derived("not-to-be-withheld")
def not_to_be_withheld(course: Course, act: Act, _: ActRow) -> Problems:
    """No more goes back than was exempt, than checks found too much, or than was not due or goes beyond the debt."""
    said, sum_ = recorded(course, act.data.payday), act.data.sum
    part = of_payday(course, act.data.payday)
    if said is None or part is None:
        return
    match act.data.cause:
        case "exempt-income":
            yield from _above_exempt(course, act, act.data.payday)
        case "too-much":
            yield from _above_findings(course, act, part)
        case _:
            left = beyond_the_debt(course, said)
            if sum_.amount > left.amount:
                detail = f"{written(left)} of that payday was not to be withheld, or goes beyond what is open"
                yield refused.WITHHELD_DUE.because(detail, "Art. 391(2)")


@CONDITIONS.derived("not-for-the-recoverer")
def not_for_the_recoverer(course: Course, act: Act, _: ActRow) -> Problems:
    """What goes from the recoverer to the debtor was withheld from exempt income, above the share, or was not due."""
    data: DirectPaymentReversed = act.data
    receipt = course.receipts.get(data.payment)
    if receipt is None or data.cause == RETURNED:
        return
    if receipt.source is not PaymentSource.INCOME_LEVY:
        yield refused.WITHHELD_DUE.because("it was not withheld from income")
        return
    payday = next(iter(of_payment(course, data.payment)), None)
    part = of_payday(course, payday) if payday is not None else None
    if data.cause == TOO_MUCH:
        yield from _above_findings(course, act, part or of_levy(course, receipt))
    elif payday is not None and data.cause == EXEMPT:
        yield from _above_exempt(course, act, payday)
    elif payday is not None and something_due(course, payday):
        yield refused.WITHHELD_DUE.because("something was to be withheld on that payday", "Art. 391(2)")


def _above_exempt(course: Course, act: Act, payday: UUID) -> Problems:
    left = exempt_left(course, payday, act.data.sum.currency)
    if act.data.sum.amount > left.amount:
        yield refused.WITHHELD_DUE.because(f"{written(left)} of that payday is exempt and has not gone back")


def _above_findings(course: Course, act: Act, part: Part) -> Problems:
    left = too_much_left(course, part, act.data.sum.currency)
    if not found_too_much(course, part):
        yield refused.WITHHELD_DUE.because("no check found that too much was withheld", "Art. 395(1)")
    elif act.data.sum.amount > left.amount:
        detail = f"{written(left)} of what checks found too much since that payday has not gone back"
        yield refused.WITHHELD_DUE.because(detail, "Art. 395(1)")


@CONDITIONS.derived("within-withheld-sum")
def within_withheld_sum(course: Course, act: Act, _: ActRow) -> Problems:
    """No more goes back than the payer still has of the payday, in its currency."""
    left, sum_ = left_of(course, act.data.payday), act.data.sum
    if left is None:
        return
    if sum_.currency != left.currency or sum_.amount > left.amount:
        yield refused.ABOVE_WITHHELD.because(f"the payer still has {written(left)}")


def _elsewhere(data: Any) -> dict[int, Money]:
    return {each.claim: each.sum for each in data.in_other_currencies or ()}


def _levy(course: Course, data: Any) -> UUID:
    """The levy of an order, be it sent now or before."""
    sent = dict(orders(course)).get(data.income_order, data)
    levy: UUID = sent.measure
    return levy


def _open_elsewhere(course: Course, data: Any) -> Iterator[tuple[int, Money]]:
    for claim in levied_claims(course, _levy(course, data)):
        left = claim.outstanding
        if left is not None and left.currency != data.sum.currency:
            yield claim.number, left
