"""Announced sales that cannot be held on their day: what enforces rests then (Art. 364(1), 368(2), 385(3))."""

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from services.proceedings.domain.costs_to_come import something_to_levy_for
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Measure, Since
from services.proceedings.domain.levies import sells
from services.proceedings.domain.measure_terms import RESTING, end_of_rest
from services.proceedings.domain.realization import initial_terms, sales_on_record, terms_of
from services.proceedings.domain.states import says

_SUSPENDED = "suspended"


def obstructed_sale(course: Course) -> bool:
    """Whether a sale is announced to a day of a suspension, or on which the action that sells is postponed.

    Also after that day: it is held on no other one unless it is adjourned. Where everything is paid none is held
    (Art. 377(5)).
    """
    announced = [sale for sale in sales_on_record(course) if says(course, sale, "to-be-held")]
    if course.ended or not announced:
        return False
    return not something_to_levy_for(course) or any(
        _obstructed(course, initial_terms(course, sale), terms_of(course, sale)) for sale in announced
    )


def _obstructed(course: Course, first: Any, last: Any) -> bool:
    day: date = last.data.held_on
    postponed = (each for each in course.measures.values() if sells(course, each, first.data.property))
    return _rests_on(course.statuses, _SUSPENDED, day, _end_of_suspensions(course)) or any(
        _rests_on(each.history, RESTING, day, _end_of_postponement(course, each)) for each in postponed
    )


def _rests_on(history: Sequence[Since], resting: str, day: date, end: date | None) -> bool:
    """Whether something has that status on a day; what has it last keeps it until the end that is known of it."""
    return any(
        since.code == resting
        and since.day <= day
        and (day < following.day if following is not None else end is None or day <= end)
        for since, following in zip_longest(history, history[1:])
    )


def _end_of_suspensions(course: Course) -> date | None:
    """The last day of the suspensions that last; none: one of them has no term."""
    last_days = [each.last_day for each in course.suspensions]
    return None if None in last_days else max(filter(None, last_days), default=None)


def _end_of_postponement(course: Course, measure: Measure) -> date | None:
    if measure.pause is None:
        return None
    return end_of_rest(measure.pause, measure.history[-1].day, course.calendar, course.statuses)
