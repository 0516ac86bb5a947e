"""A message that cannot even be parked leaves the dead-letter queue in the end."""

import aiormq
from aiormq.abc import DeliveredMessage

from contracts.identifiers import new_id
from infra.broker.definitions import QUARANTINE
from shared.database import Pool
from shared.messaging.consumer import EventConsumer
from shared.messaging.topology import DELIVERY_LIMIT, dead_event_queue
from shared.settings import Settings
from tests.integration.messaging.kit import BODY, Seen, message, publish, running
from tests.patience import until


async def test_a_dead_letter_that_is_never_stored_is_put_aside(
    settings: Settings, pool: Pool, broker_url: str, seen: Seen
) -> None:
    async with running(EventConsumer(settings.model_copy(update={"broker_url": broker_url}), pool, seen)):
        pass
    connection = await aiormq.connect(broker_url)
    channel, dead = await connection.channel(on_return_raises=True), dead_event_queue(seen.name)
    await publish(channel, [message(new_id(), 1)], exchange=dead)
    deliveries = 0

    async def fail(delivered: DeliveredMessage) -> None:
        nonlocal deliveries
        deliveries += 1
        await delivered.channel.basic_reject(delivered.delivery_tag or 0, requeue=True)

    await channel.basic_consume(dead, fail)

    async def put_aside() -> bool:
        return (await channel.queue_declare(QUARANTINE, passive=True)).message_count == 1

    await until(put_aside)
    assert deliveries == DELIVERY_LIMIT + 1
    kept = await channel.basic_get(QUARANTINE, no_ack=True)
    assert kept.body == BODY
    await connection.close()
