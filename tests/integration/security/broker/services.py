"""What an attacker can and cannot do with the broker password of a service."""

import asyncio

import aio_pika
import pytest

from contracts.envelope import PARTITION_HEADER, event_from_message
from contracts.identifiers import new_id
from contracts.replies import Accepted
from shared.messaging.client import CommandClient, NoReply
from shared.messaging.deliveries import UNAUTHENTICATED, read
from shared.messaging.queue_names import (
    COMMANDS_EXCHANGE,
    EVENTS_EXCHANGE,
    QUERIES_EXCHANGE,
    REPLIES_EXCHANGE,
    SUBSCRIBER_REQUESTS_EXCHANGE,
    SUBSCRIBERS_EXCHANGE,
    command_pattern,
    command_queue,
    partition_exchange,
    partition_queue,
    subscriber_queue,
    subscriber_request_queue,
)
from shared.messaging.senders import OPERATOR
from shared.messaging.subscriptions import sources_of
from shared.services import answerers_of_queries
from tests.integration.messaging.kit import BODY, DATA, message
from tests.integration.security.broker import bus as broker
from tests.integration.security.broker.bus import COMMANDED, CONSUMING, SERVICES, Bus, publish
from tests.integration.security.broker.messages import (
    FULL,
    OF_PROCEEDINGS,
    SUBSCRIBER,
    body_of,
    deliver,
    first_message,
    ignore,
    new_command,
)
from tests.integration.security.claims import CAN, CANNOT, claim


@claim("broker-service-forges-own-events", CAN)
async def forges_events_of_its_own_service(bus: Bus) -> None:
    headers, body = message(new_id(), 1)
    delivered = await deliver(bus, "proceedings", COMMANDED["deadlines"], DATA.type, headers, body)
    assert [item.event.type for item in read([delivered], event_from_message)[0]] == [DATA.type]


@claim("broker-service-other-events", CANNOT)
async def publishes_events_of_another_service(bus: Bus) -> None:
    for service, user in COMMANDED.items():
        for other in {*SERVICES} - {service}:
            await bus.refused(user, publish(EVENTS_EXCHANGE, f"lea.{other}.something.v1", sender=user))


@claim("broker-service-other-queues", CAN)
async def reaches_the_queues_of_other_types(bus: Bus) -> None:
    user, key = COMMANDED["intake"], "lea.intake.none.v1"
    got = await deliver(bus, "court_query", user, key, {PARTITION_HEADER: "1", "CC": [OF_PROCEEDINGS]}, b"{}")
    assert (got.routing_key, got.sender) == (key, user)


@claim("broker-service-unsubscribed-events", CANNOT)
async def has_events_applied_that_a_consumer_does_not_take(bus: Bus) -> None:
    headers, body = message(new_id(), 1)
    for name in ("CC", "BCC"):
        unasked = {**headers, name: [OF_PROCEEDINGS]}
        delivered = await deliver(bus, "intake", COMMANDED["deadlines"], DATA.type, unasked, body)
        received, parked = read([delivered], event_from_message, sources_of("intake"))
        assert (received, [each.cause for each in parked]) == ([], [UNAUTHENTICATED])


@claim("broker-service-parks", CAN)
async def sends_what_is_parked(bus: Bus) -> None:
    headers, _ = message(new_id(), 1)
    delivered = await deliver(bus, "proceedings", COMMANDED["deadlines"], DATA.type, headers, b"x" * 100_000)
    assert [len(each.delivery.body) for each in read([delivered], event_from_message)[1]] == [100_000]


@claim("broker-service-other-sources", CANNOT)
async def passes_for_another_service(bus: Bus) -> None:
    user = COMMANDED["deadlines"]
    own, _ = message(new_id(), 1)
    forged = [
        # With its own routing key: headers of another service's event; its own source with a foreign type.
        {**own, "cloudEvents:source": "/lea/intake"},
        {**own, "cloudEvents:type": "lea.intake.decision-copies-sent.v1", "cloudEvents:source": "/lea/intake"},
        {**own, "cloudEvents:type": "lea.deadlines.limit-expired.v1"},
    ]
    for headers in forged:
        delivered = await deliver(bus, "proceedings", user, DATA.type, headers, body_of(headers))
        _, parked = read([delivered], event_from_message)
        assert [each.cause for each in parked] == [UNAUTHENTICATED], headers
    # Nor is a message accepted that names no sender.
    delivered = await deliver(bus, "proceedings", user, DATA.type, own, BODY, named=False)
    assert [each.cause for each in read([delivered], event_from_message)[1]] == [UNAUTHENTICATED]


