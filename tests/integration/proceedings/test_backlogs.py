"""A backlog of acts on a real database: all of it is recorded, once, or nothing is."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.commands.backlogs import BacklogAct, RecordActs
from contracts.envelope import CommandEnvelope
from contracts.identifiers import new_id
from contracts.queries.backlogs import BacklogPreview, PreviewActs
from contracts.queries.base import QueryEnvelope
from contracts.recording import Paper, Recording
from contracts.replies import Accepted, Rejected, Reply
from services.proceedings.application import application
from services.proceedings.queries import ProceedingQueries
from services.proceedings.verification import verify_courses
from shared.clock import FixedClock
from shared.database import Pool
from shared.eventstore.store import EventStore
from tests.engines import NewDatabase
from tests.unit.proceedings.harness import Fields, command_of

CLOCK = FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))
FIRST, SECOND = UUID(int=31), UUID(int=32)
CASE: Fields = {"claims": ["1000.00 BYN"]}
BEGUN = date(2026, 3, 2)


class Proceedings:
    """The command side of proceedings on a database, without a broker."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.application = application(CLOCK)

    async def carry_out(self, *commands: CommandEnvelope[Any]) -> list[Reply]:
        return await self.application.handle_in_transaction(self.pool, commands)

    async def record(self, acts: list[BacklogAct], stream: UUID = FIRST) -> Reply:
        [reply] = await self.carry_out(backlog(acts, stream))
        return reply

    async def preview(self, acts: list[BacklogAct]) -> BacklogPreview:
        asked = PreviewActs(proceeding=FIRST, acts=tuple(acts))
        query = QueryEnvelope[Any](id=new_id(), source="/lea/test", type=asked.type, actor="operator:test", data=asked)
        queries = ProceedingQueries(EventStore("proceedings"), CLOCK)
        async with self.pool.acquire() as connection, connection.transaction(readonly=True):
            answer: Any = await queries.answer(connection, query)
        return answer  # type: ignore[no-any-return]

    async def count(self, what: str) -> int:
        async with self.pool.acquire() as connection:
            found: int = await connection.fetchval(f"SELECT count(*) FROM {what}")  # noqa: S608 - a constant
        return found


@pytest.fixture
async def proceedings(migrated_database: NewDatabase) -> AsyncIterator[Proceedings]:
    async with asyncpg.create_pool(migrated_database("proceedings").url, min_size=1, max_size=4) as pool:
        begun = Proceedings(pool)
        begin = [command_of({"command": "initiate-proceeding", "day": BEGUN}, CASE, new_id()) for _ in range(2)]
        replies = await begun.carry_out(
            *(
                command.model_copy(update={"stream": stream})
                for command, stream in zip(begin, (FIRST, SECOND), strict=True)
            )
        )
        assert all(isinstance(reply, Accepted) for reply in replies)
        yield begun


def backlog(acts: list[BacklogAct], stream: UUID = FIRST) -> CommandEnvelope[Any]:
    return CommandEnvelope[Any](
        id=new_id(), source="/lea/test", type=RecordActs.type, stream=stream, effective_date=acts[-1].day,
        issued_at=CLOCK.now(), actor="operator:test", correlation_id=new_id(), data=RecordActs(acts=tuple(acts)),
    )  # fmt: skip


def act(day: int, command: str, id_: UUID | None = None, **stated: Any) -> BacklogAct:
    """An act on a day after the beginning, from a paper."""
    on = BEGUN + timedelta(day)
    made = command_of({"command": command, "day": on, **stated}, CASE, new_id())
    return BacklogAct(
        id=id_ or new_id(),
        type=made.type,
        data=made.data.model_dump(mode="json", exclude_none=True),
        day=on,
        actor="executor:0101-017",
        recording=Recording(paper=Paper(kind="receipt", number=f"{day}", dated=on, author="Bank"), reason="backlog"),
    )


def payments(count: int, first: int = 20) -> list[BacklogAct]:
    return [
        act(first + n, "record-payment", payment=f"payment {first + n}", sum="1.00 BYN", source="debtor")
        for n in range(count)
    ]


def served(count: int = 5) -> list[BacklogAct]:
    return [act(2, "record-service", method="handed-over"), *payments(count)]


def fields(reply: Reply) -> list[tuple[str | None, str]]:
    assert isinstance(reply, Rejected), reply
    return [(problem.field, problem.code) for problem in reply.problems]


