"""What is to be done about statements, as work lists ask for it; statements to distribute, with loads."""

import re
from typing import Any
from uuid import UUID

from contracts.commands.intake import AssessStatement, SendDecisionCopies
from contracts.commands.intake_handling import DistributeStatement
from contracts.documents import Executor
from contracts.identifiers import new_id
from contracts.queries.intake import (
    ListStatementTasks,
    ListUndistributed,
    StatementTask,
    StatementTasks,
    TaskKey,
    Undistributed,
    UndistributedKey,
)
from shared.migrations import folder_of
from tests.integration.intake.test_documents import TODAY, refused
from tests.integration.intake.test_handling import RETURN
from tests.integration.intake.test_intake import EXECUTOR, RECEIVED, Intake, codes, intake, registration
from tests.integration.intake.test_queries import answered

__all__ = ["intake"]

COPIES, BACK, DOCUMENT = "send-decision-copies", "send-back-statement", "send-refused-document"
OTHER = Executor(id="0101-018", full_name="Petrov")


async def tasks(intake: Intake, **asked: Any) -> tuple[StatementTask, ...]:
    listed: StatementTasks = await answered(intake, ListStatementTasks(**asked))
    return listed.tasks


async def returned(intake: Intake, number: str) -> UUID:
    flawed = registration(number, f"document-{number}")
    contents = flawed.contents.model_copy(update={"lists_enclosures": False})
    steps: tuple[Any, ...] = (flawed.model_copy(update={"contents": contents}), AssessStatement(), RETURN)
    statement = new_id()
    assert codes(await intake.send(*((statement, each) for each in steps), day=TODAY)) == ["accepted"] * 3
    return statement


def said(found: tuple[StatementTask, ...]) -> dict[str, tuple[str, ...]]:
    return {f"{each.registration_number} {each.duty}": each.whom for each in found}


async def test_copies_of_a_refusal_are_due_until_all_have_one(intake: Intake) -> None:
    statement = await refused(intake, "1")
    assert said(await tasks(intake, body="0101")) == {f"1 {COPIES}": ("recoverer", "debtor"), f"1 {DOCUMENT}": ()}
    [copies] = await tasks(intake, duties=(COPIES,))
    assert (copies.statement, copies.executor, copies.who, copies.article) == (
        statement, EXECUTOR.id, "court-executor", "Art. 343(5)",
    )  # fmt: skip
    await intake.send((statement, SendDecisionCopies(recipients=("debtor",))), day=TODAY)
    assert said(await tasks(intake, duties=(COPIES,))) == {f"1 {COPIES}": ("recoverer",)}
    await intake.send((statement, SendDecisionCopies(recipients=("recoverer",))), day=TODAY)
    assert said(await tasks(intake, duties=(COPIES,))) == {}


async def test_a_return_goes_back_to_who_signed(intake: Intake) -> None:
    statement = await returned(intake, "2")
    assert said(await tasks(intake)) == {f"2 {BACK}": ("signatory",)}
    await intake.send((statement, SendDecisionCopies(recipients=("signatory",))), day=TODAY)
    assert await tasks(intake) == ()


async def test_tasks_are_filtered_and_have_pages(intake: Intake) -> None:
    for number in ("1", "2"):
        await refused(intake, number)
    for asked in ({"body": "0401"}, {"executor": "0101-018"}, {"duties": ("decide-statement-anew",)}):
        assert await tasks(intake, **asked) == ()
    whole = await tasks(intake, executor=EXECUTOR.id)
    first: StatementTasks = await answered(intake, ListStatementTasks(limit=3))
    after = TaskKey(**first.tasks[-1].model_dump(include=set(TaskKey.model_fields)))
    assert (first.more, first.tasks + await tasks(intake, after=after)) == (True, whole)


async def test_the_migration_lists_what_was_recorded_before(intake: Intake) -> None:
    for number in ("1", "2"):
        await refused(intake, number)
    sent = await refused(intake, "3")
    await intake.send((sent, SendDecisionCopies(recipients=("recoverer", "debtor"))), day=TODAY)
    await returned(intake, "4")
    whole = await tasks(intake)
    text = (folder_of("intake") / "intake-0013-tasks.sql").read_text(encoding="utf-8")
    [filling] = re.findall(r"^WITH .*?;$", text, re.DOTALL | re.MULTILINE)
    async with intake.pool.acquire() as connection:
        await connection.execute("DELETE FROM task")
        await connection.execute(filling)
    assert len(whole) == 6
    assert await tasks(intake) == whole


async def test_statements_that_no_executor_has_with_loads(intake: Intake) -> None:
    ids = {number: new_id() for number in ("1", "2", "3", "4")}
    for number, statement in ids.items():
        await intake.send((statement, registration(number, f"document-{number}")))
    given = DistributeStatement(executors=(EXECUTOR, OTHER))
    await intake.send((ids["2"], given), actor="head:0101")
    await refused(intake, "5")
    found: Undistributed = await answered(intake, ListUndistributed(body="0101", limit=2))
    assert ([each.registration_number for each in found.statements], found.more) == (["1", "3"], True)
    assert (found.statements[0].received_on, found.statements[0].document) == (RECEIVED, "DOCUMENT-1")
    assert [(each.executor, each.documents) for each in found.loads] == [(EXECUTOR.id, 1)]
    after = UndistributedKey(received_on=RECEIVED, registration_number="3")
    rest: Undistributed = await answered(intake, ListUndistributed(body="0101", after=after))
    assert [each.registration_number for each in rest.statements] == ["4"]
    assert (await answered(intake, ListUndistributed(body="0401"))).statements == ()
