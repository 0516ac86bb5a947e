"""Duties that an annulled act had closed: what it decided is to be decided, what an end left undone is to be done.

Art. 353(1), (10).
"""

from datetime import date
from typing import Any
from uuid import UUID

from contracts.events.duties import DutyClosed
from contracts.events.proceedings import DutyOpened
from services.proceedings.domain.course import Course
from services.proceedings.domain.duties import falls_with_the_end, has_no_object, outlasts
from services.proceedings.domain.measure_requests import REQUESTED
from shared.law.rule_sets.parts.procedures import Duty


def reopen_duties(course: Course, annulled: UUID, day: date) -> None:
    """Open again what an act had closed that is annulled from a day on, unless it was done or is without object."""
    published = course.published_by(annulled)
    for closed, closed_on in [(each.data, each.day) for each in published if isinstance(each.data, DutyClosed)]:
        row = course.rules.duties[closed.duty]
        if row.opened_by and row.outward is None and _is_to_be_done(course, row, closed.act, closed_on):
            opened = _as_opened(course, closed.duty, closed.act)
            course.open_duty(closed.duty, closed.act, day, whom=opened.whom, who=opened.who)


def _is_to_be_done(course: Course, row: Duty, act: UUID, closed_on: date) -> bool:
    over = falls_with_the_end(course, row)
    return not (
        act in course.annulled
        or (row.duty, act) in course.duties
        or (over and not any(outlasts(course, row, each.data) for each in course.published_by(act)))
        or has_no_object(course, act, row)
        or _is_decided(course, act)
        or _was_done(course, row, act, closed_on)
        or _measure_is_over(course, act)
    )


def _is_decided(course: Course, act: UUID) -> bool:
    """Whether the question that the act raised, or called for a day, is decided."""
    asked = (each for each in course.matters.questions.values() if act in {each.act, each.called_by})
    return any(each.decided for each in asked)


def _was_done(course: Course, row: Duty, act: UUID, since: date) -> bool:
    """Whether another act has done since what the duty is about."""
    about = (said for said in course.things.acts.values() if any(each.act == act for each in said))
    return any(each.name in row.closed_by and each.act != act and each.day >= since for said in about for each in said)


def _measure_is_over(course: Course, act: UUID) -> bool:
    """Whether the measure that the act is about is over; a petition on one is to be decided all the same."""
    if any(each.act == act for said in course.things.acts.values() for each in said):
        return False
    named = (getattr(each.data, "measure", None) for each in course.published_by(act))
    measures = [course.measures[each] for each in named if each in course.measures]
    return any(
        each.status not in course.rules.proceedings.measures.binding and each.status != REQUESTED for each in measures
    )


def _as_opened(course: Course, duty: str, act: UUID) -> Any:
    """How the duty was opened last."""
    opened = (each.data for each in reversed(course.items) if isinstance(each.data, DutyOpened))
    return next(each for each in opened if (each.duty, each.act) == (duty, act))
