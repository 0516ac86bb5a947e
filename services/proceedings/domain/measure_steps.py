"""Which act brings a measure to a status: its addressee's report, the executor's performance, or another act on it."""

from collections.abc import Iterable
from dataclasses import replace

from contracts.acts.perform_action import ActionPerformed
from contracts.acts.report_measure_step import MeasureStepReported
from contracts.events.proceedings import MeasureStatusChanged
from contracts.problems import Problem
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.actions import TO_PERFORM
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.actions import next_status
from services.proceedings.domain.entries import Measure, Since
from shared.law.procedures import Act
from shared.law.rule_sets.parts.measures import MeasureRule

_REPORT, _PERFORMANCE, _RESOLUTION = "report-measure-step", "perform-action", "change-measure-status"
_IN_FORCE, _PERFORMED, _NOT_PERFORMED = "in-force", "performed", "not-performed"


def step_of_another_act(course: Course, act: Act, *, made_now: bool) -> Problem | None:
    """Why a resolution, a report or a performance takes no step of a measure: another act does.

    A report and a performance are asked whenever they were made: what others do, or another act shows (Art. 396(2),
    397(1)), is not theirs later either. A resolution is asked if it is made now: until there were reports and
    performances, it brought measures to every status.
    """
    if act.name == _RESOLUTION and not made_now:
        return None
    if not isinstance(act.data, MeasureStatusChanged | MeasureStepReported | ActionPerformed):
        return None
    measure = course.measures.get(act.data.measure)
    row = course.rules.measure(measure.code, act.day) if measure is not None else None
    if measure is None or row is None or "court-executor" not in row.decided_by:
        return None  # what the court applied others carry out, and the executor records it by any of these acts
    refusal = refused.MEASURE_STEP_IMPOSSIBLE.at("measure" if act.name == _PERFORMANCE else "status")
    for status in _brought_to(course, measure, act):
        acts = _acts_to(status, course.rules.asked_by_measure(measure.code))
        if act.name not in acts:
            by = " or ".join(acts) or f"nothing: it is in force by {_REPORT} until it is cancelled"
            return refusal.because(f"{measure.code} is {status} by {by}", str(row.article))
    return None


def _brought_to(course: Course, measure: Measure, act: Act) -> Iterable[str]:
    """The statuses to which an act may bring a measure; of a performance, from wherever the measure was on its day.

    A performance in part brings it nowhere, and is of the executor as the whole would be.
    """
    if not isinstance(act.data, ActionPerformed):
        return (str(act.data.status),)
    before = (replace(measure, history=[Since(status, act.day)]) for status in sorted(TO_PERFORM))
    steps = (next_status(course, each, act.day) for each in before)
    return dict.fromkeys(step.to for step in steps if step is not None)


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
