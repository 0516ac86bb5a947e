"""Intake on a real database: who gets a statement, and where documents lie after a refusal or an annulled return."""

from datetime import date
from typing import Any
from uuid import UUID

from contracts.commands.intake import AssessStatement, DecideOnStatement, EstablishCircumstance
from contracts.commands.intake_handling import (
    ComplainOfDecision,
    DecideComplaintOfDecision,
    DistributeStatement,
    ReceiveDecisionCopy,
    SendRefusedDocument,
)
from contracts.documents import Executor
from contracts.events.intake import Circumstance, Proposal
from contracts.events.intake_handling import Complainant, ComplaintOutcome, ComplaintTo, StatementDistributed
from contracts.events.parties import PartyRole
from contracts.events.proceedings import ExecutorAssigned, ProceedingCompleted, ServiceMethod, Status
from contracts.events.substitutes import SubstituteAppointed
from contracts.identifiers import new_id
from contracts.recording import Paper
from shared.eventstore.store import EventStore
from tests.integration.intake.test_intake import EXECUTOR, INITIATE, NOW, Intake, codes, intake, registration, revision

__all__ = ["intake"]

OTHER = Executor(id="0101-020", full_name="Petrov Ivan Ivanovich")
BOTH = DistributeStatement(executors=(EXECUTOR, OTHER))
PAPER = Paper(kind="letter", number="3", dated=date(2026, 3, 17), author="Superior body")
WAIVED = EstablishCircumstance(
    circumstance=Circumstance(ground="refuse-waived", established_on=date(2026, 3, 12), evidence="letter")
)
REFUSE = DecideOnStatement(executor=EXECUTOR, decision=Proposal.REFUSE, ground="refuse-waived", reasons="Art. 358")
RETURN = DecideOnStatement(
    executor=EXECUTOR, decision=Proposal.RETURN, ground="return-uninitiated-form", reasons="No list, Art. 355"
)
COMPLAINT = ComplainOfDecision(by=Complainant.RECOVERER, to=ComplaintTo.SUPERIOR, paper=PAPER)
ANNULLED = DecideComplaintOfDecision(
    by=ComplaintTo.SUPERIOR, outcome=ComplaintOutcome.ANNULLED, received_on=date(2026, 3, 20), paper=PAPER
)
FULFILLED = ProceedingCompleted(
    status=Status(code="completed-fulfilled", reason="complete-fulfilled", article="Art. 400(1) ind. 2")
)


async def executor_of(intake: Intake, statement: UUID) -> str:
    """Whom a statement was given to."""
    async with intake.pool.acquire() as connection:
        events = await EventStore("intake").load(connection, statement)
    found: StatementDistributed = events[-1].data
    return found.executor.id


async def given(intake: Intake, number: str) -> str:
    """The executor who gets a new statement."""
    statement = new_id()
    commands = [(statement, registration(number, f"document-{number}")), (statement, BOTH)]
    assert codes(await intake.send(*commands)) == ["accepted"] * 2
    return await executor_of(intake, statement)


async def test_statements_go_to_whom_has_the_fewest_documents_in_work(intake: Intake) -> None:
    assert [await given(intake, number) for number in "1234"] == [EXECUTOR.id, OTHER.id, EXECUTOR.id, OTHER.id]


async def test_statements_of_one_batch_are_spread(intake: Intake) -> None:
    statements = [new_id(), new_id()]
    for number, statement in enumerate(statements):
        await intake.send((statement, registration(str(number), f"document-{number}")))
    assert codes(await intake.send(*((statement, BOTH) for statement in statements))) == ["accepted"] * 2
    assert [await executor_of(intake, each) for each in statements] == [EXECUTOR.id, OTHER.id]


