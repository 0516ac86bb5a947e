"""What the sale of arrested property asks: waiting times, values, offers to the recoverer (Art. 381-383)."""

from contracts.values import Money
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.arrests import kind_of
from services.proceedings.domain.conditions.attested import attests
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.last_days import earliest, last_day_named
from services.proceedings.domain.levies import sells
from services.proceedings.domain.measure_terms import RESTING
from services.proceedings.domain.realization import (
    latest,
    offered_out_of,
    price_of,
    price_of_offer,
    seized_from_debtor,
    transferred_at,
    value_of,
    value_to_sell_at,
)
from shared.law.money.amounts import not_above, written
from shared.law.money.sale import PriceCheck, revaluation, sale_by_debtor, worth_selling
from shared.law.procedures import Act, ActRow

BY_LEGISLATION = "named-by-legislation"
"""Another case in which a sale is not worth its cost; the paper of the attestation is the legislative act."""


@CONDITIONS.derived("self-sale-asked")
def self_sale_asked(course: Course, act: Act, row: ActRow) -> Problems:
    """The debtor asked to sell, and was not answered yet."""
    last = latest(course, act.data.property, "ask-for-self-sale", "permit-self-sale", "refuse-self-sale")
    if last is None or last.name != "ask-for-self-sale":
        yield refused.SELF_SALE_NOT_ASKED.because("the debtor does not ask to sell the property", row.article)


@CONDITIONS.derived("not-seized-for-sale")
def not_seized_for_sale(course: Course, act: Act, row: ActRow) -> Problems:
    """The debtor sells before the property is seized from him; what stays where it was, until the public sale."""
    seized = seized_from_debtor(course, act.data.property)
    if seized is not None:
        detail = f"it was seized and transferred for sale on {seized.day}"
        yield refused.SELF_SALE_OVER.because(detail, row.article)


@CONDITIONS.derived("not-below-the-value")
def not_below_the_value(course: Course, act: Act, _: ActRow) -> Problems:
    """The debtor sells for no less than the value."""
    value, least = value_of(course, act.data.property), act.data.least_price
    if value is not None and value.currency != least.currency:
        yield refused.PRICE_UNFIT.at("least_price").because(f"the value is {written(value)}", "Art. 381(5)")
    elif value is not None:
        yield from _below(sale_by_debtor(course.rules.money, value, least), "least_price")


@CONDITIONS.derived("within-the-permission")
def within_the_permission(course: Course, act: Act, row: ActRow) -> Problems:
    """The debtor sells within the term, for no less than the least price."""
    permission = latest(course, act.data.property, "permit-self-sale")
    if permission is None:
        return
    last = last_day_named(course, permission.data.until, permission.day, "self-sale-term")
    if last is not None and act.day > last:
        yield refused.SALE_TOO_LATE.because(f"the term ended on {last}", row.article)
    if act.data.sum.currency != permission.data.least_price.currency:
        yield refused.PRICE_UNFIT.because(f"the least price is {written(permission.data.least_price)}", row.article)
    else:
        yield from _below(sale_by_debtor(course.rules.money, permission.data.least_price, act.data.sum), "sum")


@CONDITIONS.derived("sale-wait-over")
def sale_wait_over(course: Course, act: Act, row: ActRow) -> Problems:
    """The parties were notified of the value ten working days ago; a sale by the debtor and a postponement are over.

    Where several of the waiting times apply, all are over. Perishable property waits for none (Art. 381(2)).
    """
    if kind_of(course, act) == "perishable":
        return
    notified = latest(course, act.data.property, "value-property", "notify-of-valuation")
    if notified is None or notified.name != "notify-of-valuation":
        yield refused.TOO_EARLY.because("the parties were not notified of the value", row.article)
    else:
        first = earliest(course, "seizure-after-valuation-notice", notified.day)
        if first is None or act.day < first:
            yield refused.TOO_EARLY.because(f"the first possible day is {first or 'not known yet'}", row.article)
    permission = latest(course, act.data.property, "permit-self-sale")
    if permission is not None:
        last = last_day_named(course, permission.data.until, permission.day, "self-sale-term")
        if last is None or act.day <= last:
            yield refused.TOO_EARLY.because(f"the debtor may sell until {permission.data.until}", row.article)
    yield from _postponed(course, act, row.article)


