"""A substitute acts in the proceedings of another executor from day to day, as the head of the body says."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.commands.substitutes import AppointSubstitute, EndSubstitution
from contracts.envelope import CommandEnvelope
from contracts.identifiers import new_id, substitutes_of
from contracts.queries.proceedings import ListSubstitutions
from contracts.registry import Command
from contracts.replies import Accepted, Reply
from services.proceedings.application import application
from services.proceedings.substitutes import list_substitutions
from shared.clock import FixedClock
from shared.database import Pool
from tests.engines import NewDatabase
from tests.integration.proceedings.running import of
from tests.unit.proceedings.harness import initiation_of

PROCEEDING, SUBSTITUTION = UUID(int=18), UUID(int=344)
FIRST, LAST = date(2026, 7, 1), date(2026, 7, 24)
SUBSTITUTE = "executor:0101-018"


class Body:
    """The command side of proceedings on a database, on a day."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.clock = FixedClock(datetime(2026, 7, 6, 9, tzinfo=UTC))
        self._application = application(self.clock)

    async def send(self, *asked: tuple[Command, str]) -> list[list[str]]:
        """The codes of each refusal, none for what was accepted; all commands are one batch."""
        commands = [self._command(data, sender) for data, sender in asked]
        replies = await self._application.handle_in_transaction(self.pool, commands)
        return [_codes(reply) for reply in replies]

    def _command(self, data: Command, sender: str) -> CommandEnvelope[Any]:
        stream = substitutes_of(data.body) if isinstance(data, AppointSubstitute | EndSubstitution) else PROCEEDING
        return CommandEnvelope[Any](
            id=new_id(), source="/lea/test", type=data.type, effective_date=self.clock.today(),
            stream=stream, issued_at=self.clock.now(), actor=sender,
            correlation_id=PROCEEDING, data=data,
        )  # fmt: skip


def _codes(reply: Reply) -> list[str]:
    return [] if isinstance(reply, Accepted) else [problem.code for problem in reply.problems]


def appointment() -> AppointSubstitute:
    return AppointSubstitute(
        body="0101", substitution=SUBSTITUTION, executor="0101-017", substitute="0101-018", since=FIRST, until=LAST
    )


def cost() -> Command:
    return of("RecordCost", cost=new_id(), kind="travel", sum="5.00 BYN")


@pytest.fixture
async def body(migrated_database: NewDatabase) -> AsyncIterator[Body]:
    async with asyncpg.create_pool(migrated_database("proceedings").url, min_size=1, max_size=2) as pool:
        body = Body(pool)
        begin = of("InitiateProceeding", **{**initiation_of({}), "statement": new_id()})
        assert await body.send((begin, "executor:0101-017")) == [[]]
        yield body


async def test_from_the_first_day_to_the_last_and_from_the_next_command_on(body: Body) -> None:
    assert await body.send((cost(), SUBSTITUTE)) == [["not-the-executor"]]
    assert await body.send((appointment(), "executor:0101-017")) == [["actor-unfit"]]
    assert await body.send((cost(), SUBSTITUTE), (appointment(), "head:0101")) == [[], []]  # appointments come first
    assert await body.send((cost(), "executor:0101-017"), (cost(), "executor:0101-019")) == [[], ["not-the-executor"]]
    body.clock.moment = datetime(2026, 7, 24, 20, tzinfo=UTC)
    assert await body.send((cost(), SUBSTITUTE)) == [[]]
    body.clock.moment = datetime(2026, 7, 25, 9, tzinfo=UTC)
    assert await body.send((cost(), SUBSTITUTE)) == [["not-the-executor"]]


async def test_until_it_is_ended(body: Body) -> None:
    assert await body.send((appointment(), "head:0101")) == [[]]
    end = EndSubstitution(body="0101", substitution=SUBSTITUTION, until=date(2026, 7, 5))
    assert await body.send((end, "head:0102"), (end, SUBSTITUTE)) == [["actor-of-another-body"], ["actor-unfit"]]
    assert await body.send((end, "head:0101")) == [[]]
    assert await body.send((cost(), SUBSTITUTE)) == [["not-the-executor"]]


async def test_they_are_listed_as_long_as_they_last(body: Body) -> None:
    assert await body.send((appointment(), "head:0101")) == [[]]
    async with body.pool.acquire() as connection:
        for day, listed in ((FIRST, 1), (LAST, 1), (date(2026, 7, 25), 0)):
            found = await list_substitutions(connection, ListSubstitutions(body="0101", day=day))
            assert len(found.substitutions) == listed
        other = await list_substitutions(connection, ListSubstitutions(body="0102", day=FIRST))
    assert other.substitutions == ()