async def test_a_proceeding_that_is_over_is_no_work(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.happened(statement, FULFILLED, date(2026, 3, 18))
    assert await given(intake, "2") == EXECUTOR.id


async def test_a_proceeding_that_goes_on_by_a_revision_is_work(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.happened(statement, FULFILLED, date(2026, 3, 18))
    await intake.happened(statement, revision(date(2026, 3, 17)), date(2026, 3, 17))
    assert await given(intake, "2") == OTHER.id


async def test_a_proceeding_that_was_handed_over_is_work_of_the_other(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.happened(statement, ExecutorAssigned(executor=OTHER, article="Art. 344(3)"), date(2026, 3, 18))
    assert await given(intake, "2") == EXECUTOR.id


async def refused(intake: Intake) -> UUID:
    """A statement that was refused."""
    statement = new_id()
    steps: tuple[Any, ...] = (registration("1"), WAIVED, AssessStatement(), REFUSE)
    assert codes(await intake.send(*((statement, each) for each in steps))) == ["accepted"] * 4
    return statement


async def test_a_refused_document_lies_with_the_body_until_it_is_sent(intake: Intake) -> None:
    statement = await refused(intake)
    assert await intake.lies_elsewhere("2")
    early = date(2026, 3, 2)
    copies = [ReceiveDecisionCopy(party=role, method=ServiceMethod.HANDED_OVER) for role in PartyRole]
    assert codes(await intake.send(*((statement, each) for each in copies))) == ["accepted"] * 2
    assert codes(await intake.send((statement, SendRefusedDocument(paper=PAPER)))) == ["complaint-limit-not-over"]
    assert await intake.lies_elsewhere("3", early)


async def test_a_refusal_that_was_annulled_can_be_followed_by_another_decision(intake: Intake) -> None:
    statement = await refused(intake)
    steps: tuple[Any, ...] = (COMPLAINT, ANNULLED, AssessStatement(), REFUSE)
    assert codes(await intake.send(*((statement, each) for each in steps), day=date(2026, 3, 20))) == ["accepted"] * 4


async def test_a_document_presented_again_is_not_initiated_on_the_statement_that_was_returned(intake: Intake) -> None:
    statement = new_id()
    flawed = registration("1")
    contents = flawed.contents.model_copy(update={"lists_enclosures": False})
    steps: tuple[Any, ...] = (flawed.model_copy(update={"contents": contents}), AssessStatement(), RETURN)
    assert codes(await intake.send(*((statement, each) for each in steps))) == ["accepted"] * 3
    assert codes(await intake.send((new_id(), registration("2")))) == ["accepted"]
    anew: tuple[Any, ...] = (COMPLAINT, ANNULLED, AssessStatement())
    assert codes(await intake.send(*((statement, each) for each in anew), day=date(2026, 3, 20))) == ["accepted"] * 3
    assert codes(await intake.send((statement, INITIATE), day=date(2026, 3, 20))) == ["document-already-presented"]


async def test_after_its_return_was_annulled_a_document_lies_with_the_body_again(intake: Intake) -> None:
    statement = new_id()
    flawed = registration("1")
    contents = flawed.contents.model_copy(update={"lists_enclosures": False})
    steps: tuple[Any, ...] = (flawed.model_copy(update={"contents": contents}), AssessStatement(), RETURN)
    assert codes(await intake.send(*((statement, each) for each in steps))) == ["accepted"] * 3
    anew: tuple[Any, ...] = (COMPLAINT, ANNULLED)
    assert codes(await intake.send(*((statement, each) for each in anew), day=date(2026, 3, 20))) == ["accepted"] * 2
    assert await intake.lies_elsewhere("2")


async def test_a_substitute_acts_on_the_statements_of_the_executor(intake: Intake) -> None:
    statement, today, other = new_id(), NOW.date(), "executor:0101-020"
    given = DistributeStatement(executors=(Executor(id="0101-017", full_name="Ivanova Anna Petrovna"),))
    assert codes(await intake.send((statement, registration("1")), (statement, given))) == ["accepted"] * 2
    assert codes(await intake.send((statement, AssessStatement()), day=today, actor=other)) == ["not-the-executor"]
    appointed = SubstituteAppointed(
        body="0101", substitution=new_id(), executor="0101-017", substitute="0101-020", since=today, until=today,
        article="Art. 344(3)",
    )  # fmt: skip
    await intake.happened(statement, appointed, today)
    assert codes(await intake.send((statement, AssessStatement()), day=today, actor=other)) == ["accepted"]
