"""The course that follows from the acts of a stream, computed anew or with one more act."""

import operator
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple
from uuid import UUID

from contracts.events.proceedings import ProceedingInitiated
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions import CONDITIONS
from services.proceedings.domain.course import Course
from services.proceedings.domain.duties import follow_circumstances, settle_duties
from services.proceedings.domain.duty_checks import check_duties
from services.proceedings.domain.effects import EFFECTS
from services.proceedings.domain.effects.measures import follow_performance
from services.proceedings.domain.journal import ANNULMENT, Journal, act_event, stated_by, without_restated
from services.proceedings.domain.ordering import Ranking, may_be_unstated, ranking, undecided
from services.proceedings.domain.performance import follow_demands, last_awaited, looks_back
from services.proceedings.domain.reopened_duties import reopen_duties
from services.proceedings.domain.rules import rules_named
from services.proceedings.domain.set_aside import standing
from services.proceedings.domain.states import check_states
from shared.decider import Rejection
from shared.law.calendar import WorkingCalendar
from shared.law.procedures import Act, ContradictoryOrder, Procedure, check, in_order, walk


def course_of(state: Journal, through: date, calendar: WorkingCalendar) -> Course:
    """The course that follows from the acts of a proceeding, up to a day. Raises ContradictoryOrder.

    It goes on from the course that was computed last where only acts at its end were added.
    """
    last: _Computed | None = state.remembered.course
    added = _added_since(last, state, through, calendar) if last is not None else None
    if last is None or added is None:
        course = computed(state, through, calendar)
    else:
        course = last.course.copy()
        course.events, course.causes = state.events, state.causes
        _walked(course, added, through)
    state.remembered.course = _Computed(
        state.initiation, state.initiated_on, state.acts, through, calendar.version, course
    )
    return course.copy()


def computed(state: Journal, through: date, calendar: WorkingCalendar) -> Course:
    """The course that follows from the acts, computed from the first on. Raises ContradictoryOrder.

    Whether the debtor kept the voluntary term is known when all that he paid in it was credited (Art. 135(8)).
    """
    course = _from_the_first(state, through, calendar)
    awaited_until = last_awaited(course, state.acts)
    if awaited_until is None:
        return course
    kept = _from_the_first(state, through, calendar, awaited_until)
    return kept if kept.reached.get("compulsory", date.max) > awaited_until + timedelta(days=1) else course


def _from_the_first(
    state: Journal, through: date, calendar: WorkingCalendar, awaited_until: date | None = None
) -> Course:
    course = begun(state.initiation, state.initiated_on, calendar, state.initiated_by)
    course.events, course.causes = state.events, state.causes
    course.awaited_until = awaited_until
    _walked(course, standing(state.acts, course.rules), through)
    return course


class _Computed(NamedTuple):
    """A course, and all it was computed from."""

    initiation: ProceedingInitiated
    initiated_on: date
    acts: tuple[Act, ...]
    through: date
    calendar: str
    course: Course


def _added_since(last: _Computed, state: Journal, through: date, calendar: WorkingCalendar) -> tuple[Act, ...] | None:
    """The acts that come after all those of a course computed before; none if it cannot be gone on from."""
    before, added = last.acts, state.acts[len(last.acts) :]
    goes_on = (
        last.initiation is state.initiation
        and last.initiated_on == state.initiated_on
        and last.calendar == calendar.version
        and last.through <= through
        and len(before) <= len(state.acts)
        and all(map(operator.is_, before, state.acts))
        and all(act.day >= last.through and not looks_back(act) for act in added)
    )
    of_last_day = [act for act in state.acts if act.day == last.through]
    in_order_of_recording = all(
        one.time is not None and other.time is not None and one.time < other.time and one.after is None
        for one, other in pairwise(of_last_day)
    )
    return added if goes_on and (in_order_of_recording or not added) else None


