"""Decisions on a proceeding: a command becomes an act, and what changes in the course is published."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from contracts.commands import proceedings as commands
from contracts.envelope import CommandEnvelope
from contracts.events import proceedings as events
from contracts.problems import Problem
from contracts.revisions import Entry, revised_entries
from services.proceedings.domain import initiation
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions import CONDITIONS
from services.proceedings.domain.course import Course
from services.proceedings.domain.drafts import ACTS, drafted
from services.proceedings.domain.effects import EFFECTS
from services.proceedings.domain.journal import Journal, State, act_event, evolve
from services.proceedings.domain.tracks import item
from shared.decider import Context, Decided, Decider, Recorded, Rejection
from shared.law.calendar import WorkingCalendar, belarus
from shared.law.procedures import (
    Act,
    ActRow,
    ContradictoryOrder,
    Difference,
    Item,
    Procedure,
    added,
    check,
    difference,
    faults_of_form,
    walk,
)
from shared.law.procedures.loading import packaged_procedure

PROCEDURE = "enforcement"
_NOW = (datetime.max.replace(tzinfo=UTC), 0)
"""After everything else that was made today."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the service's own tables say about one command."""

    number: str | None = None
    """The next number of the series, for a proceeding to be initiated."""


def decide(state: State, command: CommandEnvelope[Any], context: Context[Facts]) -> Decided:
    """The events a command leads to; raises Rejection."""
    if isinstance(command.data, commands.InitiateProceeding):
        return initiation.initiate(state, command.data, command.effective_date, context.facts.number)
    if type(command.data) not in ACTS and not isinstance(command.data, commands.StartCompulsoryExecution):
        raise Rejection(refused.NOT_FOR_PROCEEDINGS.because(command.type))
    if state is None:
        raise Rejection(refused.UNKNOWN_PROCEEDING.because("no proceeding was initiated under this id"))
    through = max(state.through, context.today)
    before = course_of(state, through)
    if isinstance(command.data, commands.StartCompulsoryExecution):
        return _woken(state, before, command)
    row = procedure_of(before.rules.id).act(ACTS[type(command.data)])
    act = drafted(state, before, command, row)
    faults = faults_of_form(before, act, row, CONDITIONS)
    if faults:
        raise Rejection(*faults)
    made_now = act.day == context.today
    if made_now:
        act = replace(act, time=_NOW)
    try:
        after = course_of(replace(state, acts=(*state.acts, act)), through)
    except ContradictoryOrder as error:
        raise Rejection(refused.ORDER_CONTRADICTORY.because(str(error))) from error
    problems = after.irregular.get(act.id, ())
    if problems and (made_now or act.actor.startswith("policy:")):
        raise Rejection(*problems)
    return _published(state, act, after)


def course_of(state: Journal, through: date, calendar: WorkingCalendar | None = None) -> Course:
    """The course that follows from the acts of a proceeding, up to a day. Raises ContradictoryOrder."""
    course = Course(state.initiation, state.initiated_on, calendar or belarus(), state.events)
    procedure = procedure_of(course.rules.id)
    for act, problems in walk(course, procedure, state.acts, CONDITIONS, EFFECTS, _rank, through):
        course.take_up(act.id, problems)
        if problems:
            course.publish(_review(act, problems), act.day)
    return course


@cache
def procedure_of(rule_set: str) -> Procedure:
    """The procedure of a rule set, checked against the registries. Raises ValueError."""
    procedure = packaged_procedure(rule_set, PROCEDURE)
    check(procedure, CONDITIONS, EFFECTS)
    return procedure


def _rank(act: Act, row: ActRow) -> tuple[int, str]:
    return row.rank, act.data.model_dump_json()


def _published(state: Journal, act: Act, after: Course) -> Decided:
    """The events that record an act and what it changes."""
    own = act_event(after.published_by(act.id), act)
    change = difference(state.published, after.items)
    if change.since is None and any(each is own for each in change.added):
        return _dated(change.added)
    # Where the course does not only grow, the act's own event comes first and the revision says how it all reads.
    own = own or item(act.data, act.day)
    change = difference(added(state.published, [own]), after.items)
    return [*_dated([own]), *_change(state, change, act.id, act.day)]


def _woken(state: Journal, course: Course, command: CommandEnvelope[Any]) -> Decided:
    """What followed by law. Raises Rejection where compulsory execution has not begun by the command's day."""
    begun = course.reached.get("compulsory")
    if begun is None or command.effective_date < begun:
        raise Rejection(_not_begun(course, command.effective_date))
    return _change(state, difference(state.published, course.items), command.id, command.effective_date)


def _change(state: Journal, change: Difference, cause: UUID, day: date) -> list[Recorded]:
    if change.since is None:
        return _dated(change.added)
    revision = events.CourseRevised(
        revision=state.revision + 1,
        cause=cause,
        since=change.since,
        entries=revised_entries(Entry(each.day, each.data) for each in change.revised),
    )
    return [*_dated(change.added), Recorded(revision, day)]


def _not_begun(course: Course, day: date) -> Problem:
    if course.ended:
        return refused.FINISHED.because(f"the proceeding is {course.status} since {course.statuses[-1].day}")
    if course.status != "voluntary-term":
        detail = f"compulsory execution does not begin while the proceeding is {course.status}"
        return refused.NOT_IN_THIS_STATUS.because(detail, "Art. 360(1)")
    if course.term is None or course.term.due is None:
        return refused.TERM_UNKNOWN.because("no working calendar is published for the last day of the voluntary term")
    return refused.TERM_NOT_OVER.because(f"on {day}: the last day of the voluntary term is {course.term.due}")


def _review(act: Act, problems: Sequence[Any]) -> events.DutyOpened:
    """An act that was not open on its day stands until it is annulled; somebody has to look at it."""
    return events.DutyOpened(
        duty="review-irregular-act",
        who="head-of-enforcement-body",
        act=act.id,
        article=problems[0].article,
        problems=tuple(problems),
    )


def _dated(items: Sequence[Item]) -> list[Recorded]:
    return [Recorded(each.data, each.day) for each in items]


PROCEEDING: Decider[State, Facts] = Decider(initial=None, decide=decide, evolve=evolve)
