"""What the recoverer pays in before property worth more than the debts passes (Art. 383(9))."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from contracts.acts.credit_kept_property import KeptPropertyCredited
from contracts.acts.refuse_receipt import ReceiptRefused
from contracts.reversal import ClaimSum
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.earnest_money import paid_out
from services.proceedings.domain.entries import Receipt
from services.proceedings.domain.realization import latest
from services.proceedings.domain.states import says
from services.proceedings.domain.things import Said
from services.proceedings.domain.third_persons_debt import debt_left, is_of_third_person
from shared.law.money.amounts import add, not_above, smaller, subtract, total, zero
from shared.law.money.sale import TransferDifference, transfer_difference

FIXED = "fix-difference"
SET_OFF = "set-off"
_NOT_WANTED = ("refuse-offer", "record-non-receipt")


class Due(NamedTuple):
    """What was fixed for a property, and what came of it."""

    fixed: Said
    paid: Money

    @property
    def whole(self) -> bool:
        """Whether all that was fixed is on the account."""
        due: Money | None = self.fixed.data.difference
        return due is None or not_above(due, self.paid)


def received(course: Course, paid_difference: UUID) -> Said | None:
    """The receipt of a difference."""
    return latest(course, paid_difference, "receive-difference")


def due_of(course: Course, property_: UUID) -> Due | None:
    """The difference that was fixed last for a property; none: no resolution fixed one."""
    fixed = latest(course, property_, FIXED)
    if fixed is None:
        return None
    currency = (fixed.data.difference or fixed.data.sum).currency
    return Due(fixed, total(_held(course, property_, currency), currency))


class Passing(NamedTuple):
    """Property that passes, or is to pass, and since when its value may have repaid the debt for which it does."""

    property: UUID
    since: date
    differences: tuple[Money, ...] = ()
    """What is held for it on the day of its transfer: recorded as payments of that day, it is no fall of the debt."""


def debt_before_transfer(
    course: Course, currency: str, passing: Passing, claims: Collection[int] | None = None
) -> Money:
    """What is owed to the recoverer, on all claims or on some, with what the value of the property itself repaid.

    What other property repaid is a fall of the debt. A credit that names no property counts from the day on.
    """
    open_ = (claim.outstanding for claim in course.claims_in(currency) if claims is None or claim.number in claims)
    repaid = (
        part.sum
        for each in (*_credits_of(course, passing), *_payments_of(course, passing.differences, passing.since))
        for part in each.repayments
        if part.sum.currency == currency and (claims is None or part.claim in claims)
    )
    return total((*(each for each in open_ if each is not None), *repaid), currency)


def held_for(course: Course, property_: UUID, currency: str) -> tuple[Money, ...]:
    """What the recoverer paid in for a property, and is held."""
    return tuple(add(each) for each in _held(course, property_, currency))


def paid_for(course: Course, property_: UUID, currency: str) -> Money:
    """What the recoverer paid in for a property and did not get back: it is held, or a payment of the debtor by now."""
    paid = (
        said.data.sum
        for said in course.things.said(property_, "receive-difference")
        if course.things.status(said.data.paid_difference) == SET_OFF and said.data.sum.currency == currency
    )
    return total((*paid, *_held(course, property_, currency)), currency)


def _credits_of(course: Course, passing: Passing) -> Iterator[Receipt]:
    kept = course.rules.source_past_account("credit-kept-property")
    named = {
        each.data.payment: each.data.property
        for each in course.items
        if isinstance(each.data, KeptPropertyCredited) and each.data.property is not None
    }
    for each in course.receipts.values():
        unnamed = each.payment not in named and each.day >= passing.since
        if each.past_account and each.source is kept and (unnamed or named.get(each.payment) == passing.property):
            yield each


def secured_by(course: Course, pledge: UUID | None) -> Money | None:
    """What a pledge secures, where that is a part of the claims."""
    recorded = _recorded(course, pledge)
    secured: Money | None = recorded.secured if recorded is not None else None
    return secured


def secured_claims(course: Course, pledge: UUID | None) -> tuple[ClaimSum, ...]:
    """What of each claim a pledge secures, where that is stated."""
    recorded = _recorded(course, pledge)
    return (recorded.secured_claims if recorded is not None else None) or ()


def pledged_to_recoverer(course: Course, pledge: UUID) -> bool:
    """Whether the recoverer is the pledgeholder."""
    recorded = _recorded(course, pledge)
    return recorded is not None and bool(recorded.pledged_to_recoverer)


def debt_to_set_off(course: Course, currency: str, passing: Passing, pledge: UUID | None) -> Money:
    """What is owed before a transfer; of a purchase by the pledgeholder what the pledge secures alone (Art. 383(6)).

    What repaid the secured claims since the pledge was recorded is not set off once more.
    """
    secured = secured_by(course, pledge)
    if secured is None:
        return debt_before_transfer(course, currency, passing)
    if secured.currency != currency:
        return zero(currency)
    parts = secured_claims(course, pledge)
    if not parts:
        return smaller(debt_before_transfer(course, currency, passing), secured)
    left = (smaller(part.sum, debt_before_transfer(course, currency, passing, {part.claim})) for part in parts)
    return total(left, currency)


def set_off(course: Course, currency: str, passing: Passing, debts: tuple[Money, Money]) -> tuple[Money, Money]:
    """What of the debts here and elsewhere a value takes up: by property of a third person what he owes the debtor.

    The rest of that value is his (Art. 375(3)).
    """
    left = debt_left(course, currency) if is_of_third_person(course, passing.property) else None
    if left is None:
        return debts
    credited = (each.credited for each in _credits_of(course, passing) if each.credited.currency == currency)
    debt = total((left, *credited), currency)
    here = smaller(debts[0], debt)
    return here, smaller(debts[1], subtract(debt, here))


def difference_by_now(course: Course, fixed: Said, passing: Passing) -> TransferDifference:
    """What is to be paid for the value and with the debts elsewhere of a resolution, by what is owed here by now."""
    data, currency = fixed.data, fixed.data.sum.currency
    own = debt_to_set_off(course, currency, passing, data.pledge)
    others = data.other_debts if data.pledge is None else None
    debts = set_off(course, currency, passing, (own, _in(others, currency)))
    return transfer_difference(course.rules.money, data.sum, debts)


def falls_short(course: Course, fixed: Said, passing: Passing) -> bool:
    """Whether more is to be paid than a resolution fixed: the debt has fallen since."""
    stated = _in(fixed.data.difference, fixed.data.sum.currency)
    return not not_above(difference_by_now(course, fixed, passing).difference, stated)


def goes_back(course: Course, paid_difference: UUID) -> bool:
    """Whether the recoverer gets it back: the property goes elsewhere, or he refused it since the resolution."""
    paid = received(course, paid_difference)
    if paid is None or course.things.status(paid_difference) != "held":
        return False
    last = latest(course, paid.data.property, FIXED, *_NOT_WANTED)
    if says(course, paid.data.property, "without-the-recoverer"):
        return True
    return not says(course, paid.data.property, "passed") and last is not None and last.name != FIXED


def difference_unpaid(course: Course) -> bool:
    """Whether a property waits for a difference."""
    return not course.ended and any(
        (due := due_of(course, thing)) is not None and not due.whole and _waits(course, thing)
        for thing in course.things.acts
    )


def difference_falls_short(course: Course) -> bool:
    """Whether a property waits for its transfer, and its resolution fixes less than is to be paid by now."""
    return not course.ended and any(
        (due := due_of(course, thing)) is not None
        and _waits(course, thing)
        and falls_short(course, due.fixed, Passing(thing, due.fixed.day))
        for thing in course.things.acts
    )


def difference_to_return(course: Course) -> bool:
    """Whether a difference lies on the account for property that does not pass to the recoverer."""
    return any(goes_back(course, each) and not paid_out(course, each) for each in course.things.acts)


def _recorded(course: Course, pledge: UUID | None) -> Any:
    """What was recorded of a pledge; none: nothing is by now."""
    recorded = latest(course, pledge, "record-pledge") if pledge is not None else None
    return recorded.data if recorded is not None else None


def _in(sum_: Money | None, currency: str) -> Money:
    """A sum in the currency of the value; what an irregular resolution states in another one counts for nothing."""
    return sum_ if sum_ is not None and sum_.currency == currency else zero(currency)


def difference_unrecorded(course: Course) -> bool:
    """Whether property has passed, and the difference paid for it is no payment of the debtor yet (Art. 383(9))."""
    return not course.ended and any(_unrecorded(course, each) for each in course.things.acts)


def _unrecorded(course: Course, paid_difference: UUID) -> bool:
    paid = received(course, paid_difference)
    if paid is None:
        return False
    status = course.things.status(paid_difference)
    if status == SET_OFF:
        return paid_difference not in _recorded_as_payments(course) and not _set_aside(course, paid)
    held = status == "held" and not paid_out(course, paid_difference)
    return held and says(course, paid.data.property, "passed")


def _set_aside(course: Course, said: Said) -> bool:
    """Whether money was set aside since for the third person whose property passed: beyond his debt it is his."""
    causes = [
        item.data.cause for item in course.items if item.day >= said.day and isinstance(item.data, ReceiptRefused)
    ]
    return is_of_third_person(course, said.data.property) and "above-debt-of-third-person" in causes


def _recorded_as_payments(course: Course) -> frozenset[UUID]:
    """The differences that were set off and are payments of the debtor: each of that sum, and from that day on."""
    set_off = sorted(
        (said.day, each)
        for each in course.things.acts
        if course.things.status(each) == SET_OFF and (said := latest(course, each, "set-off-difference")) is not None
    )
    found, used = set[UUID](), frozenset[UUID]()
    for day, difference in set_off:
        paid = received(course, difference)
        payments = _payments_of(course, (add(paid.data.sum),), day, used, later=True) if paid is not None else []
        if payments:
            found.add(difference)
            used |= {each.payment for each in payments}
    return frozenset(found)


def _payments_of(
    course: Course, sums: tuple[Money, ...], day: date, used: Collection[UUID] = (), *, later: bool = False
) -> list[Receipt]:
    """Payments of the debtor of a day, or also `later` ones, each of one of the sums; `used` are others."""
    left, found = list(sums), list[Receipt]()
    for each in course.receipts.values():
        of_the_day = each.day == day or (later and each.day > day)
        fits = of_the_day and each.payment not in used and not each.past_account and not each.taken_back
        if fits and course.rules.source(each.source).debtor_pays and (sum_ := add(each.sum)) in left:
            left.remove(sum_)
            found.append(each)
    return found


def _waits(course: Course, property_: UUID) -> bool:
    last = latest(course, property_, FIXED, *_NOT_WANTED)
    gone = says(course, property_, "passed") or says(course, property_, "without-the-recoverer")
    return not gone and last is not None and last.name == FIXED


def _held(course: Course, property_: UUID, currency: str) -> Iterator[Money]:
    for said in course.things.said(property_, "receive-difference"):
        paid = said.data.paid_difference
        if course.things.status(paid) == "held" and not paid_out(course, paid) and said.data.sum.currency == currency:
            yield said.data.sum
