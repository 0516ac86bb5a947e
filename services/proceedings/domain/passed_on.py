"""Money that went with the proceeding to another body, and came to the account of that (Art. 354(2))."""

from datetime import date
from uuid import UUID

from contracts.acts.transfer_money_to_other_body import MoneyTransferred
from contracts.events.proceedings import PaymentReceived
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Receipt
from shared.law.money.amounts import smaller, subtract, total


def passed_on(course: Course, payment: UUID, currency: str) -> Money:
    """What was passed on of a payment and has not come to the other body yet."""
    published = [item.data for item in course.items]
    sent = (each.sum for each in published if isinstance(each, MoneyTransferred) and each.payment == payment)
    come = (each.sum for each in published if isinstance(each, PaymentReceived) and each.passed_on == payment)
    left = total((each for each in sent if each.currency == currency), currency)
    return subtract(left, smaller(left, total((each for each in come if each.currency == currency), currency)))


def credited_on(course: Course, receipt: Receipt) -> date:
    """The day on which money first came to the account of a body (Art. 369(2))."""
    data = _received(course, receipt)
    first = first_receipt(course, data) if data is not None else None
    if first is not None:
        return credited_on(course, first)
    return data.credited_on if data is not None and data.credited_on is not None else receipt.day


def first_receipt(course: Course, data: PaymentReceived) -> Receipt | None:
    """The receipt as which money came that another body passed on; none where it came from elsewhere."""
    return course.receipts.get(data.passed_on) if data.passed_on is not None else None


def as_it_came(course: Course, receipt: Receipt) -> Receipt:
    """The receipt as which money came from its payer, before the bank exchanged it or another body passed it on."""
    data = _received(course, receipt)
    if receipt.exchanged_from is not None:
        earlier = course.receipts.get(receipt.exchanged_from)
    else:
        earlier = first_receipt(course, data) if data is not None else None
    return receipt if earlier is None else as_it_came(course, earlier)


def _received(course: Course, receipt: Receipt) -> PaymentReceived | None:
    came = (item.data for item in course.items if isinstance(item.data, PaymentReceived))
    return next((each for each in came if each.payment == receipt.payment), None)
