"""What earnest money of bidders asks for (Art. 385(1), (7), (10))."""

from datetime import date
from uuid import UUID

from contracts.acts.forfeit_earnest_money import EarnestMoneyForfeited
from contracts.acts.receive_earnest_money import EarnestMoneyReceived
from contracts.banking import ExchangeRate
from contracts.events.proceedings import PaymentSource
from contracts.values import Money
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.attested import attests
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.distribution_shares import divided_by
from services.proceedings.domain.earnest_money import (
    WON,
    barred_buyer,
    earnest_of_sales,
    goes_back,
    of_another,
    paid_out,
    paid_requests,
    received,
    requests_for,
    sole_participant,
    unpaid,
)
from services.proceedings.domain.realization import ANNOUNCEMENTS, initial_terms, latest
from services.proceedings.domain.states import says
from services.proceedings.domain.things import Said
from shared.law.money import exchanged, needed_rates
from shared.law.money.amounts import not_above, written
from shared.law.procedures import Act, ActRow

_HELD_FOR_BIDDERS = "earnest-payable"
_SET_OFF = "set-off-earnest-money"
EXCUSED = "causes-of-the-buyer-valid"
"""What a paper shows of a buyer who did not pay, and gets the earnest money back."""


@CONDITIONS.derived("earnest-names-its-sale", of_form=True)
def earnest_names_its_sale(course: Course, act: Act, row: ActRow) -> Problems:
    """Earnest money names the sale, where one is on record; the request may come later (Art. 385(1))."""
    on_record = any(True for _ in course.things.every(*ANNOUNCEMENTS))
    if on_record and act.data.sale is None:
        yield refused.EARNEST_UNNAMED.at("sale").because("the sale is not named", row.article)


@CONDITIONS.derived("earnest-as-announced")
def earnest_as_announced(course: Course, act: Act, row: ActRow) -> Problems:
    """It is the sum that the announcement asks for, in another currency at the rate of the day of remittance."""
    data: EarnestMoneyReceived = act.data
    terms = initial_terms(course, data.sale) if data.sale is not None else None
    if terms is None:
        return
    wanted: Money = terms.data.earnest_money
    if data.rate is None and wanted.currency != data.sum.currency:
        detail = f"the announcement asks for {written(wanted)}, and no rate is stated"
        yield refused.EARNEST_WITHOUT_RATE.because(detail)
        return
    if data.rate is not None:
        unfit = list(_unfit_rate(data.rate, wanted.currency, data.sum.currency, act.day))
        yield from unfit
        if unfit:
            return
        wanted = exchanged(wanted, data.sum.currency, (data.rate,))
    if wanted.amount != data.sum.amount:
        yield refused.PRICE_UNFIT.because(f"the announcement asks for {written(wanted)}", row.article)


def _unfit_rate(rate: ExchangeRate, wanted: str, paid: str, day: date) -> Problems:
    needed = needed_rates((wanted, paid)) if wanted != paid else frozenset()
    if needed != {rate.currency}:
        detail = f"needed: {', '.join(sorted(needed)) or 'none'}; stated: {rate.currency}"
        yield refused.EARNEST_RATE_UNFIT.because(detail)
    if rate.day > day:
        yield refused.EARNEST_RATE_UNFIT.at("rate.day").because(f"the money came on {day}, the rate is of {rate.day}")


@CONDITIONS.derived("earnest-rate-known")
def earnest_rate_known(course: Course, act: Act, _: ActRow) -> Problems:
    """What it counts for in a price of another currency is known by the rate that its receipt states."""
    paid = received(course, act.data.earnest)
    won = latest(course, paid.data.sale, *WON) if paid is not None and paid.data.sale is not None else None
    if paid is not None and won is not None and paid.data.rate is None and _apart(paid, won):
        detail = f"it is {written(paid.data.sum)}, the price {written(won.data.sum)}, and its receipt states no rate"
        yield refused.EARNEST_WITHOUT_RATE.at("earnest").because(detail)


