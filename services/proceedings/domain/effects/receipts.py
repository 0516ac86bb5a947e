"""Money that comes in, is converted or exchanged, or is paid past the account (Art. 369, 383, 391, 403)."""

from dataclasses import replace
from typing import Any

from contracts.acts.convert_receipt import ReceiptConverted
from contracts.acts.execute_exchange import ExchangeExecuted
from contracts.acts.refund_held_money import HeldMoneyRefunded
from contracts.events.money import Held
from contracts.events.proceedings import PaymentReceived, PaymentSource
from services.proceedings.domain.allocation import (
    allocated,
    brought,
    keep,
    new_receipt,
    owed_in,
    take,
)
from services.proceedings.domain.cancelled_levies import taken_before_the_end
from services.proceedings.domain.conversion import CONVERSION, converted, rates_of
from services.proceedings.domain.course import Course
from services.proceedings.domain.distribution_shares import awaits_distribution
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.entries import Receipt
from services.proceedings.domain.fees import right_to_fee
from services.proceedings.domain.held_money import allocate_held, explained, publish_allocation
from services.proceedings.domain.income_basis import claims_first
from services.proceedings.domain.kept_property import pledge_of_credit
from services.proceedings.domain.passed_on import first_receipt
from services.proceedings.domain.past_account import credit
from services.proceedings.domain.performance import given_on
from services.proceedings.domain.sale_prices import finally_ended
from shared.law.money import needed_rates
from shared.law.money.amounts import add, smaller, subtract, written, zero
from shared.law.money.explained import Step
from shared.law.procedures import Act, ActRow

DEBTOR_PAID = "debtor"
"""How the recoverer was paid where nothing is said of it."""


@EFFECTS.named("receive-payment")
def receive_payment(course: Course, act: Act, _: ActRow) -> None:
    """Money came in: first the costs, then the fees, then the claims; the surplus goes to the debtor, or is held."""
    data: PaymentReceived = act.data
    paid_on = given_on(course.rules, data.source, data.bank_order, act.day)
    right = right_to_fee(course, data.source, data.measure, paid_on, data, credited_on=act.day)
    first = first_receipt(course, data)
    fee_due = first.fee_due if first is not None else _levied(course, data) and right.due
    receipt = new_receipt(
        data.payment,
        act.day,
        data.sum,
        data.source,
        fee_due=fee_due,
        order=data.bank_order,
        measure=data.measure,
        pledged_thing=bool(data.pledged_thing),
    )
    steps: tuple[Step, ...] = ()
    if awaits_distribution(course, data.source):
        receipt = replace(receipt, unallocated=receipt.sum, awaits=True)
    else:
        parts = allocated(course, receipt, receipt.sum)
        receipt = take(course, receipt, parts)
        steps = parts.steps if not receipt.unallocated.amount else (*parts.steps[:-1], _held(course, receipt))
    keep(course, receipt)
    brought(course, receipt)
    paid = {
        "costs": receipt.costs,
        "fee": receipt.fee,
        "repayments": receipt.repayments,
        "surplus": receipt.surplus,
        "unallocated": receipt.unallocated if receipt.unallocated.amount else None,
        "imposed": receipt.imposed if receipt.fee.amount else None,
        "article": course.rules.money.distribution.recoverers.article,
        "rule_set": course.rules.id,
        "explanation": explained((*right.steps, *steps) if first is None else steps),
    }
    course.publish(data.model_copy(update=paid), act.day)
    allocate_held(course, act.day)


def _levied(course: Course, data: PaymentReceived) -> bool:
    """Whether money came, or was taken, while the proceeding went on; a price that comes later is of a sale of then."""
    returned = course.status in course.rules.proceedings.money.taken_before_the_end.statuses
    sold = returned and data.source is PaymentSource.PROPERTY_SALE
    return not finally_ended(course) or sold or taken_before_the_end(course, data)


