"""The last days that acts name: a day off moves them, and so may a suspension (Art. 135(7), 137(2))."""

from datetime import date

from services.proceedings.domain.course import Course
from services.proceedings.domain.standstill import runs_on, suspensions
from shared.law.calendar import OutsideCalendar
from shared.law.rule_sets.rows import TimeLimit
from shared.law.time_limits import Entry, Limit, Rule, Unit, due_date

_NAMED = Limit(id="named-by-an-act", article="Art. 135(2)", amount=None, unit=Unit.DATE)


def last_day_named(
    course: Course, named: date, since: date, limit: str | None = None, *, stands_still: bool = False
) -> date | None:
    """When a last day is over that an act of `since` named.

    `stands_still`: all that is left of it runs on after a suspension of the proceeding (Art. 137(1)-(2)).
    None: no working calendar is published for it yet, or it stops now.
    """
    history = _history(course, course.rules.law.limit(limit, since), since) if limit is not None else ()
    last: date | None = runs_on(named, suspensions(course.statuses, since)) if stands_still else named
    return _due(course, _NAMED, last, history) if last is not None else None


def earliest(course: Course, limit: str, start: date) -> date | None:
    """The day that a limit gives, counted on after suspensions (Art. 137); None where no calendar is published yet."""
    row = course.rules.law.limit(limit, start)
    return _due(course, row, start, _history(course, row, start))


def _due(course: Course, rule: Rule, start: date, history: tuple[Entry, ...]) -> date | None:
    try:
        return due_date(rule, start, course.calendar, history)
    except OutsideCalendar:
        return None


def _history(course: Course, row: TimeLimit, start: date) -> tuple[Entry, ...]:
    return tuple(suspensions(course.statuses, start)) if row.suspended_by else ()
