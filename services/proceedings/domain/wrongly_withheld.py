"""What of the withheld money of a payday was not to be withheld, and is still to go back (Art. 391-395)."""

from collections.abc import Iterable
from uuid import UUID

from contracts.acts.reverse_direct_payment import DirectPaymentReversed
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.paydays import EXEMPT, RETURNED_TO_DEBTOR, payments_of, recorded
from services.proceedings.domain.things import Said
from shared.law.money.amounts import smaller, subtract, total, zero

TOO_MUCH = "too-much"
"""What a check found, and why something goes back to the debtor: more than the share was withheld (Art. 392-393)."""


def exempt_left(course: Course, payday: UUID, currency: str) -> Money:
    """What of the exempt income of a payday has not gone back: no more was withheld from it (Art. 394(1))."""
    said = recorded(course, payday)
    if said is None:
        return zero(currency)
    kinds = course.rules.money.income.kinds
    exempt = (each.sum for each in said.data.income if kinds[each.kind].rate is None)
    return _less(_in(exempt, currency), gone_back(course, payday, EXEMPT, currency))


def found_too_much(course: Course, order: UUID) -> list[Said]:
    """The checks of an order that found that too much was withheld."""
    checks = course.things.said(order, "check-deductions")
    return [check for check in checks if check.data.finding == TOO_MUCH]


def too_much_left(course: Course, payday: UUID, currency: str) -> Money:
    """What of the differences that checks found may still go back of a payday (Art. 395(1)).

    A check finds what was withheld by its day: what goes back of the paydays from any day on is within the differences
    that checks found from that day on.
    """
    said = recorded(course, payday)
    if said is None:
        return zero(currency)
    order = said.data.income_order
    paydays = course.things.said(order, "record-income-payday")
    checks = found_too_much(course, order)
    lefts = [
        _less(
            _in((each.data.difference for each in checks if each.day >= first), currency),
            total(
                (gone_back(course, each.data.payday, TOO_MUCH, currency) for each in paydays if each.day >= first),
                currency,
            ),
        )
        for first in {each.day for each in paydays if each.day <= said.day}
    ]
    return min(lefts, key=lambda each: each.amount)


def gone_back(course: Course, payday: UUID, cause: str, currency: str) -> Money:
    """What of a payday the debtor has again for one cause, from the payer of income or from the recoverer."""
    payments = set(payments_of(course, payday))
    by_payer = (said.data for said in course.things.said(payday, RETURNED_TO_DEBTOR))
    by_recoverer = (
        each.data
        for each in course.items
        if isinstance(each.data, DirectPaymentReversed) and each.data.payment in payments
    )
    return _in((data.sum for data in (*by_payer, *by_recoverer) if data.cause == cause), currency)


def _in(sums: Iterable[Money | None], currency: str) -> Money:
    return total((each for each in sums if each is not None and each.currency == currency), currency)


def _less(whole: Money, part: Money) -> Money:
    return subtract(whole, smaller(whole, part))
