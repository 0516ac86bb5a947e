"""What property worth more than the debts asks for before it passes to the recoverer (Art. 383(9))."""

from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.differences import (
    Passing,
    debt_to_set_off,
    difference_by_now,
    due_of,
    falls_short,
    goes_back,
    held_for,
    received,
    secured_by,
    set_off,
)
from services.proceedings.domain.earnest_money import paid_out
from services.proceedings.domain.states import says
from shared.law.money.amounts import add, not_above, written, zero
from shared.law.money.sale import transfer_difference
from shared.law.procedures import Act, ActRow

_HELD_FOR_A_TRANSFER = "difference-payable"
_BUYS = "pledgeholder-buys"


@CONDITIONS.derived("value-exceeds-debt")
def value_exceeds_debt(course: Course, act: Act, row: ActRow) -> Problems:
    """The difference is the value less all that is owed to the recoverer; none where nothing is left."""
    value, stated = act.data.sum, act.data.difference
    nothing = zero(value.currency)
    others = act.data.other_debts or nothing
    for field, sum_ in (("other_debts", others), ("difference", stated or nothing)):
        if sum_.currency != value.currency:
            yield refused.DIFFERENCE_UNFIT.at(field).because(f"the value is {written(value)}", row.article)
            return
    if others.amount and act.data.pledge is not None:
        detail = "the pledge secures none of them"
        yield refused.DIFFERENCE_UNFIT.at("other_debts").because(detail, "Art. 383(6)")
    passing = Passing(act.data.property, act.day)
    own = debt_to_set_off(course, value.currency, passing, act.data.pledge)
    check = transfer_difference(course.rules.money, value, set_off(course, value.currency, passing, (own, others)))
    if (stated or nothing).amount != check.difference.amount:
        yield refused.DIFFERENCE_UNFIT.because(check.steps[-1].working, check.steps[-1].article)


@CONDITIONS.fact("other-debts-known")
def other_debts_known(_: Course, act: Act, row: ActRow) -> Problems:
    """No less is stated than other proceedings here come to; those of other bodies and currencies are stated alone."""
    value, stated = act.data.sum, act.data.other_debts or zero(act.data.sum.currency)
    if act.data.pledge is not None:
        return
    for known in act.evidence.get("owed_elsewhere") or ():
        if known.currency == value.currency == stated.currency and stated.amount < known.amount:
            detail = f"{written(known)} are owed to this recoverer in other proceedings against the debtor"
            yield refused.DIFFERENCE_UNFIT.at("other_debts").because(detail, row.article)


@CONDITIONS.derived("difference-fixed")
def difference_fixed(course: Course, act: Act, row: ActRow) -> Problems:
    """A resolution fixed what the recoverer is to pay for this property; what is above it goes back."""
    due, sum_ = due_of(course, act.data.property), act.data.sum
    fixed = due.fixed.data.difference if due is not None else None
    if due is None or fixed is None:
        yield refused.DIFFERENCE_NOT_FIXED.because("no resolution fixed a difference for this property", row.article)
    elif sum_.currency == fixed.currency and not not_above(add(due.paid, sum_), fixed):
        detail = f"{written(fixed)} is to be paid, {written(due.paid)} was"
        yield refused.DIFFERENCE_UNFIT.at("sum").because(detail, row.article)


@CONDITIONS.derived("difference-paid")
def difference_paid(course: Course, act: Act, row: ActRow) -> Problems:
    """What the value exceeds the debts by is on the account; the resolution says how much, of which value."""
    value, due = act.data.sum, due_of(course, act.data.property)
    pledge = act.data.pledge if row.act == _BUYS else None
    passing = Passing(act.data.property, act.day, held_for(course, act.data.property, value.currency))
    own = debt_to_set_off(course, value.currency, passing, pledge)
    debt, _ = set_off(course, value.currency, passing, (own, zero(value.currency)))
    # One that names a pledge is for a purchase by it, and counts what it secures alone (Art. 383(6)).
    if due is not None and due.fixed.data.sum == value and due.fixed.data.pledge == pledge:
        if not due.whole:
            detail = f"{written(due.fixed.data.difference)} is to be paid, {written(due.paid)} was"
            yield refused.DIFFERENCE_UNPAID.because(detail)
        elif falls_short(course, due.fixed, passing):
            working = difference_by_now(course, due.fixed, passing).steps[-1].working
            yield refused.DIFFERENCE_NOT_FIXED.because(f"the debt has fallen since the resolution: {working}")
    elif not not_above(value, debt):
        what = "owed here" if secured_by(course, pledge) is None else "secured by the pledge"
        what = what if debt.amount == own.amount else "owed to the debtor by the third person"
        detail = f"the value is {written(value)}, {written(debt)} is {what}"
        yield refused.DIFFERENCE_NOT_FIXED.because(detail)


@CONDITIONS.derived("property-passed")
def property_passed(course: Course, act: Act, row: ActRow) -> Problems:
    """The property for which it was paid is the recoverer's, and it was not paid back."""
    paid = received(course, act.data.paid_difference)
    if paid is not None and not says(course, paid.data.property, "passed"):
        yield refused.PROPERTY_NOT_PASSED.because("the property has not passed to the recoverer", row.article)
    elif paid_out(course, act.data.paid_difference):
        yield refused.PROPERTY_NOT_PASSED.because("it was paid back", row.article)


@CONDITIONS.derived("difference-named", of_form=True)
def difference_named(_: Course, act: Act, __: ActRow) -> Problems:
    """A payout of a difference names which; no other payout does."""
    if (act.data.paid_difference is not None) != (act.data.payable == _HELD_FOR_A_TRANSFER):
        yield refused.DIFFERENCE_UNNAMED.because("it is named where the account is that of differences")


@CONDITIONS.derived("difference-to-pay-out")
def difference_to_pay_out(course: Course, act: Act, _: ActRow) -> Problems:
    """Back whole to the recoverer where the property does not pass; once."""
    difference = act.data.paid_difference
    paid = received(course, difference) if difference is not None else None
    if difference is None or paid is None:
        return
    if paid_out(course, difference):
        yield refused.DIFFERENCE_STAYS.because("it was paid out before")
    elif not goes_back(course, difference):
        yield refused.DIFFERENCE_STAYS.because("the property waits for its transfer, or has passed")
    if act.data.sum != paid.data.sum:
        yield refused.DIFFERENCE_STAYS.at("sum").because(f"the difference is {written(paid.data.sum)}")
