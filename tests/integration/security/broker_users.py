"""What a thief can and cannot do with the password of each user of the broker."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from aio_pika.exceptions import AMQPError, DeliveryError

from contracts.commands.edge import SuspendConsumer, registration_of
from contracts.envelope import PARTITION_HEADER, CommandEnvelope, command_headers, event_from_message
from contracts.identifiers import new_id
from contracts.replies import Accepted
from infra.broker.definitions import ADMINISTRATOR, MESSAGE_BYTES, PROVISIONER
from infra.broker.subscribers import subscriber_queue, user_of_subscriber
from infra.broker.topology import declare
from shared.clock import SystemClock
from shared.messaging.client import CommandClient, NoReply
from shared.messaging.command_processor import command_of
from shared.messaging.deliveries import UNAUTHENTICATED, Delivery, read
from shared.messaging.senders import OPERATOR, SenderNotPermitted, may_be_answered
from shared.messaging.subscriptions import consumers, sources_of
from shared.messaging.topology import (
    COMMANDS_EXCHANGE,
    EVENTS_EXCHANGE,
    REPLIES_EXCHANGE,
    command_pattern,
    command_queue,
    dead_command_queue,
    dead_event_queue,
    partition_exchange,
    partition_queue,
    reply_queue,
)
from tests.integration.messaging.kit import BODY, DATA, message
from tests.integration.security import broker
from tests.integration.security.broker import COMMANDED, CONSUMING, SERVICES, Bus, publish
from tests.integration.security.lines import CAN, CANNOT, line
from tests.patience import PATIENCE, until

SUBSCRIBER = user_of_subscriber("bank")
EXCHANGES = (
    EVENTS_EXCHANGE,
    COMMANDS_EXCHANGE,
    REPLIES_EXCHANGE,
    "lea.quarantine",
    *(partition_exchange(service) for service in CONSUMING),
    *(dead_event_queue(service) for service in CONSUMING),
)
QUEUES = (
    *(partition_queue(service, 0) for service in CONSUMING),
    *(dead_event_queue(service) for service in CONSUMING),
    *(command_queue(service) for service in COMMANDED),
    *(dead_command_queue(service) for service in COMMANDED),
)


def foreign(user: str, names: tuple[str, ...]) -> list[str]:
    """The names that are not the user's own."""
    service = {owner: service for service, owner in SERVICES.items()}.get(user, "nobody")
    return [name for name in names if not name.removeprefix("lea.events.").startswith(f"{service}.")]


# -- every user


@line("broker-any-exchanges", CANNOT)
async def declares_and_deletes_exchanges(bus: Bus) -> None:
    for user in bus.everybody(PROVISIONER):
        await bus.refused(user, broker.declare_exchange("mine"), broker.declare_exchange("lea.mine"))
        await bus.refused(user, *broker.each(broker.delete_exchange, EXCHANGES))


@line("broker-any-queues", CANNOT)
async def declares_reads_and_deletes_queues_of_others(bus: Bus) -> None:
    for user in bus.everybody(PROVISIONER):
        await bus.refused(user, broker.declare_queue("mine"), broker.declare_queue("", exclusive=True))
        others = foreign(user, QUEUES)
        await bus.refused(user, *broker.each(broker.read, others), *broker.each(broker.purge, others))
        await bus.refused(user, *broker.each(broker.delete_queue, others))


@line("broker-any-spies", CANNOT)
async def binds_queues_to_what_others_send(bus: Bus) -> None:
    for user, queue in {
        **{user: partition_queue(service, 0) for service, user in CONSUMING.items()},
        COMMANDED["edge"]: command_queue("edge"),
    }.items():
        await bus.refused(user, *(broker.bind(queue, exchange, "#") for exchange in EXCHANGES))
        await bus.refused(user, broker.bind_exchange(EVENTS_EXCHANGE, EVENTS_EXCHANGE))
    for user in COMMANDED.values():
        await bus.refused(user, broker.bind_exchange(EVENTS_EXCHANGE, COMMANDS_EXCHANGE))
    own = reply_queue(OPERATOR, str(new_id()))
    async with bus.channel(OPERATOR) as channel:
        await channel.declare_queue(own, exclusive=True)
        await bus.refused(OPERATOR, *(broker.bind(own, exchange, "#") for exchange in EXCHANGES))


