"""Actions that are performed, and measures that an annulled ruling had applied (Art. 216, 351)."""

from dataclasses import replace
from datetime import date

from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.entries import Measure
from services.proceedings.domain.measure_requests import replaced_by
from services.proceedings.domain.measure_terms import RESTING
from services.proceedings.domain.rests import appealed, applied_by, last_day_of_rest, rests_by, same_ruling
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.parts.measures import Transition

WHOLE = "whole"
_SUBSTITUTED, _ON_APPEAL = "substituted", "Art. 348(10)"
_PERFORMED = ("performed", "in-force")
"""To what a measure moves when it is carried out; an arrest, which binds from then on, is in force."""


@EFFECTS.named("perform-action")
def perform_action(course: Course, act: Act, row: ActRow) -> None:
    """What was performed in whole is performed or in force; what was performed in part stays open."""
    course.publish(act.data, act.day)
    measure = course.measures.get(act.data.measure)
    step = next_status(course, measure, act.day) if measure is not None and act.data.extent == WHOLE else None
    if measure is not None and step is not None:
        article = str(step.article or course.rules.measure(measure.code, act.day).article)
        course.move_measure(measure, step.to, act.day, article, row.act)


@EFFECTS.named("measure-follows-the-ruling")
def measure_follows_the_ruling(course: Course, act: Act, row: ActRow) -> None:
    """A measure that an annulled ruling had applied is cancelled, one that is changed has another last day.

    What an annulled ruling had substituted is again what it was (Art. 348(10)). An agreement that it had approved is
    approved no more, and execution goes on (Art. 123(9)). Where the ruling suspended a restriction or extended that, it
    is the rest that goes or has another last day (Art. 139(1), 348(8)).
    """
    rulings = appealed(course, act.data.ruling_appeal)
    measure = course.measures.get(act.data.measure) if act.data.measure is not None else None
    if measure is not None and not applied_by(course, measure, rulings):
        measure = None
    for each in course.measures.values():
        if each is not measure and rests_by(course, each, rulings):
            _follow_rest(course, each, act, row)
    if act.data.outcome == "changed" and measure is not None and act.data.until is not None:
        measure.last_day = act.data.until
    if act.data.outcome != "annulled":
        return
    if measure is not None and measure.status in course.rules.proceedings.measures.binding:
        course.move_measure(measure, "cancelled", act.day, _ON_APPEAL, row.act)
        before = replaced_by(course, measure)
        if before is not None and before.status == _SUBSTITUTED:
            course.move_measure(before, before.history[-2].code, act.day, _ON_APPEAL, row.act)
    for agreement in [*course.matters.agreements]:
        papers = [said.data.paper for said in course.things.said(agreement, "record-ruling-on-agreement")]
        if any(same_ruling(paper, ruling) for paper in papers for ruling in rulings):
            course.matters.annul_agreement(agreement)


def _follow_rest(course: Course, measure: Measure, act: Act, row: ActRow) -> None:
    """A restriction rests as long as the rulings say that stand; what is over by then puts it back in force now."""
    pause = measure.pause
    if pause is None or pause.stops:
        return
    last_day = last_day_of_rest(course, measure)
    measure.pause = replace(pause, last_day=last_day) if last_day is not None else None
    if measure.status == RESTING and (last_day is None or last_day < act.day):
        course.move_measure(measure, pause.back_to, act.day, pause.article, row.act)


def next_status(course: Course, measure: Measure, day: date) -> Transition | None:
    """The step by which a measure is carried out; none: it was, or cannot be."""
    steps = (course.step(measure, status, day) for status in _PERFORMED)
    return next((step for step in steps if step is not None), None)
