"""When actions on execution may be performed: on working days, by day (Art. 351(4))."""

from datetime import date, datetime

from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from shared.law.calendar import OutsideCalendar
from shared.law.calendar.hours import MINSK, packaged_hours
from shared.law.procedures import Act, ActRow

NO_DELAY = "admits-of-no-delay"
"""The exception; who attests it names the paper that says why."""
_ON_THE_SPOT = frozenset({"property", "inventory_act", "named_thing", "performance_check"})
"""What an arrest, an inventory, a seizure, a transfer or a check of the executor names, whatever it carries out."""


@CONDITIONS.derived("working-time")
def working_time(course: Course, act: Act, row: ActRow) -> Problems:
    """An action of the executor is carried out in working time, save what admits of no delay.

    Night is known only of an act whose time is stated. What others carry out may fall on any day.
    """
    if any(move.of in _ON_THE_SPOT for move in row.moves_thing):
        yield from outside_working_time(course, act, act.day, _stated_time(act))
        return
    measure = course.measures.get(act.data.measure)
    began = getattr(act.data, "began_at", None)
    status = getattr(act.data, "status", None)
    carries_out = status is None or status in course.rules.proceedings.measures.carried_out
    if measure is None or not carries_out:
        return
    if status in course.rules.asked_by_measure(measure.code).by_others:
        return  # a bank, an employer or another addressee did what it was ordered
    if "court-executor" in course.rules.measure(measure.code, act.day).decided_by:
        at = began.astimezone(MINSK) if began is not None else _stated_time(act)
        yield from outside_working_time(course, act, act.day, at)


def outside_working_time(
    course: Course, act: Act, on: date, at: datetime | None, field: str = "effective_date"
) -> Problems:
    """Why an action may not be performed on a day, which a field states, at a Minsk time if that is known."""
    if _admits_of_no_delay(act):
        return
    try:
        day = course.calendar.day(on)
    except OutsideCalendar:
        return  # no working calendar is published for that year yet
    if not day.working:
        yield refused.NOT_IN_WORKING_TIME.at(field).because(f"{on} is no working day")
    elif at is not None and packaged_hours().night.covers(at.time()):
        yield refused.NOT_IN_WORKING_TIME.because(f"{at:%H:%M} is at night")


def _admits_of_no_delay(act: Act) -> bool:
    recording = act.recording
    return recording is not None and any(each.condition == NO_DELAY for each in recording.attestations)


def _stated_time(act: Act) -> datetime | None:
    at = act.recording.at.astimezone(MINSK) if act.recording and act.recording.at else None
    # Of an act that was moved to another day, the time that was stated is not known.
    return at if at and at.date() == act.day else None
