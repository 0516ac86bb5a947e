"""Decisions on a proceeding: a command becomes an act, and what changes in the course is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.commands import proceedings as commands
from contracts.commands.distribution import DISTRIBUTES
from contracts.envelope import CommandEnvelope
from contracts.events.of_proceeding import ProceedingEvent
from contracts.events.proceedings import CourseRevised
from contracts.information import ProceedingOfDebtor
from contracts.problems import Problem
from contracts.registry import Event
from contracts.values import Money
from services.proceedings.domain import initiation
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.act_types import ACTS
from services.proceedings.domain.authority import unfit_to_initiate, unfit_to_make, unfit_to_record
from services.proceedings.domain.computing import course_of, procedure_of, with_act, with_act_of_today, with_later_act
from services.proceedings.domain.conditions import CONDITIONS
from services.proceedings.domain.conditions.attested import demanded_now
from services.proceedings.domain.corrections import CORRECTIONS, Known, correct
from services.proceedings.domain.course import Course
from services.proceedings.domain.distribution_shares import Calculation, with_shares
from services.proceedings.domain.drafts import drafted
from services.proceedings.domain.effects.stages import MADE_NOW
from services.proceedings.domain.information import with_figures
from services.proceedings.domain.inputs import adopted, inputs_of
from services.proceedings.domain.journal import Journal, State, evolve, made_in_system, without_restated
from services.proceedings.domain.measure_steps import step_of_another_act
from services.proceedings.domain.performance import looks_back
from services.proceedings.domain.publishing import published_with
from services.proceedings.domain.rules import law_on
from services.proceedings.domain.wakeups import by_policy, is_wakeup, woken
from shared.decider import BoundReached, Context, Decided, Decider, Recorded, Rejection
from shared.law.calendar import WorkingCalendar, belarus
from shared.law.money import MoneyError
from shared.law.procedures import Act, ActRow, Effective, faults_of_form
from shared.recordings import faults_of_recording, unknown_attestations

_KNOWN = frozenset({*ACTS, *CORRECTIONS})
_NOW = (datetime.max.replace(tzinfo=UTC), 0)
"""After everything that was recorded of today."""
REVISIONS_PER_DAY = 50
OF_OTHER_PROCEEDINGS = "money is divided as all proceedings of the debtor stand: record it by itself after their acts"
OF_TWO_PERSONS = "a correction is of an act on record, and a second person may have to approve it: make it by itself"
"""Why a command is recorded in no backlog."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the service's own tables and settings say about one command."""

    number: str | None = None
    """The next number of the series, for a proceeding to be initiated."""
    calendar: WorkingCalendar = field(default_factory=belarus)
    """The working calendar with every act published so far."""
    revisions_per_day: int = REVISIONS_PER_DAY
    """How often a course may be revised on one day."""
    order_recorded_in: str | None = None
    """The number of another proceeding of the body that has the bank order of a payment."""
    stream_of_group: bool = False
    """Whether the stream is that of a group of debtors."""
    calculation: Calculation | None = None
    """How the money of a distribution is shared among the proceedings of the debtor; none: nothing is shared."""
    identified: Mapping[UUID, bool] = field(default_factory=dict)
    """Payments that were unidentified money on the account of the body before, and whether they stand."""
    contradicted: Mapping[str, str] = field(default_factory=dict)
    """By role of a party that the command names, the record that says otherwise whose its numbers are."""
    figures: tuple[ProceedingOfDebtor, ...] | None = None
    """The proceedings against the debtor, for a command that gives information on him."""
    owed_elsewhere: tuple[Money, ...] = ()
    """What other proceedings against the debtor owe the recoverer, for a command that fixes a difference."""
    joined_besides: str | None = None
    """The number of another proceeding that goes on and shares its money, for a command that separates one."""
    stands_in: frozenset[str] = frozenset()
    """The executors for whom the sender of the command stands in today."""
    same_obligation_in: str | None = None
    """The number of another proceeding against the debtor on the same obligation, for a command that initiates one."""
    surplus_besides: tuple[str, ...] = ()
    """The other open proceedings of the body against the debtor, for a command that pays a surplus out."""


