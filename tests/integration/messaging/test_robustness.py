"""Nothing is lost and nothing applied twice when processes, connections and subscriptions end at a bad moment."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import asyncpg
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from aiormq.abc import DeliveredMessage

from contracts.identifiers import new_id
from infra.stack.stack import Stack
from shared.database import Pool
from shared.messaging.consumer import EventConsumer
from shared.messaging.queue_names import partition_queue
from shared.messaging.reader import QueueReader
from shared.settings import Settings
from tests.engines import Database
from tests.integration.messaging.kit import (
    Message,
    Seen,
    close_connections,
    length,
    message,
    publish,
    queues_of,
    ready,
    running,
)
from tests.patience import PATIENCE, until


def _messages(streams: int = 20, versions: int = 10) -> list[Message]:
    made = [new_id() for _ in range(streams)]
    return [message(stream, version) for version in range(1, versions + 1) for stream in made]


async def test_a_kill_between_commit_and_acknowledgement_applies_once(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed = asyncio.Event()

    async def never(_: QueueReader, __: list[DeliveredMessage]) -> None:
        committed.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patched:
        patched.setattr(QueueReader, "acknowledge", never)
        killed = EventConsumer(settings, pool, seen)
        await queues_of(seen.name, settings)
        task = asyncio.create_task(killed.run())
        await until(lambda: ready(killed))
        messages = _messages()
        await publish(channel, messages)
        await committed.wait()
        task.cancel()
        await asyncio.wait([task])
    before = await seen.count(pool)
    assert before > 0
    async with running(EventConsumer(settings, pool, seen)):
        await until(lambda: seen.has(pool, len(messages)))
        await until(lambda: _drained(channel, seen, settings))
    assert await seen.held(pool) == []


async def test_a_stop_finishes_what_has_arrived(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    """A clean stop returns nothing to the broker: it would count as a delivery."""
    async with running(EventConsumer(settings, pool, seen)):
        pass
    await publish(channel, _messages())
    consumer = EventConsumer(settings, pool, seen)
    async with running(consumer):
        await until(lambda: _some(seen, pool))
    assert await consumer.readiness() is not None
    delivered: list[AbstractIncomingMessage] = []
    for number in range(settings.partitions):
        await (await channel.get_queue(partition_queue(seen.name, number))).consume(_into(delivered))
    await asyncio.sleep(0.3)
    assert not any("x-delivery-count" in one.headers for one in delivered)
    assert len(delivered) + await seen.count(pool) == 200


async def test_a_cancelled_subscription_is_renewed(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    consumer = EventConsumer(settings, pool, seen)
    async with running(consumer):
        await channel.queue_delete(partition_queue(seen.name, 1))
        # Declared anew within milliseconds, RabbitMQ 3.10 may keep the consumer and give it nothing.
        await until(lambda: consumer._at_fault)
        await queues_of(seen.name, settings)  # as the process `topology` does
        await until(lambda: ready(consumer))
        await publish(channel, _messages())
        await until(lambda: seen.has(pool, 200))


async def test_a_subscription_that_ends_without_notice_is_renewed(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    consumer = EventConsumer(settings, pool, seen)
    async with running(consumer):
        reader = consumer._readers[0]
        assert reader._subscribed is not None
        await reader._subscribed.cancel(reader._tag)
        assert not reader.lost
        assert await consumer.readiness() == f"queue {reader.queue} has no consumer"
        await until(lambda: ready(consumer))
        await publish(channel, _messages())
        await until(lambda: seen.has(pool, 200))


async def test_a_second_instance_takes_over(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    messages = _messages()
    first, second = EventConsumer(settings, pool, seen), EventConsumer(settings, pool, seen)
    async with running(second):
        async with running(first):
            await publish(channel, messages[:100])
            await until(lambda: _some(seen, pool))
        await publish(channel, messages[100:])
        await until(lambda: seen.has(pool, 200))
    assert await seen.held(pool) == []


async def test_lost_connections_to_the_broker_are_survived(
    engines: Stack, settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    messages = _messages(versions=30)
    consumer = EventConsumer(settings, pool, seen)
    async with running(consumer):
        for part in range(3):
            await publish(channel, messages[part * 200 : (part + 1) * 200])
            await asyncio.to_thread(close_connections, engines, settings.broker_url, f"{seen.name}.events")
        await until(lambda: seen.has(pool, 600))
        await until(lambda: ready(consumer))
    assert await seen.held(pool) == []


async def test_lost_connections_to_the_database_are_survived(
    settings: Settings, pool: Pool, channel: AbstractChannel, database: Database, seen: Seen
) -> None:
    messages = _messages(versions=30)
    async with running(EventConsumer(settings, pool, seen)):
        for part in range(3):
            await publish(channel, messages[part * 200 : (part + 1) * 200])
            await _terminate_sessions(database)
        await pool.expire_connections()
        await until(lambda: _count_on_whatever_session(seen, pool, 600))
    assert await seen.held(pool) == []


async def test_a_broker_that_is_away_at_the_start_is_waited_for(
    settings: Settings, pool: Pool, seen: Seen, unused_tcp_port: int
) -> None:
    away = settings.model_copy(update={"broker_url": f"amqp://127.0.0.1:{unused_tcp_port}/"})
    consumer = EventConsumer(away, pool, seen)
    task = asyncio.create_task(consumer.run())
    await asyncio.sleep(0.5)
    assert not task.done()
    assert "AMQPConnectionError" in str(await consumer.readiness())
    consumer.stop()
    await asyncio.wait_for(task, PATIENCE)


async def test_a_missing_partition_is_named_and_waited_for(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    fewer = settings.model_copy(update={"partitions": settings.partitions - 1})
    await queues_of(seen.name, fewer)
    consumer = EventConsumer(settings, pool, seen)
    task = asyncio.create_task(consumer.run())
    await until(lambda: _says(consumer, f"the queue {partition_queue(seen.name, fewer.partitions)} is missing"))
    await queues_of(seen.name, settings)
    await until(lambda: ready(consumer))
    await publish(channel, [message(new_id(), 1)])
    await until(lambda: seen.has(pool, 1))
    consumer.stop()
    await asyncio.wait_for(task, PATIENCE)


async def _says(consumer: EventConsumer, problem: str) -> bool:
    return problem in str(await consumer.readiness())


async def _count_on_whatever_session(seen: Seen, pool: Pool, wanted: int) -> bool:
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        return await seen.has(pool, wanted)
    return False


async def _drained(channel: AbstractChannel, seen: Seen, settings: Settings) -> bool:
    queues = [partition_queue(seen.name, number) for number in range(settings.partitions)]
    return not any([await length(channel, queue) for queue in queues])


def _into(delivered: list[AbstractIncomingMessage]) -> Callable[[AbstractIncomingMessage], Any]:
    async def append(one: AbstractIncomingMessage) -> None:
        delivered.append(one)

    return append


async def _some(seen: Seen, pool: Pool) -> bool:
    return await seen.count(pool) > 0


async def _terminate_sessions(database: Database) -> None:
    connection = await asyncpg.connect(database.superuser_url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
        database.name,
    )
    await connection.close()