def begun(initiation: ProceedingInitiated, day: date, calendar: WorkingCalendar, act: UUID) -> Course:
    """The course that follows from the initiation alone; `act` is the command that initiated the proceeding."""
    course = Course(initiation, day, calendar)
    course.after_law = lambda later, on: follow_circumstances(later, act, on)
    settle_duties(course, "initiate-proceeding", act, day)
    course.of_initiation = {id(each): act for each in course.items}
    return course


def with_act(state: Journal, act: Act, through: date, calendar: WorkingCalendar) -> Course:
    """The course with another act. Raises Rejection."""
    others = without_restated(state.acts, act.data)
    return course_with(replace(state, acts=(*others, act)), through, calendar)


def course_with(state: Journal, through: date, calendar: WorkingCalendar) -> Course:
    """The course of a journal that is not on record yet. Raises Rejection."""
    try:
        return computed(state, through, calendar)
    except ContradictoryOrder as error:
        raise Rejection(refused.ORDER_CONTRADICTORY.because(str(error))) from error


def with_act_of_today(before: Course, act: Act) -> Course:
    """The course with an act that comes after all others: only this act has to be walked."""
    after = before.copy()
    _walked(after, [act], act.day)
    return after


def with_later_act(before: Course, act: Act, through: date) -> Course:
    """The course with an act of a day that a course before it has not come to: only this act has to be walked."""
    after = before.copy()
    _walked(after, [act], through)
    return after


def acts_in_order(state: Journal) -> list[Act]:
    """The acts in the order in which they take effect. Raises ContradictoryOrder."""
    rows, rank = procedure_of(state.initiation.rule_set).rows, ranking(rules_named(state.initiation.rule_set))
    return in_order(state.acts, lambda act: rank(act, rows[act.name]))


@cache
def procedure_of(rule_set: str) -> Procedure:
    """The procedure of a rule set, checked against the registries. Raises ValueError."""
    rules = rules_named(rule_set)
    procedure = rules.law.procedures.enforcement
    check(procedure, CONDITIONS, EFFECTS, rules.kinds_of_conditions, rules.conditions_named)
    check_duties(rules)
    check_states(rules)
    return procedure


def _walked(course: Course, acts: Sequence[Act], through: date) -> None:
    procedure, rank = procedure_of(course.rules.id), ranking(course.rules)
    stated: list[Act] = []
    for day, group in groupby(sorted(acts, key=lambda act: act.day), key=lambda act: act.day):
        of_day = list(group)
        if not may_be_unstated(of_day):
            stated += of_day
            continue
        _walk(course, procedure, stated, rank)
        stated, before = [], course.copy()
        _walk(course, procedure, of_day, rank)
        on_record = [_on_record(course, act) for act in of_day]
        for id_, problems in undecided(before, course, on_record, procedure, _walk):
            course.open_duty("state-the-order", id_, day, problems)
    _walk(course, procedure, stated, rank)
    course.advance(through)


def _on_record(course: Course, act: Act) -> Act:
    """The act as it will read once it is recorded, with what its event says of the moment, such as a cap."""
    own = act_event(course.published_by(act.id), act) if act.draft else None
    return replace(act, data=stated_by(own.data), draft=False) if own else act


def _walk(course: Course, procedure: Procedure, acts: Sequence[Act], ranked: Ranking) -> None:
    def settle(act: Act) -> None:
        # An act without effect opens and fulfils no duty; an annulment may end or bring back a circumstance.
        if act.name == ANNULMENT or act_event(course.published_by(act.id), act) is not None:
            settle_duties(course, act.name, act.id, act.day, act.data)
            if act.name == ANNULMENT:
                reopen_duties(course, act.data.act, act.day)
            follow_performance(course, act.day)
            follow_demands(course, act)

    through = acts[-1].day if acts else course.initiated_on
    for act, problems in walk(course, procedure, acts, CONDITIONS, EFFECTS, ranked, through, settle):
        course.take_up(act.id, problems)
        if problems:
            # An act that was not open on its day stands until it is annulled; somebody has to look at it.
            course.open_duty("review-irregular-act", act.id, act.day, problems)
            if act_event(course.published_by(act.id), act) is None:  # what it lacks may be for somebody to bring
                follow_circumstances(course, act.id, act.day)
