"""Corrections of a statement's entries before its decision."""

from datetime import date
from typing import Any

import pytest

from contracts.commands.intake_corrections import ApproveCorrection, CorrectEntry, RejectCorrection, StrikeEntry
from contracts.envelope import CommandEnvelope
from contracts.events.corrections import StatedAct
from contracts.events.intake import StatementAssessed
from contracts.events.intake_corrections import CorrectionMade, CorrectionProposed, CorrectionRejected
from contracts.identifiers import new_id
from contracts.recording import Attestation, Recording
from contracts.registry import Command, Event
from services.intake.domain.facts import Facts
from shared.decider import Rejection
from tests.unit.intake.harness import PAPER, RECEIVED, TODAY, Life, command_of

FIRST, SECOND = "executor:0101-017", "head:0101-001"
CIRCUMSTANCE = {"circumstance": "refuse-waived"}
ASSESSED = date(2026, 3, 17)


def asked(data: Command, actor: str = FIRST) -> CommandEnvelope[Any]:
    return command_of({}, "assess").model_copy(
        update={"id": new_id(), "type": data.type, "data": data, "effective_date": TODAY, "actor": actor}
    )


def carried_out(*steps: Any) -> tuple[Life, list[CommandEnvelope[Any]]]:
    life, commands = Life(Facts()), [command_of({}, step) for step in steps]
    for command in commands:
        life.carry_out(command)
    return life, commands


def strike(act: CommandEnvelope[Any]) -> StrikeEntry:
    return StrikeEntry(act=act.id, reason="typed by mistake", basis=PAPER)


def corrected(act: CommandEnvelope[Any], data: Command, day: date | None = None) -> CorrectEntry:
    stated = StatedAct(type=data.type, data=data.model_dump(mode="json"))
    return CorrectEntry(act=act.id, day=day, data=stated, reason="typed wrongly", basis=PAPER)


def with_two(life: Life, data: Command) -> list[Event]:
    """Proposed by one, approved by another."""
    proposal = asked(data)
    [proposed] = life.carry_out(proposal)
    assert isinstance(proposed, CorrectionProposed)
    return life.carry_out(asked(ApproveCorrection(correction=proposal.id), SECOND))


def refusal(life: Life, command: CommandEnvelope[Any]) -> tuple[str, str | None]:
    with pytest.raises(Rejection) as refused:
        life.carry_out(command)
    problem = refused.value.problems[0]
    return problem.code, problem.field


def read(life: Life) -> list[Any]:
    """How the statement reads, without the ids of its acts."""
    course = life.course()
    return [course.status, *((each.day, each.substance) for each in course.items.values())]


