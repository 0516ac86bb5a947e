"""A command on a statement as the act it asks for, with what other tables say frozen into it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from contracts.commands.intake import (
    AssessStatement,
    DecideOnStatement,
    EstablishCircumstance,
    RegisterStatement,
    SendDecisionCopies,
)
from contracts.commands.intake_facts import EstablishDocumentHistory
from contracts.commands.intake_handling import (
    ComplainOfDecision,
    DecideComplaintOfDecision,
    DistributeStatement,
    ReceiveDecisionCopy,
    SendRefusedDocument,
)
from contracts.documents import Claim, Liability, WholeClaim
from contracts.envelope import CommandEnvelope
from contracts.events.intake import (
    CircumstanceEstablished,
    DecisionCopiesSent,
    DocumentGoes,
    InitiationDecided,
    InitiationRefused,
    Proposal,
    StatementRegistered,
    StatementReturned,
)
from contracts.events.intake_facts import DocumentHistoryEstablished
from contracts.events.intake_handling import (
    ComplaintOfDecisionDecided,
    DecisionComplainedOf,
    DecisionCopyReceived,
    Load,
    RefusedDocumentSent,
    StatementDistributed,
)
from contracts.identifiers import derived_id
from contracts.registry import Command, Event
from services.intake.domain import refusals as refused
from services.intake.domain.assessment import PROPOSALS
from services.intake.domain.course import Course
from services.intake.domain.distribution import least_loaded
from services.intake.domain.facts import Facts
from services.intake.domain.periodic import without_those_to_come
from shared.law.money.errors import InvalidAmount
from shared.law.money.redenomination import in_present_currency
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.rows import Ground

PROCEEDING = "proceeding"
"""The enforcement proceeding has the id derived from its statement under this name."""


def drafted(course: Course, command: CommandEnvelope[Any], row: ActRow, facts: Facts) -> Act:
    """The act of a command. Raises Rejection where the command names no such act."""
    recording = command.recording
    return Act(
        id=command.id,
        name=row.act,
        day=command.effective_date,
        data=_event(course, command, row, facts),
        actor=command.actor,
        time=(recording.at, 0) if recording and recording.at else None,
        after=recording.after if recording else None,
        draft=True,
        evidence=_evidence(command.data, facts),
        recording=recording,
    )


def _event(course: Course, command: CommandEnvelope[Any], row: ActRow, facts: Facts) -> Event | None:
    if isinstance(command.data, DistributeStatement):
        return _distribution(command, facts)
    return _DRAFTS[type(command.data)](course, command, row)


def _evidence(data: Command, facts: Facts) -> Mapping[str, Any]:
    match data:
        case RegisterStatement():
            return {"number_taken": facts.registration_number_taken, "contradicted": facts.contradicted}
        case DecideOnStatement():
            return {
                "document_presented": facts.document_presented,
                "proceeding_number_taken": facts.proceeding_number_taken,
            }
        case AssessStatement():
            return {"returns": facts.returns, "document_presented": facts.document_presented}
        case _:
            return {}


def _registration(_: Course, command: CommandEnvelope[RegisterStatement], __: ActRow) -> Event:
    data = command.data
    stated = {name: getattr(data, name) for name in type(data).model_fields}
    stated["document"] = data.document.canonical()
    try:
        stated["claims"] = tuple(in_present_currency(claim) for claim in data.claims)
        stated["liability"] = _in_present_currency(data)
    except InvalidAmount as error:
        raise refused.reject(refused.SUM_VANISHES, str(error), field="claims") from error
    return StatementRegistered(received_on=command.effective_date, **stated)


def _in_present_currency(data: RegisterStatement) -> Liability | None:
    """The liability, with what all debtors owe in the currency of the claims. Raises InvalidAmount."""
    if data.liability is None:
        return None
    types = {claim.number: claim.type for claim in data.claims}
    whole = [
        in_present_currency(Claim(number=each.claim, type=types[each.claim], sum=each.sum))
        for each in data.liability.whole
    ]
    sums = tuple(WholeClaim(claim=each.number, sum=each.sum) for each in whole if each.sum is not None)
    return data.liability.model_copy(update={"whole": sums})


def _owed_by_all(registered: StatementRegistered, taken: Sequence[Claim], on: date) -> Liability | None:
    """The liability by the claims that an initiation of a day takes: all debtors owe what is too late of them as well.

    Nobody owes yet what is not due (Art. 337(3)): the total grows by it as the claim does.
    """
    if registered.liability is None:
        return None
    stated = {each.claim: each.sum for each in registered.liability.whole}
    claims = {claim.number: claim for claim in registered.claims}
    whole = [
        WholeClaim(claim=claim.number, sum=sum_)
        for claim in taken
        if (sum_ := without_those_to_come(stated.get(claim.number), claims[claim.number], claim, on)) is not None
        and (claim.number in stated or sum_ != claim.sum)
    ]
    return registered.liability.model_copy(update={"whole": tuple(whole)})


def _decision(course: Course, command: CommandEnvelope[DecideOnStatement], row: ActRow) -> Event:
    data, registered = command.data, course.require()
    if data.decision is Proposal.INITIATE:
        claims, left_out = course.presented_in_time(command.effective_date)
        return InitiationDecided(
            proceeding=derived_id(command.stream, PROCEEDING),
            body=registered.body,
            executor=data.executor,
            recoverer=registered.recoverer,
            debtor=registered.debtor,
            document=registered.document,
            claims=claims,
            article=row.article,
            liability=_owed_by_all(registered, claims, command.effective_date),
            refused=left_out,
            number=data.proceeding_number,
        )
    ground = _ground(course, command, row)
    if data.reasons is None:
        raise refused.reject(refused.REASONS_MISSING, "no reasons given")
    refusal = data.decision is Proposal.REFUSE
    return (InitiationRefused if refusal else StatementReturned)(
        executor=data.executor,
        ground=ground.id,
        article=str(ground.article),
        reasons=data.reasons,
        document_goes=DocumentGoes.TO_ISSUER if refusal else DocumentGoes.TO_SIGNATORY,
    )


def _ground(course: Course, command: CommandEnvelope[DecideOnStatement], row: ActRow) -> Ground:
    rule_set, data = course.rules.rule_sets.in_force(command.effective_date), command.data
    for decision in sorted(row.decisions):
        if PROPOSALS[decision] is data.decision:
            for ground in rule_set.grounds(decision):
                if ground.id == data.ground:
                    return ground
    article = "Art. 358(1)" if data.decision is Proposal.REFUSE else "Art. 359(1)"
    raise refused.reject(refused.GROUND_NOT_FOUND, f"{data.ground} carries no such decision", article=article)


def _distribution(command: CommandEnvelope[DistributeStatement], facts: Facts) -> Event:
    asked = {each.id: each for each in command.data.executors}
    known = {load.executor: load for load in facts.loads}
    loads = tuple(known.get(id_, Load(executor=id_, documents=0)) for id_ in sorted(asked))
    return StatementDistributed(executor=asked[least_loaded(loads)], loads=loads)


_DRAFTS: Mapping[type[Command], Callable[[Course, CommandEnvelope[Any], ActRow], Event | None]] = {
    RegisterStatement: _registration,
    EstablishCircumstance: lambda _, command, __: CircumstanceEstablished(circumstance=command.data.circumstance),
    EstablishDocumentHistory: lambda _, command, __: DocumentHistoryEstablished(**dict(command.data)),
    AssessStatement: lambda *_: None,  # what is found follows from the course
    DecideOnStatement: _decision,
    SendDecisionCopies: lambda _, command, __: DecisionCopiesSent(recipients=command.data.recipients),
    ReceiveDecisionCopy: lambda _, command, __: DecisionCopyReceived(**dict(command.data)),
    ComplainOfDecision: lambda _, command, __: DecisionComplainedOf(**dict(command.data)),
    DecideComplaintOfDecision: lambda _, command, __: ComplaintOfDecisionDecided(**dict(command.data)),
    SendRefusedDocument: lambda _, command, __: RefusedDocumentSent(**dict(command.data)),
}
_COMMANDS: tuple[type[Command], ...] = (*_DRAFTS, DistributeStatement)
ACTS: Mapping[type[Command], str] = {command: command.type.split(".")[2] for command in _COMMANDS}
"""The act that each command asks for."""
REGISTRATION = ACTS[RegisterStatement]
