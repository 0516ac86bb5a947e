"""A relay whose broker, database or queues are away."""

import asyncio
import signal
from uuid import uuid4

import asyncpg
import pytest

from infra.stack.stack import Stack
from shared.database import Pool, create_pool
from shared.settings import Settings
from tests.engines import Database
from tests.integration.eventstore.relay.sink import (
    STORE,
    append,
    assert_in_order,
    bind,
    metric,
    place,
    relaying,
    taken,
)
from tests.integration.eventstore.tally import added
from tests.patience import until


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_no_event_is_lost_when_the_broker_goes_away(
    pool: Pool, settings: Settings, engines: Stack, number: signal.Signals
) -> None:
    await bind(settings)
    # RabbitMQ 3.10 never brings back a quorum queue that was declared within a second before a SIGKILL.
    await asyncio.sleep(2)
    streams = [uuid4() for _ in range(5)]
    async with relaying(settings) as relay:
        before = await append(pool, 100, streams)
        gone = asyncio.create_task(asyncio.to_thread(engines.kill, "broker", number))
        meanwhile = await append(pool, 100)
        await gone
        await until(lambda: metric("lea_relay_blocked") == 1)
        assert await relay.readiness() == "relay: broker unavailable"
        await asyncio.to_thread(engines.wait_ready, "broker")
        after = await append(pool, 50)
        messages = await taken(settings, [*before, *meanwhile, *after])
        assert await relay.readiness() is None

    assert_in_order(messages)


async def test_no_event_is_lost_when_the_database_goes_away(settings: Settings, engines: Stack) -> None:
    await bind(settings)
    streams = [uuid4() for _ in range(5)]
    async with relaying(settings):
        async with await create_pool(settings) as pool:
            before = await append(pool, 100, streams)
            await asyncio.to_thread(engines.kill, "database")
        await asyncio.to_thread(engines.wait_ready, "database")
        async with await create_pool(settings) as pool:
            after = await append(pool, 50)
        messages = await taken(settings, [*before, *after])

    assert_in_order(messages)


async def test_an_event_without_a_queue_blocks_the_relay_until_there_is_one(pool: Pool, settings: Settings) -> None:
    await bind(settings, "lea.other.#")
    failures = metric("lea_relay_failures_total", reason="unroutable")
    async with relaying(settings) as relay:
        events = await append(pool, 3)
        await until(lambda: metric("lea_relay_failures_total", reason="unroutable") >= failures + 2)
        assert metric("lea_relay_blocked") == 1
        assert await relay.readiness() is None
        assert metric("lea_outbox_oldest_age_seconds") > 0

        await bind(settings, "lea.tally.#")
        messages = await taken(settings, events)
        assert [message.message_id for message in messages] == [str(event.id) for event in events]
        await until(lambda: metric("lea_relay_blocked") == 0)
        await until(lambda: metric("lea_outbox_oldest_age_seconds") == 0)


async def test_events_before_a_blocked_one_are_not_published_repeatedly(pool: Pool, settings: Settings) -> None:
    await bind(settings, "lea.tally.added.v1")
    stream = uuid4()
    blocked = added(stream, 2).model_copy(update={"type": "lea.tally.strange.v1"})
    events = [added(stream, 1), blocked, added(stream, 3)]
    async with pool.acquire() as connection:
        await STORE.append(connection, events)
    failures = metric("lea_relay_failures_total", reason="unroutable")

    async with relaying(settings):
        await until(lambda: metric("lea_relay_failures_total", reason="unroutable") >= failures + 4)
        await bind(settings, "#")
        messages = await taken(settings, [*events, events[2]])

    assert [place(message)[1] for message in messages] == [1, 3, 2, 3]


async def test_a_batch_is_repeated_rather_than_lost_when_the_checkpoint_did_not_move(
    pool: Pool, settings: Settings, database: Database
) -> None:
    await bind(settings)
    connection = await asyncpg.connect(database.superuser_url)
    before = await connection.fetchrow("SELECT xid, position FROM relay_checkpoint")
    events = await append(pool, 3)
    async with relaying(settings):
        await taken(settings, events)
    await connection.execute("UPDATE relay_checkpoint SET xid = $1, position = $2", *before)
    await connection.close()

    async with relaying(settings):
        assert len(await taken(settings, events)) == 3
