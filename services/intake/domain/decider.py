"""Decisions on a statement: a command becomes an act, and what changes in the course is published."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from contracts.commands.intake import RegisterStatement
from contracts.envelope import CommandEnvelope
from services.intake.domain import refusals as refused
from services.intake.domain.assessment import Rules
from services.intake.domain.authority import unfit
from services.intake.domain.computing import course_of, procedure_on, with_act
from services.intake.domain.conditions import CONDITIONS
from services.intake.domain.corrections import CORRECTIONS, correct
from services.intake.domain.drafts import ACTS, PROCEEDING, drafted
from services.intake.domain.facts import Facts
from services.intake.domain.journal import Statement, evolve, made_now
from services.intake.domain.publishing import published_with
from shared.decider import Context, Decided, Decider, Rejection
from shared.law.procedures import faults_of_form
from shared.recordings import faults_of_recording, unknown_attestations

__all__ = ["PROCEEDING", "decider"]

_NOW = (datetime.max.replace(tzinfo=UTC), 0)
"""After everything else that was made today."""


def decider(rules: Rules) -> Decider[Statement, Facts]:
    """The rules of intake over the given law. Raises ValueError where its procedure names what there is not."""
    for rule_set in rules.rule_sets:
        procedure_on(rule_set.valid_from, rules.rule_sets)
    return Decider(initial=Statement(), decide=partial(_decide, rules), evolve=evolve, recordable=frozenset(ACTS))


def _decide(rules: Rules, statement: Statement, command: CommandEnvelope[Any], context: Context[Facts]) -> Decided:
    """The events a command leads to; raises Rejection."""
    if type(command.data) not in {*ACTS, *CORRECTIONS}:
        raise refused.reject(refused.NOT_FOR_INTAKE, command.type)
    if not statement.acts and not isinstance(command.data, RegisterStatement):
        raise refused.reject(refused.UNKNOWN_STATEMENT, "not found")
    if type(command.data) in CORRECTIONS:
        law = rules.rule_sets.in_force(context.today)
        if unknown := tuple(unknown_attestations(command.recording, context.today, law)):
            raise Rejection(*unknown)
        return correct(rules, statement, command, context.facts, context.today)
    procedure = procedure_on(command.effective_date, rules.rule_sets)
    through = max(statement.through, context.today)
    before = course_of(statement.acts, rules, through)
    row = procedure.acts[ACTS[type(command.data)]]
    act = drafted(before, command, row, context.facts)
    law = rules.rule_sets.in_force(act.day)
    now = made_now(act.day, context.today, act.recording)
    if (now or not context.backlog) and (
        problems := tuple(unfit(before, command, row, law, context.facts.stands_in, made_now=now))
    ):
        raise Rejection(*problems)
    faults = (
        *faults_of_recording(command, row.effective, context.today, law, statement.acts),
        *faults_of_form(before, act, row, CONDITIONS),
    )
    if faults:
        raise Rejection(*faults)
    if act.time is None and now:
        act = replace(act, time=_NOW)
    after = with_act(statement, act, rules, through)
    problems = after.irregular.get(act.id, ())
    # An act from a paper is recorded, with a duty to review it; no other is recorded where it was not open.
    if problems and (act.recording is None or act.recording.paper is None):
        raise Rejection(*problems)
    return published_with(statement, act.id, after)