@CONDITIONS.derived("sale-not-postponed")
def sale_not_postponed(course: Course, act: Act, _: ActRow) -> Problems:
    """Nothing is sold, or passes, while the action that sells it is postponed: it is performed after that."""
    yield from _postponed(course, act, "Art. 368(2)")


@CONDITIONS.derived("value-is-the-latest")
def value_is_the_latest(course: Course, act: Act, row: ActRow) -> Problems:
    """The value is that of the act of arrest, or of the valuation that was made after it."""
    yield from _differs(value_of(course, act.data.property), act, row.article)


@CONDITIONS.derived("value-it-is-sold-at")
def value_it_is_sold_at(course: Course, act: Act, row: ActRow) -> Problems:
    """A trading organization sells at the value, as controlled prices may have raised it."""
    yield from _differs(value_to_sell_at(course, act.data.property), act, row.article)


@CONDITIONS.derived("not-refused-for-good")
def not_refused_for_good(course: Course, act: Act, _: ActRow) -> Problems:
    """What the recoverer refused when it was offered the last time is released (Art. 383(3), (5), 399(1) ind. 3)."""
    if course.things.status(act.data.property) != "refused":
        return
    out_of = offered_out_of(course, act.data.property)
    offer = course.rules.proceedings.arrested.offers.get(out_of or "")
    if offer is not None and offer.last:
        detail = f"the recoverer refused it when it was offered as {out_of}"
        yield refused.REFUSED_FOR_GOOD.because(detail, str(offer.article))


@CONDITIONS.derived("costs-above-the-value")
def costs_above_the_value(course: Course, act: Act, row: ActRow) -> Problems:
    """The costs exceed the value, or a legislative act that the recording names says that nothing is to be sold."""
    value, expenses = price_of(course, act.data.property), act.data.expenses
    if value is None or attests(act, BY_LEGISLATION):
        return
    if value.currency != expenses.currency:
        yield refused.PRICE_UNFIT.at("expenses").because(f"the value is {written(value)}", row.article)
        return
    check = worth_selling(course.rules.money, value, expenses)
    if check.viable:
        yield refused.WORTH_SELLING.because(check.steps[-1].working, check.steps[-1].article)


@CONDITIONS.derived("at-an-organization")
def at_an_organization(course: Course, act: Act, row: ActRow) -> Problems:
    """A trading organization has the property, also while the recoverer is asked."""
    if not course.things.said(act.data.property, "hand-to-trading-organization"):
        yield refused.NOT_AT_ORGANIZATION.because("no trading organization has the property", row.article)


@CONDITIONS.derived("organization-sells-at-value")
def organization_sells_at_value(course: Course, act: Act, _: ActRow) -> Problems:
    """An organization sells for no less than the value, as the last revaluation or new prices have it (Art. 382(1))."""
    price, sum_ = price_of(course, act.data.property), act.data.sum
    if price is not None and (price.currency != sum_.currency or not not_above(price, sum_)):
        detail = f"it was sold for {written(sum_)}, the price is {written(price)}"
        yield refused.PRICE_UNFIT.at("sum").because(detail, "Art. 381(1)")


@CONDITIONS.derived("refused-at-organization")
def refused_at_organization(course: Course, act: Act, row: ActRow) -> Problems:
    """The recoverer refused what a trading organization did not sell within a month."""
    out_of = offered_out_of(course, act.data.property)
    if out_of != "at-trading-organization":
        yield refused.NO_REVALUATION.because(f"it was offered when it was {out_of}", row.article)


@CONDITIONS.derived("parties-called")
def parties_called(course: Course, act: Act, _: ActRow) -> Problems:
    """The parties were notified of the day."""
    calls = course.things.said(act.data.property, "call-revaluation")
    if act.day not in {call.data.held_on for call in calls}:
        yield refused.PARTIES_NOT_CALLED.because(f"the parties were not called for {act.day}")


