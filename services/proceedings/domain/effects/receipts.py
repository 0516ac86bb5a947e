"""Money that comes in, is converted, is paid past the account, or is taken back by the bank (Art. 369, 391, 403)."""

from dataclasses import replace
from typing import Any

from contracts.acts.convert_receipt import ReceiptConverted
from contracts.acts.record_bank_reversal import BankReversalRecorded
from contracts.events.money import AllocationReversed, Held
from contracts.events.proceedings import PaymentReceived, PaymentSource
from contracts.values import Money
from services.proceedings.domain.allocation import (
    Parts,
    allocate_held,
    allocated,
    brought,
    explained,
    keep,
    new_receipt,
    open_in,
    publish_allocation,
    rates_of,
    right_to_fee,
    share_of_charged_fees,
    shared_among_claims,
    take,
)
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.entries import Receipt
from services.proceedings.domain.overpayments import find_overpayments
from services.proceedings.domain.reductions import less_withheld
from shared.law.money import exchanged, needed_rates, withhold
from shared.law.money.amounts import add, smaller, subtract, written, zero
from shared.law.money.explained import Step
from shared.law.procedures import Act, ActRow


@EFFECTS.named("receive-payment")
def receive_payment(course: Course, act: Act, _: ActRow) -> None:
    """Money came in: first the costs, then the fees, then the claims; the surplus goes to the debtor, or is held."""
    data: PaymentReceived = act.data
    right = right_to_fee(course, data.source, data.measure)
    receipt = new_receipt(
        data.payment,
        act.day,
        data.sum,
        data.source,
        fee_due=right.due,
        order=data.bank_order,
        measure=data.measure,
        pledged_thing=bool(data.pledged_thing),
    )
    parts = allocated(course, receipt, receipt.sum)
    receipt = take(course, receipt, parts)
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
        "explanation": explained((*right.steps, *parts.steps)),
    }
    course.publish(data.model_copy(update=paid), act.day)
    allocate_held(course, act.day)


@EFFECTS.named("convert-receipt")
def convert_receipt(course: Course, act: Act, row: ActRow) -> None:
    """Held money repays claims of another currency, at the official rate of the day of receipt (Art. 369(2))."""
    data: ReceiptConverted = act.data
    receipt = course.receipts.get(data.payment)
    if receipt is None or not receipt.unallocated.amount:
        return
    currency, rates = receipt.sum.currency, rates_of(data)
    open_ = open_in(course, data.into)
    if not open_.amount or {rate.currency for rate in rates} != needed_rates((currency, data.into)):
        return
    parts = _converted(course, receipt, data, open_, row.article)
    before = replace(receipt, unallocated=zero(currency))
    after = take(course, before, parts)
    keep(course, after)
    publish_allocation(
        course,
        receipt.payment,
        Held.UNALLOCATED,
        parts,
        subtract(after.surplus, receipt.surplus),
        act.day,
        article=row.article,
    )
    allocate_held(course, act.day)


def _converted(course: Course, receipt: Receipt, data: ReceiptConverted, open_: Money, article: str) -> Parts:
    """Costs and fee in the currency of the money, the claims in theirs."""
    sum_, rates = receipt.unallocated, rates_of(data)
    ledger, imposed = course.ledger(sum_.currency), share_of_charged_fees(course, sum_)
    claims = exchanged(open_, sum_.currency, rates)
    withheld = withhold(
        course.rules.money,
        subtract(sum_, imposed),
        ledger.costs_owed,
        claims,
        fee_due=receipt.fee_due,
        earlier=ledger.bearing_fee if receipt.fee_due else None,
    )
    whole = withheld.credited == claims
    repaid = open_ if whole else smaller(exchanged(withheld.credited, data.into, rates), open_)
    stated = "; ".join(
        f"{rate.units} of {rate.currency} for {rate.roubles} BYN on {rate.day}, {rate.source}" for rate in rates
    )
    working = f"{written(withheld.credited)} for {written(repaid)}: {stated}"
    step = Step(article=article, rule="Conversion at the official rate", working=working)
    return Parts(
        costs=withheld.costs_paid,
        fee=add(imposed, withheld.fee),
        imposed=imposed,
        credited=withheld.credited,
        repayments=shared_among_claims(course, receipt, repaid),
        rest=withheld.surplus,
        bears_fee=receipt.fee_due,
        steps=(*withheld.steps, step),
    )


@EFFECTS.named("repay-directly")
def repay_directly(course: Course, act: Act, row: ActRow) -> None:
    """The recoverer was paid past the account: the debt falls, neither costs nor fee are cut from it."""
    data: Any = act.data
    measure = getattr(data, "measure", None)
    source = PaymentSource.INCOME_LEVY if measure else PaymentSource.DEBTOR
    right = right_to_fee(course, source, measure)
    receipt = new_receipt(
        data.payment, act.day, data.sum, source, fee_due=right.due, past_account=True, measure=measure
    )
    nothing, credited = zero(data.sum.currency), smaller(receipt.sum, open_in(course, data.sum.currency))
    repayments = shared_among_claims(course, receipt, credited)
    parts = Parts(nothing, nothing, nothing, credited, repayments, nothing, bears_fee=False, steps=right.steps)
    keep(course, take(course, receipt, parts))
    brought(course, receipt)
    if right.due:
        ledger = course.ledger(data.sum.currency)
        ledger.past_account = add(ledger.past_account, credited)
    if credited.amount:
        publish_allocation(course, data.payment, Held.RECOVERER, parts, nothing, act.day, article=row.article)
    allocate_held(course, act.day)


@EFFECTS.named("reverse-receipt")
def reverse_receipt(course: Course, act: Act, row: ActRow) -> None:
    """The bank took the money back: all that it was allocated to is owed again from this day on (Art. 369(3))."""
    data: BankReversalRecorded = act.data
    receipt = course.receipts.get(data.payment)
    if receipt is None or receipt.past_account or receipt.taken_back:
        return
    _undo(course, receipt)
    nothing = new_receipt(receipt.payment, receipt.day, receipt.sum, receipt.source, fee_due=receipt.fee_due)
    keep(course, replace(nothing, order=receipt.order, taken_back=True))
    course.publish(
        AllocationReversed(
            payment=receipt.payment,
            sum=receipt.sum,
            costs=receipt.costs,
            fee=receipt.fee,
            repayments=receipt.repayments,
            surplus=receipt.surplus,
            unallocated=receipt.unallocated,
            refund=receipt.refund,
            article=row.article,
        ),
        act.day,
    )
    allocate_held(course, act.day, surplus_too=True)
    find_overpayments(course, row)


def _undo(course: Course, receipt: Receipt) -> None:
    ledger = course.ledger(receipt.sum.currency)
    ledger.costs_paid = subtract(ledger.costs_paid, receipt.costs)
    ledger.imposed_paid = subtract(ledger.imposed_paid, receipt.imposed)
    if receipt.annulled is not None:
        ledger.imposed = subtract(ledger.imposed, receipt.annulled)
    if receipt.bearing is not None:
        ledger.bearing_fee = less_withheld(ledger.bearing_fee, receipt.bearing)
    measure = course.measures.get(receipt.measure) if receipt.measure else None
    if measure is not None and receipt.sum in measure.brought:
        measure.brought.remove(receipt.sum)
    for part in receipt.repayments:
        claim = course.claims[part.claim]
        if claim.repaid is not None:
            claim.repaid = subtract(claim.repaid, part.sum)
