"""Earnest money of bidders: whose it is, and whether it waits to go back (Art. 385(1), (7), (10))."""

from collections.abc import Iterator
from uuid import UUID

from services.proceedings.domain.course import Course
from services.proceedings.domain.realization import FAILURES, latest
from services.proceedings.domain.states import says
from services.proceedings.domain.things import Said

_RECEIVED = "receive-earnest-money"
WON = ("record-sale-result", "accept-as-sole-participant")
_UNPAID = "sale-failed-buyer-did-not-pay"
_SENT = frozenset({"ordered", "confirmed"})


def received(course: Course, earnest: UUID) -> Said | None:
    """The receipt of earnest money."""
    return latest(course, earnest, _RECEIVED)


def requests_for(course: Course, sale: UUID) -> list[UUID]:
    """The requests to take part in a sale."""
    return [each.data.request for each in course.things.said(sale, "request-participation")]


def paid_requests(course: Course, sale: UUID) -> frozenset[UUID]:
    """The requests to take part in a sale whose earnest money is held."""
    held = (
        each for each in earnest_of_sales(course) if course.things.status(each) == "held" and not paid_out(course, each)
    )
    return frozenset(filter(None, (request_of(course, each) for each in held))).intersection(requests_for(course, sale))


def request_of(course: Course, earnest: UUID) -> UUID | None:
    """The request of the bidder who paid: the one that the receipt names, or one made later that names the money."""
    paid, made = received(course, earnest), latest(course, earnest, "request-participation")
    named: UUID | None = paid.data.request if paid is not None else None
    return named or (made.data.request if made is not None else None)


def sole_participant(course: Course, sale: UUID) -> UUID | None:
    """The request of the sole participant of a failed sale: the one that is named, or the only one."""
    failed, requests = latest(course, sale, *FAILURES), requests_for(course, sale)
    if failed is None or not failed.data.sole_participant:
        return None
    named: UUID | None = failed.data.sole_request
    return named or (requests[0] if len(requests) == 1 else None)


def winner(course: Course, sale: UUID) -> UUID | None:
    """The request of the buyer of a sale: the one that its result names, or that of the sole participant."""
    won = latest(course, sale, *WON)
    if won is None:
        return None
    named: UUID | None = getattr(won.data, "winner", None)
    return named or (sole_participant(course, sale) if won.name == "accept-as-sole-participant" else None)


def earnest_of_buyer(course: Course, sale: UUID) -> UUID | None:
    """Earnest money of the buyer of a sale that lies on the account apart from the price."""
    buyer = winner(course, sale)
    held = (
        each for each in earnest_of_sales(course) if course.things.status(each) == "held" and not paid_out(course, each)
    )
    return next((each for each in held if buyer is not None and request_of(course, each) == buyer), None)


def of_another(course: Course, earnest: UUID) -> bool:
    """Whether earnest money is known to be that of a bidder who is not the buyer of its sale."""
    paid = received(course, earnest)
    buyer = winner(course, paid.data.sale) if paid is not None and paid.data.sale is not None else None
    return buyer is not None and request_of(course, earnest) != buyer


def goes_back(course: Course, earnest: UUID) -> bool:
    """Whether the bidder gets it back: another bought, or the sale has no buyer and asks nobody any more."""
    paid = received(course, earnest)
    if paid is None or course.things.status(earnest) != "held":
        return False
    if paid.data.sale is None:
        return True
    sale = paid.data.sale
    if says(course, sale, "with-a-buyer") or barred_buyer(course, sale):
        return of_another(course, earnest)
    return says(course, sale, "without-result") and not _may_be_lost(course, sale, earnest)


def paid_out(course: Course, money: UUID) -> bool:
    """Whether a payout of money that has a name was ordered that neither was withdrawn nor came back."""
    payouts = course.things.said(money, "order-payout")
    return any(course.things.status(each.data.payout) in _SENT for each in payouts)


def earnest_money_to_return(course: Course) -> bool:
    """Whether earnest money of bidders who did not buy lies on the account."""
    return any(goes_back(course, each) and not paid_out(course, each) for each in earnest_of_sales(course))


def _may_be_lost(course: Course, sale: UUID, earnest: UUID) -> bool:
    """Where a buyer did not pay, his is lost (Art. 385(7)); a sole participant may still buy (Art. 385(11))."""
    failed = latest(course, sale, *FAILURES)
    if failed is None or not says(course, sale, "unanswered"):
        return False
    if failed.data.ground == _UNPAID:
        return not of_another(course, earnest)
    waits = says(course, failed.data.property, "for-the-sole-participant") and not course.ended
    sole = sole_participant(course, sale)
    return bool(failed.data.sole_participant) and waits and sole in {None, request_of(course, earnest)}


def barred_buyer(course: Course, sale: UUID) -> bool:
    """Whether the buyer of a sale had no right to take part: it is lost whatever becomes of the sale (Art. 385(7))."""
    return latest(course, sale, *WON) is not None and bool(course.things.said(sale, "record-barred-buyer"))


def unpaid(course: Course, earnest: UUID) -> bool:
    """Whether it is that of a buyer for whose default the sale was declared failed (Art. 386(1) ind. 4)."""
    paid = received(course, earnest)
    failed = latest(course, paid.data.sale, *FAILURES) if paid is not None and paid.data.sale is not None else None
    return failed is not None and failed.data.ground == _UNPAID and not of_another(course, earnest)


def earnest_of_sales(course: Course) -> Iterator[UUID]:
    """The earnest money of the proceeding that names its sale."""
    for thing in course.things.acts:
        paid = received(course, thing)
        if paid is not None and paid.data.earnest == thing and paid.data.sale is not None:
            yield thing