def _apart(paid: Said, won: Said) -> bool:
    """Whether earnest money is of another currency than the price, and a payment beside the rest of it."""
    return bool(paid.data.sum.currency != won.data.sum.currency)


@CONDITIONS.derived("buyer-asked", of_form=True)
def buyer_asked(course: Course, act: Act, row: ActRow) -> Problems:
    """Whose money is a part of the price is known: the buyer is named by his request, unless it was the only one."""
    sale, named = act.data.sale, act.data.winner
    alone = sole_participant(course, sale) if act.name == "accept-as-sole-participant" else None
    if named is not None and named not in requests_for(course, sale):
        yield refused.THING_UNKNOWN.at("winner").because("no request for this sale has this id", row.article)
    elif named is not None and alone not in {None, named}:
        yield refused.SOLE_PARTICIPANT_UNFIT.at("winner").because("another was the sole participant", row.article)
    elif named is None and alone is None and course.things.said(sale, "receive-earnest-money"):
        yield refused.EARNEST_UNNAMED.at("winner").because("bidders paid earnest money", row.article)


@CONDITIONS.derived("buyer-took-part")
def buyer_took_part(course: Course, act: Act, _: ActRow) -> Problems:
    """Who wins, or buys as the sole participant, has paid earnest money (Art. 385(1))."""
    alone = sole_participant(course, act.data.sale) if act.name == "accept-as-sole-participant" else None
    yield from _without_earnest_money(course, act.data.sale, act.data.winner or alone, "winner")


@CONDITIONS.derived("sole-participant-took-part")
def sole_participant_took_part(course: Course, act: Act, _: ActRow) -> Problems:
    """Who came alone, and may buy, has paid earnest money (Art. 385(1))."""
    yield from _without_earnest_money(course, act.data.sale, act.data.sole_request, "sole_request")


def _without_earnest_money(course: Course, sale: UUID, request: UUID | None, field: str) -> Problems:
    if request in requests_for(course, sale) and request not in paid_requests(course, sale):
        yield refused.PARTICIPANTS_UNFIT.at(field).because("no earnest money of this request is held")


@CONDITIONS.derived("sole-participant-named", of_form=True)
def sole_participant_named(course: Course, act: Act, _: ActRow) -> Problems:
    """Where several asked, it is known whose earnest money stays; a sale without a sole participant names none."""
    named, requests = act.data.sole_request, requests_for(course, act.data.sale)
    if named is not None and not act.data.sole_participant:
        detail = "the sale has no sole participant"
        yield refused.SOLE_PARTICIPANT_UNFIT.at("sole_request").because(detail, "Art. 386(1) ind. 2")
    elif named is not None and named not in requests:
        detail = "no request for this sale has this id"
        yield refused.THING_UNKNOWN.at("sole_request").because(detail, "Art. 385(1)")
    elif named is None and act.data.sole_participant and len(requests) > 1:
        detail = f"{len(requests)} asked to take part: the request of who came is named"
        yield refused.SOLE_PARTICIPANT_UNFIT.at("sole_request").because(detail, "Art. 385(10)")


@CONDITIONS.derived("earnest-of-the-buyer")
def earnest_of_the_buyer(course: Course, act: Act, row: ActRow) -> Problems:
    """Only that of the buyer is a part of the price, or is lost; and only as long as it lies on the account."""
    paid = received(course, act.data.earnest)
    if paid is not None and paid.data.sale is not None and says(course, paid.data.sale, "before-a-buyer"):
        yield refused.EARNEST_OF_ANOTHER.because("nobody has bought yet", row.article)
    elif row.act == _SET_OFF and _without_buyer(course, paid):
        yield refused.EARNEST_OF_ANOTHER.because("nobody buys at the sale any more", row.article)
    elif of_another(course, act.data.earnest):
        yield refused.EARNEST_OF_ANOTHER.because("another bidder is the buyer", row.article)
    elif paid_out(course, act.data.earnest):
        yield refused.EARNEST_OF_ANOTHER.because("it was paid out", row.article)
    elif row.act == _SET_OFF and _before_the_price(course, paid):
        yield refused.EARNEST_OF_ANOTHER.because("the buyer has paid nothing yet", row.article)


