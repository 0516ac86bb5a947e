"""Money that a levy brings after it was cancelled: taken under it before, or before its addressee knew of the end.

Art. 369(3), 375(1), 391(2).
"""

from collections.abc import Callable, Iterator, Mapping
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
        measure.code in row.measures and _SHOWN[row.taken_by](course, measure, payment) for row in rows
    )


def _addressee_unaware(course: Course, measure: Measure, _: Any) -> bool:
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


def _ordered_before(_: Course, measure: Measure, payment: Any) -> bool:
    """The bank order is of the day of the cancellation at the latest."""
    order = getattr(payment, "bank_order", None)
    return order is not None and order.dated <= measure.history[-1].day


def _withheld_before(course: Course, measure: Measure, payment: Any) -> bool:
    """It was withheld on a payday that was not after the cancellation."""
    payday = getattr(payment, "payday", None)
    withheld = recorded(course, payday) if payday is not None else None
    return withheld is not None and withheld.day <= measure.history[-1].day


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


_SHOWN: Mapping[TakenBy, Callable[[Course, Measure, Any], bool]] = {
    TakenBy.UNAWARE: _addressee_unaware,
    TakenBy.BANK_ORDER: _ordered_before,
    TakenBy.PAYDAY: _withheld_before,
}