CHANGES: dict[str, Any] = {
    "sum": {"claims": [{"number": 1, "type": "principal-debt", "sum": {"amount": "1205.40", "currency": "933"}}]},
    "identifier": {"debtor": {"identifier": {"value": "291234585"}}},
    "number of the document": {"document": {"number": "155EIP26114-2"}},
    "a list of enclosures that was there": {"contents": {"lists_enclosures": True}},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_corrected_registration_reads_as_if_it_had_been_typed_so(change: dict[str, Any]) -> None:
    flawed = {"change": {"contents": {"lists_enclosures": False}}}
    life = Life(Facts())
    registration = command_of(flawed, "register")
    for command in (registration, command_of(flawed, "assess")):
        life.carry_out(command)
    right = command_of({"change": {**flawed["change"], **change}}, "register")
    made, *others = with_two(life, corrected(registration, right.data))
    assert isinstance(made, CorrectionMade)
    assert (made.act, made.proposed_by) == (registration.id, FIRST)
    again = Life(Facts())
    for command in (right, command_of(flawed, "assess")):
        again.carry_out(command)
    assert read(life) == read(again)
    assert [type(each) for each in others] == ([StatementAssessed] if "contents" in change else [])


def test_a_wrong_day_of_receipt_moves_the_presentation() -> None:
    life, [registration, _] = carried_out("register", "assess")
    _, assessed = with_two(life, corrected(registration, registration.data, date(2026, 3, 13)))
    assert isinstance(assessed, StatementAssessed)
    assert assessed.presentation.presented_on == date(2026, 3, 13)
    late = corrected(registration, registration.data, date(2026, 3, 18))
    assert refusal(life, asked(late)) == ("out-of-order", "day")


def test_insert_and_strike_is_the_identity() -> None:
    life, [_, _, circumstance] = carried_out("register", "assess", {**CIRCUMSTANCE, "day": RECEIVED})
    before, _ = carried_out("register", "assess")
    made, assessed = with_two(life, strike(circumstance))
    assert isinstance(made, CorrectionMade)
    assert isinstance(assessed, StatementAssessed)
    assert read(life) == read(before)


def test_correct_is_strike_and_record() -> None:
    life, [_, _, circumstance] = carried_out("register", "assess", {**CIRCUMSTANCE, "day": RECEIVED})
    right = command_of({}, {"circumstance": "refuse-amicable", "day": ASSESSED})
    with_two(life, corrected(circumstance, right.data, ASSESSED))
    other, [_, _, wrong] = carried_out("register", "assess", {**CIRCUMSTANCE, "day": RECEIVED})
    with_two(other, strike(wrong))
    other.carry_out(right, TODAY)
    assert read(life) == read(other)


def test_the_day_of_an_assessment_needs_no_second_person() -> None:
    life, [_, assessment] = carried_out("register", "assess")
    [made] = life.carry_out(asked(corrected(assessment, assessment.data, date(2026, 3, 18))))
    assert isinstance(made, CorrectionMade)
    assert life.state.acts[-1].day == date(2026, 3, 18)


def test_a_correction_attests_nothing_that_there_is_not() -> None:
    life, [_, circumstance] = carried_out("register", CIRCUMSTANCE)
    attested = Recording(attestations=(Attestation(condition="typed-twice", paper=PAPER),))
    command = asked(strike(circumstance)).model_copy(update={"recording": attested})
    assert refusal(life, command) == ("attestation-unknown", "recording.attestations.0.condition")


def test_who_proposes_does_not_approve() -> None:
    life, [_, circumstance] = carried_out("register", CIRCUMSTANCE)
    proposal = asked(strike(circumstance))
    life.carry_out(proposal)
    assert refusal(life, asked(ApproveCorrection(correction=proposal.id))) == ("second-person-needed", "correction")


def test_a_rejected_correction_is_made_no_more() -> None:
    life, [_, circumstance] = carried_out("register", CIRCUMSTANCE)
    proposal = asked(strike(circumstance))
    before = read(life)
    life.carry_out(proposal)
    [rejected] = life.carry_out(asked(RejectCorrection(correction=proposal.id, reason="it was right"), SECOND))
    assert isinstance(rejected, CorrectionRejected)
    assert read(life) == before
    assert refusal(life, asked(ApproveCorrection(correction=proposal.id), SECOND))[0] == "correction-unknown"


def test_after_initiation_the_proceeding_is_corrected() -> None:
    life, [registration, *_] = carried_out("register", "assess", {"decide": "initiate"})
    assert refusal(life, asked(corrected(registration, registration.data)))[0] == "belongs-to-the-proceeding"


def test_a_refused_statement_is_changed_only_by_appeal() -> None:
    decision = {"decide": "refuse", "ground": "refuse-waived", "reasons": "Waiver of 12 March, Art. 358"}
    life, [_, circumstance, *_] = carried_out("register", CIRCUMSTANCE, "assess", decision)
    assert refusal(life, asked(strike(circumstance)))[0] == "already-decided"


def test_a_proposal_that_the_decision_overtook_is_not_made() -> None:
    life, [_, circumstance] = carried_out("register", CIRCUMSTANCE)
    proposal = asked(strike(circumstance))
    life.carry_out(proposal)
    decision = {"decide": "refuse", "ground": "refuse-waived", "reasons": "Waiver of 12 March, Art. 358"}
    for step in ("assess", decision):
        life.carry_out(command_of({}, step))
    assert refusal(life, asked(ApproveCorrection(correction=proposal.id), SECOND))[0] == "already-decided"


def test_what_cannot_be_corrected_is_refused() -> None:
    life, [registration, assessment] = carried_out("register", "assess")
    flawed = command_of({"change": {"posted_on": "2026-03-18"}}, "register").data
    elsewhere = command_of({"change": {"body": "0201"}}, "register").data
    unknown = command_of({}, "assess")
    assert refusal(life, asked(strike(registration))) == ("not-corrected-so", "act")
    assert refusal(life, asked(strike(unknown))) == ("act-unknown", "act")
    assert refusal(life, asked(corrected(registration, assessment.data))) == ("correction-of-another-act", "data.type")
    assert refusal(life, asked(corrected(registration, flawed))) == ("date-after-receipt", "posted_on")
    assert refusal(life, asked(corrected(registration, elsewhere))) == ("kept-in-a-correction", "data.data.body")
    assert refusal(life, asked(corrected(assessment, assessment.data, date(2026, 4, 1)))) == ("day-in-future", "day")
    malformed = corrected(registration, registration.data)
    broken = malformed.model_copy(update={"data": StatedAct(type=registration.type, data={"body": "1"})})
    assert refusal(life, asked(broken)) == ("invalid-field", "data.data.body")


def test_a_document_is_corrected_to_one_that_lies_elsewhere_and_is_assessed_so() -> None:
    life, [registration, _] = carried_out("register", "assess")
    life.facts = Facts(document_presented=True)
    with_two(life, corrected(registration, registration.data))
    [assessed] = life.carry_out(command_of({}, {"assess": True, "day": TODAY}), TODAY)
    assert isinstance(assessed, StatementAssessed)
    assert [finding.ground for finding in assessed.findings] == ["return-uninitiated-form"]
