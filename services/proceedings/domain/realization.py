"""What acts on a property have said so far: its value and prices, and when its limits are over (Art. 352, 381-388)."""

from typing import Any
from uuid import UUID

from contracts.values import Money
from services.proceedings.domain.copies import KEPT
from services.proceedings.domain.course import Course
from services.proceedings.domain.states import says, statuses_that_say
from services.proceedings.domain.things import Said

ANNOUNCEMENTS = ("announce-sale", "appoint-repeat-sale")
RAISED = "raise-value"
FAILURES = ("declare-first-sale-failed", "declare-repeat-sale-failed")
REVALUATIONS = ("revalue-at-organization", "revalue-for-repeat-sale", RAISED)
HANDED_OVER = "hand-over-to-buyer"
PUBLIC = frozenset({"public-sale", "electronic-trading"})
"""Channels of a public sale (Art. 352(3), 381(5))."""


def latest(course: Course, thing: UUID, *names: str) -> Said | None:
    """The last act of these rows that named a thing."""
    said = course.things.said(thing, *names)
    return said[-1] if said else None


def sales_on_record(course: Course) -> frozenset[UUID]:
    """The public sales that were announced."""
    return frozenset(said.data.sale for said in course.things.every(*ANNOUNCEMENTS))


def had_no_result(course: Course, sale: UUID) -> bool:
    """Whether nobody bought at a sale, and nobody can any more."""
    failed = latest(course, sale, *FAILURES)
    may_be_bought = (
        failed is not None
        and awaits_sole_participant(course, failed)
        and says(course, failed.data.property, "for-the-sole-participant")
    )
    return says(course, sale, "without-result") and not may_be_bought


def awaits_sole_participant(course: Course, failed: Said | None) -> bool:
    """Whether a sale that was declared failed has a sole participant who has not answered (Art. 385(11))."""
    if failed is None or not failed.data.sole_participant:
        return False
    return says(course, failed.data.sale, "unanswered")


def value_of(course: Course, property_: UUID) -> Money | None:
    """The value by the act of arrest, or by the valuation that was made after it; no revaluation changes it."""
    return _sum(latest(course, property_, "value-property"))


def value_to_sell_at(course: Course, property_: UUID) -> Money | None:
    """The value at which property is first put up for sale: controlled prices may have raised it (Art. 382(1))."""
    return _sum(latest(course, property_, "value-property", RAISED))


def price_of(course: Course, property_: UUID) -> Money | None:
    """The value as it stands after the transfer for sale and every revaluation."""
    return _sum(latest(course, property_, "value-property", "transfer-for-sale", *REVALUATIONS))


def transferred_at(course: Course, property_: UUID) -> Money | None:
    """The value at which a property was transferred for sale, as the expert, the court or new prices set it since.

    What they raised after a revaluation had lowered it may still be less than what was transferred.
    """
    if latest(course, property_, "transfer-for-sale") is None:
        return None
    value: Money | None = None
    for said in course.things.said(property_, "transfer-for-sale", "value-property", RAISED):
        stated = _sum(said)
        lower = value is not None and stated is not None and stated.amount <= value.amount
        if said.name != RAISED or not lower:
            value = stated
    return value


def price_of_repeat(course: Course, property_: UUID) -> Money | None:
    """The price with which a repeat sale begins: the value as it was set last, or the price of the sale before."""
    last = latest(course, property_, "value-property", "revalue-for-repeat-sale", RAISED, *ANNOUNCEMENTS)
    announced = last is not None and last.name in ANNOUNCEMENTS
    return _sum(last) if announced else with_land(course, property_, _sum(last))


def with_land(course: Course, property_: UUID, price: Money | None) -> Money | None:
    """A price with that of the land which is sold with the property (Art. 352(4))."""
    land = _sum(latest(course, property_, "add-land-price"))
    if price is None or land is None or land.currency != price.currency:
        return price
    return Money(amount=price.amount + land.amount, currency=price.currency)


def is_immovable(course: Course, property_: UUID) -> bool:
    """Whether the property was arrested after a check of who owns it (Art. 378(1)-(2))."""
    return "check" in course.things.opened_with(property_)


def with_buyer(course: Course, property_: UUID) -> bool:
    """Whether a buyer got a property, from whom it was not taken back since (Art. 385(8), 387(1))."""
    last = latest(course, property_, HANDED_OVER, "take-back-property")
    return last is not None and last.name == HANDED_OVER


def seized_from_debtor(course: Course, property_: UUID) -> Said | None:
    """The transfer for sale that took a property from the debtor (Art. 381(1), (5)).

    None: there was none yet, or it was for a public sale, and left an immovable, or what another kept, where it was.
    """
    movable, unpaid = not is_immovable(course, property_), course.rules.proceedings.arrested.unpaid_keepers
    with_debtor = movable
    for said in course.things.said(property_, "seize-property", "transfer-for-sale", *KEPT):
        if said.name == "transfer-for-sale":
            if with_debtor or said.data.channel not in PUBLIC:
                return said
        else:
            with_debtor = movable and said.name in KEPT and said.data.keeper in unpaid
    return None