@CONDITIONS.derived("within-twenty-percent")
def within_twenty_percent(course: Course, act: Act, row: ActRow) -> Problems:
    """A revaluation lowers the value transferred for sale by twenty percent at most."""
    transferred = transferred_at(course, act.data.property)
    if transferred is None:
        return
    if transferred.currency != act.data.sum.currency:
        yield refused.PRICE_UNFIT.because(f"the value is {written(transferred)}", row.article)
    else:
        yield from _below(revaluation(course.rules.money, transferred, act.data.sum), "sum")


@CONDITIONS.derived("above-the-value")
def above_the_value(course: Course, act: Act, row: ActRow) -> Problems:
    """Controlled prices that were changed raise the value."""
    price = price_of(course, act.data.property)
    if price is not None and (price.currency != act.data.sum.currency or act.data.sum.amount <= price.amount):
        yield refused.PRICE_UNFIT.because(f"the value is {written(price)} already", row.article)


@CONDITIONS.derived("time-of-the-offer")
def time_of_the_offer(course: Course, act: Act, _: ActRow) -> Problems:
    """A month after the transfer for sale, or two after the revaluation at the organization, have passed."""
    out_of = course.things.status(act.data.property)
    offer = course.rules.proceedings.arrested.offers.get(out_of or "")
    limit = offer.after if offer is not None else None
    begun = latest(course, act.data.property, "transfer-for-sale", "revalue-at-organization")
    if limit is None or begun is None:
        return
    first = earliest(course, limit, begun.day)
    if first is None or act.day < first:
        article = str(course.rules.law.limit(limit, act.day).article)
        yield refused.TOO_EARLY.because(f"the first possible day is {first or 'not known yet'}", article)


@CONDITIONS.derived("price-of-the-offer")
def price_of_the_offer(course: Course, act: Act, row: ActRow) -> Problems:
    """The recoverer keeps the property at the price that its state gives it."""
    yield from _differs(price_of_offer(course, act.data.property, _basis(course, act)), act, row.article)


@CONDITIONS.derived("silence-after-the-day")
def silence_after_the_day(course: Course, act: Act, row: ActRow) -> Problems:
    """Silence is a refusal after the day set in the offer."""
    offer = latest(course, act.data.property, "offer-to-recoverer")
    if not act.data.silent or offer is None:
        return
    last = last_day_named(course, offer.data.until, offer.day, stands_still=True)
    if last is None or act.day <= last:
        yield refused.TOO_EARLY.because(f"the recoverer may answer until {last or offer.data.until}", row.article)


@CONDITIONS.derived("transfer-agreed")
def transfer_agreed(course: Course, act: Act, row: ActRow) -> Problems:
    """Both parties stated that they agree."""
    if not course.things.said(act.data.property, "agree-on-transfer"):
        yield refused.NOT_AGREED.because("the parties did not agree on a transfer", row.article)


def _postponed(course: Course, act: Act, article: str) -> Problems:
    for measure in course.measures.values():
        if measure.status != RESTING or not sells(course, measure, act.data.property):
            continue
        until = measure.pause.last_day if measure.pause is not None else "its resumption"
        yield refused.TOO_EARLY.because(f"{measure.code} is postponed until {until}", article)


def _basis(course: Course, act: Act) -> str | None:
    offering = act.name == "offer-to-recoverer"
    return course.things.status(act.data.property) if offering else offered_out_of(course, act.data.property)


def _differs(wanted: Money | None, act: Act, article: str) -> Problems:
    if wanted is not None and (wanted.currency, wanted.amount) != (act.data.sum.currency, act.data.sum.amount):
        yield refused.PRICE_UNFIT.because(f"the value is {written(wanted)}", article)


def _below(check: PriceCheck, field: str) -> Problems:
    if not check.allowed:
        yield refused.PRICE_UNFIT.at(field).because(check.steps[-1].working, check.steps[-1].article)