async def test_a_backlog_is_recorded_with_each_act_under_its_own_id(proceedings: Proceedings) -> None:
    acts = served()
    reply = await proceedings.record(acts)
    assert isinstance(reply, Accepted)
    async with proceedings.pool.acquire() as connection:
        events = await EventStore("proceedings").load(connection, FIRST)
        assert (await verify_courses(connection)).differing == []
    assert {each.id for each in acts} <= {event.causation_id for event in events}
    assert len(events) == reply.version
    papers = [event.recording.paper for event in events if event.recording and "payment-received" in event.type]
    assert [paper and paper.number for paper in papers] == ["20", "21", "22", "23", "24"]
    assert not [event for event in events if "course-revised" in event.type]
    assert await proceedings.count("resolution") == 0


async def test_the_same_acts_again_change_nothing(proceedings: Proceedings) -> None:
    acts = served()
    first = await proceedings.record(acts)
    again = await proceedings.record(acts)
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert (again.version, again.event_ids) == (first.version, ())
    more = await proceedings.record([*acts, *payments(2, first=60)])
    assert isinstance(more, Accepted)
    # Two payments, and nothing of the others.
    assert more.version == first.version + 2


async def test_one_bad_act_of_fifty_leaves_nothing(proceedings: Proceedings) -> None:
    acts = served(50)
    acts[30] = acts[30].model_copy(update={"data": {**acts[30].data, "measure": str(new_id())}})
    acts[40] = acts[40].model_copy(update={"day": date(2027, 1, 1)})
    before = await proceedings.count("event"), await proceedings.count("command")
    seen = await proceedings.preview(acts)
    reply = await proceedings.record(acts)
    assert {str(field).rsplit(".", 1)[0] for field, _ in fields(reply)} == {"acts.30", "acts.40"}
    assert seen.problems == reply.problems  # type: ignore[union-attr]
    assert (await proceedings.count("event"), await proceedings.count("command")) == (before[0], before[1] + 1)
    acts[30:41] = payments(11, first=120)
    assert isinstance(await proceedings.record(acts), Accepted)


async def test_an_act_on_record_with_another_content_is_refused(proceedings: Proceedings) -> None:
    acts = served()
    await proceedings.record(acts)
    changed = acts[3].model_copy(update={"actor": "executor:0101-018"})
    assert fields(await proceedings.record([*acts[:3], changed])) == [("acts.3.id", "command-id-reused")]


async def test_two_imports_at_once_record_each_act_once(proceedings: Proceedings) -> None:
    acts = served(10)
    replies = await asyncio.gather(*(proceedings.record(acts) for _ in range(4)))
    together = await proceedings.carry_out(*(backlog(acts) for _ in range(3)))
    assert all(isinstance(reply, Accepted) for reply in [*replies, *together])
    assert len({reply.version for reply in [*replies, *together] if isinstance(reply, Accepted)}) == 1
    assert await proceedings.count("event WHERE type LIKE '%payment-received%'") == 10


async def test_one_order_of_the_bank_is_recorded_in_one_proceeding(proceedings: Proceedings) -> None:
    order = {"number": "17", "dated": "2026-03-20"}
    paid = act(20, "record-payment", payment="one", sum="5.00 BYN", source="debtor", bank_order=order)
    other = act(20, "record-payment", payment="two", sum="5.00 BYN", source="debtor", bank_order=order)
    replies = await proceedings.carry_out(backlog([paid], FIRST), backlog([other], SECOND))
    assert isinstance(replies[0], Accepted)
    assert [field for field, _ in fields(replies[1])] == ["acts.0.bank_order.number"]


async def test_a_preview_writes_nothing_and_names_what_was_not_open(proceedings: Proceedings) -> None:
    ended = act(30, "complete-proceeding", ground="complete-fulfilled")
    acts = [*served(), ended]
    seen = await proceedings.preview(acts)
    assert (seen.outcome, seen.recorded) == ("accepted", 0)
    assert {problem.field for problem in seen.irregular} >= {"acts.6.ground"} or seen.irregular
    assert await proceedings.count("event WHERE type LIKE '%payment-received%'") == 0
    await proceedings.record(acts)
    assert (await proceedings.preview(acts)).recorded == len(acts)