@line("broker-any-default-exchange", CANNOT)
async def publishes_straight_into_queues(bus: Bus) -> None:
    for user in bus.everybody():
        await bus.refused(user, *(publish("", queue) for queue in QUEUES))


@line("broker-any-side-doors", CANNOT)
async def publishes_behind_the_exchange_of_events(bus: Bus) -> None:
    for user in bus.everybody(PROVISIONER):
        sides = [name for name in EXCHANGES if name not in (EVENTS_EXCHANGE, COMMANDS_EXCHANGE, REPLIES_EXCHANGE)]
        await bus.refused(user, *(publish(name, DATA.type) for name in sides))


@line("broker-any-other-senders", CANNOT)
async def sends_as_another_user(bus: Bus) -> None:
    for service, user in COMMANDED.items():
        for other in {*SERVICES.values(), OPERATOR, ADMINISTRATOR} - {user}:
            await bus.refused(user, publish(EVENTS_EXCHANGE, f"lea.{service}.something.v1", sender=other))
    for other in SERVICES.values():
        await bus.refused(OPERATOR, publish(COMMANDS_EXCHANGE, "lea.intake.something.v1", sender=other))


@line("broker-any-management", CANNOT)
async def uses_the_management_interface(bus: Bus) -> None:
    for user in bus.everybody():
        for path in ("/api/overview", "/api/queues/lea", "/api/definitions"):
            assert bus.status(user, path) == 401


@line("broker-any-large-messages", CANNOT)
async def publishes_large_messages(bus: Bus) -> None:
    key, large = "lea.intake.something.v1", b" " * (MESSAGE_BYTES + 1)
    await bus.refused(COMMANDED["intake"], publish(EVENTS_EXCHANGE, key, body=large))
    await bus.allowed(COMMANDED["intake"], publish(EVENTS_EXCHANGE, "lea.intake.none.v1", body=b" " * 1000))


@line("broker-any-connections", CAN)
async def takes_the_connections_of_its_user_and_no_more(bus: Bus) -> None:
    url = bus.stack.broker_url(SUBSCRIBER)
    opened = [await aio_pika.connect(url) for _ in range(5)]
    try:
        with pytest.raises(AMQPError):
            await aio_pika.connect(url)
        await bus.allowed(OPERATOR, publish(COMMANDS_EXCHANGE, "lea.intake.none.v1"))
    finally:
        for connection in opened:
            await connection.close()


@line("broker-any-memory", CAN)
async def subscribes_without_limit(bus: Bus) -> None:
    """Thousands of these, with the largest arguments a frame holds, take all memory of the broker; here a few do."""
    arguments: dict[str, Any] = {"filling": "x" * 1000}
    async with bus.channel(SUBSCRIBER) as channel:
        queue = await channel.get_queue(subscriber_queue("bank"), ensure=False)
        for _ in range(100):
            await queue.consume(_ignore, arguments=arguments)


@line("broker-any-lengths", CAN)
async def sees_how_much_waits_in_a_queue(bus: Bus) -> None:
    for user in bus.everybody():
        await bus.allowed(user, lambda channel: channel.declare_queue(QUEUES[0], passive=True))


# -- services


@line("broker-service-forges-own-events", CAN)
async def forges_events_of_its_own_service(bus: Bus) -> None:
    headers, body = message(new_id(), 1)
    delivered = await _delivered(bus, "proceedings", COMMANDED["deadlines"], DATA.type, headers, body)
    assert [item.event.type for item in read([delivered], event_from_message)[0]] == [DATA.type]


