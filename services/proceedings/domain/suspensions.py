"""Suspensions that last, and their terms (Art. 364)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from contracts.acts.extend_suspension import SuspensionExtended
from contracts.events.proceedings import ProceedingSuspended
from services.proceedings.domain.correspondence import suspends_since
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Suspension
from shared.law.rule_sets.parts.proceedings import Outcome


def lasting_on(course: Course, ground: str) -> Suspension | None:
    """The suspension on a ground that lasts."""
    return next((each for each in course.suspensions if each.ground == ground), None)


def outcome_to_follow(course: Course, suspension: Suspension) -> Outcome | None:
    """How the cause of a suspension ended, where that asks for the end of the proceeding (Art. 365(1), 366(1))."""
    ended = course.matters.causes_ended.get(suspension.act)
    return course.rules.proceedings.grounds.outcomes.get(ended) if ended is not None else None


def first_by_cause(course: Course, ground: str) -> date | None:
    """The first day that what brings a suspension about, such as a search, has suspended; none: it has not, or is gone.

    The same search suspends for up to six months in all, counted from there (Art. 364(1) ind. 6).
    """
    begun = suspends_since(course, ground)
    if begun is None:
        return None
    suspended = (
        each.day
        for act, items in course.items_of.items()
        if act not in course.annulled
        for each in items
        if isinstance(each.data, ProceedingSuspended) and each.data.status.reason == ground and each.day >= begun
    )
    return min(suspended, default=None)


def set_term(course: Course, suspension: Suspension, last_day: date | None) -> Suspension:
    """Let a suspension last until another day."""
    place = course.suspensions.index(suspension)
    course.suspensions[place] = replace(suspension, last_day=last_day)
    return course.suspensions[place]


def last_day_stated(course: Course, act: UUID, ground: str) -> date | None:
    """The last day of the suspension that an act decided, by the extensions that stand; none: it has no term."""
    stated: date | None = None
    for id_, data in _stated(course, ground):
        if id_ == act or isinstance(data, SuspensionExtended):
            stated = data.until
    return course.last_day(stated)


def _stated(course: Course, ground: str) -> Iterator[tuple[UUID, Any]]:
    for id_, items in course.items_of.items():
        for each in items:
            suspends = isinstance(each.data, ProceedingSuspended) and each.data.status.reason == ground
            extends = isinstance(each.data, SuspensionExtended) and each.data.ground == ground
            if suspends or (extends and id_ not in course.annulled):
                yield id_, each.data
