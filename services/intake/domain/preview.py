"""What a command on a statement would do, by the very functions that carry it out; nothing is recorded."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from contracts.commands.intake import AssessStatement, RegisterStatement
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.queries import intake as queries
from services.intake.domain import refusals as refused
from services.intake.domain.assessment import Rules
from services.intake.domain.computing import course_of
from services.intake.domain.decider import decider
from services.intake.domain.facts import Facts
from services.intake.domain.journal import Statement
from services.intake.domain.resolutions import made_here
from services.intake.domain.views import assessment_view, duties
from shared.clock import MINSK
from shared.decider import Context, Rejection
from shared.envelopes import own_command
from shared.previews import Foreseen, foreseen, outcome_digest

_SOURCE = "/lea/intake"
_LOOK_UP = "policy:look-up"


def preview(
    rules: Rules, statement: Statement, version: int, command: CommandEnvelope[Any], context: Context[Facts]
) -> queries.StatementPreview:
    """What the stream at this version would make of a command."""
    try:
        would = foreseen(decider(rules), statement, version, command, context, _SOURCE)
    except Rejection as rejection:
        return refused_preview(version, command, rejection.problems)
    then: Statement = would.state
    through = max(statement.through, context.today)
    before, after = (course_of(each.acts, rules, through) for each in (statement, then))
    known = set(duties(before))
    shown = queries.StatementPreview(
        id=command.stream,
        version=version,
        outcome="accepted",
        irregular=after.irregular.get(command.id, ()),
        before=_status(before.status),
        after=_status(after.status),
        assessment=assessment_view(after),
        duties=tuple(duty for duty in duties(after) if duty not in known),
    )
    draft = _resolution(would, rules) is not None or None
    shown = shown.model_copy(update={"outcome_digest": outcome_digest(shown), "draft": draft})
    if isinstance(command.data, RegisterStatement):
        asked = assessing(command.stream, datetime.combine(context.today, time.max, MINSK))
        found = preview(rules, then, version + 1, asked, context).assessment
        return shown.model_copy(update={"expected": found})
    return shown


def resolution_foreseen(
    rules: Rules, statement: Statement, version: int, command: CommandEnvelope[Any], context: Context[Facts]
) -> tuple[Statement, EventEnvelope[Any], str]:
    """The statement after a command, and the refusal or return that it makes, with the kind of its document.

    Raises Rejection.
    """
    then = foreseen(decider(rules), statement, version, command, context, _SOURCE)
    found = _resolution(then, rules)
    if found is None:
        raise refused.reject(refused.NO_DRAFT, "it is recorded from paper, or is neither a refusal nor a return")
    return then.state, *found


def _resolution(then: Foreseen, rules: Rules) -> tuple[EventEnvelope[Any], str] | None:
    kinds = ((each, made_here(each, rules.rule_sets.in_force(each.effective_date))) for each in then.events)
    return next(((event, kind) for event, kind in kinds if kind), None)


def assessing(stream: UUID, at: datetime) -> CommandEnvelope[Any]:
    """An assessment that nobody makes: what is looked up is not for whom an assessment is for."""
    return own_command(AssessStatement(), id=new_id(), service="intake", actor=_LOOK_UP, stream=stream, at=at)


def outcome(
    rules: Rules, statement: Statement, version: int, command: CommandEnvelope[Any], context: Context[Facts]
) -> str | None:
    """The digest of the preview; none where the command would be refused."""
    digest: str | None = preview(rules, statement, version, command, context).outcome_digest
    return digest


def refused_preview(
    version: int, command: CommandEnvelope[Any], problems: tuple[Problem, ...]
) -> queries.StatementPreview:
    """The preview of a command that would be refused."""
    return queries.StatementPreview(id=command.stream, version=version, outcome="refused", problems=problems)


def _status(status: str | None) -> queries.StatementStatus | None:
    return None if status is None else queries.StatementStatus(status)
