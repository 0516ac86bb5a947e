"""Arrested property that was sold, and money that is its price (Art. 381(6))."""

from uuid import UUID

from contracts.events.proceedings import PaymentSource
from services.proceedings.domain.course import Course
from services.proceedings.domain.earnest_money import WON
from services.proceedings.domain.entries import Receipt
from services.proceedings.domain.realization import ANNOUNCEMENTS, latest, sales_on_record
from services.proceedings.domain.states import says
from shared.law.money.amounts import add

TERMINATED = "completed-terminated"
ARRESTS = ("arrest-property", "arrest-immovable")


def finally_ended(course: Course) -> bool:
    """Whether the proceeding ended, and no payer of income withholds for it: nothing is levied any more."""
    return course.status in course.rules.law.procedures.enforcement.final


def recovers_no_more(course: Course) -> bool:
    """Whether the proceeding ended so that what comes in is the debtor's: nothing is recovered after a termination.

    After a return the document is open, and what was sold before executed a part of it (Art. 365, 366(1)).
    """
    return course.status == TERMINATED


def price_to_come(course: Course) -> bool:
    """Whether property was sold, or won at a sale, and not lost again since."""
    return any(says(course, thing, "price-to-come") for thing in course.things.steps)


def secured_and_sold(course: Course, measure: UUID | None) -> bool:
    """Whether property was sold that a measure arrested, and the court before it, to secure the claim (Art. 116(1))."""
    return any(
        said.data.security_ruling is not None and said.data.measure == measure
        for thing in course.things.acts
        if says(course, thing, "price-to-come")
        for said in course.things.said(thing, *ARRESTS)
    )


def sale_paid_by(course: Course, payment: UUID) -> UUID | None:
    """The public sale whose buyer paid by a payment, as far as its sum or the measure that it names shows which."""
    receipt = course.receipts.get(payment)
    return sale_paid_with(course, receipt) if receipt is not None else None


def sale_paid_with(course: Course, receipt: Receipt) -> UUID | None:
    """The same of money that is perhaps not entered yet."""
    if receipt.source is not PaymentSource.PROPERTY_SALE or receipt.past_account:
        return None
    paid = sorted(sale for sale in sales_on_record(course) if says(course, sale, "paid-for"))
    whole = [sale for sale in paid if (won := latest(course, sale, *WON)) and add(won.data.sum) == receipt.sum]
    arrested = [sale for sale in paid if receipt.measure in _arrested_under(course, sale)]
    both = [sale for sale in whole if sale in arrested]
    to_be_handed_over = [sale for sale in paid if course.things.status(sale) == "paid"]
    found = (each for each in (both, whole, arrested, paid, to_be_handed_over) if len(each) == 1)
    return next(found, [None])[0]


def _arrested_under(course: Course, sale: UUID) -> list[UUID | None]:
    announced = latest(course, sale, *ANNOUNCEMENTS)
    property_ = announced.data.property if announced is not None else None
    return [said.data.measure for said in course.things.said(property_, *ARRESTS)]
