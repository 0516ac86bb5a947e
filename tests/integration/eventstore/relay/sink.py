"""What a relay publishes, as a consumer sees it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID, uuid4

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from prometheus_client import REGISTRY

from contracts.envelope import EventEnvelope
from shared.database import Pool
from shared.eventstore.relay import Relay
from shared.eventstore.store import EventStore
from shared.settings import Settings
from tests.integration.eventstore.tally import EVENTS, added
from tests.patience import PATIENCE

STORE = EventStore("tally", EVENTS)


@asynccontextmanager
async def channel(settings: Settings) -> AsyncIterator[AbstractChannel]:
    connection = await aio_pika.connect(settings.broker_url)
    async with connection, connection.channel() as opened:
        yield opened


async def bind(settings: Settings, pattern: str = "#") -> None:
    """A queue that gets every event of this pattern."""
    async with channel(settings) as opened:
        exchange = await opened.declare_exchange("lea.events", aio_pika.ExchangeType.TOPIC, durable=True)
        queue = await opened.declare_queue("sink", durable=True, arguments={"x-queue-type": "quorum"})
        await queue.bind(exchange, pattern)


async def taken(settings: Settings, wanted: Sequence[EventEnvelope[Any]]) -> list[AbstractIncomingMessage]:
    """The messages of the queue, in the order they came, once every wanted event is among them, as often as wanted."""
    messages: list[AbstractIncomingMessage] = []
    missing = Counter(str(event.id) for event in wanted)
    async with asyncio.timeout(PATIENCE), channel(settings) as opened:
        queue = await opened.get_queue("sink")
        async with queue.iterator(no_ack=True) as arriving:
            async for message in arriving:
                messages.append(message)
                missing[message.message_id or ""] -= 1
                if max(missing.values()) <= 0:
                    break
    return messages


def place(message: AbstractIncomingMessage) -> tuple[str, int]:
    return str(message.headers["cloudEvents:subject"]), int(str(message.headers["cloudEvents:sequence"]))


def assert_in_order(messages: Sequence[AbstractIncomingMessage]) -> None:
    """Within a stream versions only go on, or back to one that was sent before: none is first seen too early."""
    seen: dict[str, int] = {}
    for stream, version in map(place, messages):
        assert version <= seen.get(stream, 0) + 1
        seen[stream] = max(version, seen.get(stream, 0))


async def append(pool: Pool, count: int, streams: Sequence[UUID] | None = None) -> list[EventEnvelope[Any]]:
    """Events one by one, each in its transaction, taking turns among the streams."""
    chosen = streams or [uuid4()]
    events = [added(chosen[n % len(chosen)], n // len(chosen) + 1) for n in range(count)]
    for event in events:
        async with pool.acquire() as connection:
            await STORE.append(connection, [event])
    return events


@asynccontextmanager
async def relaying(settings: Settings) -> AsyncIterator[Relay]:
    relay = Relay(settings)
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        task.cancel()
        async with asyncio.timeout(3):
            with suppress(asyncio.CancelledError):
                await task


def metric(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0
