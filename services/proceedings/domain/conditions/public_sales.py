"""What public sales and electronic trading ask (Art. 384-388)."""

from datetime import date
from uuid import UUID

from contracts.values import Money
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.earnest_money import paid_requests, requests_for
from services.proceedings.domain.last_days import earliest, last_day_named
from services.proceedings.domain.prices_paid import buyers_price_missing
from services.proceedings.domain.realization import (
    FAILURES,
    awaits_sole_participant,
    initial_price,
    last_sale,
    latest,
    price_of_repeat,
    terms_of,
    value_to_sell_at,
    with_buyer,
    with_land,
)
from services.proceedings.domain.sale_costs import costs_due_from_buyer
from services.proceedings.domain.states import says
from shared.law.money.amounts import written
from shared.law.money.sale import earnest_money, sole_participant_price
from shared.law.procedures import Act, ActRow

_WON = ("record-sale-result", "accept-as-sole-participant")
_INVALID = "record-sale-invalid"
_NO_BUYERS = "sale-failed-no-or-one-buyer"


@CONDITIONS.derived("initial-price")
def initial_price_stated(course: Course, act: Act, row: ActRow) -> Problems:
    """The first sale begins with the value, a repeat with what a revaluation, the expert or the court made of it."""
    property_: UUID = act.data.property
    if act.name == "announce-sale":
        wanted = with_land(course, property_, value_to_sell_at(course, property_))
    else:
        wanted = price_of_repeat(course, property_)
    yield from _differs(wanted, act.data.sum, row.article)


@CONDITIONS.derived("announced-ten-days-before")
def announced_ten_days_before(course: Course, act: Act, _: ActRow) -> Problems:
    """The announcement is printed ten working days before the sale at the latest."""
    last = earliest(course, "sale-announcement", act.data.held_on)
    if last is None or act.day > last:
        yield refused.ANNOUNCED_LATE.because(f"the last possible day is {last or 'not known yet'}")


@CONDITIONS.derived("requests-long-enough")
def requests_long_enough(course: Course, act: Act, _: ActRow) -> Problems:
    """Requests end three working days before the sale at the earliest, and not after it."""
    if act.data.requests_until > act.data.held_on:
        yield refused.REQUESTS_AFTER_SALE.because(f"the sale is held on {act.data.held_on}")
    first = earliest(course, "requests-close", act.data.held_on)
    if first is None or act.data.requests_until < first:
        yield refused.REQUESTS_TOO_SHORT.because(f"requests are taken until {first or 'a day not known yet'} at least")


@CONDITIONS.derived("earnest-ten-percent")
def earnest_ten_percent(course: Course, act: Act, _: ActRow) -> Problems:
    """The earnest money is ten percent of the value."""
    price = earnest_money(course.rules.money, act.data.sum)
    if not _same(price.price, act.data.earnest_money):
        step = price.steps[-1]
        yield refused.PRICE_UNFIT.at("earnest_money").because(step.working, step.article)


@CONDITIONS.derived("sole-participant-gone")
def sole_participant_gone(course: Course, act: Act, row: ActRow) -> Problems:
    """The sole participant of the last sale refused, or there was none."""
    sale = last_sale(course, act.data.property)
    failed = latest(course, sale, *FAILURES) if sale is not None else None
    if awaits_sole_participant(course, failed):
        yield refused.SOLE_PARTICIPANT_UNASKED.because("the sole participant has not answered yet", row.article)


@CONDITIONS.derived("ten-days-after")
def ten_days_after(course: Course, act: Act, row: ActRow) -> Problems:
    """A repeat sale is held ten working days after the declaration at the earliest.

    An earlier sale that was declared invalid moved nothing, and the days after a later one count.
    """
    moved = {step.act for step in course.things.steps.get(act.data.property, ())}
    ended = [said for said in course.things.said(act.data.property, *FAILURES, _INVALID) if said.act in moved]
    first = earliest(course, "repeat-sale", ended[-1].day) if ended else act.data.held_on
    if first is None or act.data.held_on < first:
        yield refused.TOO_EARLY.at("held_on").because(
            f"the first possible day is {first or 'not known yet'}", row.article
        )


@CONDITIONS.derived("requests-open")
def requests_open(course: Course, act: Act, _: ActRow) -> Problems:
    """Requests are taken until the day that the announcement, or the adjournment, names."""
    terms = terms_of(course, act.data.sale)
    if terms is not None and act.day > terms.data.requests_until:
        yield refused.REQUESTS_OVER.because(f"requests ended on {terms.data.requests_until}")


@CONDITIONS.derived("not-closed-too-early")
def not_closed_too_early(course: Course, act: Act, row: ActRow) -> Problems:
    """Requests do not end before the day announced, which is three working days before the sale at the earliest."""
    terms = terms_of(course, act.data.sale)
    if terms is not None and act.day < terms.data.requests_until:
        yield refused.TOO_EARLY.because(f"requests are taken until {terms.data.requests_until}", row.article)


