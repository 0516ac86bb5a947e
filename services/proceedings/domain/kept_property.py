"""Property that the recoverer or the pledgeholder keeps, and how far its price repaid the claims (Art. 383(1)-(9))."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from contracts.acts.credit_kept_property import KeptPropertyCredited
from contracts.banking import ExchangeRate
from contracts.values import Money
from services.proceedings.domain.allocation import open_in
from services.proceedings.domain.conversion import open_at
from services.proceedings.domain.course import Course
from services.proceedings.domain.differences import due_of, secured_by
from services.proceedings.domain.realization import latest, offered_out_of, pledges, price_of_offer, value_of
from services.proceedings.domain.states import says
from services.proceedings.domain.things import Said
from shared.law.money.amounts import add, smaller, subtract, total

_BY_PLEDGE = ("pledgeholder-buys", "pledgeholder-keeps")
_PASSES = ("leave-with-recoverer", "transfer-by-agreement", *_BY_PLEDGE)


def price_of_passing(course: Course, property_: UUID) -> Money | None:
    """The price at which property passed, or is to pass; none: nobody is to get it, or a pledgeholder may."""
    if (passed := _passed(course, property_)) is not None:
        sum_: Money = passed.data.sum
        return Money(amount=sum_.amount, currency=sum_.currency)
    if course.things.status(property_) == "accepted":
        return price_of_offer(course, property_, offered_out_of(course, property_))
    return value_of(course, property_) if course.things.said(property_, "agree-on-transfer") else None


def may_pass(course: Course, property_: UUID) -> bool:
    """Whether property has passed, or may pass: it was accepted, or agreed on, or is pledged."""
    return price_of_passing(course, property_) is not None or bool(pledges(course, property_))


def to_be_credited(
    course: Course, property_: UUID, into: str | None = None, rates: Sequence[ExchangeRate] = ()
) -> Money | None:
    """What of the price of property repays claims: all that is not credited yet and owed, of a pledge what it secures.

    Claims of the currency `into` are owed what they cost at the rates. None: the price is not known yet.
    """
    left = _left_of_price(course, property_)
    if left is None:
        return None
    left = smaller(left, open_at(course, left.currency, into, rates))
    passed = _passed(course, property_)
    secured = secured_by(course, passed.data.pledge) if passed is not None and passed.name in _BY_PLEDGE else None
    if secured is None or secured.currency != left.currency:
        return left
    credited = total(_credited(course, left.currency, property_), left.currency)
    return smaller(left, subtract(secured, smaller(secured, credited)))


def _left_of_price(course: Course, property_: UUID) -> Money | None:
    """What of the price is not credited yet, nor paid in by the recoverer (Art. 383(9)); none: it is not known yet."""
    price = price_of_passing(course, property_)
    if price is None:
        return None
    due = due_of(course, property_)
    paid_in = due.fixed.data.difference if due is not None else None
    used = total(_credited(course, price.currency, property_), price.currency)
    if paid_in is not None and paid_in.currency == price.currency:
        used = add(used, paid_in)
    return subtract(price, smaller(price, used))


def uncredited(course: Course) -> list[UUID]:
    """Property that has passed, and of whose price something still repays claims.

    What earlier releases credited names no property: it counts for each.
    """
    passed = (thing for thing in course.things.steps if says(course, thing, "passed"))
    return [thing for thing in passed if _waits(course, thing)]


def kept_price_not_credited(course: Course) -> bool:
    """Whether the price of property that passed is to be credited."""
    return not course.ended and bool(uncredited(course))


def _waits(course: Course, property_: UUID) -> bool:
    left = to_be_credited(course, property_)
    if left is None:
        return False
    if not left.amount and _owed_elsewhere(course, left.currency):
        left = _left_of_price(course, property_) or left
    return left.amount > total(_credited(course, left.currency, None), left.currency).amount


def _owed_elsewhere(course: Course, currency: str) -> bool:
    """Whether claims are open in another currency than that of a price, which repays them at a rate (Art. 369(2))."""
    return any(open_in(course, other).amount for other in course.currencies() if other != currency)


def _passed(course: Course, property_: UUID) -> Said | None:
    return latest(course, property_, *_PASSES) if says(course, property_, "passed") else None


def _credited(course: Course, currency: str, property_: UUID | None) -> Iterator[Money]:
    for item in course.items:
        if isinstance(item.data, KeptPropertyCredited) and item.data.property == property_:
            receipt = course.receipts.get(item.data.payment)
            if receipt is not None and not receipt.taken_back and receipt.credited.currency == currency:
                yield receipt.credited
