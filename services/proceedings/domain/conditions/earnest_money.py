"""What earnest money of bidders asks for (Art. 385(1), (7), (10))."""

from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.attested import attests
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.earnest_money import (
    WITH_A_BUYER,
    earnest_of_sales,
    goes_back,
    of_another,
    paid_out,
    received,
    unpaid,
)
from services.proceedings.domain.realization import ANNOUNCEMENTS, initial_terms
from services.proceedings.domain.things import Said
from shared.law.money.amounts import written
from shared.law.procedures import Act, ActRow

_HELD_FOR_BIDDERS = "earnest-payable"
_BEFORE_A_BUYER = frozenset({"announced", "closed", "under-way"})
EXCUSED = "causes-of-the-buyer-valid"
"""What a paper shows of a buyer who did not pay, and gets the earnest money back."""


@CONDITIONS.derived("earnest-of-a-bidder", of_form=True)
def earnest_of_a_bidder(course: Course, act: Act, row: ActRow) -> Problems:
    """Earnest money names the sale and the request of the bidder, where a sale is on record."""
    on_record = any(course.things.said(thing, *ANNOUNCEMENTS) for thing in course.things.acts)
    for field in ("sale", "request"):
        if on_record and getattr(act.data, field) is None:
            yield refused.EARNEST_UNNAMED.at(field).because(f"the {field} is not named", row.article)


@CONDITIONS.derived("earnest-as-announced")
def earnest_as_announced(course: Course, act: Act, row: ActRow) -> Problems:
    """It is the sum that the announcement asks for; what comes in another currency is not compared."""
    terms = initial_terms(course, act.data.sale) if act.data.sale is not None else None
    if terms is None or terms.data.earnest_money.currency != act.data.sum.currency:
        return
    if terms.data.earnest_money.amount != act.data.sum.amount:
        yield refused.PRICE_UNFIT.because(f"the announcement asks for {written(terms.data.earnest_money)}", row.article)


@CONDITIONS.derived("buyer-asked", of_form=True)
def buyer_asked(course: Course, act: Act, row: ActRow) -> Problems:
    """Whose money is a part of the price is known: the buyer is named by his request, unless it was the only one."""
    sale, named = act.data.sale, act.data.winner
    requests = {each.data.request for each in course.things.said(sale, "request-participation")}
    alone = act.name == "accept-as-sole-participant" and len(requests) == 1
    if named is not None and named not in requests:
        yield refused.THING_UNKNOWN.at("winner").because("no request for this sale has this id", row.article)
    elif named is None and not alone and course.things.said(sale, "receive-earnest-money"):
        yield refused.EARNEST_UNNAMED.at("winner").because("bidders paid earnest money", row.article)


@CONDITIONS.derived("earnest-of-the-buyer")
def earnest_of_the_buyer(course: Course, act: Act, row: ActRow) -> Problems:
    """Only that of the buyer is a part of the price, or is lost; and only as long as it lies on the account."""
    paid = received(course, act.data.earnest)
    if paid is not None and paid.data.sale is not None and course.things.status(paid.data.sale) in _BEFORE_A_BUYER:
        yield refused.EARNEST_OF_ANOTHER.because("nobody has bought yet", row.article)
    elif row.act == "set-off-earnest-money" and _without_buyer(course, paid):
        yield refused.EARNEST_OF_ANOTHER.because("nobody buys at the sale any more", row.article)
    elif of_another(course, act.data.earnest):
        yield refused.EARNEST_OF_ANOTHER.because("another bidder is the buyer", row.article)
    elif paid_out(course, act.data.earnest):
        yield refused.EARNEST_OF_ANOTHER.because("it was paid out", row.article)


def _without_buyer(course: Course, paid: Said | None) -> bool:
    return paid is not None and paid.data.sale is not None and course.things.status(paid.data.sale) not in WITH_A_BUYER


@CONDITIONS.derived("earnest-named", of_form=True)
def earnest_named(course: Course, act: Act, _: ActRow) -> Problems:
    """A payout of earnest money names which, where that on record names its sale; no other payout does."""
    named, of_bidders = act.data.earnest, act.data.payable == _HELD_FOR_BIDDERS
    if named is not None and not of_bidders:
        yield refused.EARNEST_UNNAMED.at("earnest").because("the account is not that of earnest money", "Art. 385(10)")
    elif of_bidders and named is None and any(earnest_of_sales(course)):
        yield refused.EARNEST_UNNAMED.at("earnest").because("the earnest money is not named", "Art. 385(10)")


@CONDITIONS.derived("earnest-to-pay-out")
def earnest_to_pay_out(course: Course, act: Act, _: ActRow) -> Problems:
    """Back whole to a bidder who did not buy (Art. 385(10)), or to the state when it is lost (Art. 385(7)); once."""
    earnest = act.data.earnest
    paid = received(course, earnest) if earnest is not None else None
    if earnest is None or paid is None:
        return
    lost = course.things.status(earnest) == "forfeited"
    if paid_out(course, earnest):
        yield refused.EARNEST_OF_ANOTHER.because("it was paid out before", "Art. 385(10)")
    elif not lost and not goes_back(course, earnest) and not (unpaid(course, earnest) and attests(act, EXCUSED)):
        yield refused.EARNEST_OF_ANOTHER.because("its bidder may be the buyer yet, or is", "Art. 385(10)")
    if (act.data.sum.currency, act.data.sum.amount) != (paid.data.sum.currency, paid.data.sum.amount):
        yield refused.PRICE_UNFIT.because(f"the earnest money is {written(paid.data.sum)}", "Art. 385(10)")
