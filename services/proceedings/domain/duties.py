"""Duties: what somebody has to do, as it follows from the acts. Which there are is the rows' business (duties.yaml)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from contracts.events.proceedings import ResolutionCopiesSent
from services.proceedings.domain.allocation import fee_to_be_charged
from services.proceedings.domain.course import Course
from services.proceedings.domain.rules import Rules

Circumstance = Callable[[Course], bool]


def settle_duties(course: Course, name: str, act: UUID, day: date, data: Any = None) -> None:
    """Open and close the duties that an act of that name changes, after it took effect."""
    for duty, row in course.rules.duties.items():
        if row.as_long_as is not None:
            _follow(course, duty, CIRCUMSTANCES[row.as_long_as](course), act, day)
        if name in row.opened_by:
            course.open_duty(duty, act, day)
        if name in row.closed_by:
            course.close_duty(duty, _fulfilled(course, data), day, act)


def check_duties(rules: Rules) -> None:
    """Whether every act and every circumstance that a row of a duty names is known. Raises ValueError."""
    acts = {"initiate-proceeding", *rules.law.procedures.enforcement.rows}
    for duty, row in rules.duties.items():
        if unknown := (row.opened_by | row.closed_by) - acts:
            raise ValueError(f"duty {duty!r} names unknown acts: {sorted(unknown)}")
        if row.as_long_as is not None and row.as_long_as not in CIRCUMSTANCES:
            raise ValueError(f"duty {duty!r} names an unknown circumstance: {row.as_long_as!r}")


def _follow(course: Course, duty: str, holds: bool, act: UUID, day: date) -> None:
    """A duty that is open as long as a circumstance lasts; it concerns the act that brought it about."""
    open_for = [each for name, each in course.duties if name == duty]
    if holds and not open_for:
        course.open_duty(duty, act, day)
    for each in open_for if not holds else ():
        course.close_duty(duty, each, day, act)


def _fulfilled(course: Course, data: Any) -> UUID | None:
    """The act whose duty an act fulfils; none where the course does not know it."""
    return course.causes.get(data.resolution) if isinstance(data, ResolutionCopiesSent) else None


CIRCUMSTANCES: Mapping[str, Circumstance] = {
    "debtor-not-served": lambda course: course.served_on is None and not course.ended,
    "successor-missing": lambda course: any(course.waits_for_successor(each) for each in course.suspensions),
    "cause-of-suspension-ended": lambda course: any(
        course.rules.until_succession(each.ground) and not course.waits_for_successor(each)
        for each in course.suspensions
    ),
    "everything-fulfilled": lambda course: not course.ended and course.settled and not fee_to_be_charged(course),
    "money-unallocated": lambda course: bool(course.undivided),
    "fee-to-be-charged-apart": lambda course: bool(fee_to_be_charged(course)),
}
