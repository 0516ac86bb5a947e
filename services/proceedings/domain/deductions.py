"""What a payday gives the document, and what of it the payer of income has to send on (Art. 391-394)."""

from collections.abc import Iterator
from uuid import UUID

from contracts.acts.record_income_payday import IncomePaydayRecorded
from contracts.values import Money
from services.proceedings.domain.conversion import price_of, rates_of
from services.proceedings.domain.course import Course
from services.proceedings.domain.income import open_by_order
from services.proceedings.domain.paydays import WITHHELD, left_of, recorded, sent_of, something_due
from services.proceedings.domain.sale_prices import finally_ended
from services.proceedings.domain.things import Said
from shared.law import money as law
from shared.law.money import needed_rates
from shared.law.money.amounts import add, smaller, subtract, total, zero


def currencies_without_rate(course: Course, payday: IncomePaydayRecorded) -> list[str]:
    """The other currencies in which claims are open, where the payday does not state the rates for all of them."""
    currency = payday.withheld.currency
    order = payday.income_order
    others = [each for each in course.currencies() if each != currency and open_by_order(course, order, each).amount]
    stated = {rate.currency for rate in rates_of(payday)}
    return others if others and not needed_rates((currency, *others)) <= stated else []


def levied_on(course: Course, payday: IncomePaydayRecorded) -> list[law.IncomeItem]:
    """What of the income of a payday its document is for, with the exempt sums beside it (Art. 389(3), 391(1))."""
    sent = course.things.said(payday.income_order, "send-income-order")
    named = {kind for said in sent for kind in said.data.kinds}
    exempt = {kind for kind, row in course.rules.money.income.kinds.items() if row.rate is None}
    return [law.IncomeItem(kind=each.kind, amount=each.sum) for each in payday.income if each.kind in named | exempt]


def deductions(course: Course, payday: IncomePaydayRecorded) -> law.Deductions | None:
    """What a payday gives each document that meets there; none where nothing is left to be withheld.

    The document takes of the kinds of income that it names, and must name one of the payday. What earlier paydays
    withheld and is still to be sent is not withheld again. A debt in another currency counts at the rates that the
    payday states; without them its document takes what it may of the income (Art. 369(2), 392(1)).
    """
    items, outstanding = levied_on(course, payday), open_by(course, payday)
    waiting = to_be_sent(course).values()
    unsent = total((each for each in waiting if each.currency == outstanding.currency), outstanding.currency)
    outstanding = subtract(outstanding, smaller(outstanding, unsent))
    if currencies_without_rate(course, payday):
        outstanding = total((each.amount for each in items), outstanding.currency)
    if not outstanding.amount:
        return None
    shares = course.things.said(payday.income_order, "set-other-share")
    own = law.Order(
        number=course.number,
        initiated_on=course.initiated_on,
        outstanding=outstanding,
        percent=shares[-1].data.percent if shares else None,
    )
    others = [
        law.Order(
            number=other.number,
            initiated_on=other.initiated_on,
            outstanding=other.outstanding,
            percent=other.percent,
        )
        for other in payday.other_documents or ()
    ]
    return law.deductions(course.rules.money, items, [own, *others], payday.sentence_deduction)


def open_by(course: Course, payday: IncomePaydayRecorded) -> Money:
    """What is open on the claims of its document, in the currency of a payday and at the rates that it states."""
    currency, rates, order = payday.withheld.currency, rates_of(payday), payday.income_order
    own = open_by_order(course, order, currency)
    if currencies_without_rate(course, payday):
        return own
    others = (open_by_order(course, order, each) for each in course.currencies() if each != currency)
    return add(own, *(price_of(each, currency, rates) for each in others if each.amount))


def to_be_sent(course: Course) -> dict[UUID, Money]:
    """By payday, what its payer still has for the recoverer.

    That is what was due on the payday, and all payers together send no more than is open: the earlier payday comes
    first, and what goes beyond is the debtor's (Art. 391(2), 392(1)).
    """
    found: dict[UUID, Money] = {}
    for said in sorted(_unsent(course), key=lambda said: (said.day, str(said.data.payday))):
        sum_ = _claimable(course, said)
        if not currencies_without_rate(course, said.data):
            others = total((each for each in found.values() if each.currency == sum_.currency), sum_.currency)
            open_ = open_by(course, said.data)
            sum_ = smaller(sum_, subtract(open_, smaller(open_, others)))
        if sum_.amount:
            found[said.data.payday] = sum_
    return found


def acts_to_be_sent(course: Course) -> list[UUID]:
    """The acts that recorded paydays of which something is still to be sent on."""
    return [said.act for payday in to_be_sent(course) if (said := recorded(course, payday)) is not None]


def beyond_the_debt(course: Course, payday: Said) -> Money:
    """What the payer has of a payday that was withheld rightly, or while nothing was due, and is not to be sent on.

    What goes beyond the share of the document is not in it, as long as something is to be sent.
    """
    sum_ = to_be_sent(course).get(payday.data.payday)
    return _left(course, payday) if sum_ is None else subtract(_claimable(course, payday), sum_)


def _claimable(course: Course, payday: Said) -> Money:
    """What the payer has of what was due on a payday; all of what it has where that is not known."""
    left, due = _left(course, payday), course.due_on_paydays.get(payday.data.payday)
    if due is None:
        return left
    sent = sent_of(course, payday.data.payday, due.currency)
    return smaller(left, subtract(due, smaller(due, sent)))


def _left(course: Course, payday: Said) -> Money:
    return left_of(course, payday.data.payday) or zero(payday.data.withheld.currency)


def _unsent(course: Course) -> Iterator[Said]:
    before = course.rules.proceedings.money.taken_before_the_end
    if course.things.names.isdisjoint({"record-income-payday"}) or (
        finally_ended(course) and course.status not in before.statuses
    ):
        return
    for thing in course.things.acts:
        said = recorded(course, thing)
        if said is not None and course.things.status(thing) == WITHHELD and something_due(course, thing):
            yield said
