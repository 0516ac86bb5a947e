"""What each command of intake leads to."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from contracts.commands.intake import (
    AssessStatement,
    DecideOnStatement,
    EstablishCircumstance,
    RegisterStatement,
    SendDecisionCopies,
)
from contracts.envelope import CommandEnvelope
from contracts.events.intake import (
    CircumstanceEstablished,
    DecisionCopiesSent,
    Finding,
    InitiationDecided,
    InitiationRefused,
    Proposal,
    StatementRegistered,
    StatementReturned,
)
from contracts.identifiers import derived_id
from contracts.problems import Problem
from contracts.registry import Event
from services.intake.domain.assessment import PROPOSALS, Rules, assess, shown_by_papers
from services.intake.domain.presentation import presentation_limit
from services.intake.domain.requirements import unmet
from services.intake.domain.state import Facts, Statement, evolve
from shared.decider import Context, Decider, Rejection
from shared.law.rule_sets import RuleSet, UnknownRuleSet

INITIATION = "Art. 356(1)"
PROCEEDING = "proceeding"
"""The enforcement proceeding has the id derived from its statement under this name."""


def decider(rules: Rules) -> Decider[Statement, Facts]:
    """The rules of intake over the given law."""
    return Decider(initial=Statement(), decide=partial(_decide, rules), evolve=evolve)


def _decide(
    rules: Rules, statement: Statement, command: CommandEnvelope[Any], context: Context[Facts]
) -> Sequence[Event]:
    if isinstance(command.data, RegisterStatement):
        return [_register(statement, command.data, command.effective_date, context.facts, rules)]
    _must_be_open(statement, command)
    match command.data:
        case EstablishCircumstance():
            return [_establish(command.data, command.effective_date, rules)]
        case AssessStatement():
            return [assess(statement, context.facts, command.effective_date, rules)]
        case DecideOnStatement():
            return [_decide_on(statement, command, rules)]
        case SendDecisionCopies():
            return [_send_copies(statement, command.data)]
        case _:
            raise _rejected("command-not-for-intake", "type", "the service owns the command", None, command.type)


def _register(
    statement: Statement, command: RegisterStatement, received_on: date, facts: Facts, rules: Rules
) -> StatementRegistered:
    if statement.registered is not None:
        raise _rejected("already-registered", None, "a statement is registered once", "Art. 355(1)", "it is registered")
    if facts.registration_number_taken:
        raise _rejected(
            "registration-number-taken",
            "registration_number",
            "numbers are given once in a body",
            None,
            "another statement of this body has the number",
        )
    if facts.document_presented:
        raise _rejected(
            "document-already-presented",
            "document",
            "an execution document is presented to one body at a time",
            INITIATION,
            "the same document is under consideration or in execution",
        )
    _dates_in_order(command, received_on)
    presentation_limit(command.document, received_on, _rule_set(rules, received_on), rules.calendar)
    return StatementRegistered(received_on=received_on, **{name: getattr(command, name) for name in _REGISTERED})


def _rule_set(rules: Rules, day: date) -> RuleSet:
    try:
        return rules.rule_sets.in_force(day)
    except UnknownRuleSet as error:
        raise _rejected(
            "rule-set-unknown", "effective_date", "a rule set is in force on the day of the act", None, str(error)
        ) from error


_REGISTERED = tuple(RegisterStatement.model_fields)


def _dates_in_order(command: RegisterStatement, received_on: date) -> None:
    document = command.document
    dated = {
        "posted_on": command.posted_on,
        "document.issued_on": document.issued_on,
        "document.in_force_on": None if document.immediate_execution else document.in_force_on,
        "document.restored_on": document.restored_on,
        "document.delay_ended_on": None,  # a delay still running is a ground of Art. 359(1) ind. 4, not an error
    }
    problems = [
        Problem(
            code="date-after-receipt",
            field=field,
            rule="what is received was made before",
            detail=f"{day} lies after the receipt on {received_on}",
        )
        for field, day in dated.items()
        if day is not None and day > received_on
    ]
    if problems:
        raise Rejection(*problems)


def _must_be_open(statement: Statement, command: CommandEnvelope[Any]) -> None:
    if statement.registered is None or statement.latest is None:
        raise _rejected("unknown-statement", "stream", "the statement is registered first", "Art. 355(1)", "not found")
    if command.effective_date < statement.latest:
        raise _rejected(
            "out-of-order",
            "effective_date",
            "an act does not come before the one it follows",
            None,
            f"{command.effective_date} lies before the latest act of {statement.latest}",
        )
    if statement.decision is not None and not isinstance(command.data, SendDecisionCopies):
        raise _rejected(
            "already-decided",
            None,
            "a decided statement is changed only by appeal",
            "Art. 353(1)",
            f"the decision was to {statement.decision.value}",
        )


def _establish(command: EstablishCircumstance, on: date, rules: Rules) -> CircumstanceEstablished:
    circumstance = command.circumstance
    rule_set = rules.rule_sets.in_force(on)
    grounds = {ground.id for decision in PROPOSALS for ground in rule_set.grounds(decision)} - shown_by_papers(rule_set)
    if circumstance.ground not in grounds:
        raise _rejected(
            "not-a-circumstance",
            "circumstance.ground",
            "grounds outside the papers are those of Art. 358 and 359 that the papers do not show",
            "Art. 358(1)",
            f"{circumstance.ground} is not one of them",
        )
    if circumstance.established_on > on:
        raise _rejected(
            "date-after-act",
            "circumstance.established_on",
            "a circumstance is established before it is recorded",
            None,
            f"{circumstance.established_on} lies after {on}",
        )
    return CircumstanceEstablished(circumstance=circumstance)


def _decide_on(statement: Statement, command: CommandEnvelope[DecideOnStatement], rules: Rules) -> Event:
    decision, registered, assessment = command.data, statement.registered, statement.assessment
    if registered is None or assessment is None:
        raise _rejected(
            "not-assessed", None, "a statement is assessed before it is decided", INITIATION, "no assessment"
        )
    if not decision.executor.id.startswith(f"{registered.body}-"):
        raise _rejected(
            "executor-of-another-body",
            "executor.id",
            "an executor of the body decides",
            "Art. 354(1)",
            f"{decision.executor.id} is not of body {registered.body}",
        )
    if decision.decision is Proposal.INITIATE:
        rule_set = _rule_set(rules, command.effective_date)
        # Since the assessment a day may have come on which execution is suspended, or a requirement was added.
        _nothing_stands_against(assessment.findings or tuple(unmet(registered, 0, command.effective_date, rule_set)))
        return InitiationDecided(
            proceeding=derived_id(command.stream, PROCEEDING),
            body=registered.body,
            executor=decision.executor,
            recoverer=registered.recoverer,
            debtor=registered.debtor,
            document=registered.document,
            claims=registered.claims,
            article=INITIATION,
        )
    finding = _grounds(decision, assessment.findings)
    if decision.reasons is None:
        raise _rejected(
            "reasons-missing", "reasons", "a resolution names its reasons and norms", "Art. 343(2)", "no reasons given"
        )
    kind = InitiationRefused if decision.decision is Proposal.REFUSE else StatementReturned
    return kind(executor=decision.executor, ground=finding.ground, article=finding.article, reasons=decision.reasons)


def _nothing_stands_against(findings: Sequence[Finding]) -> None:
    if findings:
        raise Rejection(
            *(
                Problem(
                    code="ground-against-initiation",
                    field="decision",
                    rule="no ground of Art. 358 or 359 stands against initiation",
                    article=finding.article,
                    detail=finding.detail,
                )
                for finding in findings
            )
        )


def _grounds(decision: DecideOnStatement, findings: Sequence[Finding]) -> Finding:
    for finding in findings:
        if finding.ground == decision.ground and finding.proposal is decision.decision:
            return finding
    raise _rejected(
        "ground-not-found",
        "ground",
        "a refusal or return rests on a ground the assessment found",
        "Art. 358(1)" if decision.decision is Proposal.REFUSE else "Art. 359(1)",
        f"{decision.ground} is not among the findings for this decision",
    )


def _send_copies(statement: Statement, command: SendDecisionCopies) -> DecisionCopiesSent:
    if statement.decision is None:
        raise _rejected("not-decided", None, "copies follow a decision", "Art. 343(5)", "there is no decision yet")
    return DecisionCopiesSent(recipients=command.recipients)


def _rejected(code: str, field: str | None, rule: str, article: str | None, detail: str) -> Rejection:
    return Rejection(Problem(code=code, field=field, rule=rule, article=article, detail=detail))