def decide(state: State, command: CommandEnvelope[Any], context: Context[Facts]) -> Decided:
    """The events a command leads to; raises Rejection or StreamDiverged."""
    number = context.facts.number if state is None else state.number
    try:
        return [_with_number(each, number) for each in _decided(state, command, context)]
    except MoneyError as error:
        # A sum that no system carries, such as a cap above the largest amount.
        raise Rejection(error.problem) from error


def _decided(state: State, command: CommandEnvelope[Any], context: Context[Facts]) -> Decided:
    if isinstance(command.data, commands.InitiateProceeding):
        return _initiated(state, command, context)
    if type(command.data) not in _KNOWN and not is_wakeup(command.data):
        raise Rejection(refused.NOT_FOR_PROCEEDINGS.because(command.type))
    if state is None:
        raise Rejection(refused.UNKNOWN_PROCEEDING.because("no proceeding was initiated under this id"))
    calendar = context.facts.calendar
    course = course_of(state, _through(state, context, command.effective_date), calendar)
    due, known = list[Recorded](), state
    if not context.continued:
        due, known = adopted(state, course, command.id, inputs_of(calendar), context.today)
    if is_wakeup(command.data):
        decided = [*due, *woken(known, course, command)]
    elif type(command.data) in CORRECTIONS:
        if faults := tuple(unknown_attestations(command.recording, command.effective_date, course.rules.law)):
            raise Rejection(*faults)
        facts = context.facts
        about = Known(context.today, calendar, facts.identified, facts.contradicted, facts.stands_in)
        decided = [*due, *correct(known, course, command, about)]
    else:
        decided = [*due, *_recorded(known, course, command, context)]
    _check_bound(state, decided, context)
    return decided


def _with_number(each: Event | Recorded, number: str | None) -> Event | Recorded:
    """What is recorded says of which proceeding it is; in decisions, and in the entries of a revision, it does not."""
    if isinstance(each, Recorded):
        return replace(each, data=_of_proceeding(each.data, number))
    return _of_proceeding(each, number)


def _of_proceeding(data: Event, number: str | None) -> Event:
    return data.model_copy(update={"proceeding_number": number}) if isinstance(data, ProceedingEvent) else data


def _initiated(state: State, command: CommandEnvelope[Any], context: Context[Facts]) -> Decided:
    if faults := faults_of_recording(command, Effective.DECISION, context.today, law_on(command.effective_date)):
        raise Rejection(*faults)
    if unfit := unfit_to_initiate(command, context.today):
        raise Rejection(*unfit)
    if context.facts.stream_of_group:
        raise Rejection(refused.STREAM_OF_A_GROUP.because("debtors who share a debt have this stream"))
    facts = context.facts
    return initiation.initiate(state, command, facts.number, facts.calendar, facts.same_obligation_in)


def _recorded(state: Journal, before: Course, command: CommandEnvelope[Any], context: Context[Facts]) -> Decided:
    """The events that record the act of a command, on top of the course that follows from those recorded before."""
    row = procedure_of(before.rules.id).acts[ACTS[type(command.data)]]
    act = drafted(state, before, command, row)
    made_now = made_in_system(act.day, command.recording, context.today)
    if unfit := _unfit(before, act, row, context, made_now=made_now):
        raise Rejection(*unfit)
    act = with_shares(act, context.facts.calculation, before)
    act = with_figures(act, context.facts.figures)
    facts = {
        each: getattr(context.facts, each)
        for each in ("order_recorded_in", "contradicted", "owed_elsewhere", "joined_besides")
    }
    # What was paid out elsewhere has left the account: it is recorded, whoever should have had it.
    facts["surplus_besides"] = context.facts.surplus_besides if made_now else ()
    act = replace(act, evidence={**act.evidence, **facts}, recording=command.recording)
    faults = (
        *faults_of_recording(command, row.effective, context.today, before.rules.law, state.acts),
        *faults_of_form(before, act, row, CONDITIONS),
    )
    if faults:
        raise Rejection(*faults)
    if of_others := step_of_another_act(before, act, made_now=made_now):
        raise Rejection(of_others)
    act = _placed(act, command, made_now=made_now)
    after = _course_with(state, before, act, context)
    problems = (after.irregular.get(act.id) or _closed_by_now(state, before, act)) if made_now else ()
    if made_now and not problems and not by_policy(command):
        problems = demanded_now(after, act)
    if problems:
        raise Rejection(*problems)
    return published_with(state, act, after)