@claim("broker-service-commands", CANNOT)
async def sends_commands(bus: Bus) -> None:
    for user in SERVICES.values():
        await bus.refused(user, *(publish(COMMANDS_EXCHANGE, f"lea.{name}.something.v1") for name in COMMANDED))


@claim("broker-service-queries", CANNOT)
async def sends_queries(bus: Bus) -> None:
    for user in SERVICES.values():
        await bus.refused(
            user, *(publish(QUERIES_EXCHANGE, f"lea.{name}.something.v1") for name in answerers_of_queries())
        )


@claim("broker-service-answers-for-others", CANNOT)
async def answers_commands_to_another_service(bus: Bus) -> None:
    command = new_command()
    url, waiting = bus.stack.broker_url(OPERATOR), CommandClient
    async with bus.channel(COMMANDED["edge"]) as reading, waiting(url, user=OPERATOR, timeout=3) as client:
        # Commands of earlier tests may wait there.
        await (await reading.get_queue(command_queue("edge"), ensure=False)).purge()
        sending = asyncio.create_task(client.send(command))
        asked = await first_message(reading, command_queue("edge"))
        forged = Accepted(command_id=command.id, stream=command.stream, version=1, event_ids=())
        for user in set(COMMANDED.values()) - {COMMANDED["edge"]}:
            async with bus.channel(user) as attacker:
                replies = await attacker.get_exchange(REPLIES_EXCHANGE, ensure=False)
                answer = aio_pika.Message(
                    forged.model_dump_json().encode(), correlation_id=asked.correlation_id, user_id=user
                )
                await replies.publish(answer, asked.reply_to or "")
        with pytest.raises(NoReply):
            await sending


@claim("broker-service-subscribers", CANNOT)
async def sends_subscribers_anything(bus: Bus) -> None:
    for user in {*SERVICES.values()} - {COMMANDED["subscribers"]}:
        await bus.refused(
            user, publish(SUBSCRIBERS_EXCHANGE, "bank"), publish(SUBSCRIBER_REQUESTS_EXCHANGE, "bank.resend")
        )
        await bus.refused(user, broker.read(subscriber_request_queue("bank")))
    await bus.allowed(COMMANDED["subscribers"], broker.read(subscriber_request_queue("bank")))
    await bus.refused(COMMANDED["subscribers"], publish(SUBSCRIBER_REQUESTS_EXCHANGE, "bank.resend"))


@claim("broker-subscribers-forges", CAN)
async def sends_subscribers_forged_events(bus: Bus) -> None:
    user = COMMANDED["subscribers"]
    await bus.allowed(user, publish(SUBSCRIBERS_EXCHANGE, "bank", sender=user))
    async with bus.channel(SUBSCRIBER) as reading:
        got = await first_message(reading, subscriber_queue("bank"))
    assert (got.body, got.user_id) == (b"{}", user)


@claim("broker-service-declares", CANNOT)
async def declares_binds_or_deletes_a_queue_of_its_own(bus: Bus) -> None:
    for service, user in CONSUMING.items():
        queue, exchange, spare = partition_queue(service, 0), partition_exchange(service), partition_queue(service, 99)
        await bus.refused(
            user,
            # One that refuses messages stops relays; one that dead-letters sends them once more in the name of others.
            lambda channel, name=spare: channel.declare_queue(name, arguments=FULL),  # type: ignore[misc]
            broker.declare_queue(queue),
            broker.delete_queue(queue),
            broker.bind(queue, exchange, "1000"),
            broker.unbind(queue, exchange, "1"),
            broker.bind_exchange(EVENTS_EXCHANGE, exchange),
        )
    for service, user in COMMANDED.items():
        queue = command_queue(service)
        await bus.refused(
            user,
            broker.declare_exchange(queue),
            broker.delete_queue(queue),
            broker.bind(queue, COMMANDS_EXCHANGE, command_pattern(service)),
            broker.bind_exchange(EVENTS_EXCHANGE, COMMANDS_EXCHANGE, command_pattern(service)),
        )


@claim("broker-service-own-queues", CAN)
async def reads_and_empties_the_queues_of_its_own_service(bus: Bus) -> None:
    for service, user in CONSUMING.items():
        await bus.allowed(user, *(act(partition_queue(service, 0)) for act in (broker.read, broker.purge)))
    async with bus.channel(CONSUMING["intake"]) as attacker:
        # Of several consumers of a partition the first one gets everything; the others do not know.
        for number in range(bus.partitions):
            queue = await attacker.get_queue(partition_queue("intake", number), ensure=False)
            await queue.consume(ignore, no_ack=True)
