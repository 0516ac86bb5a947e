"""Every command of a proceeding and the act that answers it, behind the guards that all acts share."""

from collections.abc import Callable
from datetime import date
from typing import Any

from contracts.commands import proceedings as commands
from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from contracts.registry import Command
from services.proceedings.domain import (
    ending,
    fulfilment,
    initiation,
    measures,
    papers,
    payments,
    service_and_terms,
    suspension,
)
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.case import Case, Facts
from services.proceedings.domain.evolve import evolve
from services.proceedings.domain.rules import name_of, rules_named
from services.proceedings.domain.state import Proceeding, State
from shared.decider import Context, Decided, Decider, Rejection
from shared.law.rule_sets.parts.proceedings import Act

_ACTS: dict[type[Command], Callable[[Case[Any]], Decided]] = {
    commands.SendResolutionCopies: papers.send_copies,
    commands.AssignExecutor: papers.assign_executor,
    commands.RecordService: service_and_terms.record_service,
    commands.StartCompulsoryExecution: service_and_terms.start_compulsory,
    commands.AddMeasure: measures.add,
    commands.ChangeMeasureStatus: measures.change_status,
    commands.RecordCost: payments.record_cost,
    commands.RecordPayment: payments.record_payment,
    commands.ImposeFee: fulfilment.impose_fee,
    commands.RecordFulfilment: fulfilment.record,
    commands.SuspendProceeding: suspension.suspend,
    commands.ResumeProceeding: suspension.resume,
    commands.TerminateProceeding: ending.terminate,
    commands.ReturnDocument: ending.return_document,
    commands.CompleteProceeding: ending.complete,
}


def decide(state: State, command: CommandEnvelope[Any], context: Context[Facts]) -> Decided:
    """The events a command leads to; raises Rejection."""
    if isinstance(command.data, commands.InitiateProceeding):
        return initiation.initiate(state, command.data, command.effective_date, context.facts)
    if type(command.data) not in _ACTS:
        raise Rejection(refused.NOT_FOR_PROCEEDINGS.because(command.type))
    if state is None:
        raise Rejection(refused.UNKNOWN_PROCEEDING.because("no proceeding was initiated under this id"))
    rules = rules_named(state.rule_set)
    _guard(state, rules.act(name_of(command.data.type)), command.effective_date)
    return _ACTS[type(command.data)](Case(state, command.data, command.effective_date, rules, context.facts))


def _guard(proceeding: Proceeding, act: Act, day: date) -> None:
    problems = [*_too_early(proceeding, act, day), *_closed(proceeding, act, day)]
    if problems:
        raise Rejection(*problems)


def _too_early(proceeding: Proceeding, act: Act, day: date) -> list[Problem]:
    if day < proceeding.initiated_on:
        return [refused.BEFORE_INITIATION.because(f"the proceeding was initiated on {proceeding.initiated_on}")]
    latest = proceeding.history[-1]
    if act.moves_status and day < latest.day:
        detail = f"status {latest.code} has stood since {latest.day}"
        return [refused.BEFORE_LATEST_STATUS.because(detail, act.article)]
    return []


def _closed(proceeding: Proceeding, act: Act, day: date) -> list[Problem]:
    status = proceeding.status if act.moves_status else proceeding.status_on(day)
    if status in act.statuses:
        return []
    if proceeding.ended:
        return [refused.FINISHED.because(f"the proceeding is {status} since {proceeding.history[-1].day}")]
    detail = f"{act.act} is not open while the proceeding is {status}"
    return [refused.NOT_IN_THIS_STATUS.because(detail, act.article)]


PROCEEDING: Decider[State, Facts] = Decider(initial=None, decide=decide, evolve=evolve)
