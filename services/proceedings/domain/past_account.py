"""What reached the recoverer past the account: it touches the debt alone (Art. 345(2), 383, 391(2))."""

from datetime import date

from contracts.events.money import Held
from services.proceedings.domain.allocation import Parts, brought, keep, take
from services.proceedings.domain.conversion import paid_directly
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Receipt
from services.proceedings.domain.held_money import publish_allocation
from shared.law.money.amounts import add, zero
from shared.law.money.explained import Step


def credit(course: Course, receipt: Receipt, steps: tuple[Step, ...], day: date, *, article: str) -> None:
    """The claims fall by it, neither costs nor fee are cut from it; the fee on it is to be charged apart."""
    currency = receipt.sum.currency
    nothing = zero(currency)
    credited, repayments = paid_directly(course, receipt)
    parts = Parts(nothing, nothing, nothing, credited, repayments, nothing, bears_fee=False, steps=steps)
    keep(course, take(course, receipt, parts))
    brought(course, receipt)
    if receipt.fee_due:
        ledger = course.ledger(currency)
        ledger.past_account = add(ledger.past_account, credited)
    if credited.amount:
        publish_allocation(course, receipt.payment, Held.RECOVERER, parts, nothing, day, article=article)
