"""Corrections of entries before the decision: struck, or corrected to what the paper says. Nothing is deleted.

A correction that needs a second person is proposed first and made when another person approves it.
"""

import json
from datetime import date
from typing import Any
from uuid import UUID

from contracts.catalogue import COMMANDS
from contracts.commands.intake_corrections import ApproveCorrection, CorrectEntry, RejectCorrection, StrikeEntry
from contracts.envelope import CommandEnvelope
from contracts.events.corrections import CorrectionKind, StatedAct
from contracts.events.intake import StatementAssessed
from contracts.events.intake_corrections import CorrectionMade, CorrectionProposed, CorrectionRejected
from contracts.registry import Command, MalformedMessage, UnknownType
from contracts.revisions import Entry, revised_entry
from services.intake.domain import refusals as refused
from services.intake.domain.assessment import Rules
from services.intake.domain.authority import unfit_to_correct
from services.intake.domain.computing import course_of, procedure_on
from services.intake.domain.conditions import CONDITIONS
from services.intake.domain.course import Course
from services.intake.domain.drafts import ACTS, REGISTRATION, drafted
from services.intake.domain.facts import Facts
from services.intake.domain.journal import Proposed, Statement, corrected
from services.intake.domain.publishing import changes
from shared.decider import Decided, Recorded, Rejection
from shared.law.procedures import Act, faults_of_form

CORRECTIONS: frozenset[type[Command]] = frozenset({StrikeEntry, CorrectEntry, ApproveCorrection, RejectCorrection})
"""The commands of this module."""


def correct(rules: Rules, statement: Statement, command: CommandEnvelope[Any], facts: Facts, today: date) -> Decided:
    """The events that a command about a correction leads to. Raises Rejection."""
    data = command.data
    course = course_of(statement.acts, rules, today)
    if problems := tuple(unfit_to_correct(course, command.actor)):
        raise Rejection(*problems)
    if isinstance(data, RejectCorrection):
        asked = _waiting(statement, data.correction).asked
        return [CorrectionRejected(correction=data.correction, act=asked.act, reason=data.reason)]
    if course.decided is not None:
        raise Rejection(refused.decided(course.decided.data, "its entries are corrected no more"))
    correcting = _Correcting(rules, statement, command, facts, today)
    if isinstance(data, ApproveCorrection):
        proposed = _waiting(statement, data.correction)
        if proposed.by == command.actor:
            raise refused.reject(refused.SECOND_PERSON, f"{command.actor} proposed the correction")
        return correcting.made(proposed.asked, proposed.by)
    asked = CorrectionProposed(
        correction=command.id,
        kind=CorrectionKind.STRIKE_ENTRY if isinstance(data, StrikeEntry) else CorrectionKind.CORRECT_ENTRY,
        act=data.act,
        day=getattr(data, "day", None),
        data=getattr(data, "data", None),
        reason=data.reason,
        basis=data.basis,
    )
    made = correcting.made(asked, None)  # refused now, and not only when somebody approves it
    return [asked] if correcting.takes_two(asked) else made


def stated_command(stated: StatedAct) -> Command:
    """The command that states an act. Raises Rejection."""
    try:
        command: Command = COMMANDS.decode(stated.type, json.dumps(stated.data).encode())
    except UnknownType as error:
        raise refused.reject(refused.ANOTHER_ACT, str(error)) from error
    except MalformedMessage as error:
        inside = (each.model_copy(update={"field": f"data.data.{each.field}"}) for each in error.problems)
        raise Rejection(*inside) from error
    return command


def _waiting(statement: Statement, correction: UUID) -> Proposed:
    if correction not in statement.proposed:
        raise refused.reject(refused.CORRECTION_UNKNOWN, "no correction of this statement waits under this id")
    return statement.proposed[correction]


class _Correcting:
    """One correction on its way into the journal."""

    def __init__(
        self, rules: Rules, statement: Statement, command: CommandEnvelope[Any], facts: Facts, today: date
    ) -> None:
        self._rules, self._statement, self._command = rules, statement, command
        self._facts, self._today = facts, today

    def takes_two(self, asked: CorrectionProposed) -> bool:
        """Whether a second person approves it. Raises Rejection where there is no such correction."""
        act = self._act(asked)
        table = self._rules.rule_sets.in_force(self._today).intake.corrections.corrections
        row = table.get(f"{act.name} {asked.kind.value}")
        if row is None:
            raise refused.reject(refused.NOT_CORRECTED_SO, f"{act.name} has no {asked.kind.value}")
        return row.second_person

    def made(self, asked: CorrectionProposed, proposed_by: str | None) -> list[Recorded]:
        """The correction and what reads otherwise by it. Raises Rejection."""
        self.takes_two(asked)
        act = self._act(asked)
        entry = None if asked.data is None else self._restated(act, asked.day or act.day, asked.data)
        event = CorrectionMade(
            correction=asked.correction,
            kind=asked.kind,
            act=asked.act,
            reads=revised_entry(entry) if entry else None,
            reason=asked.reason,
            basis=asked.basis,
            proposed_by=proposed_by,
        )
        after = corrected(self._statement, event)
        course = course_of(after.acts, self._rules, self._today)
        return [Recorded(event, self._command.effective_date), *changes(after, self._command.id, course)]

    def _act(self, asked: CorrectionProposed) -> Act:
        found = next((act for act in self._statement.acts if act.id == asked.act), None)
        if found is None:
            raise refused.reject(refused.ACT_UNKNOWN, "no act on this statement has this id")
        return found

    def _restated(self, act: Act, day: date, stated: StatedAct) -> Entry:
        """The act as it reads after the correction. Raises Rejection."""
        command = stated_command(stated)
        if ACTS.get(type(command)) != act.name:
            raise refused.reject(refused.ANOTHER_ACT, f"the act on record is {act.name}, the corrected one another")
        if day > self._today:
            raise refused.reject(refused.CORRECTED_TO_THE_FUTURE, f"{day} is after {self._today}")
        row = procedure_on(day, self._rules.rule_sets).acts[act.name]
        before = self._without(act, day)
        restated = self._command.model_copy(update={"data": command, "effective_date": day, "recording": act.recording})
        draft = drafted(before, restated, row, self._facts)
        faults = faults_of_form(before, draft, row, CONDITIONS)
        if faults:
            raise Rejection(*faults)
        if act.name == REGISTRATION and draft.data.body != act.data.body:
            raise refused.reject(refused.KEPT, "the statement is registered in another body")
        return Entry(day, act.data if isinstance(act.data, StatementAssessed) else draft.data)

    def _without(self, act: Act, day: date) -> Course:
        """The course without an act; without the registration there is none, only what became known of the document."""
        others = [each for each in self._statement.acts if each.id != act.id]
        if act.name != REGISTRATION:
            return course_of(others, self._rules, self._today)
        earliest = min((each.day for each in others), default=day)
        if earliest < day:
            raise refused.reject(refused.BEFORE_REGISTRATION, f"an act on the statement is of {earliest}", field="day")
        course = Course(self._rules)
        in_order = sorted(others, key=lambda each: each.day)
        course.history = [each.data for each in in_order if each.name == "establish-document-history"]
        return course