@line("broker-service-other-events", CANNOT)
async def publishes_events_of_another_service(bus: Bus) -> None:
    for service, user in COMMANDED.items():
        for other in {*SERVICES} - {service}:
            await bus.refused(user, publish(EVENTS_EXCHANGE, f"lea.{other}.something.v1", sender=user))


@line("broker-service-other-queues", CAN)
async def reaches_the_queues_of_other_types(bus: Bus) -> None:
    user, key = COMMANDED["intake"], "lea.intake.none.v1"
    got = await _reached(bus, lambda thief: _send(thief, EVENTS_EXCHANGE, key, user, {"CC": [_OF_ANOTHER]}))
    assert (got.routing_key, got.user_id) == (key, user)


@line("broker-service-unasked-events", CANNOT)
async def has_events_applied_that_a_consumer_does_not_take(bus: Bus) -> None:
    headers, body = message(new_id(), 1)
    for name in ("CC", "BCC"):
        unasked = {**headers, name: [_OF_ANOTHER]}
        delivered = await _delivered(bus, "intake", COMMANDED["deadlines"], DATA.type, unasked, body)
        received, parked = read([delivered], event_from_message, sources_of("intake"))
        assert (received, [each.cause for each in parked]) == ([], [UNAUTHENTICATED])


@line("broker-service-parks", CAN)
async def sends_what_is_parked(bus: Bus) -> None:
    headers, _ = message(new_id(), 1)
    delivered = await _delivered(bus, "proceedings", COMMANDED["deadlines"], DATA.type, headers, b"x" * 100_000)
    assert [len(each.delivery.body) for each in read([delivered], event_from_message)[1]] == [100_000]


@line("broker-service-other-sources", CANNOT)
async def is_believed_to_be_another_service(bus: Bus) -> None:
    user = COMMANDED["deadlines"]
    own, _ = message(new_id(), 1)
    forged = [
        # Under its own routing key: the headers of another service's event; its own source with a foreign type.
        {**own, "cloudEvents:source": "/lea/intake"},
        {**own, "cloudEvents:type": "lea.intake.decision-copies-sent.v1", "cloudEvents:source": "/lea/intake"},
        {**own, "cloudEvents:type": "lea.deadlines.limit-expired.v1"},
    ]
    for headers in forged:
        delivered = await _delivered(bus, "proceedings", user, DATA.type, headers, _body_for(headers))
        _, parked = read([delivered], event_from_message)
        assert [each.cause for each in parked] == [UNAUTHENTICATED], headers
    # A message that names no sender is not believed either.
    delivered = await _delivered(bus, "proceedings", user, DATA.type, own, BODY, named=False)
    assert [each.cause for each in read([delivered], event_from_message)[1]] == [UNAUTHENTICATED]


@line("broker-service-commands", CANNOT)
async def sends_commands(bus: Bus) -> None:
    for user in SERVICES.values():
        await bus.refused(user, *(publish(COMMANDS_EXCHANGE, f"lea.{name}.something.v1") for name in COMMANDED))


@line("broker-service-answers-for-others", CANNOT)
async def answers_commands_to_another_service(bus: Bus) -> None:
    command = _command()
    url, waiting = bus.stack.broker_url(OPERATOR), CommandClient
    async with bus.channel(COMMANDED["edge"]) as reading, waiting(url, user=OPERATOR, timeout=3) as client:
        sending = asyncio.create_task(client.send(command))
        asked = await _first(reading, command_queue("edge"))
        forged = Accepted(command_id=command.id, stream=command.stream, version=1, event_ids=())
        for user in set(COMMANDED.values()) - {COMMANDED["edge"]}:
            async with bus.channel(user) as thief:
                replies = await thief.get_exchange(REPLIES_EXCHANGE, ensure=False)
                answer = aio_pika.Message(
                    forged.model_dump_json().encode(), correlation_id=asked.correlation_id, user_id=user
                )
                await replies.publish(answer, asked.reply_to or "")
        with pytest.raises(NoReply):
            await sending


