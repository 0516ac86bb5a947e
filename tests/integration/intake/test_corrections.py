"""Corrections of registrations on a real database: which document lies where follows them."""

from uuid import UUID

from contracts.commands.intake import RegisterStatement
from contracts.commands.intake_corrections import ApproveCorrection, CorrectEntry
from contracts.events.corrections import StatedAct
from contracts.identifiers import new_id
from contracts.replies import Accepted
from tests.integration.intake.test_intake import Intake, codes, intake, registration
from tests.unit.intake.harness import PAPER

__all__ = ["intake"]


def corrected(act: UUID, data: RegisterStatement) -> CorrectEntry:
    stated = StatedAct(type=data.type, data=data.model_dump(mode="json"))
    return CorrectEntry(act=act, data=stated, reason="typed wrongly", basis=PAPER)


async def registered(intake: Intake, number: str, document: str) -> tuple[UUID, UUID]:
    """A statement, and the command that registered it."""
    statement = new_id()
    [accepted] = await intake.send((statement, registration(number, document)))
    assert isinstance(accepted, Accepted)
    return statement, accepted.command_id


async def test_a_corrected_number_of_the_document_is_the_one_that_lies_here(intake: Intake) -> None:
    statement, act = await registered(intake, "1", "wrong")
    [proposed] = await intake.send((statement, corrected(act, registration("1", "right"))))
    assert codes([proposed]) == ["accepted"]
    assert codes(await intake.send((new_id(), registration("2", "wrong")))) == ["document-already-presented"]
    approval = ApproveCorrection(correction=proposed.command_id)
    assert codes(await intake.send((statement, approval), actor="head:0101")) == ["accepted"]
    assert codes(await intake.send((new_id(), registration("3", "right")))) == ["document-already-presented"]
    assert codes(await intake.send((new_id(), registration("4", "wrong")))) == ["accepted"]


async def test_a_correction_to_a_document_that_lies_elsewhere_is_refused(intake: Intake) -> None:
    statement, act = await registered(intake, "1", "one")
    await registered(intake, "2", "other")
    assert codes(await intake.send((statement, corrected(act, registration("1", "other"))))) == [
        "document-already-presented"
    ]
    assert codes(await intake.send((statement, corrected(act, registration("2", "one"))))) == [
        "registration-number-taken"
    ]


async def test_a_document_presented_since_the_proposal_is_found_at_the_approval(intake: Intake) -> None:
    statement, act = await registered(intake, "1", "one")
    [proposed] = await intake.send((statement, corrected(act, registration("1", "other"))))
    await registered(intake, "2", "other")
    approval = ApproveCorrection(correction=proposed.command_id)
    assert codes(await intake.send((statement, approval), actor="head:0101")) == ["document-already-presented"]
