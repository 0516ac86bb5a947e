"""What was withheld on a payday, and what of it the payer of income still has to send on (Art. 391(2))."""

from collections.abc import Iterator
from uuid import UUID

from contracts.acts.reverse_direct_payment import DirectPaymentReversed
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.things import Said
from shared.law.money.amounts import add, smaller, subtract, total

REMIT = "remit-withheld"
"""The duty to send on what was withheld, open for each payday of which something is to be sent."""
WITHHELD = "withheld"
SETTLED = "remitted"
"""Nothing of a payday is to be sent on any more."""
RETURNED_TO_DEBTOR = "record-withheld-returned"
"""The act by which the payer gives back to the debtor what it did not send on."""
RETURNED = "returned-to-payer"
"""Why money of the recoverer went back that the payer has to send again; otherwise the debtor has it (Art. 391-395)."""
EXEMPT = "exempt-income"
"""Why the debtor has money again: nothing is levied on such income (Art. 394(1))."""


def recorded(course: Course, payday: UUID) -> Said | None:
    """The act that recorded a payday; none: it is not on record yet."""
    return next(iter(course.things.said(payday, "record-income-payday")), None)


def something_due(course: Course, payday: UUID) -> bool:
    """Whether something was to be withheld on a payday on record, as far as that was known then (Art. 392, 393)."""
    if payday not in course.due_on_paydays:
        return False
    due = course.due_on_paydays[payday]
    return due is None or bool(due.amount)


def payments_of(course: Course, payday: UUID) -> Iterator[UUID]:
    """The payments that name a payday."""
    yield from (
        said.data.payment for said in course.things.said(payday, "record-payment-by-employer", "record-payment")
    )


def sent_of(course: Course, payday: UUID, currency: str) -> Money:
    """What of a payday was sent on in its currency, and did not come back."""
    payments = set(payments_of(course, payday))
    stand = (each for each in course.receipts.values() if each.payment in payments and not each.taken_back)
    return total((each.sum for each in stand if each.sum.currency == currency), currency)


def left_of(course: Course, payday: UUID) -> Money | None:
    """What of the withheld sum was not sent on, or came back, and is not the debtor's again.

    None where the payday is not on record.
    """
    said = recorded(course, payday)
    if said is None:
        return None
    withheld: Money = said.data.withheld
    payments, sent = set(payments_of(course, payday)), sent_of(course, payday, withheld.currency)
    given_back = (said.data.sum for said in course.things.said(payday, RETURNED_TO_DEBTOR))
    debtors = total(
        (
            each.data.sum
            for each in course.items
            if isinstance(each.data, DirectPaymentReversed)
            and each.data.payment in payments
            and each.data.cause != RETURNED
        ),
        withheld.currency,
    )
    returned = total((each for each in given_back if each.currency == withheld.currency), withheld.currency)
    return subtract(withheld, smaller(withheld, add(sent, debtors, returned)))


def of_payment(course: Course, payment: UUID) -> list[UUID]:
    """The paydays that a payment names: one, or none."""
    return [payday for payday in course.things.acts if payment in payments_of(course, payday)]
