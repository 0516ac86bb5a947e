"""A message that cannot even be parked leaves the dead-letter queue in the end."""

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from contracts.identifiers import new_id
from infra.broker.queues import DELIVERY_LIMIT
from infra.broker.topology import QUARANTINE
from shared.database import Pool
from shared.messaging.consumer import EventConsumer
from shared.messaging.queue_names import dead_event_queue
from shared.settings import Settings
from tests.integration.messaging.kit import BODY, Seen, length, message, publish, running
from tests.patience import until


async def test_a_dead_letter_that_is_never_stored_is_quarantined(
    settings: Settings, pool: Pool, broker_url: str, seen: Seen
) -> None:
    async with running(EventConsumer(settings.model_copy(update={"broker_url": broker_url}), pool, seen)):
        pass
    deliveries = 0

    async def fail(delivered: AbstractIncomingMessage) -> None:
        nonlocal deliveries
        deliveries += 1
        await delivered.reject(requeue=True)

    async with await aio_pika.connect(broker_url) as connection:
        channel, dead = await connection.channel(on_return_raises=True), dead_event_queue(seen.name)
        await publish(channel, [message(new_id(), 1)], exchange=dead)
        await (await channel.get_queue(dead)).consume(fail)

        async def put_aside() -> bool:
            return await length(channel, QUARANTINE) == 1

        await until(put_aside)
        assert deliveries == DELIVERY_LIMIT + 1
        kept = await (await channel.get_queue(QUARANTINE)).get(no_ack=True)
        assert kept.body == BODY
