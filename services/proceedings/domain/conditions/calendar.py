"""When actions on execution may be performed: on working days, by day (Art. 351(4))."""

from datetime import date, datetime

from contracts.events.proceedings import MeasureStatusChanged
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from shared.law.calendar import OutsideCalendar
from shared.law.calendar.hours import MINSK, packaged_hours
from shared.law.procedures import Act, ActRow

NO_DELAY = "admits-of-no-delay"
"""The exception; who attests it names the paper that says why."""


@CONDITIONS.derived("working-time")
def working_time(course: Course, act: Act, _: ActRow) -> Problems:
    """An action of the executor is carried out in working time, save what admits of no delay.

    Night is known only of an act whose time is stated.
    """
    if isinstance(act.data, MeasureStatusChanged) and not _executor_carries_out(course, act.data, act.day):
        return
    if _admits_of_no_delay(act):
        return
    try:
        day = course.calendar.day(act.day)
    except OutsideCalendar:
        return  # no working calendar is published for that year yet
    if not day.working:
        yield refused.NOT_IN_WORKING_TIME.because(f"{act.day} is no working day")
    elif (at := _stated_time(act)) is not None and packaged_hours().night.covers(at.time()):
        yield refused.NOT_IN_WORKING_TIME.because(f"{at:%H:%M} is at night")


def _executor_carries_out(course: Course, data: MeasureStatusChanged, day: date) -> bool:
    measure = course.measures.get(data.measure)
    if measure is None or data.status not in course.rules.proceedings.measures.carried_out:
        return False
    return "court-executor" in course.rules.measure(measure.code, day).decided_by


def _admits_of_no_delay(act: Act) -> bool:
    recording = act.recording
    return recording is not None and any(each.condition == NO_DELAY for each in recording.attestations)


def _stated_time(act: Act) -> datetime | None:
    at = act.recording.at.astimezone(MINSK) if act.recording and act.recording.at else None
    # Of an act that was moved to another day, the time that was stated is not known.
    return at if at and at.date() == act.day else None
