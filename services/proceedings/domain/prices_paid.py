"""What of the prices of sold property is on the account of the body: each by money that may pay it (Art. 381, 385)."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from contracts.acts.refuse_receipt import ReceiptRefused
from contracts.events.proceedings import PaymentSource
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.earnest_money import (
    WON,
    barred_buyer,
    earnest_of_buyer,
    earnest_of_sales,
    of_another,
    received,
)
from services.proceedings.domain.realization import ANNOUNCEMENTS, HANDED_OVER, initial_terms, latest, sales_on_record
from services.proceedings.domain.states import says
from services.proceedings.domain.third_persons_debt import is_of_third_person
from shared.law.money.amounts import add, not_above, smaller, subtract, total

_SELF_SALE = "record-self-sale"
_SALES = (_SELF_SALE, "record-sale-by-organization", "record-sale-in-another-way")
"""Sales whose price others receive first: of a public sale the buyer has paid the body (Art. 385(7))."""
_PARTS = 2
"""A credit of which a part is not the debtor's is recorded in two."""
_ABOVE_DEBT = "above-debt-of-third-person"


class _Credit(NamedTuple):
    """Money on the account; without a source: set aside for a third person, beyond whose debt it is (Art. 375(3))."""

    day: date
    sum: Money
    source: PaymentSource | None


class _Price(NamedTuple):
    """The price of one sale, and what may pay it."""

    of: UUID
    """The public sale, or the property that was sold otherwise."""
    sum: Money
    since: date
    of_third_person: bool
    by_debtor: bool = False
    """A debtor who sold the property pays the price in (Art. 381(5))."""
    until: date | None = None

    def takes(self, credit: _Credit) -> bool:
        """Whether money may be the price, or a part of it."""
        sources = {
            PaymentSource.PROPERTY_SALE,
            PaymentSource.DEBTOR if self.by_debtor else PaymentSource.PROPERTY_SALE,
            None if self.of_third_person else PaymentSource.PROPERTY_SALE,
        }
        in_time = self.since <= credit.day and (self.until is None or credit.day <= self.until)
        return in_time and credit.source in sources and credit.sum.currency == self.sum.currency


def price_not_credited(course: Course) -> bool:
    """Whether property was sold whose price, or a part of it, has not reached the account since."""
    return bool(_unpaid(course))


def price_of_not_credited(course: Course, property_: UUID) -> bool:
    """Whether the price of this property, or a part of it, has not reached the account since it was sold."""
    announced = (said.data.sale for said in course.things.said(property_, *ANNOUNCEMENTS))
    return not _unpaid(course).isdisjoint({property_, *announced})


def buyers_price_missing(course: Course, sale: UUID) -> bool:
    """Whether less than the price of a public sale whose buyer paid is on record as paid (Art. 385(7))."""
    return sale in _unpaid(course)


def earnest_money_to_set_off(course: Course) -> bool:
    """Whether a price is on record, of which earnest money of the buyer that lies apart is a part (Art. 385(10))."""
    unpaid = _unpaid(course)
    return any(
        sale not in unpaid and not barred_buyer(course, sale) and earnest_of_buyer(course, sale) is not None
        for sale in _paid_for(course)
    )


def _unpaid(course: Course) -> frozenset[UUID]:
    """The sales whose price is not on the account.

    Nothing but its sum says which sale a credit pays: what is just the price is that price, then what covers it.
    """
    waiting, left = list(_prices(course)), list(_credits(course))
    for parts in (*range(1, _PARTS + 1), None):
        for price in tuple(waiting):
            fitting = [each for each in left if price.takes(each)]
            used = _just(price, fitting, parts) if parts is not None else _covering(price, fitting)
            if used and price in waiting:
                waiting = [each for each in waiting if each.of != price.of]
                left = _without(left, used, price.sum)
    return frozenset(each.of for each in waiting)


def _just(price: _Price, fitting: Sequence[_Credit], parts: int) -> Sequence[_Credit]:
    found = (each for each in combinations(fitting, parts) if _sum(each, price).amount == price.sum.amount)
    return next(found, ())


def _covering(price: _Price, fitting: Sequence[_Credit]) -> Sequence[_Credit]:
    return fitting if not_above(price.sum, _sum(fitting, price)) else ()


def _sum(credits_: Sequence[_Credit], price: _Price) -> Money:
    return total((each.sum for each in credits_), price.sum.currency)


def _without(left: Sequence[_Credit], used: Sequence[_Credit], price: Money) -> list[_Credit]:
    """What is left of the credits for other prices."""
    rest, to_use = list(left), price
    for credit in used:
        taken = smaller(credit.sum, to_use)
        to_use = subtract(to_use, taken)
        rest[rest.index(credit)] = credit._replace(sum=subtract(credit.sum, taken))
    return [each for each in rest if each.sum.amount > 0]


def _prices(course: Course) -> Iterator[_Price]:
    """Who got the property had paid by then; of what came later, the property that waits for its price comes first."""
    public = sorted(_public(course), key=lambda price: price.since)
    yield from (each for each in public if each.until is not None)
    yield from (each for each in public if each.until is None)
    yield from sorted(_others(course), key=lambda price: price.since)
    yield from (each._replace(until=None) for each in public if each.until is not None)


def _public(course: Course) -> Iterator[_Price]:
    for sale in _paid_for(course):
        won, sum_ = latest(course, sale, *WON), _in_payments(course, sale)
        terms = initial_terms(course, sale)
        if won is not None and terms is not None and sum_ is not None and sum_.amount > 0:
            handed_over = latest(course, sale, HANDED_OVER)
            until = handed_over.day if handed_over is not None else None
            yield _Price(sale, sum_, won.day, is_of_third_person(course, terms.data.property), until=until)


def _others(course: Course) -> Iterator[_Price]:
    for thing in course.things.acts:
        said = latest(course, thing, *_SALES)
        if said is not None:
            of_third_person, by_debtor = is_of_third_person(course, thing), said.name == _SELF_SALE
            yield _Price(thing, add(said.data.sum), said.day, of_third_person, by_debtor)


def _paid_for(course: Course) -> Iterator[UUID]:
    return (sale for sale in sales_on_record(course) if says(course, sale, "paid-for"))


def _in_payments(course: Course, sale: UUID) -> Money | None:
    """What of a price is paid in its currency: earnest money of another is a payment beside it (Art. 385(1))."""
    won, terms = latest(course, sale, *WON), initial_terms(course, sale)
    if won is None or terms is None:
        return None
    price, announced = add(won.data.sum), add(terms.data.earnest_money)
    paid = (received(course, earnest) for earnest in earnest_of_sales(course) if not of_another(course, earnest))
    of_sale = (said.data.sum for said in paid if said is not None and said.data.sale == sale)
    apart = any(sum_.currency != price.currency for sum_ in of_sale)
    return subtract(price, announced) if apart and announced.currency == price.currency else price


def _credits(course: Course) -> Iterator[_Credit]:
    for receipt in course.receipts.values():
        if not receipt.taken_back and not receipt.past_account:
            yield _Credit(receipt.day, add(receipt.sum), receipt.source)
    for item in course.items:
        if isinstance(item.data, ReceiptRefused) and item.data.cause == _ABOVE_DEBT:
            yield _Credit(item.day, add(item.data.sum), None)