@CONDITIONS.derived("participants-as-requested")
def participants_as_requested(course: Course, act: Act, row: ActRow) -> Problems:
    """Who asked and paid earnest money takes part, and nobody who did not ask, where requests are on record."""
    asked, paid = requests_for(course, act.data.sale), paid_requests(course, act.data.sale)
    if asked and not len(paid) <= act.data.participants <= len(asked):
        detail = f"requests on record: {len(asked)}, with earnest money: {len(paid)}"
        yield refused.PARTICIPANTS_UNFIT.because(detail, row.article)


@CONDITIONS.derived("to-a-later-day")
def to_a_later_day(course: Course, act: Act, row: ActRow) -> Problems:
    """A sale is adjourned to a later day, also after its day if it was not held then: to one that is still to come."""
    terms = terms_of(course, act.data.sale)
    if terms is None:
        return
    if act.data.held_on <= terms.data.held_on:
        yield refused.NOT_LATER.because(f"the sale is to be held on {terms.data.held_on}", row.article)
    elif act.data.held_on <= act.day:
        yield refused.NOT_LATER.because(f"it is adjourned on {act.day}", row.article)


@CONDITIONS.derived("on-the-day")
def on_the_day(course: Course, act: Act, row: ActRow) -> Problems:
    """A sale is held on the day announced."""
    terms = terms_of(course, act.data.sale)
    if terms is not None and act.day != terms.data.held_on:
        yield refused.SALE_OF_ANOTHER_DAY.because(f"the sale is to be held on {terms.data.held_on}", row.article)


@CONDITIONS.derived("two-participants")
def two_participants(course: Course, act: Act, _: ActRow) -> Problems:
    """Where none or one came, the sale has failed; nobody comes who did not ask to take part (Art. 385(1))."""
    closed, came = latest(course, act.data.sale, "close-requests"), act.data.participants
    if came < 2:
        yield refused.TOO_FEW_PARTICIPANTS.because(f"{came} came")
    elif closed is not None and came > closed.data.participants:
        yield refused.TOO_FEW_PARTICIPANTS.because(f"{closed.data.participants} asked to take part", "Art. 385(1)")


@CONDITIONS.derived("participants-informed")
def participants_informed(course: Course, act: Act, _: ActRow) -> Problems:
    """The participants were informed of the costs."""
    if not course.things.said(act.data.sale, "inform-participants"):
        yield refused.PARTICIPANTS_UNINFORMED.because("the participants were not informed of the costs")


@CONDITIONS.derived("above-the-initial-price")
def above_the_initial_price(course: Course, act: Act, _: ActRow) -> Problems:
    """Somebody raised the price with which the sale began."""
    initial = initial_price(course, act.data.sale)
    if initial is not None and (initial.currency != act.data.sum.currency or act.data.sum.amount <= initial.amount):
        yield refused.PRICE_UNFIT.because(f"the initial price is {written(initial)}", "Art. 386(1) ind. 3")


@CONDITIONS.derived("price-in-full")
def price_in_full(course: Course, act: Act, row: ActRow) -> Problems:
    """The buyer paid the price, neither less nor more."""
    won = latest(course, act.data.sale, *_WON)
    yield from _differs(won.data.sum if won is not None else None, act.data.sum, row.article)


@CONDITIONS.derived("all-sums-paid")
def all_sums_paid(course: Course, act: Act, row: ActRow) -> Problems:
    """The buyer gets the property after the price and the costs: that he paid is on record in the books, too."""
    if buyers_price_missing(course, act.data.sale):
        yield refused.SUMS_DUE.because("less than the price, with the earnest money, is on record as paid", row.article)
    if costs_due_from_buyer(course, act.data.sale):
        yield refused.SUMS_DUE.because("costs of the sale are not reimbursed", "Art. 401(3)")


@CONDITIONS.derived("paid-in-time")
def paid_in_time(course: Course, act: Act, _: ActRow) -> Problems:
    """Who pays after the last day buys nothing: the sale is declared failed, and the money goes back."""
    if _time_to_pay_over(course, act):
        won = latest(course, act.data.sale, *_WON)
        until = won.data.until if won is not None else None
        yield refused.PAID_LATE.because(f"the buyer could pay until {until}")


@CONDITIONS.derived("unpaid-in-time")
def earnest_money_is_lost(course: Course, act: Act, row: ActRow) -> Problems:
    """The time to pay passed without the price, or it was established that the buyer had no right to take part."""
    if act.data.cause != "unpaid":
        if not course.things.said(act.data.sale, "record-barred-buyer"):
            yield refused.BUYER_NOT_IN_DEFAULT.because(
                "nothing on record says that the buyer had no right", row.article
            )
        return
    if course.things.status(act.data.sale) == "invalid":
        yield refused.BUYER_NOT_IN_DEFAULT.because("at an invalid sale nobody is to pay", row.article)
    elif not _time_to_pay_over(course, act):
        won = latest(course, act.data.sale, *_WON)
        until = won.data.until if won is not None else "a day that no buyer was given"
        yield refused.TOO_EARLY.because(f"the buyer may pay until {until}", row.article)
    paid = latest(course, act.data.sale, "record-buyers-payment")
    taken_back = course.things.status(act.data.sale) == "held" or says(course, act.data.sale, "failed")
    if paid is not None and not taken_back and not _time_to_pay_over(course, act, paid.day):
        yield refused.BUYER_NOT_IN_DEFAULT.because(f"the buyer paid on {paid.day}", row.article)