@line("broker-service-declares", CANNOT)
async def declares_binds_or_deletes_a_queue_of_its_own(bus: Bus) -> None:
    for service, user in CONSUMING.items():
        queue, exchange, spare = partition_queue(service, 0), partition_exchange(service), partition_queue(service, 99)
        await bus.refused(
            user,
            # One that refuses messages stops relays; one that dead-letters sends them once more in the name of others.
            lambda channel, name=spare: channel.declare_queue(name, arguments=_FULL),  # type: ignore[misc]
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


@line("broker-service-own-queues", CAN)
async def reads_and_empties_the_queues_of_its_own_service(bus: Bus) -> None:
    for service, user in CONSUMING.items():
        await bus.allowed(user, *(act(partition_queue(service, 0)) for act in (broker.read, broker.purge)))
    async with bus.channel(CONSUMING["intake"]) as thief:
        # Of several consumers of a partition the first one gets everything; the others do not know.
        for number in range(bus.partitions):
            queue = await thief.get_queue(partition_queue("intake", number), ensure=False)
            await queue.consume(_ignore, no_ack=True)


# -- the operator


@line("broker-operator-commands", CAN)
async def sends_commands_as_any_person(bus: Bus) -> None:
    for service in COMMANDED:
        await bus.allowed(OPERATOR, publish(COMMANDS_EXCHANGE, f"lea.{service}.something.v1", sender=OPERATOR))
    command = _command("executor:0101-017")
    assert command_of(_commanded(command, OPERATOR)).actor == "executor:0101-017"


@line("broker-operator-system-actors", CANNOT)
async def acts_as_a_part_of_the_system(bus: Bus) -> None:
    for actor in ("policy:voluntary-term", "timer:deadlines", "installation"):
        with pytest.raises(SenderNotPermitted, match="actor"):
            command_of(_commanded(_command(actor), OPERATOR))
    with pytest.raises(SenderNotPermitted, match="source"):
        command_of(_commanded(_command(source="/lea/proceedings"), OPERATOR))


@line("broker-operator-events", CANNOT)
async def publishes_events_or_answers(bus: Bus) -> None:
    for service in SERVICES:
        await bus.refused(OPERATOR, publish(EVENTS_EXCHANGE, f"lea.{service}.something.v1", sender=OPERATOR))
    await bus.refused(OPERATOR, publish(REPLIES_EXCHANGE, reply_queue(OPERATOR, "0"), sender=OPERATOR))


@line("broker-operator-reply-address", CANNOT)
async def has_a_service_answer_where_it_may_not(bus: Bus) -> None:
    sent = _commanded(_command(), OPERATOR)
    for address in ("elsewhere", "", "#", OPERATOR, reply_queue("lea_intake", "0")):
        assert not may_be_answered(sent.sender, address)
    # Where it is answered, the service may write.
    own = reply_queue(OPERATOR, "#")
    assert may_be_answered(sent.sender, own)
    await bus.allowed(COMMANDED["edge"], publish(REPLIES_EXCHANGE, own))


@line("broker-operator-replies", CANNOT)
async def reads_the_answers_to_others(bus: Bus) -> None:
    queue = reply_queue(OPERATOR, str(new_id()))
    async with bus.channel(OPERATOR) as client:
        await client.declare_queue(queue, exclusive=True)
        async with bus.channel(OPERATOR) as thief:
            with pytest.raises(AMQPError, match="RESOURCE_LOCKED"):
                await thief.declare_queue(queue, passive=True)
        own = reply_queue(OPERATOR, str(new_id()))
        async with bus.channel(OPERATOR) as thief:
            await thief.declare_queue(own, exclusive=True)
            await bus.refused(OPERATOR, broker.bind(own, REPLIES_EXCHANGE, "#"))


# -- provisioning, subscribers, the administrator


@line("broker-provisioner-topology", CAN)
async def deletes_exchanges_until_they_are_declared_again(bus: Bus) -> None:
    name = partition_exchange("intake")
    await bus.allowed(PROVISIONER, broker.delete_exchange(name))

    async def restored() -> bool:
        return bus.status(ADMINISTRATOR, f"/api/exchanges/lea/{name}") == 200

    await until(restored)
    await bus.declare()


@line("broker-provisioner-types", CAN)
async def declares_an_exchange_with_another_type(bus: Bus) -> None:
    name = partition_exchange("intake")
    await bus.allowed(PROVISIONER, broker.delete_exchange(name), broker.declare_exchange(name))
    # What restores exchanges fails, and goes on failing.
    await bus.refused(PROVISIONER, lambda channel: declare(channel, consumers(), bus.partitions))
    await bus.allowed(PROVISIONER, broker.delete_exchange(name))
    await bus.declare()


@line("broker-provisioner-reads", CAN)
async def reads_events_and_commands(bus: Bus) -> None:
    name = partition_queue("intake", 99)
    await bus.allowed(PROVISIONER, broker.declare_queue(name))
    for exchange in (EVENTS_EXCHANGE, COMMANDS_EXCHANGE):
        await bus.allowed(PROVISIONER, broker.bind(name, exchange, "#"))
    await bus.refused(PROVISIONER, broker.bind(name, REPLIES_EXCHANGE, "#"))
    await bus.allowed(PROVISIONER, broker.read(name), broker.delete_queue(name))


@line("broker-provisioner-refuses", CAN)
async def stops_every_relay(bus: Bus) -> None:
    async with bus.channel(PROVISIONER) as thief:
        queue = await thief.declare_queue(partition_queue("intake", 99), arguments=_FULL)
        await queue.bind(EVENTS_EXCHANGE, "#")
        with pytest.raises(DeliveryError):
            await _publish_many(bus, COMMANDED["proceedings"])
        await queue.delete(if_empty=False)


@line("broker-provisioner-names", CANNOT)
async def declares_what_the_system_does_not_have(bus: Bus) -> None:
    for name in ("lea.mine", "mine.dead", "subscriber.mine", "mine.events.0", "intake.events.0x", "mine.commands"):
        await bus.refused(PROVISIONER, broker.declare_queue(name), broker.declare_exchange(name))


@line("broker-provisioner-sends", CANNOT)
async def publishes_events_commands_or_answers(bus: Bus) -> None:
    for exchange in (EVENTS_EXCHANGE, COMMANDS_EXCHANGE, REPLIES_EXCHANGE):
        await bus.refused(PROVISIONER, publish(exchange, "lea.intake.something.v1"))
    # To partitions and dead-letter queues it can, as itself.
    await bus.allowed(PROVISIONER, publish(partition_exchange("intake"), DATA.type, sender=PROVISIONER))
    headers, body = message(new_id(), 1)
    sent = Delivery(headers, body, DATA.type, None, PROVISIONER)
    assert [each.cause for each in read([sent], event_from_message)[1]] == [UNAUTHENTICATED]


@line("broker-subscriber-reads", CAN)
async def reads_the_events_it_is_given(bus: Bus) -> None:
    await bus.allowed(SUBSCRIBER, broker.read(subscriber_queue("bank")))


@line("broker-subscriber-acts", CANNOT)
async def does_anything_else(bus: Bus) -> None:
    queue = subscriber_queue("bank")
    await bus.refused(SUBSCRIBER, broker.bind(queue, EVENTS_EXCHANGE, "#"), broker.delete_queue(queue))
    await bus.refused(SUBSCRIBER, *(publish(exchange, DATA.type) for exchange in EXCHANGES))


@line("broker-subscriber-blocks", CANNOT)
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


@line("broker-admin-everything", CAN)
async def does_everything(bus: Bus) -> None:
    await bus.allowed(
        ADMINISTRATOR, broker.declare_exchange("mine"), broker.delete_exchange("mine"), *map(broker.read, QUEUES)
    )
    # Except to send as another user: that takes a tag which it does not have, and can give itself.
    await bus.refused(ADMINISTRATOR, publish(EVENTS_EXCHANGE, DATA.type, sender=COMMANDED["intake"]))


_OF_ANOTHER = "lea.proceedings.none.v1"
_FULL: dict[str, Any] = {"x-max-length": 1, "x-overflow": "reject-publish"}
"""Arguments of a queue that refuses all messages but one."""


async def _ignore(message: AbstractIncomingMessage) -> None:
    """Leave a message as it is."""


async def _send(
    channel: AbstractChannel, exchange: str, key: str, user: str, headers: dict[str, Any] | None = None
) -> None:
    target = await channel.get_exchange(exchange, ensure=False)
    await target.publish(aio_pika.Message(b"{}", headers=headers, user_id=user), key, mandatory=False)


async def _publish_many(bus: Bus, user: str) -> None:
    """Publish events of many streams, as a relay does. Raises DeliveryError if a queue refuses one."""
    async with bus.channel(user) as relay:
        for _ in range(50):
            await _send(relay, EVENTS_EXCHANGE, _OF_ANOTHER, user, {PARTITION_HEADER: str(new_id())})


async def _reached(bus: Bus, send: Callable[[AbstractChannel], Awaitable[None]]) -> AbstractIncomingMessage:
    """What a subscriber to the events of proceedings gets when a thief of intake's password sends."""
    async with bus.channel(SUBSCRIBER) as reading, bus.channel(COMMANDED["intake"]) as thief:
        queue = await reading.get_queue(subscriber_queue("bank"), ensure=False)
        await queue.purge()
        await send(thief)
        return await _first(reading, queue.name)


async def _delivered(
    bus: Bus, consumer: str, user: str, key: str, headers: dict[str, Any], body: bytes, *, named: bool = True
) -> Delivery:
    """The message as it reaches a consumer, published by a thief of this user's password."""
    queues = [partition_queue(consumer, number) for number in range(bus.partitions)]
    arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    async with bus.channel(SERVICES[consumer]) as reading:
        for name in queues:
            queue = await reading.get_queue(name, ensure=False)
            await queue.purge()
            await queue.consume(arrived.put, no_ack=True)
        async with bus.channel(user) as thief:
            exchange = await thief.get_exchange(EVENTS_EXCHANGE, ensure=False)
            sent = aio_pika.Message(body, headers={**headers}, user_id=user if named else None)
            await exchange.publish(sent, key)
        got = await asyncio.wait_for(arrived.get(), PATIENCE)
        return Delivery(got.headers, got.body, got.routing_key or "", got.message_id, got.user_id)


def _body_for(headers: dict[str, object]) -> bytes:
    if headers["cloudEvents:type"] == "lea.intake.decision-copies-sent.v1":
        return b'{"recipients": ["debtor"]}'
    if headers["cloudEvents:type"] == "lea.deadlines.limit-expired.v1":
        return DATA.model_dump_json(include={"ref", "due"}).encode()
    return BODY


async def _first(channel: aio_pika.abc.AbstractChannel, queue: str) -> AbstractIncomingMessage:
    reading = await channel.get_queue(queue, ensure=False)
    async with asyncio.timeout(10), reading.iterator(no_ack=True) as arriving:
        return await anext(arriving)


def _command(actor: str = "security:petrova", source: str = "/lea/cli") -> CommandEnvelope[SuspendConsumer]:
    return CommandEnvelope[SuspendConsumer](
        id=new_id(),
        source=source,
        type=SuspendConsumer.type,
        stream=registration_of("court"),
        effective_date=SystemClock().today(),
        issued_at=datetime.now(UTC),
        actor=actor,
        correlation_id=new_id(),
        data=SuspendConsumer(consumer="court", reason="a test"),
    )


def _commanded(command: CommandEnvelope[SuspendConsumer], sender: str) -> Delivery:
    return Delivery(command_headers(command), command.data.model_dump_json().encode(), command.type, None, sender)
