"""What an attacker can and cannot do with the password of a subscriber."""

from infra.broker.names import ADMINISTRATOR
from infra.broker.subscribers import subscriber_queue
from shared.messaging.queue_names import (
    EVENTS_EXCHANGE,
)
from tests.integration.messaging.kit import DATA
from tests.integration.security.broker import bus as broker
from tests.integration.security.broker.bus import COMMANDED, Bus, publish
from tests.integration.security.broker.messages import EXCHANGES, SUBSCRIBER
from tests.integration.security.claims import CAN, CANNOT, claim


@claim("broker-subscriber-reads", CAN)
async def reads_the_events_it_is_given(bus: Bus) -> None:
    await bus.allowed(SUBSCRIBER, broker.read(subscriber_queue("bank")))


@claim("broker-subscriber-acts", CANNOT)
async def does_anything_else(bus: Bus) -> None:
    queue = subscriber_queue("bank")
    await bus.refused(SUBSCRIBER, broker.bind(queue, EVENTS_EXCHANGE, "#"), broker.delete_queue(queue))
    await bus.refused(SUBSCRIBER, *(publish(exchange, DATA.type) for exchange in EXCHANGES))


@claim("broker-subscriber-blocks", CANNOT)
async def holds_up_a_publisher(bus: Bus) -> None:
    queue = subscriber_queue("bank")
    async with bus.channel(ADMINISTRATOR) as channel:
        arguments = bus.queue(queue)["arguments"]
        assert arguments["x-overflow"] == "drop-head"
        # The same arguments, but full at once.
        await channel.declare_queue("subscriber.full", durable=True, arguments={**arguments, "x-max-length": 1})
        await (await channel.get_queue("subscriber.full")).bind(EVENTS_EXCHANGE, "lea.proceedings.#")
        user = COMMANDED["proceedings"]
        for _ in range(5):
            await bus.allowed(user, publish(EVENTS_EXCHANGE, "lea.proceedings.something.v1", sender=user))
        await channel.queue_delete("subscriber.full")
