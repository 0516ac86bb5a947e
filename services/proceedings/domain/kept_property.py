"""Property that the recoverer or the pledgeholder keeps, and how far its price repaid the claims (Art. 383(1)-(9))."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from contracts.acts.credit_kept_property import KeptPropertyCredited
from contracts.banking import ExchangeRate
from contracts.events.money import AllocationReversed
from contracts.reversal import ClaimSum
from contracts.values import Money
from services.proceedings.domain.allocation import open_in
from services.proceedings.domain.conversion import open_at
from services.proceedings.domain.course import Course
from services.proceedings.domain.differences import paid_for, pledged_to_recoverer, secured_by, secured_claims
from services.proceedings.domain.realization import latest, offered_out_of, pledges, price_of_offer, value_of
from services.proceedings.domain.states import says
from services.proceedings.domain.things import Said
from services.proceedings.domain.third_persons_debt import debt_left, is_of_third_person
from shared.law.money.amounts import add, smaller, subtract, total

_BUYS = "pledgeholder-buys"
_BY_PLEDGE = (_BUYS, "pledgeholder-keeps")
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


def day_of_passing(course: Course, property_: UUID) -> date | None:
    """The day on which property passed; none: it has not, or not to the recoverer."""
    passed = _passed(course, property_)
    return passed.day if passed is not None else None


def opened_again(course: Course, property_: UUID, since: date) -> bool:
    """Whether the price of property may repay later than on its day: it did, or what was repaid is owed again."""
    repaid = any(
        isinstance(each.data, KeptPropertyCredited) and each.data.property == property_ for each in course.items
    )
    return repaid or any(isinstance(each.data, AllocationReversed) and each.day >= since for each in course.items)


def to_be_credited(
    course: Course, property_: UUID, into: str | None = None, rates: Sequence[ExchangeRate] = ()
) -> Money | None:
    """What of the price of property repays claims: all that is not credited yet, was not paid in, and is owed.

    Claims of the currency `into` are owed what they cost at the rates. None: the price is not known yet.
    """
    left = _left_of_price(course, property_)
    return None if left is None else smaller(left, open_at(course, left.currency, into, rates))


def _left_of_price(course: Course, property_: UUID) -> Money | None:
    """What of the price of property may still be credited.

    The price is what is credited and the difference (Art. 383(9)); of a purchase no more than the pledge secures is
    set off (383(6)), of property of a third person no more than he owes the debtor (375(3)). None: the price is not
    known yet.
    """
    price = price_of_passing(course, property_)
    if price is None:
        return None
    credited = total(_credited(course, price.currency, property_), price.currency)
    passed = _passed(course, property_)
    limits = [_less(price, paid_for(course, property_, price.currency))]
    secured = secured_by(course, passed.data.pledge) if passed is not None and passed.name == _BUYS else None
    if secured is not None and secured.currency == price.currency:
        limits.append(secured)
    left_to_pay = debt_left(course, price.currency) if is_of_third_person(course, property_) else None
    if left_to_pay is not None:
        limits.append(add(left_to_pay, credited))
    return _less(smaller(*limits), credited)


def pledge_of_credit(course: Course, property_: UUID | None) -> tuple[bool, tuple[ClaimSum, ...]]:
    """Whether property that passed was pledged to the recoverer, and what is repaid first where he used the pledge.

    Its price repays what it secures before other claims (Art. 383(6)-(7), 405).
    """
    passed = _passed(course, property_) if property_ is not None else None
    if property_ is None or passed is None:
        return False, ()
    if passed.name in _BY_PLEDGE:
        return True, secured_claims(course, passed.data.pledge)
    return any(pledged_to_recoverer(course, each) for each in pledges(course, property_)), ()


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


def _less(sum_: Money, part: Money) -> Money:
    return subtract(sum_, smaller(sum_, part))


def _passed(course: Course, property_: UUID) -> Said | None:
    return latest(course, property_, *_PASSES) if says(course, property_, "passed") else None


def _credited(course: Course, currency: str, property_: UUID | None) -> Iterator[Money]:
    for item in course.items:
        if isinstance(item.data, KeptPropertyCredited) and item.data.property == property_:
            receipt = course.receipts.get(item.data.payment)
            if receipt is not None and not receipt.taken_back and receipt.credited.currency == currency:
                yield receipt.credited
