"""Decisions on a proceeding: a command becomes an act, and what changes in the course is published."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from contracts.commands import proceedings as commands
from contracts.envelope import CommandEnvelope
from contracts.events import proceedings as events
from contracts.problems import Problem
from contracts.revisions import Entry, revised_entry
from services.proceedings.domain import initiation
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions import CONDITIONS
from services.proceedings.domain.course import Course
from services.proceedings.domain.drafts import ACTS, drafted
from services.proceedings.domain.effects import EFFECTS
from services.proceedings.domain.journal import Journal, State, act_event, evolve, records_an_act, stated
from services.proceedings.domain.rules import rules_named
from services.proceedings.domain.tracks import item
from shared.decider import Context, Decided, Decider, Recorded, Rejection
from shared.law.calendar import WorkingCalendar, belarus
from shared.law.procedures import (
    Act,
    ActRow,
    ContradictoryOrder,
    Item,
    Procedure,
    check,
    difference,
    faults_of_form,
    walk,
)

_NOW = (datetime.max.replace(tzinfo=UTC), 0)
"""After everything else that was made today."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the service's own tables say about one command."""

    number: str | None = None
    """The next number of the series, for a proceeding to be initiated."""
    calendar: WorkingCalendar = field(default_factory=belarus)
    """The working calendar with every act published so far."""


def decide(state: State, command: CommandEnvelope[Any], context: Context[Facts]) -> Decided:
    """The events a command leads to; raises Rejection."""
    if isinstance(command.data, commands.InitiateProceeding):
        return initiation.initiate(state, command.data, command.effective_date, context.facts.number)
    if type(command.data) not in ACTS and not isinstance(command.data, commands.StartCompulsoryExecution):
        raise Rejection(refused.NOT_FOR_PROCEEDINGS.because(command.type))
    if state is None:
        raise Rejection(refused.UNKNOWN_PROCEEDING.because("no proceeding was initiated under this id"))
    through = max(state.through, context.today)
    calendar = context.facts.calendar
    before = course_of(state, through, calendar)
    if isinstance(command.data, commands.StartCompulsoryExecution):
        return _woken(state, before, command)
    row = procedure_of(before.rules.id).acts[ACTS[type(command.data)]]
    act = drafted(state, before, command, row)
    faults = faults_of_form(before, act, row, CONDITIONS)
    if faults:
        raise Rejection(*faults)
    made_now = act.day == context.today
    if made_now:
        act = replace(act, time=_NOW)
    after = _with_act_of_today(before, act) if made_now and act.day == through else _with(state, act, through, calendar)
    problems = after.irregular.get(act.id, ())
    if problems and state.revision and _by_policy(command):
        return []  # the expiry that asked for it was announced before the course was revised
    if problems and (made_now or _by_policy(command)):
        raise Rejection(*problems)
    return _published(state, act, after)


def _with(state: Journal, act: Act, through: date, calendar: WorkingCalendar) -> Course:
    """The course with another act. Raises Rejection."""
    try:
        return course_of(replace(state, acts=(*state.acts, act)), through, calendar)
    except ContradictoryOrder as error:
        raise Rejection(refused.ORDER_CONTRADICTORY.because(str(error))) from error


def _with_act_of_today(before: Course, act: Act) -> Course:
    """The course with an act that comes after all others: only this act has to be walked."""
    after = before.copy()
    _walked(after, [act], act.day)
    return after


def course_of(state: Journal, through: date, calendar: WorkingCalendar) -> Course:
    """The course that follows from the acts of a proceeding, up to a day. Raises ContradictoryOrder."""
    course = Course(state.initiation, state.initiated_on, calendar, state.events)
    _walked(course, state.acts, through)
    return course


def _walked(course: Course, acts: Sequence[Act], through: date) -> None:
    procedure = procedure_of(course.rules.id)
    for act, problems in walk(course, procedure, acts, CONDITIONS, EFFECTS, _rank, through):
        course.take_up(act.id, problems)
        if problems:
            course.publish(_review(act, problems), act.day)


@cache
def procedure_of(rule_set: str) -> Procedure:
    """The procedure of a rule set, checked against the registries. Raises ValueError."""
    procedure = rules_named(rule_set).law.procedures.enforcement
    check(procedure, CONDITIONS, EFFECTS)
    return procedure


def _rank(act: Act, row: ActRow) -> tuple[int, str]:
    return row.rank, stated(act.data)


def _published(state: Journal, act: Act, after: Course) -> Decided:
    """The events that record an act and what it changes."""
    items = after.published_by(act.id)
    own = act_event(items, act)
    mine = {id(each) for each in items}

    def of_another_act(each: Item) -> bool:
        # An act that was void takes effect now: its event was published when it was recorded.
        return records_an_act(each.data) and id(each) not in mine

    change = difference(state.published, after.items, of_another_act)
    if change.since is None and any(each is own for each in change.added):
        return _dated(change.added)
    recorded = own or item(act.data, act.day)  # an act without effect is recorded all the same
    since = min([act.day, *([change.since] if change.since else []), *(each.day for each in change.added)])
    return [Recorded(_revision(state, after, act.id, since, recorded), act.day)]


def _woken(state: Journal, course: Course, command: CommandEnvelope[Any]) -> Decided:
    """What followed by law. Raises Rejection where compulsory execution has not begun by the command's day."""
    begun = course.reached.get("compulsory")
    if course.ended or begun is None or command.effective_date < begun:
        if _by_policy(command) and (state.revision or course.suspensions):
            return []  # the expiry was announced before it was known that the term does not end then
        raise Rejection(_not_begun(course, command.effective_date))
    change = difference(state.published, course.items, lambda each: records_an_act(each.data))
    if change.since is None:
        return _dated(change.added)
    return [Recorded(_revision(state, course, command.id, change.since), command.effective_date)]


def _revision(
    state: Journal, course: Course, cause: UUID, since: date, recorded: Item | None = None
) -> events.CourseRevised:
    entries = [Entry(each.day, each.data) for each in course.items if each.day >= since]
    act = revised_entry(Entry(recorded.day, recorded.data)) if recorded else None
    return events.CourseRevised(
        revision=state.revision + 1, cause=cause, act=act, since=since, entries=tuple(map(revised_entry, entries))
    )


def _by_policy(command: CommandEnvelope[Any]) -> bool:
    return command.actor.startswith("policy:")


def _not_begun(course: Course, day: date) -> Problem:
    if course.ended:
        return refused.FINISHED.because(f"the proceeding is {course.status} since {course.statuses[-1].day}")
    if course.status != "voluntary-term":
        detail = f"compulsory execution does not begin while the proceeding is {course.status}"
        return refused.NOT_IN_THIS_STATUS.because(detail, "Art. 360(1)")
    if course.term is None or course.term.due is None:
        return refused.TERM_UNKNOWN.because("no working calendar is published for the last day of the voluntary term")
    return refused.TERM_NOT_OVER.because(f"on {day}: the last day of the voluntary term is {course.term.due}")


def _review(act: Act, problems: tuple[Problem, ...]) -> events.DutyOpened:
    """An act that was not open on its day stands until it is annulled; somebody has to look at it."""
    return events.DutyOpened(
        duty="review-irregular-act",
        who="head-of-enforcement-body",
        act=act.id,
        article=problems[0].article,
        problems=problems,
    )


def _dated(items: Sequence[Item]) -> list[Recorded]:
    return [Recorded(each.data, each.day) for each in items]


PROCEEDING: Decider[State, Facts] = Decider(initial=None, decide=decide, evolve=evolve)