def _before_the_price(course: Course, paid: Said | None) -> bool:
    """Whether nothing is there to set it off against: of such a sale it could be neither lost nor given back."""
    if paid is None or paid.data.sale is None or says(course, paid.data.sale, "paid-for"):
        return False
    return not _in_a_price(course, paid)


def _in_a_price(course: Course, earnest: Said) -> bool:
    """Whether the price of a sale is on record of which earnest money may be a part."""
    sum_: Money = earnest.data.sum
    return any(
        each.source is PaymentSource.PROPERTY_SALE
        and not each.taken_back
        and each.sum.currency == sum_.currency
        and not_above(sum_, each.sum)
        for each in course.receipts.values()
    )


def _without_buyer(course: Course, paid: Said | None) -> bool:
    return paid is not None and paid.data.sale is not None and not says(course, paid.data.sale, "with-a-buyer")


@CONDITIONS.derived("price-of-lost-earnest-money")
def price_of_lost_earnest_money(course: Course, act: Act, row: ActRow) -> Problems:
    """What was set off is taken out of the price, whose payment stands; what lies on the account is in no price."""
    data: EarnestMoneyForfeited = act.data
    paid, set_off = received(course, data.earnest), course.things.status(data.earnest) == "set-off"
    receipt = course.receipts.get(data.price_payment) if data.price_payment is not None else None
    if (data.price_payment is not None) is not set_off:
        detail = "the payment of the price is named where the earnest money was set off"
        yield refused.EARNEST_UNNAMED.at("price_payment").because(detail, row.article)
    elif set_off and (receipt is None or receipt.source is not PaymentSource.PROPERTY_SALE):
        yield refused.PAYMENT_UNKNOWN.at("price_payment").because("no price of a sale has this id", row.article)
    elif receipt is not None and paid is not None:
        if receipt.taken_back:
            yield refused.PAYMENT_TAKEN_BACK.at("price_payment").because("the price went back", row.article)
        elif course.exchanged(receipt.payment):
            yield refused.PAYMENT_EXCHANGED.at("price_payment").because("the bank exchanged a part of it")
        elif divided_by(course, receipt.payment):
            yield refused.PAYMENT_DISTRIBUTED.at("price_payment").because("other proceedings got a part of it")
        elif paid.data.sum.currency != receipt.sum.currency or not not_above(paid.data.sum, receipt.sum):
            detail = f"the payment is over {written(receipt.sum)}"
            yield refused.ABOVE_RECEIPT.at("price_payment").because(detail, row.article)


@CONDITIONS.derived("lost-earnest-money-apart")
def lost_earnest_money_apart(course: Course, act: Act, _: ActRow) -> Problems:
    """What a buyer without a right lost is out of the price before the rest goes back to him."""
    receipt = course.receipts.get(act.data.payment)
    for earnest in earnest_of_sales(course):
        paid = received(course, earnest)
        if receipt is None or paid is None or course.things.status(earnest) != "set-off":
            continue
        won = latest(course, paid.data.sale, *WON)
        of = None if won is None else paid.data.sum if _apart(paid, won) else won.data.sum
        price = (of.currency, of.amount) if of is not None else None
        if barred_buyer(course, paid.data.sale) and price == (receipt.sum.currency, receipt.sum.amount):
            detail = f"{written(paid.data.sum)} of it are lost to the state (forfeit-earnest-money)"
            yield refused.ABOVE_RECEIPT.because(detail, "Art. 385(7)")


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
