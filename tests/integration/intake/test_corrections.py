"""Corrections of registrations on a real database: which document lies where follows them."""

from uuid import UUID

from contracts.commands.intake import AssessStatement, RegisterStatement
from contracts.commands.intake_corrections import ApproveCorrection, CorrectEntry
from contracts.events.corrections import StatedAct
from contracts.identifiers import new_id
from contracts.replies import Accepted
from tests.integration.intake.test_intake import INITIATE, Intake, codes, intake, registration
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
    assert await intake.lies_elsewhere("2", document="wrong")
    approval = ApproveCorrection(correction=proposed.command_id)
    assert codes(await intake.send((statement, approval), actor="head:0101")) == ["accepted"]
    assert await intake.lies_elsewhere("3", document="right")
    assert not await intake.lies_elsewhere("4", document="wrong")


async def test_a_document_is_corrected_to_one_that_lies_elsewhere(intake: Intake) -> None:
    statement, act = await registered(intake, "1", "one")
    await registered(intake, "2", "other")
    assert codes(await intake.send((statement, corrected(act, registration("2", "one"))))) == [
        "registration-number-taken"
    ]
    [proposed] = await intake.send((statement, corrected(act, registration("1", "other"))))
    approval = ApproveCorrection(correction=proposed.command_id)
    assert codes(await intake.send((statement, approval), actor="head:0101")) == ["accepted"]
    assert codes(await intake.send((statement, AssessStatement()), (statement, INITIATE))) == [
        "accepted", "document-already-presented",
    ]  # fmt: skip
    assert not await intake.lies_elsewhere("3", document="one")