def _held(course: Course, receipt: Receipt) -> Step:
    """What nothing is owed for in its currency is no surplus while something is owed in another (Art. 369(2))."""
    article = course.rules.law.procedures.enforcement.rows[CONVERSION].article
    held = written(receipt.unallocated)
    return Step(article=article, rule="The rest is held while something is owed in another currency", working=held)


@EFFECTS.named("convert-receipt")
def convert_receipt(course: Course, act: Act, row: ActRow) -> None:
    """Held money pays what is owed in another currency, at the official rate of the day of receipt (Art. 369(2))."""
    data: ReceiptConverted = act.data
    receipt = course.receipts.get(data.payment)
    if receipt is None or not receipt.unallocated.amount or not owed_in(course, data.into).amount:
        return
    if {rate.currency for rate in rates_of(data)} != needed_rates((receipt.sum.currency, data.into)):
        return
    parts = converted(course, receipt, data, data.into, row.article)
    if parts.rest == receipt.unallocated:
        return
    after = take(course, replace(receipt, unallocated=zero(receipt.sum.currency)), parts)
    keep(course, after)
    surplus = subtract(after.surplus, receipt.surplus)
    publish_allocation(course, receipt.payment, Held.UNALLOCATED, parts, surplus, act.day, article=row.article)
    allocate_held(course, act.day)


@EFFECTS.named("exchange")
def exchange(course: Course, act: Act, _: ActRow) -> None:
    """What the bank gave for held money is a receipt in its own currency, by the same source (Art. 369(2))."""
    data: ExchangeExecuted = act.data
    receipt = course.receipts.get(data.payment)
    if receipt is None or data.exchange in course.receipts:
        return
    keep(course, replace(receipt, unallocated=subtract(receipt.unallocated, smaller(receipt.unallocated, data.given))))
    got = new_receipt(
        data.exchange,
        act.day,
        data.got,
        receipt.source,
        fee_due=receipt.fee_due,
        pledged_thing=receipt.pledged_thing,
        exchanged_from=data.payment,
        given=add(data.given),
        awaits=receipt.awaits,
    )
    keep(course, replace(got, unallocated=got.sum))
    allocate_held(course, act.day)


@EFFECTS.named("release-held")
def release_held(course: Course, act: Act, _: ActRow) -> None:
    """Held money is the payer's again: nothing of it is to be allocated any more (Art. 403)."""
    data: HeldMoneyRefunded = act.data
    receipt = course.receipts.get(data.payment)
    if receipt is not None:
        left = subtract(receipt.unallocated, smaller(receipt.unallocated, data.sum))
        keep(course, replace(receipt, unallocated=left))


@EFFECTS.named("repay-directly")
def repay_directly(course: Course, act: Act, row: ActRow) -> None:
    """The recoverer was paid, or kept the property, past the account; which source that is, the table says."""
    data: Any = act.data
    measure = getattr(data, "measure", None)
    source = course.rules.source_past_account(row.act)
    right = right_to_fee(course, source, measure, act.day, data)
    due = right.due and _bears_fee(course, data)
    into, rates = getattr(data, "into", None), rates_of(data)
    pledged, secured = pledge_of_credit(course, getattr(data, "property", None))
    if source is PaymentSource.INCOME_LEVY:
        secured = claims_first(course, measure)
    receipt = new_receipt(
        data.payment,
        act.day,
        data.sum,
        source,
        fee_due=due,
        past_account=True,
        measure=measure,
        pledged_thing=pledged,
        secured=secured,
        into=into,
        rates=rates,
    )
    credit(course, receipt, right.steps if due == right.due else (), act.day, article=row.article)
    allocate_held(course, act.day)


def _bears_fee(course: Course, data: Any) -> bool:
    """Not what no act of the executor brought: paid by the bank for the recoverer, or before the initiation."""
    ways = course.rules.proceedings.money.direct_payments
    way = ways.get(getattr(data, "paid_by", None) or DEBTOR_PAID)
    return (way is None or way.bears_fee) and getattr(data, "paid_on", None) is None
