"""What the recoverer pays in before property worth more than the debts passes (Art. 383(9))."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.earnest_money import paid_out
from services.proceedings.domain.realization import latest
from services.proceedings.domain.states import says
from services.proceedings.domain.things import Said
from shared.law.money.amounts import not_above, smaller, total, zero
from shared.law.money.sale import TransferDifference, transfer_difference

FIXED = "fix-difference"
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


def debt_before_transfer(course: Course, currency: str, since: date, claims: Collection[int] | None = None) -> Money:
    """What is owed to the recoverer, on all claims or on some, with what the value of kept property repaid since a day.

    The value repays the debt for which the property passes; it is recorded on the day of the transfer.
    """
    kept = course.rules.source_past_account("credit-kept-property")
    open_ = (claim.outstanding for claim in course.claims_in(currency) if claims is None or claim.number in claims)
    repaid = (
        part.sum
        for each in course.receipts.values()
        if each.past_account and each.source is kept and each.day >= since
        for part in each.repayments
        if part.sum.currency == currency and (claims is None or part.claim in claims)
    )
    return total((*(each for each in open_ if each is not None), *repaid), currency)


def secured_by(course: Course, pledge: UUID | None) -> Money | None:
    """What a pledge secures, where that is a part of the claims."""
    recorded = _recorded(course, pledge)
    secured: Money | None = recorded.secured if recorded is not None else None
    return secured


def debt_to_set_off(course: Course, currency: str, since: date, pledge: UUID | None) -> Money:
    """What is owed before a transfer; of a purchase by the pledgeholder what the pledge secures alone (Art. 383(6)).

    What repaid the secured claims since the pledge was recorded is not set off once more.
    """
    secured = secured_by(course, pledge)
    if secured is None:
        return debt_before_transfer(course, currency, since)
    if secured.currency != currency:
        return zero(currency)
    parts = _recorded(course, pledge).secured_claims
    if parts is None:
        return smaller(debt_before_transfer(course, currency, since), secured)
    left = (smaller(part.sum, debt_before_transfer(course, currency, since, {part.claim})) for part in parts)
    return total(left, currency)


def difference_by_now(course: Course, fixed: Said, since: date) -> TransferDifference:
    """What is to be paid for the value and with the debts elsewhere of a resolution, by what is owed here by now."""
    data, currency = fixed.data, fixed.data.sum.currency
    own = debt_to_set_off(course, currency, since, data.pledge)
    return transfer_difference(course.rules.money, data.sum, (own, _in(data.other_debts, currency)))


def falls_short(course: Course, fixed: Said, since: date) -> bool:
    """Whether more is to be paid than a resolution fixed: the debt has fallen since."""
    stated = _in(fixed.data.difference, fixed.data.sum.currency)
    return not not_above(difference_by_now(course, fixed, since).difference, stated)


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
        and falls_short(course, due.fixed, due.fixed.day)
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
    paid, set_off = received(course, paid_difference), latest(course, paid_difference, "set-off-difference")
    if paid is None:
        return False
    if set_off is None:
        held = course.things.status(paid_difference) == "held" and not paid_out(course, paid_difference)
        return held and says(course, paid.data.property, "passed")
    recorded = (each for each in course.receipts.values() if each.day >= set_off.day and not each.past_account)
    return course.things.status(paid_difference) == "set-off" and not any(
        course.rules.source(each.source).debtor_pays for each in recorded
    )


def _waits(course: Course, property_: UUID) -> bool:
    last = latest(course, property_, FIXED, *_NOT_WANTED)
    gone = says(course, property_, "passed") or says(course, property_, "without-the-recoverer")
    return not gone and last is not None and last.name == FIXED


def _held(course: Course, property_: UUID, currency: str) -> Iterator[Money]:
    for said in course.things.said(property_, "receive-difference"):
        paid = said.data.paid_difference
        if course.things.status(paid) == "held" and not paid_out(course, paid) and said.data.sum.currency == currency:
            yield said.data.sum
