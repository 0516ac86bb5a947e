"""The course that follows from the acts of a stream, computed anew or with one more act."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from contracts.events import proceedings as events
from contracts.problems import Problem
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions import CONDITIONS
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects import EFFECTS
from services.proceedings.domain.journal import Journal, stated
from services.proceedings.domain.rules import rules_named
from shared.decider import Rejection
from shared.law.calendar import WorkingCalendar
from shared.law.procedures import Act, ActRow, ContradictoryOrder, Procedure, check, walk


def course_of(state: Journal, through: date, calendar: WorkingCalendar) -> Course:
    """The course that follows from the acts of a proceeding, up to a day. Raises ContradictoryOrder."""
    course = Course(state.initiation, state.initiated_on, calendar, state.events)
    _walked(course, state.acts, through)
    return course


def with_act(state: Journal, act: Act, through: date, calendar: WorkingCalendar) -> Course:
    """The course with another act. Raises Rejection."""
    try:
        return course_of(replace(state, acts=(*state.acts, act)), through, calendar)
    except ContradictoryOrder as error:
        raise Rejection(refused.ORDER_CONTRADICTORY.because(str(error))) from error


def with_act_of_today(before: Course, act: Act) -> Course:
    """The course with an act that comes after all others: only this act has to be walked."""
    after = before.copy()
    _walked(after, [act], act.day)
    return after


@cache
def procedure_of(rule_set: str) -> Procedure:
    """The procedure of a rule set, checked against the registries. Raises ValueError."""
    rules = rules_named(rule_set)
    procedure = rules.law.procedures.enforcement
    check(procedure, CONDITIONS, EFFECTS, rules.kinds_of_conditions, rules.conditions_named)
    return procedure


def _walked(course: Course, acts: Sequence[Act], through: date) -> None:
    procedure = procedure_of(course.rules.id)
    for act, problems in walk(course, procedure, acts, CONDITIONS, EFFECTS, _rank, through):
        course.take_up(act.id, problems)
        if problems:
            course.publish(_review(act, problems), act.day)


def _rank(act: Act, row: ActRow) -> tuple[int, str]:
    return row.rank, stated(act.data)


def _review(act: Act, problems: tuple[Problem, ...]) -> events.DutyOpened:
    """An act that was not open on its day stands until it is annulled; somebody has to look at it."""
    return events.DutyOpened(
        duty="review-irregular-act",
        who="head-of-enforcement-body",
        act=act.id,
        article=problems[0].article,
        problems=problems,
    )
