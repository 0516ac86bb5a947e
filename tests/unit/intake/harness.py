"""A statement that lives through commands, as `statements.yaml` tells them; the decider of intake answers."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

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
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.intake_handling import Complainant, ComplaintTo
from contracts.events.proceedings import ServiceMethod
from contracts.identifiers import new_id
from contracts.recording import Paper, Recording
from contracts.registry import Command, Event
from services.intake.domain.assessment import Rules
from services.intake.domain.computing import course_of
from services.intake.domain.course import Course
from services.intake.domain.decider import decider
from services.intake.domain.facts import Facts
from services.intake.domain.journal import Statement
from shared.decider import Context, Recorded
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSets
from shared.plain_yaml import read_table

CASES = read_table((Path(__file__).parent / "statements.yaml").read_text(encoding="utf-8"))
RECEIVED = date(2026, 3, 16)
TODAY = date(2026, 3, 20)
STATEMENT = UUID("01980000-0000-7000-8000-000000000001")
RULES = Rules(RuleSets.load(), belarus())
INTAKE = decider(RULES)

FAULTLESS: dict[str, Any] = {
    "body": "0101",
    "registration_number": "0101/26-77",
    "recoverer": {
        "kind": "legal-person",
        "identifier": {"kind": "unp", "value": "191234563"},
        "name": "Alfa",
        "address": "Minsk",
    },
    "debtor": {
        "kind": "legal-person",
        "identifier": {"kind": "unp", "value": "291234572"},
        "name": "Beta",
        "address": "Brest",
    },
    "document": {
        "kind": "court-order",
        "issuer": {"code": "EC-MINSK", "name": "Economic Court of Minsk"},
        "number": "155EIP26114-1",
        "issued_on": "2026-02-06",
        "case_number": "155EIP26114",
        "decided_on": "2026-01-20",
        "in_force_on": "2026-02-05",
        "operative_part": "To recover 1 250.40 BYN.",
    },
    "claims": [{"number": 1, "type": "principal-debt", "sum": {"amount": "1250.40", "currency": "933"}}],
    "contents": {},
}


PAPER = Paper(kind="executor-resolution", dated=RECEIVED, author="Ivanova Anna Petrovna")


def merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return base | {
        key: merged(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
        for key, value in change.items()
    }


def command_of(case: dict[str, Any], step: Any) -> CommandEnvelope[Any]:
    spec = {step: True} if isinstance(step, str) else dict(step)
    data = _data(case, spec)
    return CommandEnvelope(
        id=new_id(),
        source="/lea/test",
        type=data.type,
        stream=STATEMENT,
        effective_date=spec.get("day", RECEIVED if "register" in spec else date(2026, 3, 17)),
        actor=spec.get(
            "actor", "head:0101" if "distribute" in spec else f"executor:{spec.get('executor', '0101-017')}"
        ),
        correlation_id=new_id(),
        issued_at=datetime(2026, 3, 17, 9, tzinfo=UTC),
        recording=_recording(spec),
        data=data,
    )


def _recording(spec: dict[str, Any]) -> Recording | None:
    """What a step states of its recording: `paper`, that there is one; `recording`, the rest."""
    paper = {"paper": PAPER} if spec.get("paper") else {}
    return Recording.model_validate({**paper, **spec.get("recording", {})}) if paper or "recording" in spec else None


def _data(case: dict[str, Any], spec: dict[str, Any]) -> Command:
    match spec:
        case {"register": _}:
            return RegisterStatement.model_validate(merged(FAULTLESS, case.get("change", {})))
        case {"assess": _}:
            return AssessStatement()
        case {"circumstance": ground}:
            established = spec.get("established_on", "2026-03-12")
            stated = {"ground": ground, "established_on": established, "evidence": "letter"}
            return EstablishCircumstance.model_validate({"circumstance": {**stated, "ended_on": spec.get("ended_on")}})
        case {"decide": decision}:
            executor = {"id": spec.get("executor", "0101-017"), "full_name": "Ivanova Anna Petrovna"}
            return DecideOnStatement.model_validate(
                {
                    "decision": decision,
                    "executor": executor,
                    "ground": spec.get("ground"),
                    "reasons": spec.get("reasons"),
                    "proceeding_number": spec.get("number"),
                }
            )
        case {"history": history}:
            return EstablishDocumentHistory.model_validate({"evidence": "ruling", **history})
        case {"copies": copies}:
            recipients = copies if isinstance(copies, list) else ["recoverer", "debtor"]
            return SendDecisionCopies(recipients=tuple(recipients))
        case {"distribute": executors}:
            named = [{"id": each, "full_name": f"Executor {each}"} for each in executors]
            return DistributeStatement.model_validate({"executors": named})
        case {"received_by": party}:
            return ReceiveDecisionCopy(party=party, method=ServiceMethod.REGISTERED_MAIL)
        case {"complain": to}:
            return ComplainOfDecision(by=spec.get("complainant", Complainant.RECOVERER), to=to, paper=PAPER)
        case {"outcome": outcome}:
            received = spec.get("received_on", spec["day"])
            by = spec.get("by", ComplaintTo.SUPERIOR)
            return DecideComplaintOfDecision(by=by, outcome=outcome, received_on=received, paper=PAPER)
        case {"send_document": _}:
            return SendRefusedDocument(paper=PAPER)
    raise AssertionError(f"unknown step {spec}")


class Life:
    """A statement that commands are carried out on."""

    def __init__(self, facts: Facts) -> None:
        self.state = Statement()
        self.version = 0
        self.stream: list[EventEnvelope[Any]] = []
        self.facts = facts

    def carry_out(self, command: CommandEnvelope[Any], today: date | None = None) -> list[Event]:
        """What a command leads to, carried out on its own day where no other is given."""
        return [item.data for item in self.recorded(command, today)]

    def recorded(self, command: CommandEnvelope[Any], today: date | None = None) -> list[Recorded]:
        """The same, with effective dates."""
        today = today or command.effective_date
        decided = INTAKE.decide(self.state, command, Context(today, self.facts))
        recorded = [item if isinstance(item, Recorded) else Recorded(item, command.effective_date) for item in decided]
        for item in recorded:
            self.version += 1
            self.stream.append(_stored(command, item, self.version, today))
            self.state = INTAKE.evolve(self.state, self.stream[-1])
        return recorded

    def course(self) -> Course:
        """What follows from its acts by now."""
        return course_of(self.state.acts, RULES, TODAY)


def _stored(command: CommandEnvelope[Any], item: Recorded, version: int, today: date) -> EventEnvelope[Any]:
    return EventEnvelope(
        id=new_id(),
        source="/lea/intake",
        type=item.data.type,
        stream=command.stream,
        version=version,
        effective_date=item.effective_date,
        recorded_at=datetime.combine(today, time(9), UTC),
        actor=command.actor,
        correlation_id=command.correlation_id,
        causation_id=command.id,
        recording=command.recording,
        data=item.data,
    )