def _unfit(course: Course, act: Act, row: ActRow, context: Context[Facts], *, made_now: bool) -> tuple[Problem, ...]:
    """Why its sender may not make the act, or record it. A backlog names whom its papers name."""
    if made_now:
        return tuple(unfit_to_make(course, act, row, context.facts.stands_in))
    return () if context.backlog else tuple(unfit_to_record(course, act, row, context.facts.stands_in))


def _closed_by_now(state: Journal, before: Course, act: Act) -> Sequence[Problem]:
    """Why an act made now is not open after all that is recorded of the day, although the ranks place it earlier."""
    untimed = any(other.time is None for other in state.acts if other.day == act.day)
    if not untimed or act.day < state.through or act.after is not None:
        return ()
    return with_act_of_today(before, act).irregular.get(act.id, ())


def _placed(act: Act, command: CommandEnvelope[Any], *, made_now: bool) -> Act:
    """The act with what is stated about its recording, in its place among the acts of its day."""
    recording = command.recording
    time = (recording.at, 0) if recording and recording.at else _NOW if made_now else None
    evidence = {**act.evidence, MADE_NOW: True} if made_now else act.evidence
    after = recording.after if recording else None
    return replace(act, time=time, after=after, evidence=evidence)


def _course_with(state: Journal, before: Course, act: Act, context: Context[Facts]) -> Course:
    """The course with the act. Raises Rejection."""
    through = _until_next(state, act.day, context)
    if context.continued and _through(state, context, act.day) < act.day and not looks_back(act):
        return with_later_act(before, act, through)
    others_in_time = all(other.time is not None for other in state.acts if other.day == act.day)
    restates = len(without_restated(state.acts, act.data)) < len(state.acts)
    if act.time == _NOW and act.day == through and others_in_time and not restates and not looks_back(act):
        return with_act_of_today(before, act)
    return with_act(state, act, through, context.facts.calendar)


def _through(state: Journal, context: Context[Facts], day: date) -> date:
    """The day up to which the course reads as published, before an act of `day`.

    The acts of a backlog are decided in the order of their days. What follows from them by time alone is published
    only as far as the next one, so that each goes on from those before it and revises nothing.
    """
    last = max(state.through, context.today)
    return min(last, max(day - timedelta(days=1), _last_day(state))) if context.continued else last


def _until_next(state: Journal, day: date, context: Context[Facts]) -> date:
    """The day up to which the course is published with an act of `day`: today, or that before the next one."""
    last = max(state.through, context.today)
    if context.next_day is None:
        return last
    return min(last, max(day, context.next_day - timedelta(days=1), _last_day(state)))


def _last_day(state: Journal) -> date:
    """The last day of which something was published."""
    return max((each.day for items in state.published.values() for each in items), default=date.min)


def _check_bound(state: Journal, decided: Sequence[Any], context: Context[Facts]) -> None:
    """Raises BoundReached where the course would be revised too often in one day; a backlog is one occasion."""
    if context.continued:
        return
    revisions = sum(isinstance(each, Recorded) and isinstance(each.data, CourseRevised) for each in decided)
    day, count = state.revised_on
    before, bound = count if day == context.today else 0, context.facts.revisions_per_day
    if revisions and before + revisions > bound:
        raise BoundReached(
            refused.TOO_MANY_REVISIONS.because(f"it was revised {before} times on {context.today}, of {bound}")
        )


PROCEEDING: Decider[State, Facts] = Decider(
    initial=None,
    decide=decide,
    evolve=evolve,
    inputs=lambda facts: inputs_of(facts.calendar),
    recordable=frozenset(ACTS) - DISTRIBUTES,
    alone={
        **dict.fromkeys(DISTRIBUTES, OF_OTHER_PROCEEDINGS),
        **dict.fromkeys(CORRECTIONS, OF_TWO_PERSONS),
    },
)
