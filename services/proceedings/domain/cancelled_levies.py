"""Money that a levy brings after it was cancelled, or after the document was returned, and that was taken before.

Art. 366(1), 369(3), 375(1), 391(2).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from contracts.events.proceedings import MeasureStatusChanged
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Measure
from services.proceedings.domain.paydays import recorded
from shared.law.rule_sets.vocabulary import TakenBy


def still_brought(course: Course, measure: Measure, payment: Any) -> bool:
    """Whether a payment was taken under a measure that was cancelled since."""
    rows = course.rules.proceedings.money.brought_after_cancellation.values()
    return not measure.annulled and any(
        measure.code in row.measures and _SHOWN[row.taken_by](course, measure, payment, measure.history[-1].day)
        for row in rows
    )


def taken_before_the_end(course: Course, payment: Any) -> bool:
    """Whether a payment was taken, or given by the debtor, before an end that leaves such money to the recoverer."""
    money, source = course.rules.proceedings.money, getattr(payment, "source", None)
    if course.status not in money.taken_before_the_end.statuses:
        return False
    measure = course.measures.get(payment.measure) if payment.measure is not None else None
    if measure is None:
        by_debtor = source is not None and course.rules.source(source).debtor_pays
        return by_debtor and ordered_by(payment, course.statuses[-1].day)
    # Who did not know of the end is another matter: by what happened before it the document is executed.
    return not measure.annulled and any(
        measure.code in row.measures and taken(course, measure, payment, course.statuses[-1].day)
        for row in money.brought_after_cancellation.values()
        for taken in (_ordered_before, _withheld_before)
    )


def ordered_by(payment: Any, day: date) -> bool:
    """Whether the bank order of a payment is of that day at the latest."""
    order = getattr(payment, "bank_order", None)
    return order is not None and order.dated <= day


def _addressee_unaware(course: Course, measure: Measure, _: Any, __: date) -> bool:
    """Nobody whom the measure binds has been notified of the cancellation."""
    binds, cancelling = frozenset(course.rules.asked_by_measure(measure.code).binds), {*_cancelling(course, measure.id)}
    if course.ended_by in cancelling:
        return not binds.isdisjoint(course.matters.bound_by_fallen)
    informed = (
        recipients
        for resolution, recipients in course.correspondence.copies.items()
        if course.causes.get(resolution) in cancelling
    )
    return bool(cancelling) and binds.isdisjoint(frozenset().union(*informed))


def _ordered_before(_: Course, __: Measure, payment: Any, day: date) -> bool:
    """The bank order is of the day of the cancellation at the latest."""
    return ordered_by(payment, day)


def _withheld_before(course: Course, _: Measure, payment: Any, day: date) -> bool:
    """It was withheld on a payday that was not after the cancellation."""
    payday = getattr(payment, "payday", None)
    withheld = recorded(course, payday) if payday is not None else None
    return withheld is not None and withheld.day <= day


def _cancelling(course: Course, measure: UUID) -> Iterator[UUID]:
    void = course.rules.proceedings.measures.void
    for act, items in course.items_of.items():
        for each in items:
            if (
                isinstance(each.data, MeasureStatusChanged)
                and each.data.measure == measure
                and each.data.status in void
            ):
                yield act


_SHOWN: Mapping[TakenBy, Callable[[Course, Measure, Any, date], bool]] = {
    TakenBy.UNAWARE: _addressee_unaware,
    TakenBy.BANK_ORDER: _ordered_before,
    TakenBy.PAYDAY: _withheld_before,
}
