"""Seized cash that is still in hand: what of a payment was not paid in to the account yet (Art. 369(5), 380(6))."""

from uuid import UUID

from contracts.acts.bank_seized_cash import SeizedCashBanked
from contracts.events.proceedings import PaymentReceived
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Receipt
from shared.law.money.amounts import smaller, subtract, total, zero

PAY_IN = "pay-in-seized-cash"
"""The duty to pay it in."""


def in_hand(course: Course, receipt: Receipt) -> Money:
    """What of a payment is in hand: nothing of one that came to the bank, or was taken back."""
    nothing = zero(receipt.sum.currency)
    if receipt.taken_back or not _was_cash(course, receipt.payment):
        return nothing
    banked = (each.data for each in course.items if isinstance(each.data, SeizedCashBanked))
    paid_in = total((each.sum for each in banked if each.payment == receipt.payment), receipt.sum.currency)
    return subtract(receipt.sum, smaller(receipt.sum, paid_in))


def all_paid_in(course: Course, payment: UUID) -> bool:
    """Whether nothing of a payment is in hand."""
    receipt = course.receipts.get(payment)
    return receipt is None or not in_hand(course, receipt).amount


def _was_cash(course: Course, payment: UUID) -> bool:
    received = (each.data for each in course.items if isinstance(each.data, PaymentReceived))
    return any(each.payment == payment and each.cash_in_hand for each in received)