@CONDITIONS.derived("ground-of-failure")
def ground_of_failure(course: Course, act: Act, row: ActRow) -> Problems:
    """The sale stands where its ground says; a sole participant is one of ind. 2; the buyer did not pay in time."""
    ground, stands = act.data.ground, course.things.status(act.data.sale)
    if stands != course.rules.proceedings.arrested.failures[ground].sale:
        yield refused.GROUND_UNFIT.because(f"the sale is {stands}", row.article)
    elif ground == _NO_BUYERS:
        yield from _none_or_one(course, act)
    elif ground == "sale-failed-buyer-did-not-pay" and not _time_to_pay_over(course, act):
        yield refused.TOO_EARLY.because("the time to pay is not over", row.article)
    if act.data.sole_participant and (ground != _NO_BUYERS or act.data.until is None):
        detail = "a sole participant asked or came alone, and has a day to answer"
        yield refused.SOLE_PARTICIPANT_UNFIT.because(detail)


def _none_or_one(course: Course, act: Act) -> Problems:
    """How many asked says whether there is a sole participant; whether several came shows on the day of the sale."""
    closed, terms = latest(course, act.data.sale, "close-requests"), terms_of(course, act.data.sale)
    asked = closed.data.participants if closed is not None else 0
    if asked > 1 and terms is not None and act.day < terms.data.held_on:
        detail = f"{asked} asked to take part, and the sale is to be held on {terms.data.held_on}"
        yield refused.TOO_EARLY.because(detail, "Art. 386(1) ind. 2")
    elif asked < 2 and act.data.sole_participant is not bool(asked):
        detail = f"{asked} asked to take part"
        yield refused.SOLE_PARTICIPANT_UNFIT.because(detail, "Art. 386(1) ind. 2")


@CONDITIONS.derived("is-sole-participant")
def is_sole_participant(course: Course, act: Act, row: ActRow) -> Problems:
    """The sale failed because one person alone asked or came."""
    failed = latest(course, act.data.sale, *FAILURES)
    if failed is None or not failed.data.sole_participant:
        yield refused.SOLE_PARTICIPANT_UNFIT.at("sale").because("the sale had no sole participant", row.article)


@CONDITIONS.derived("sole-participant-price")
def sole_participant_pays(course: Course, act: Act, _: ActRow) -> Problems:
    """The sole participant pays the initial price and five percent."""
    initial = initial_price(course, act.data.sale)
    if initial is None:
        return
    price = sole_participant_price(course.rules.money, initial)
    if not _same(price.price, act.data.sum):
        yield refused.PRICE_UNFIT.because(price.steps[-1].working, price.steps[-1].article)


@CONDITIONS.derived("silence-after-the-answer")
def silence_after_the_answer(course: Course, act: Act, row: ActRow) -> Problems:
    """Silence is a refusal after the day by which the sole participant was to answer."""
    failed = latest(course, act.data.sale, *FAILURES)
    if not act.data.silent or failed is None or failed.data.until is None:
        return
    until = last_day_named(course, failed.data.until, failed.day, stands_still=True)
    if until is None or act.day <= until:
        yield refused.TOO_EARLY.because(f"the sole participant may answer until {until}", row.article)


@CONDITIONS.derived("was-handed-over")
def was_handed_over(course: Course, act: Act, row: ActRow) -> Problems:
    """Only what a buyer got is taken back, and once."""
    if not with_buyer(course, act.data.property):
        yield refused.SOLD_OTHERWISE.because("no buyer has the property", row.article)


@CONDITIONS.derived("taken-back-first")
def taken_back_first(course: Course, act: Act, _: ActRow) -> Problems:
    """What a buyer got at an invalid sale is under arrest again before it is sold anew."""
    if with_buyer(course, act.data.property):
        yield refused.NOT_TAKEN_BACK.because("the buyer of the invalid sale has the property")


def _time_to_pay_over(course: Course, act: Act, day: date | None = None) -> bool:
    """Whether a buyer was given a day to pay, and it has passed by the day of the act, or by another."""
    won = latest(course, act.data.sale, *_WON)
    if won is None:
        return False
    last = last_day_named(course, won.data.until, won.day, "buyer-full-payment")
    return last is not None and (day or act.day) > last


def _differs(wanted: Money | None, stated: Money, article: str) -> Problems:
    if wanted is not None and not _same(wanted, stated):
        yield refused.PRICE_UNFIT.because(f"the price is {written(wanted)}", article)


def _same(one: Money, other: Money) -> bool:
    return (one.currency, one.amount) == (other.currency, other.amount)
