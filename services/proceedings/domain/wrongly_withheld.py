"""What of the withheld money of a payday was not to be withheld, and is still to go back (Art. 391-395)."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from contracts.acts.reverse_direct_payment import DirectPaymentReversed
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Receipt
from services.proceedings.domain.income import orders
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


class Part(NamedTuple):
    """Withheld money: by which orders, or, where its payday is not known, those of its levy; of which day."""

    orders: frozenset[UUID]
    day: date


def of_payday(course: Course, payday: UUID) -> Part | None:
    """The money of a payday; none where it is not on record."""
    said = recorded(course, payday)
    return Part(frozenset({said.data.income_order}), said.day) if said is not None else None


def of_levy(course: Course, receipt: Receipt) -> Part:
    """The money of a payment that names no payday."""
    return Part(frozenset(order for order, sent in orders(course) if sent.measure == receipt.measure), receipt.day)


def found_too_much(course: Course, part: Part) -> list[Said]:
    """The checks of these orders that found that too much was withheld."""
    checks = (each for order in sorted(part.orders) for each in course.things.said(order, "check-deductions"))
    return [each for each in checks if each.data.finding == TOO_MUCH]


def too_much_left(course: Course, part: Part, currency: str) -> Money:
    """What of the differences that checks found may still go back of withheld money (Art. 395(1)).

    A check finds what was withheld by its day: what goes back of the paydays from any day on is within the differences
    that checks found from that day on.
    """
    returned = [(each, sum_) for each, sum_ in _too_much_returned(course, currency) if each.orders & part.orders]
    checks = found_too_much(course, part)
    lefts = [
        _less(
            _in((each.data.difference for each in checks if each.day >= first), currency),
            total((sum_ for each, sum_ in returned if each.day >= first), currency),
        )
        for first in {part.day, *(each.day for each, _ in returned if each.day < part.day)}
    ]
    return min(lefts, key=lambda each: each.amount)


def _too_much_returned(course: Course, currency: str) -> Iterator[tuple[Part, Money]]:
    of_paydays: set[UUID] = set()
    for thing in course.things.acts:
        part = of_payday(course, thing)
        if part is not None:
            of_paydays |= {*payments_of(course, thing)}
            yield part, gone_back(course, thing, TOO_MUCH, currency)
    for data in _reversals(course):
        receipt = course.receipts.get(data.payment)
        if receipt is not None and data.payment not in of_paydays and data.cause == TOO_MUCH:
            yield of_levy(course, receipt), _in([data.sum], currency)


def gone_back(course: Course, payday: UUID, cause: str, currency: str) -> Money:
    """What of a payday the debtor has again for one cause, from the payer of income or from the recoverer."""
    payments = set(payments_of(course, payday))
    by_payer = (said.data for said in course.things.said(payday, RETURNED_TO_DEBTOR))
    by_recoverer = (data for data in _reversals(course) if data.payment in payments)
    return _in((data.sum for data in (*by_payer, *by_recoverer) if data.cause == cause), currency)


def _reversals(course: Course) -> Iterator[DirectPaymentReversed]:
    yield from (each.data for each in course.items if isinstance(each.data, DirectPaymentReversed))


def _in(sums: Iterable[Money | None], currency: str) -> Money:
    return total((each for each in sums if each is not None and each.currency == currency), currency)


def _less(whole: Money, part: Money) -> Money:
    return subtract(whole, smaller(whole, part))
