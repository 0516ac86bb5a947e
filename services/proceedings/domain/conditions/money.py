"""What payments, costs, fees and fulfilments ask for (Art. 396, 401-404)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from contracts.acts.refuse_receipt import ReceiptRefused
from contracts.acts.resolve_on_costs import CostsResolved
from contracts.banking import BankOrder
from contracts.events.proceedings import ClaimFulfilled, CostIncurred, PaymentReceived, PaymentSource
from contracts.values import Money
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.allocation import charged_in
from services.proceedings.domain.cancelled_levies import still_brought, taken_before_the_end
from services.proceedings.domain.caps import needed
from services.proceedings.domain.carried_out import brought_before_the_end
from services.proceedings.domain.conditions.attested import attests
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.costs_to_come import AWARDED, PERFORMED, is_recorded, performed_at
from services.proceedings.domain.course import Course
from services.proceedings.domain.fees import document_fee_imposed, right_to_document_fee, waits_for_check
from services.proceedings.domain.realization import latest
from services.proceedings.domain.sale_prices import finally_ended, price_to_come
from services.proceedings.domain.third_persons_debt import debt_of, prices_to_come
from shared.law.money.amounts import total, written
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.vocabulary import Nature

NEEDED_AT_RATE = "needed-at-official-rate"


@CONDITIONS.derived("new-cost", of_form=True)
def new_cost(course: Course, act: Act, _: ActRow) -> Problems:
    """A cost is recorded once."""
    data: CostIncurred = act.data
    if data.cost in course.costs:
        yield refused.COST_REPEATED.because("a cost has this id already")


@CONDITIONS.derived("cost-of-its-act", of_form=True)
def cost_of_its_act(course: Course, act: Act, _: ActRow) -> Problems:
    """What a performance cost the recoverer, or a keeper was awarded, is recorded once, as it was spent or awarded."""
    data: CostIncurred = act.data
    for field, name, thing in (
        ("proposal", PERFORMED, data.proposal or performed_at(course, data.cost)),
        ("storage_pay", AWARDED, data.storage_pay),
    ):
        if thing is None:
            continue
        asked, shown = course.rules.proceedings.money.costs_of_acts[name], latest(course, thing, name)
        article = str(asked.article)
        if shown is None:
            yield refused.THING_UNKNOWN.at(field).because("nothing on record shows its cost", article)
            continue
        if is_recorded(course, shown, thing):
            yield refused.COST_REPEATED.at(field).because("a cost of it is on record", article)
        sum_: Money = shown.data.sum
        same, above = data.sum.currency == sum_.currency, data.sum.amount > sum_.amount
        if not same or above or (asked.exact and data.sum.amount != sum_.amount):
            yield refused.COST_UNLIKE_ITS_ACT.because(f"the act says {written(sum_)}", article)
        if data.kind != asked.kind:
            yield refused.COST_UNLIKE_ITS_ACT.at("kind").because(f"it is a cost of kind {asked.kind.value}", article)
        if asked.fund is not None and data.fund not in {None, asked.fund}:
            yield refused.COST_UNLIKE_ITS_ACT.at("fund").because(f"it was paid by: {asked.fund.value}", article)


@CONDITIONS.derived("new-payment", of_form=True)
def new_payment(course: Course, act: Act, _: ActRow) -> Problems:
    """A payment is recorded once."""
    data: PaymentReceived = act.data
    if data.payment in course.receipts:
        yield refused.PAYMENT_REPEATED.because("a payment has this id already")


@CONDITIONS.derived("new-bank-order", of_form=True)
def new_bank_order(course: Course, act: Act, _: ActRow) -> Problems:
    """A bank order brings money once: the same number, day, sum and payer are the same order."""
    data: PaymentReceived | ReceiptRefused = act.data
    if data.bank_order is None:
        return
    for order, sum_, what in _orders_on_record(course, act.day):
        same_sum = (sum_.amount, sum_.currency) == (data.sum.amount, data.sum.currency)
        if same_sum and data.bank_order.may_be(order):
            detail = f"order {data.bank_order.number} of {data.bank_order.dated} is that of {what}"
            yield refused.BANK_ORDER_REPEATED.because(detail)


def _orders_on_record(course: Course, day: date) -> Iterator[tuple[BankOrder, Money, str]]:
    """The orders by which payments came, and what was set aside for its payer, with the sums."""
    for receipt in course.receipts.values():
        # What the bank took back it may credit again by the same order.
        again = receipt.taken_back_on is not None and receipt.taken_back_on <= day
        if receipt.order is not None and not again:
            yield receipt.order, receipt.sum, f"payment {receipt.payment}"
    for thing in course.things.acts:
        for said in course.things.said(thing, "refuse-receipt"):
            if said.data.bank_order is not None:
                yield said.data.bank_order, said.data.sum, f"{thing}, set aside for its payer"


@CONDITIONS.fact("bank-order-of-no-other")
def bank_order_of_no_other(_: Course, act: Act, __: ActRow) -> Problems:
    """No other proceeding of the body has money by this order of this payer."""
    number = act.evidence.get("order_recorded_in")
    if number is not None:
        unidentified = "-" not in number  # the code of the body, and no number
        where = f"on the account of {number} as unidentified money" if unidentified else f"in proceeding {number}"
        yield refused.BANK_ORDER_REPEATED.because(f"it is recorded {where}")


@CONDITIONS.derived("came-to-the-account", of_form=True)
def came_to_the_account(_: Course, act: Act, __: ActRow) -> Problems:
    """What is withheld from income goes to the recoverer; what came to the account names its bank order."""
    data: PaymentReceived = act.data
    if data.source is PaymentSource.INCOME_LEVY and data.bank_order is None:
        detail = "the payer of income pays the recoverer: record that, or the bank order by which it paid the body"
        yield refused.PAID_TO_THE_RECOVERER.because(detail)


@CONDITIONS.derived("cash-was-seized", of_form=True)
def cash_was_seized(_: Course, act: Act, __: ActRow) -> Problems:
    """What is not in the bank yet is cash that was seized."""
    data: PaymentReceived = act.data
    if data.cash_in_hand and data.source is not PaymentSource.CASH_SEIZURE:
        yield refused.CASH_OF_ANOTHER_SOURCE.because(f"the money is from {data.source.value}")


@CONDITIONS.derived("cost-to-charge", of_form=True)
def cost_to_charge(course: Course, act: Act, _: ActRow) -> Problems:
    """The cost is on record, and one that is not charged with its recording."""
    data: CostsResolved = act.data
    cost = course.costs.get(data.cost)
    if cost is None:
        yield refused.COST_UNKNOWN.because("the proceeding has no cost with this id")
    elif course.rules.borne_by_debtor(cost.kind):
        yield refused.COST_CHARGED.because(f"costs of kind {cost.kind.value} are charged with their recording")


@CONDITIONS.derived("cost-not-charged", decisive=True)
def cost_not_charged(course: Course, act: Act, _: ActRow) -> Problems:
    """A cost is laid on the debtor once, up to what was spent."""
    data: CostsResolved = act.data
    cost = course.costs.get(data.cost)
    if cost is None:
        yield refused.COST_UNKNOWN.because("the cost arises later")
    elif cost.charged is not None:
        yield refused.COST_CHARGED.because("a resolution laid it on the debtor before")
    elif data.sum.currency != cost.sum.currency or data.sum.amount > cost.sum.amount:
        yield refused.ABOVE_COST.because(f"the cost is {written(cost.sum)}")


@CONDITIONS.derived("source-fits-measure", of_form=True)
def source_fits_measure(course: Course, act: Act, _: ActRow) -> Problems:
    """Levied money names a measure that can bring it."""
    data: PaymentReceived = act.data
    measure = course.measures.get(data.measure) if data.measure else None
    source = course.rules.source(data.source)
    if data.measure is not None and measure is None:
        yield refused.MEASURE_UNKNOWN.because("the proceeding has no measure with this id")
    elif source.brought_by and measure is None:
        detail = f"money from {data.source.value} is brought by a measure"
        yield refused.BROUGHT_BY_NO_MEASURE.because(detail, source.article)
    elif source.brought_by and measure is not None and measure.code not in source.brought_by:
        yield refused.SOURCE_UNFIT.because(f"{measure.code} brings no money from {data.source.value}", source.article)


@CONDITIONS.derived("price-after-the-end", decisive=True)
def price_after_the_end(course: Course, act: Act, _: ActRow) -> Problems:
    """After the end nothing is levied any more; a price that is still to come in is (Art. 381(6), 403).

    Costs and fees charged by resolution are still paid: it is an execution document itself (Art. 401(2), 402(1)). So
    is what was taken before the document was returned (Art. 366(1)).
    """
    data: Any = act.data
    source = getattr(data, "source", None)
    of_a_sale = source is PaymentSource.PROPERTY_SALE and price_to_come(course)
    of_charges = source is PaymentSource.DEBTOR and data.sum.amount <= charged_in(course, data.sum.currency).amount
    if finally_ended(course) and not (of_a_sale or of_charges or taken_before_the_end(course, data)):
        yield refused.FINISHED.because(f"the proceeding is {course.status} since {course.statuses[-1].day}")


@CONDITIONS.derived("measure-has-begun")
def measure_has_begun(course: Course, act: Act, _: ActRow) -> Problems:
    """A measure brings money after it began."""
    data: PaymentReceived = act.data
    if data.measure is not None and data.measure not in course.measures:
        yield refused.BEFORE_MEASURE_STATUS.because("the measure begins later")


@CONDITIONS.derived("measure-not-cancelled")
def measure_not_cancelled(course: Course, act: Act, _: ActRow) -> Problems:
    """What comes after a levy was cancelled, and was not taken under it before, is paid by the debtor."""
    data: PaymentReceived = act.data
    measure = course.measures.get(data.measure) if data.measure else None
    if measure is None or brought_before_the_end(course, measure, getattr(data, "source", None)):
        return
    if measure.status in course.rules.proceedings.measures.void and not still_brought(course, measure, data):
        yield refused.BROUGHT_BY_CANCELLED.because(f"{measure.code} was cancelled on {measure.history[-1].day}")


@CONDITIONS.derived("measure-to-carry-out")
def measure_to_carry_out(course: Course, act: Act, _: ActRow) -> Problems:
    """What the executor does himself waits while its measure is postponed; one that failed is decided anew."""
    measure = course.measures.get(act.data.measure) if act.data.measure else None
    measures = course.rules.proceedings.measures
    if measure is not None and measure.status not in measures.lasting | measures.void:
        detail = f"{measure.code} is {measure.status} since {measure.history[-1].day}"
        yield refused.NOT_TO_CARRY_OUT.because(detail)


@CONDITIONS.derived("within-debt-of-the-third-person")
def within_debt_of_the_third_person(course: Course, act: Act, _: ActRow) -> Problems:
    """What a third person pays beyond its debt is not the debtor's money and goes back to it (Art. 375(2)).

    Nor is the price of its property beyond that debt (Art. 375(3)).
    """
    data: PaymentReceived = act.data
    left = prices_to_come(course, data.sum.currency) if data.source is PaymentSource.PROPERTY_SALE else None
    if left is not None and data.sum.amount > left.amount:
        detail = f"property of a third person is sold for what it owes the debtor: {written(left)} may still come"
        yield refused.ABOVE_DEBT_OF_THIRD_PERSON.because(detail, "Art. 375(3)")
    measure = course.measures.get(data.measure) if data.measure else None
    debt = debt_of(course, measure) if measure is not None else None
    if debt is None or debt.owed.currency != data.sum.currency:
        return
    before = total((each for each in debt.brought if each.currency == data.sum.currency), data.sum.currency)
    if before.amount + data.sum.amount > debt.owed.amount:
        detail = f"the third person owes {written(debt.owed)} and paid {written(before)} before"
        yield refused.ABOVE_DEBT_OF_THIRD_PERSON.because(detail)


@CONDITIONS.derived("cash-within-need")
def cash_within_need(course: Course, act: Act, _: ActRow) -> Problems:
    """No more cash is seized than the claims, the costs and the ten percent ask for.

    Where money is shared, or is owed in another currency, too, what is beyond them serves others. What is needed of a
    currency in which nothing is owed is calculated at the official rate (Art. 369(2)), which a paper shows.
    """
    data: PaymentReceived = act.data
    limit, owed_in = needed(course, data.sum.currency), course.owed_in()
    if course.consolidated:
        return
    if owed_in == (data.sum.currency,) and data.sum.amount > limit.amount:
        yield refused.CASH_ABOVE_NEED.because(f"{written(limit)} is needed")
    if data.sum.currency not in owed_in and not attests(act, NEEDED_AT_RATE):
        detail = f"no paper is named for {NEEDED_AT_RATE}: nothing is owed in the currency of the cash"
        yield refused.CASH_ABOVE_NEED.because(detail)


@CONDITIONS.derived("claim-not-for-money", of_form=True)
def claim_not_for_money(course: Course, act: Act, _: ActRow) -> Problems:
    """A claim of the document that no payment fulfils, at least until money took its place."""
    data: ClaimFulfilled = act.data
    claim = course.claims.get(data.claim)
    if claim is None:
        yield refused.CLAIM_UNKNOWN.because(f"the document has no claim {data.claim}")
    elif course.rules.nature(claim.type) is Nature.MONEY and not claim.replaced:
        yield refused.CLAIM_FOR_MONEY.because(f"claim {claim.number} is for money")


@CONDITIONS.derived("not-fulfilled-before")
def not_fulfilled_before(course: Course, act: Act, _: ActRow) -> Problems:
    """A claim is fulfilled once."""
    data: ClaimFulfilled = act.data
    claim = course.claims.get(data.claim)
    if claim is None or course.rules.nature(claim.type) is Nature.MONEY:
        # The claims of the document were corrected since.
        yield refused.CLAIM_UNKNOWN.because(f"the document has no claim {data.claim} that is not for money")
    elif claim.fulfilled_on is not None:
        yield refused.CLAIM_FULFILLED.because(f"claim {claim.number} was fulfilled on {claim.fulfilled_on}")
    elif claim.fell_on is not None:
        yield refused.CLAIM_FULFILLED.because(f"claim {claim.number} fell away on {claim.fell_on}")


@CONDITIONS.derived("fee-once")
def fee_once(course: Course, _: Act, __: ActRow) -> Problems:
    """The fee of a document is imposed once (Art. 402(1) ind. 3)."""
    if document_fee_imposed(course):
        yield refused.FEE_REPEATED.because("the fee was imposed before")


@CONDITIONS.derived("fee-due")
def fee_due(course: Course, _: Act, __: ActRow) -> Problems:
    """The fee needs a demand that was not performed in the voluntary term, as a check found."""
    right = right_to_document_fee(course)
    if not right.due and waits_for_check(course):
        yield refused.FEE_UNCHECKED.because("no check of the performance is on record (check-performance)")
    elif not right.due:
        yield refused.FEE_NOT_DUE.because("; ".join(step.working for step in right.steps))
