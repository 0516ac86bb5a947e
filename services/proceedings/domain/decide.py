"""Decisions on a proceeding: a command becomes an act, and what changes in the course is published."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from contracts.commands import proceedings as commands
from contracts.envelope import CommandEnvelope
from services.proceedings.domain import initiation
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.act_types import ACTS
from services.proceedings.domain.computing import course_of, procedure_of, with_act, with_act_of_today
from services.proceedings.domain.conditions import CONDITIONS
from services.proceedings.domain.conditions.attested import demanded_now
from services.proceedings.domain.drafts import drafted
from services.proceedings.domain.journal import State, evolve
from services.proceedings.domain.publishing import published_with
from services.proceedings.domain.wakeups import by_policy, woken
from shared.decider import Context, Decided, Decider, Rejection
from shared.law.calendar import WorkingCalendar, belarus
from shared.law.procedures import faults_of_form

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
        return woken(state, before, command)
    row = procedure_of(before.rules.id).acts[ACTS[type(command.data)]]
    act = drafted(state, before, command, row)
    faults = faults_of_form(before, act, row, CONDITIONS)
    if faults:
        raise Rejection(*faults)
    made_now = act.day == context.today
    if made_now:
        act = replace(act, time=_NOW)
    after = (
        with_act_of_today(before, act) if made_now and act.day == through else with_act(state, act, through, calendar)
    )
    problems = after.irregular.get(act.id, ())
    if made_now and not problems and not by_policy(command):
        problems = demanded_now(after, act)
    if problems and state.revision and by_policy(command):
        return []  # the expiry that asked for it was announced before the course was revised
    if problems and (made_now or by_policy(command)):
        raise Rejection(*problems)
    return published_with(state, act, after)


PROCEEDING: Decider[State, Facts] = Decider(initial=None, decide=decide, evolve=evolve)
