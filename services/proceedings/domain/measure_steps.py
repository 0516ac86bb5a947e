"""Which act brings a measure to a status: its addressee's report, the executor's performance, or another act on it."""

from contracts.acts.perform_action import ActionPerformed
from contracts.acts.report_measure_step import MeasureStepReported
from contracts.events.proceedings import MeasureStatusChanged
from contracts.problems import Problem
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.actions import WHOLE, next_status
from services.proceedings.domain.entries import Measure
from shared.law.procedures import Act
from shared.law.rule_sets.parts.measures import MeasureRule

_REPORT, _PERFORMANCE, _RESOLUTION = "report-measure-step", "perform-action", "change-measure-status"
_IN_FORCE, _PERFORMED, _NOT_PERFORMED = "in-force", "performed", "not-performed"


def step_of_another_act(course: Course, act: Act) -> Problem | None:
    """Why a resolution, a report or a performance takes no step of a measure: another act does.

    Asked of what is made now; what earlier releases recorded so stands.
    """
    if not isinstance(act.data, MeasureStatusChanged | MeasureStepReported | ActionPerformed):
        return None
    measure = course.measures.get(act.data.measure)
    status = _brought_to(course, measure, act) if measure is not None else None
    if measure is None or status is None:
        return None
    row = course.rules.measure(measure.code, act.day)
    if "court-executor" in row.decided_by:
        acts = _acts_to(status, course.rules.asked_by_measure(measure.code))
    else:  # others carry out what the court applied, and the executor records it
        acts = (_REPORT, _RESOLUTION, _PERFORMANCE)
    if act.name in acts:
        return None
    refusal = refused.MEASURE_STEP_IMPOSSIBLE.at("measure" if act.name == _PERFORMANCE else "status")
    by = " or ".join(acts) or f"nothing: it is in force by {_REPORT} until it is cancelled"
    return refusal.because(f"{measure.code} is {status} by {by}", str(row.article))


def _brought_to(course: Course, measure: Measure, act: Act) -> str | None:
    """The status to which an act would bring a measure; none: it leaves it as it is."""
    if not isinstance(act.data, ActionPerformed):
        return str(act.data.status)
    step = next_status(course, measure, act.day) if act.data.extent == WHOLE else None
    return step.to if step is not None else None


def _acts_to(status: str, asked: MeasureRule) -> tuple[str, ...]:
    """The acts by which a measure of the executor comes to a status."""
    by_addressee = (_REPORT,) if status in asked.by_others else ()
    if named := by_addressee + tuple(each.act for each in asked.moved_by if each.to == status):
        return named
    if status == _PERFORMED and _IN_FORCE in asked.by_others:
        return ()  # it binds until it is lifted: performed, it would be out of sight
    if status == _NOT_PERFORMED and asked.by_others:
        return (_RESOLUTION, _REPORT)  # a bank without money says so
    return (_RESOLUTION, _PERFORMANCE)
