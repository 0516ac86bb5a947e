"""Every stream in order, every event once, whatever order and number they are delivered in."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any

from aio_pika.abc import AbstractChannel

from contracts.envelope import EventEnvelope
from contracts.identifiers import new_id
from shared.database import Connection, Pool
from shared.messaging.consumer import EventConsumer
from shared.messaging.queue_names import partition_queue
from shared.settings import Settings
from tests.integration.messaging.kit import Message, Seen, length, message, publish, running
from tests.patience import until

STREAMS, VERSIONS = 24, 30


class Jittery(Seen):
    """Takes a different time for every batch."""

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        await asyncio.sleep(random.random() / 50)
        await super().apply(connection, events)


def _interleaved(random_: random.Random) -> list[Message]:
    """The events of many streams, each stream in order."""
    waiting = {new_id(): 1 for _ in range(STREAMS)}
    messages = []
    while waiting:
        stream = random_.choice(list(waiting))
        messages.append(message(stream, waiting[stream]))
        waiting[stream] += 1
        if waiting[stream] > VERSIONS:
            del waiting[stream]
    return messages


async def _assert_complete(seen: Seen, pool: Pool) -> None:
    await until(lambda: _all_seen(seen, pool))
    rows = await pool.fetch(
        "SELECT stream, array_agg(version ORDER BY position) AS versions FROM seen WHERE consumer = $1 GROUP BY stream",
        seen.name,
    )
    assert len(rows) == STREAMS
    assert all(row["versions"] == list(range(1, VERSIONS + 1)) for row in rows)
    assert await seen.held(pool) == []


async def _all_seen(seen: Seen, pool: Pool) -> bool:
    return await seen.count(pool) == STREAMS * VERSIONS and not await seen.held(pool)


async def test_streams_stay_in_order_over_several_partitions(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    jittery = Jittery(seen.name)
    async with running(EventConsumer(settings, pool, jittery)):
        await publish(channel, _interleaved(random.Random(1)))
        await _assert_complete(jittery, pool)
    assert jittery.batches > 1


async def test_partitions_share_the_streams(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    async with running(EventConsumer(settings, pool, seen)):
        pass
    await publish(channel, _interleaved(random.Random(2)))
    lengths = [await length(channel, partition_queue(seen.name, number)) for number in range(settings.partitions)]
    assert sum(lengths) == STREAMS * VERSIONS
    assert sum(messages > 0 for messages in lengths) > 1
    async with running(EventConsumer(settings, pool, seen)):
        await _assert_complete(seen, pool)


async def test_events_that_arrive_before_a_transaction_join_it(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    stream = new_id()
    async with running(EventConsumer(settings.model_copy(update={"event_batch_interval": 3.0}), pool, seen)):
        await publish(channel, [message(stream, 1)])
        await until(lambda: seen.has(pool, 1))
        await publish(channel, [message(stream, 2)])
        await asyncio.sleep(0.3)  # the queue has said by now that something has arrived
        await publish(channel, [message(stream, 3)])
        await until(lambda: seen.has(pool, 3))
    assert seen.batches == 2


async def test_duplicates_are_applied_once(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    messages = _interleaved(random.Random(3))
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, messages)
        await publish(channel, messages[::7])
        await publish(channel, [one for one in messages[-100:] for _ in range(3)])
        await _assert_complete(seen, pool)


async def test_any_order_of_delivery_gives_the_same(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    messages = _interleaved(random.Random(4))
    random.Random(5).shuffle(messages)
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, messages)
        await _assert_complete(seen, pool)


async def test_an_event_that_comes_too_early_waits_for_the_gap(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    stream = new_id()
    first, second, third, fourth = (message(stream, version) for version in (1, 2, 3, 4))
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [first, fourth])
        await until(lambda: _is(seen.held(pool), [("gap", 4)]))
        await publish(channel, [third, third])
        await until(lambda: _is(seen.held(pool), [("gap", 3), ("gap", 4)]))
        assert await seen.versions(pool, stream) == [1]
        await publish(channel, [second])
        await until(lambda: _is(seen.held(pool), []))
    assert await seen.versions(pool, stream) == [1, 2, 3, 4]


async def test_waiting_events_left_by_a_killed_process_are_applied(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    """As if the process had been killed after it had filled the gap, before it applied what waited."""
    stream = new_id()
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [message(stream, 1), message(stream, 3), message(stream, 4)])
        await until(lambda: _is(seen.held(pool), [("gap", 3), ("gap", 4)]))
    await pool.execute("UPDATE stream_position SET version = 2 WHERE consumer = $1", seen.name)
    async with running(EventConsumer(settings, pool, seen)):
        await until(lambda: _is(seen.held(pool), []))
    assert await seen.versions(pool, stream) == [1, 3, 4]


async def test_fewer_partitions_lose_nothing(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    messages = _interleaved(random.Random(6))
    half = len(messages) // 2
    async with running(EventConsumer(settings, pool, seen)):
        pass
    await publish(channel, messages[:half])
    fewer = settings.model_copy(update={"partitions": 2})
    async with running(EventConsumer(fewer, pool, seen)):
        await publish(channel, messages[half:])
        await _assert_complete(seen, pool)
    more = settings.model_copy(update={"partitions": 6})
    async with running(EventConsumer(more, pool, seen)):
        pass


async def _is(found: Any, wanted: object) -> bool:
    return bool(await found == wanted)
