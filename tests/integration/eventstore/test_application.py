"""Commands against a real database: answered once, decided in order, written whole or not at all."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.identifiers import new_id
from contracts.recording import Recording
from contracts.replies import Accepted, Rejected
from shared.database import Pool
from shared.eventstore.application import CommandFailed
from tests.integration.eventstore.tally import (
    CLOCK,
    Add,
    AddBackdated,
    Break,
    Tables,
    TakeName,
    application,
    command,
    tomorrow,
)

TALLY = application()


def codes(reply: Accepted | Rejected) -> list[str]:
    assert isinstance(reply, Rejected), reply
    return [problem.code for problem in reply.problems]


def version(reply: Accepted | Rejected) -> int:
    assert isinstance(reply, Accepted), reply
    return reply.version


async def handle(pool: Pool, *commands: Any) -> list[Accepted | Rejected]:
    return await TALLY.handle_in_transaction(pool, commands)


async def stored(pool: Pool, stream: UUID) -> list[Any]:
    async with pool.acquire() as connection:
        return await TALLY.store.load(connection, stream)


async def test_an_accepted_command_stores_its_events_and_its_cause(pool: Pool) -> None:
    stream = new_id()
    sent = command(Add(amount=3), stream)

    [reply] = await handle(pool, sent)

    [event] = await stored(pool, stream)
    assert reply == Accepted(command_id=sent.id, stream=stream, version=1, event_ids=(event.id,))
    assert (event.version, event.source, event.type) == (1, "/lea/tally", "lea.tally.added.v1")
    assert (event.causation_id, event.correlation_id, event.actor) == (sent.id, sent.correlation_id, sent.actor)
    assert (event.effective_date, event.data.amount) == (sent.effective_date, 3)
    assert CLOCK.now() - event.recorded_at < timedelta(seconds=10)


async def test_a_repeated_command_gets_the_same_reply_and_changes_nothing(pool: Pool) -> None:
    stream = new_id()
    sent = command(Add(amount=3), stream)
    first = await handle(pool, sent)

    # Sent anew it has another trace and another time of issue, and is the same command still.
    again = sent.model_copy(update={"traceparent": f"00-{'a' * 32}-{'b' * 16}-00", "issued_at": CLOCK.now()})

    assert await handle(pool, again) == first
    assert await handle(pool, sent, again, command(Add(amount=1), stream)) != first
    assert [event.data.amount for event in await stored(pool, stream)] == [3, 1]


async def test_the_events_carry_the_recording_of_their_command_and_what_they_were_decided_with(pool: Pool) -> None:
    stream, recording = new_id(), Recording(reason="no network")
    sent = command(Add(amount=3), stream, recording=recording)

    [reply] = await handle(pool, sent)
    assert isinstance(reply, Accepted)
    [event] = await stored(pool, stream)
    assert (event.recording, event.inputs) == (recording, "tally-1")

    assert await handle(pool, sent) == [reply]
    [other] = await handle(pool, sent.model_copy(update={"recording": Recording(reason="another")}))
    assert codes(other) == ["command-id-reused"]


async def test_a_repeated_rejected_command_is_rejected_the_same_way(pool: Pool) -> None:
    stream = new_id()
    name = str(stream)
    sent = command(TakeName(name=name), stream)
    await handle(pool, command(TakeName(name=name), new_id()))

    first = await handle(pool, sent)

    assert codes(first[0]) == ["refused"]
    assert await handle(pool, sent) == first
    assert await stored(pool, stream) == []


@pytest.mark.parametrize(
    "change",
    [
        {"data": Add(amount=4)},
        {"stream": new_id()},
        {"actor": "executor:0101-018"},
        {"effective_date": CLOCK.today() - timedelta(days=1)},
        {"expected_version": 0},
    ],
    ids=str,
)
@pytest.mark.parametrize("in_one_batch", [False, True])
async def test_the_same_id_with_another_body_is_refused(
    pool: Pool, change: dict[str, Any], *, in_one_batch: bool
) -> None:
    sent = command(Add(amount=3), new_id())
    other = sent.model_copy(update=change)

    if in_one_batch:
        [reply, refusal] = await handle(pool, sent, other)
    else:
        [reply], [refusal] = await handle(pool, sent), await handle(pool, other)

    assert version(reply) == 1
    assert codes(refusal) == ["command-id-reused"]
    assert await handle(pool, sent) == [reply]
    assert len(await stored(pool, sent.stream)) == 1


async def test_commands_of_a_batch_see_the_events_of_earlier_ones(pool: Pool) -> None:
    stream, other = new_id(), new_id()

    replies = await handle(
        pool,
        command(Add(amount=1), stream, expected_version=0),
        command(Add(amount=2), other),
        command(Add(amount=3), stream, expected_version=1),
        command(Add(amount=4), stream, expected_version=1),
        command(Add(amount=0), stream),
        command(Add(amount=-1), stream),
    )

    assert [version(reply) for reply in (*replies[:3], replies[4])] == [1, 1, 2, 2]
    assert codes(replies[3]) == ["version-conflict"]
    assert codes(replies[5]) == ["refused"]
    assert [event.data.amount for event in await stored(pool, stream)] == [1, 3]


async def test_the_tables_are_given_the_states_after_the_batch(pool: Pool) -> None:
    tables, changed, unchanged = Tables(), new_id(), new_id()
    commands = [command(Add(amount=3), changed), command(Add(amount=0), unchanged), command(Add(amount=4), changed)]
    tally = application(tables)
    await tally.handle_in_transaction(pool, commands)
    await tally.handle_in_transaction(pool, [command(Add(amount=1), changed)])
    assert tables.recorded == [{changed: 7}, {changed: 8}]


async def test_a_wrong_expected_version_is_refused(pool: Pool) -> None:
    [reply] = await handle(pool, command(Add(amount=1), new_id(), expected_version=7))

    assert codes(reply) == ["version-conflict"]


async def test_nothing_takes_effect_in_the_future(pool: Pool) -> None:
    stream = new_id()

    [reply] = await handle(pool, command(Add(amount=1), stream, effective_date=tomorrow()))

    assert codes(reply) == ["effective-date-in-future"]
    assert isinstance(reply, Rejected)
    assert reply.problems[0].field == "effective_date"
    assert await stored(pool, stream) == []


async def test_an_event_may_have_another_effective_date_than_its_command(pool: Pool) -> None:
    stream, day = new_id(), CLOCK.today() - timedelta(days=30)

    await handle(pool, command(AddBackdated(on=day), stream))

    assert [event.effective_date for event in await stored(pool, stream)] == [day]


@pytest.mark.parametrize("fault", [Break(), AddBackdated(on=tomorrow())], ids=["raises", "decides for tomorrow"])
async def test_a_fault_names_its_command_and_leaves_nothing_behind(pool: Pool, fault: Any) -> None:
    stream = new_id()
    good, bad = command(Add(amount=1), stream), command(fault, new_id())

    with pytest.raises(CommandFailed) as raised:
        await handle(pool, good, bad)

    assert raised.value.command_id == bad.id
    assert await stored(pool, stream) == []
    assert [version(reply) for reply in await handle(pool, good)] == [1]


async def test_conflicting_commands_of_a_batch_are_decided_one_after_the_other(pool: Pool) -> None:
    name = str(new_id())

    replies = await handle(pool, *(command(TakeName(name=name), new_id()) for _ in range(5)))

    assert version(replies[0]) == 1
    assert [codes(reply) for reply in replies[1:]] == [["refused"]] * 4


async def test_concurrent_writers_leave_no_gap_and_lose_nothing(pool: Pool) -> None:
    streams = [new_id() for _ in range(3)]
    batches = [[command(Add(amount=1), stream) for stream in streams] for _ in range(20)]

    answered = await asyncio.gather(*(handle(pool, *batch) for batch in batches))

    assert all(isinstance(reply, Accepted) for replies in answered for reply in replies)
    for stream in streams:
        assert [event.version for event in await stored(pool, stream)] == list(range(1, 21))


async def test_concurrent_copies_of_a_command_are_processed_once(pool: Pool) -> None:
    sent = command(Add(amount=1), new_id())

    answers = await asyncio.gather(*(handle(pool, sent) for _ in range(8)))

    assert all(answer == answers[0] for answer in answers)
    assert len(await stored(pool, sent.stream)) == 1


@pytest.mark.parametrize("size", [1, 100])
async def test_a_batch_costs_the_same_round_trips_whatever_its_size(pool: Pool, size: int) -> None:
    statements: list[str] = []
    commands = [command(Add(amount=1), new_id()) for _ in range(size)]

    async with pool.acquire() as connection, connection.transaction():
        # Once before, since the driver asks for the types of parameters it has not seen.
        await TALLY.handle(connection, [command(Add(amount=1), new_id())])
        with connection.query_logger(lambda record: statements.append(record.query)):
            await TALLY.handle(connection, commands)

    assert len(statements) == 5, statements


async def total(pool: Pool, stream: UUID) -> str:
    with pytest.raises(CommandFailed) as caught:
        await handle(pool, command(Break(), stream))
    return str(caught.value.__cause__)


async def test_events_of_other_processes_are_seen(pool: Pool) -> None:
    stream, elsewhere = new_id(), application()
    await handle(pool, command(Add(amount=1), stream))
    await elsewhere.handle_in_transaction(pool, [command(Add(amount=10), stream), command(Add(amount=100), stream)])

    [reply] = await handle(pool, command(Add(amount=1000), stream))

    assert version(reply) == 4
    assert await total(pool, stream) == "total is 1111"


@pytest.mark.parametrize("before", [0, 1])
async def test_a_rolled_back_batch_leaves_no_state(pool: Pool, before: int) -> None:
    stream = new_id()
    await handle(pool, *[command(Add(amount=1), stream) for _ in range(before)])
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await TALLY.handle(connection, [command(Add(amount=10), stream)])
        await transaction.rollback()
    elsewhere = application()
    await elsewhere.handle_in_transaction(pool, [command(Add(amount=100), stream) for _ in range(before)])

    [reply] = await handle(pool, command(Add(amount=1000), stream))

    assert version(reply) == 2 * before + 1
    assert await total(pool, stream) == f"total is {101 * before + 1000}"
