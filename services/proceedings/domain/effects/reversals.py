"""Money that goes back: taken back by the bank, owed to a buyer or another body, returned to the payer of income."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from contracts.acts.forfeit_earnest_money import EarnestMoneyForfeited
from contracts.acts.reverse_direct_payment import DirectPaymentReversed
from contracts.acts.transfer_money_to_other_body import MoneyTransferred
from contracts.events.money import AllocationReversed
from contracts.values import Money
from services.proceedings.domain.allocation import brought, keep, new_receipt
from services.proceedings.domain.charged_fees import lower_fee_apart
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.entries import Receipt
from services.proceedings.domain.held_money import allocate_held
from services.proceedings.domain.overpayments import find_overpayments
from services.proceedings.domain.past_account import credit
from services.proceedings.domain.reductions import less_withheld
from services.proceedings.domain.reversals import hold_for_debtor
from shared.law.money.amounts import add, smaller, subtract
from shared.law.procedures import Act, ActRow


@EFFECTS.named("reverse-receipt")
def reverse_receipt(course: Course, act: Act, row: ActRow) -> None:
    """All that a receipt was allocated to is owed again from this day on; what is left of it is allocated anew."""
    data: Any = act.data
    _reverse(course, act, row, data.payment, getattr(data, "sum", None))


@EFFECTS.named("pass-money-on")
def pass_money_on(course: Course, act: Act, row: ActRow) -> None:
    """What goes to another body is undone here; what was given to the bank for it is no part of it (Art. 354(2))."""
    data: MoneyTransferred = act.data
    _reverse(course, act, row, data.payment, data.sum, exchanged_too=True)


@EFFECTS.named("take-out-of-price")
def take_out_of_price(course: Course, act: Act, row: ActRow) -> None:
    """Earnest money that is lost after it was set off is no part of the price any more (Art. 385(7))."""
    data: EarnestMoneyForfeited = act.data
    paid = course.things.said(data.earnest, "receive-earnest-money")
    if data.price_payment is not None and paid:
        _reverse(course, act, row, data.price_payment, paid[-1].data.sum)


def _reverse(
    course: Course, act: Act, row: ActRow, payment: UUID, back: Money | None, *, exchanged_too: bool = False
) -> None:
    receipt = course.receipts.get(payment)
    if receipt is None or receipt.past_account or receipt.taken_back:
        return
    if course.exchanged(payment) and not exchanged_too:
        return
    given = course.given_of(receipt)
    here = subtract(receipt.sum, given)
    left = subtract(here, smaller(here, back)) if back else None
    undo(course, receipt)
    publish_reversal(course, receipt, act, row, left if left and left.amount else None)
    if left and left.amount:
        kept = anew(receipt, add(left, given))
        keep(course, replace(kept, unallocated=left))
        brought(course, kept)
    else:
        keep(course, replace(anew(receipt, receipt.sum), taken_back_on=act.day))
    lower_fee_apart(course, receipt.sum.currency, act.day, row.article)
    allocate_held(course, act.day, surplus_too=True)
    find_overpayments(course, row)


@EFFECTS.named("reverse-direct-payment")
def reverse_direct_payment(course: Course, act: Act, row: ActRow) -> None:
    """What the recoverer gave back is owed again, and the fee on it falls (Art. 391(2), 394(1))."""
    data: DirectPaymentReversed = act.data
    receipt = course.receipts.get(data.payment)
    if receipt is None or not receipt.past_account or receipt.taken_back:
        return
    left = subtract(receipt.sum, smaller(receipt.sum, data.sum))
    undo(course, receipt)
    publish_reversal(course, receipt, act, row, None)
    if left.amount:
        credit(course, anew(receipt, left), (), act.day, article=row.article)
    else:
        keep(course, replace(anew(receipt, receipt.sum), taken_back_on=act.day))
    lower_fee_apart(course, receipt.sum.currency, act.day, row.article)
    allocate_held(course, act.day, surplus_too=True)


def anew(receipt: Receipt, sum_: Money) -> Receipt:
    """The same receipt over this sum, of which nothing is allocated."""
    return new_receipt(
        receipt.payment,
        receipt.day,
        sum_,
        receipt.source,
        fee_due=receipt.fee_due,
        order=receipt.order,
        measure=receipt.measure,
        pledged_thing=receipt.pledged_thing,
        secured=receipt.secured,
        past_account=receipt.past_account,
        awaits=receipt.awaits,
        share_of=receipt.share_of,
        exchanged_from=receipt.exchanged_from,
        given=receipt.given,
        into=receipt.into,
        rates=receipt.rates,
    )


def publish_reversal(course: Course, receipt: Receipt, act: Act, row: ActRow, left: Money | None) -> None:
    """Publish that all a receipt was allocated to is undone, and what is left of the receipt."""
    reversed_ = AllocationReversed(
        payment=receipt.payment,
        sum=receipt.sum,
        costs=receipt.costs,
        fee=receipt.fee,
        repayments=receipt.repayments,
        surplus=receipt.surplus,
        unallocated=receipt.unallocated,
        refund=receipt.refund,
        article=row.article,
        left=left,
    )
    course.publish(reversed_, act.day)


@EFFECTS.named("hold-for-debtor")
def hold_for_returned(course: Course, act: Act, _: ActRow) -> None:
    """What came back before it was credited to the recoverer is the debtor's after a reversal (Art. 334(1))."""
    row = course.rules.proceedings.money.payouts_before_reversal
    hold_for_debtor(course, act.data.payout, act.day, str(row.article))


def undo(course: Course, receipt: Receipt) -> None:
    """All that a receipt paid is owed again."""
    others = (each for each in course.paid_before_reversal if each.payment != receipt.payment)
    course.paid_before_reversal = list(others)
    ledger = course.ledger(receipt.sum.currency)
    ledger.costs_paid = subtract(ledger.costs_paid, receipt.costs)
    ledger.imposed_paid = subtract(ledger.imposed_paid, receipt.imposed)
    for each in receipt.elsewhere:
        other = course.ledger(each.costs_repaid.currency)
        other.costs_paid = subtract(other.costs_paid, each.costs_repaid)
        other.imposed_paid = subtract(other.imposed_paid, each.fee_repaid)
    for annulled in receipt.annulled:
        of_fee = course.ledger(annulled.currency)
        of_fee.imposed = subtract(of_fee.imposed, annulled)
    if receipt.past_account and receipt.fee_due:
        ledger.past_account = subtract(ledger.past_account, receipt.credited)
    elif receipt.bearing is not None:
        ledger.bearing_fee = less_withheld(ledger.bearing_fee, receipt.bearing)
    measure = course.measures.get(receipt.measure) if receipt.measure else None
    if measure is not None and receipt.sum in measure.brought:
        measure.brought.remove(receipt.sum)
    for part in receipt.repayments:
        claim = course.claims[part.claim]
        if claim.repaid is not None:
            claim.repaid = subtract(claim.repaid, part.sum)
