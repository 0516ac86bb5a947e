"""Queries to intake on a real database: a statement by its number, and previews that ask the service's tables."""

from typing import Any

import pytest

from contracts.commands.intake import AssessStatement
from contracts.commands.intake_handling import DistributeStatement
from contracts.events.substitutes import SubstituteAppointed
from contracts.identifiers import new_id
from contracts.queries.base import Query, QueryEnvelope
from contracts.queries.intake import PreviewStatementAct, ShowStatement, StatementPreview, StatementView
from contracts.registry import Command
from services.intake.domain.assessment import Rules
from services.intake.queries import StatementQueries
from shared.clock import FixedClock
from shared.decider import Rejection
from shared.eventstore.store import EventStore
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSets
from tests.integration.intake.test_intake import EXECUTOR, INITIATE, NOW, RECEIVED, Intake, codes, intake, registration

__all__ = ["intake"]

ACTOR = "executor:0101-017"


async def answered(intake: Intake, asked: Query, actor: str = ACTOR) -> Any:
    queries = StatementQueries(EventStore("intake"), Rules(RuleSets.load(), belarus()), FixedClock(NOW))
    query = QueryEnvelope[Any](id=new_id(), source="/lea/test", type=asked.type, actor=actor, data=asked)
    async with intake.pool.acquire() as connection, connection.transaction(readonly=True):
        return await queries.answer(connection, query)


async def previewed(intake: Intake, number: str, command: Command) -> StatementPreview:
    asked = PreviewStatementAct(
        body="0101",
        registration_number=number,
        command=command.type,
        data=command.model_dump(mode="json", exclude_none=True),
        day=RECEIVED,
        actor=ACTOR,
    )
    preview: StatementPreview = await answered(intake, asked)
    return preview


async def test_a_statement_is_found_by_body_and_number(intake: Intake) -> None:
    statement = new_id()
    await intake.send((statement, registration("17")), (statement, AssessStatement()), (statement, INITIATE))
    view: StatementView = await answered(intake, ShowStatement(body="0101", registration_number="17"))
    assert (view.id, view.version, view.status.value) == (statement, 3, "decided-initiate")
    for body, number in (("0101", "18"), ("0401", "17")):
        with pytest.raises(Rejection) as refused:
            await answered(intake, ShowStatement(body=body, registration_number=number))
        [problem] = refused.value.problems
        assert (problem.code, problem.field) == ("unknown-statement", "registration_number")


async def test_a_statement_says_what_the_person_who_asks_may_do(intake: Intake) -> None:
    statement, other, today = new_id(), "executor:0101-020", NOW.date()
    given = DistributeStatement(executors=(EXECUTOR,))
    await intake.send((statement, registration("17")), (statement, given))

    async def opened(actor: str) -> list[str]:
        shown = await answered(intake, ShowStatement(body="0101", registration_number="17"), actor)
        return [each.act for each in shown.openings if each.open]

    of_the_executor = ["establish-circumstance", "establish-document-history", "assess-statement"]
    assert await opened(ACTOR) == of_the_executor
    assert await opened("registrar:0101-003") == []
    assert await opened("head:0101") == ["distribute-statement"]
    assert await opened(other) == []
    appointed = SubstituteAppointed(
        body="0101", substitution=new_id(), executor="0101-017", substitute="0101-020", since=today, until=today,
        article="Art. 344(3)",
    )  # fmt: skip
    await intake.happened(statement, appointed, today)
    assert await opened(other) == of_the_executor


async def test_a_preview_of_a_registration_asks_whether_its_number_is_free(intake: Intake) -> None:
    assert (await previewed(intake, "1", registration("1"))).outcome == "accepted"
    await intake.send((new_id(), registration("1")))
    seen = await previewed(intake, "1", registration("1", "other"))
    assert [each.code for each in seen.problems] == ["already-registered"]


async def test_what_is_expected_of_an_assessment_asks_where_the_document_lies(intake: Intake) -> None:
    await intake.send((new_id(), registration("1")))
    await intake.send((new_id(), registration("2")))
    seen = await previewed(intake, "3", registration("3"))
    assert (seen.outcome, seen.assessment) == ("accepted", None)
    assert seen.expected is not None
    assert [each.article for each in seen.expected.findings] == ["Art. 356(1)"]
    for number, articles in (("1", []), ("2", ["Art. 356(1)"])):
        view: StatementView = await answered(intake, ShowStatement(body="0101", registration_number=number))
        assert view.expected is not None
        assert [each.article for each in view.expected.findings] == articles


async def test_a_preview_of_an_assessment_counts_known_returns(intake: Intake) -> None:
    for number in ("1", "2"):
        await intake.returned(await intake.initiated(number), RECEIVED)
    assert codes(await intake.send((new_id(), registration("3")))) == ["accepted"]
    seen = await previewed(intake, "3", AssessStatement())
    assert seen.assessment is not None
    assert [each.article for each in seen.assessment.findings] == ["Art. 355(3)"]
