"""What an attacker can and cannot do with the password of a subscriber."""

import pytest
from aio_pika.exceptions import DeliveryError

from infra.broker.names import ADMINISTRATOR
from shared.messaging.queue_names import (
    EVENTS_EXCHANGE,
    SUBSCRIBER_REQUESTS,
    SUBSCRIBER_REQUESTS_EXCHANGE,
    SUBSCRIBERS_EXCHANGE,
    subscriber_queue,
    subscriber_reply_queue,
    subscriber_request_queue,
)
from tests.integration.messaging.kit import DATA
from tests.integration.security.broker import bus as broker
from tests.integration.security.broker.bus import COMMANDED, Bus, publish
from tests.integration.security.broker.messages import EXCHANGES, OTHER_SUBSCRIBER, SUBSCRIBER, first_message, send
from tests.integration.security.claims import CAN, CANNOT, claim

OWN = (subscriber_queue("bank"), subscriber_reply_queue("bank"))


@claim("broker-subscriber-reads", CAN)
async def reads_the_events_it_is_given(bus: Bus) -> None:
    await bus.allowed(SUBSCRIBER, *map(broker.read, OWN))


@claim("broker-subscriber-asks", CAN)
async def asks_in_its_own_name(bus: Bus) -> None:
    for kind in SUBSCRIBER_REQUESTS:
        await bus.allowed(SUBSCRIBER, publish(SUBSCRIBER_REQUESTS_EXCHANGE, f"bank.{kind}", sender=SUBSCRIBER))


@claim("broker-subscriber-acts", CANNOT)
async def does_anything_else(bus: Bus) -> None:
    for queue in OWN:
        await bus.refused(SUBSCRIBER, broker.bind(queue, EVENTS_EXCHANGE, "#"), broker.delete_queue(queue))
        await bus.refused(SUBSCRIBER, broker.bind(queue, SUBSCRIBERS_EXCHANGE, "shop"), broker.declare_queue(queue))
    asked = subscriber_request_queue("bank")
    await bus.refused(SUBSCRIBER, broker.read(asked), broker.purge(asked), broker.delete_queue(asked))
    await bus.refused(SUBSCRIBER, *(publish(exchange, DATA.type) for exchange in EXCHANGES))
    await bus.refused(SUBSCRIBER, publish(SUBSCRIBERS_EXCHANGE, "shop"), publish(SUBSCRIBERS_EXCHANGE, "bank"))


@claim("broker-subscriber-others", CANNOT)
async def reads_or_asks_as_another_subscriber(bus: Bus) -> None:
    for queue in OWN:
        await bus.refused(OTHER_SUBSCRIBER, broker.read(queue), broker.purge(queue))
    for key in ("bank.resend", "bank.other", "shop.other", "shop.resend.bank", "bank"):
        await bus.refused(OTHER_SUBSCRIBER, publish(SUBSCRIBER_REQUESTS_EXCHANGE, key))


@claim("broker-subscriber-crowds", CAN)
async def fills_the_queue_of_requests_of_another_subscriber(bus: Bus) -> None:
    own = "shop.positions"
    async with bus.channel(ADMINISTRATOR) as reading:
        for name in ("bank", "shop"):
            await broker.purge(subscriber_request_queue(name))(reading)
        async with bus.channel(OTHER_SUBSCRIBER) as attacker:
            headers = {"CC": ["bank.positions"]}
            await send(attacker, SUBSCRIBER_REQUESTS_EXCHANGE, own, OTHER_SUBSCRIBER, headers)
        got = await first_message(reading, subscriber_request_queue("bank"))
    # The service answers its own subscriber alone (`RequestEndpoint`).
    assert (got.routing_key, got.user_id) == (own, OTHER_SUBSCRIBER)


@claim("broker-subscriber-blocks", CANNOT)
async def holds_up_a_publisher(bus: Bus) -> None:
    arguments = bus.queue(subscriber_queue("bank"))["arguments"]
    assert arguments["x-overflow"] == "reject-publish"
    delivery = COMMANDED["subscribers"]
    async with bus.channel(ADMINISTRATOR) as channel:
        # The same arguments, but full at once.
        full = await channel.declare_queue("subscriber.full", durable=True, arguments={**arguments, "x-max-length": 1})
        await full.bind(SUBSCRIBERS_EXCHANGE, "full")
        sent = publish(SUBSCRIBERS_EXCHANGE, "full", sender=delivery)
        with pytest.raises(DeliveryError):
            await bus.allowed(delivery, *[sent] * 20)
        await bus.allowed(delivery, publish(SUBSCRIBERS_EXCHANGE, "bank", sender=delivery))
        user = COMMANDED["proceedings"]
        for _ in range(5):
            await bus.allowed(user, publish(EVENTS_EXCHANGE, "lea.proceedings.something.v1", sender=user))
        await channel.queue_delete("subscriber.full")