def offered_out_of(course: Course, property_: UUID) -> str | None:
    """The status of a property in which it was offered to the recoverer; of one that was not offered, its status."""
    steps = course.things.steps.get(property_, ())
    offered = statuses_that_say(course, "on-offer")
    offers = [place for place, step in enumerate(steps) if step.status in offered and place]
    return steps[offers[-1] - 1].status if offers else course.things.status(property_)


def price_of_offer(course: Course, property_: UUID, out_of: str | None) -> Money | None:
    """The price at which the recoverer may keep a property that was offered in a status (Art. 383(1)-(5))."""
    offer = course.rules.proceedings.arrested.offers.get(out_of or "")
    if offer is not None and offer.price == "value":
        return value_of(course, property_)
    if offer is not None and offer.price == "revaluation":
        return _sum(latest(course, property_, "value-property", "revalue-at-organization", RAISED))
    return _sum(latest(course, property_, *ANNOUNCEMENTS))


def last_sale(course: Course, property_: UUID) -> UUID | None:
    """The last sale of a property that was announced; one that was cancelled is no round (Art. 385(3))."""
    sales = (said.data.sale for said in reversed(course.things.said(property_, *ANNOUNCEMENTS)))
    return next((sale for sale in sales if not says(course, sale, "no-round")), None)


def initial_terms(course: Course, sale: UUID) -> Said | None:
    """The announcement of a sale."""
    return latest(course, sale, *ANNOUNCEMENTS)


def terms_of(course: Course, sale: UUID) -> Said | None:
    """What said last when a sale is held, and until when requests are taken."""
    return latest(course, sale, *ANNOUNCEMENTS, "adjourn-sale")


def initial_price(course: Course, sale: UUID) -> Money | None:
    """The price with which a sale begins."""
    return _sum(initial_terms(course, sale))


def last_failure(course: Course, property_: UUID) -> Said | None:
    """The declaration that the last sale of a property failed; none: the court declared that sale invalid since."""
    failed, sale = latest(course, property_, *FAILURES), last_sale(course, property_)
    stands = failed is not None and failed.data.sale == sale and says(course, failed.data.sale, "failed")
    return failed if stands else None


def failure_of_repeat(course: Course, property_: UUID) -> Said | None:
    """The declaration that the repeat sale failed, where nobody got the property since (Art. 383(5), (7))."""
    failed = last_failure(course, property_)
    since = [step.status for step in course.things.steps.get(property_, ())]
    while since and since[-1] in statuses_that_say(course, "after-the-last-sale"):
        since.pop()
    unsold = bool(since) and since[-1] in statuses_that_say(course, "last-sale-failed")
    return failed if failed is not None and failed.name == FAILURES[1] and unsold else None


def pledges(course: Course, property_: UUID) -> list[UUID]:
    """The pledges of a property that are in force."""
    said = course.things.said(property_, "record-pledge")
    return [each.data.pledge for each in said if says(course, each.data.pledge, "pledge-stands")]


def found_pledged(course: Course, property_: UUID) -> Said | None:
    """The arrest of an immovable that was found pledged, while nothing on record says to whom (Art. 378(3))."""
    if course.things.said(property_, "record-pledge"):
        return None
    return next((said for said in course.things.said(property_, "arrest-immovable") if said.data.pledged), None)


def of_pledged(course: Course, data: Any) -> bool:
    """Whether the property that an act, or the announcement of the sale of an act, names is pledged to another."""
    terms = initial_terms(course, data.sale) if getattr(data, "property", None) is None else None
    property_ = terms.data.property if terms is not None else getattr(data, "property", None)
    return property_ is not None and _pledged_to_another(course, property_)


def pledge_to_be_presented(course: Course) -> bool:
    """Whether a pledge to the recoverer ends with the month that runs since a repeat sale failed (Art. 383(7))."""
    return any(
        said.data.pledged_to_recoverer
        and says(course, said.data.pledge, "pledge-stands")
        and (failed := failure_of_repeat(course, said.data.property)) is not None
        and not awaits_sole_participant(course, failed)
        for thing in course.things.acts
        for said in course.things.said(thing, "record-pledge")
        if said.data.pledge == thing
    )


def _pledged_to_another(course: Course, property_: UUID) -> bool:
    """Whether another person than the recoverer holds a pledge: by what is on record of it, else by the arrest."""
    if course.things.said(property_, "record-pledge"):
        recorded = (latest(course, pledge, "record-pledge") for pledge in pledges(course, property_))
        return any(said is not None and not said.data.pledged_to_recoverer for said in recorded)
    return found_pledged(course, property_) is not None


def _sum(said: Said | None) -> Money | None:
    sum_: Any = said.data.sum if said is not None else None
    return Money(amount=sum_.amount, currency=sum_.currency) if sum_ is not None else None
