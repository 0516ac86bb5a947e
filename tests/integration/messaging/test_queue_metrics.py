"""How many messages wait in the queues of a consumer, and for how long, as its metrics say."""

import asyncio

import pytest
from aio_pika.abc import AbstractChannel
from prometheus_client import REGISTRY

from contracts.identifiers import new_id
from shared.database import Pool
from shared.messaging.consumer import EventConsumer
from shared.messaging.inbox import Inbox
from shared.messaging.queue_names import partition_queue
from shared.settings import Settings
from tests.integration.messaging.kit import Seen, message, publish, running
from tests.patience import until


def measured(metric: str, consumer: str, settings: Settings) -> list[float]:
    """The values for the partitions of a consumer."""
    queues = (partition_queue(consumer, number) for number in range(settings.partitions))
    return [REGISTRY.get_sample_value(metric, {"queue": queue}) or 0.0 for queue in queues]


async def test_what_waits_behind_a_consumer_that_stands_is_measured(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    # More than is fetched ahead: some stay in the queue.
    stream, number = new_id(), 2 * settings.event_batch + 40
    take, goes_on = Inbox.take, asyncio.Event()

    async def held_up(inbox: Inbox, deliveries: object) -> None:
        await goes_on.wait()
        await take(inbox, deliveries)  # type: ignore[arg-type]

    monkeypatch.setattr(Inbox, "take", held_up)
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [message(stream, version) for version in range(1, number + 1)])

        async def waiting() -> bool:
            oldest = max(measured("lea_queue_oldest_seconds", seen.name, settings))
            return sum(measured("lea_queue_messages", seen.name, settings)) == number and oldest > 0.5

        await until(waiting)
        goes_on.set()

        async def handled() -> bool:
            names = ("lea_queue_messages", "lea_queue_oldest_seconds")
            return not any(sum(measured(name, seen.name, settings)) for name in names)

        await until(handled)
    assert await seen.count(pool) == number
