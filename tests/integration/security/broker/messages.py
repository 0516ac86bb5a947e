"""Names of the broker, and messages that attackers send and others receive there."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from contracts.commands.edge import SuspendConsumer, registration_of
from contracts.envelope import PARTITION_HEADER, CommandEnvelope, command_headers
from contracts.identifiers import new_id
from contracts.queries.base import Query, QueryEnvelope, query_headers
from contracts.registry import Command
from shared.clock import SystemClock
from shared.messaging.deliveries import Delivery
from shared.messaging.queue_names import (
    COMMANDS_EXCHANGE,
    EVENTS_EXCHANGE,
    QUERIES_EXCHANGE,
    REPLIES_EXCHANGE,
    SUBSCRIBER_REQUESTS_EXCHANGE,
    SUBSCRIBERS_EXCHANGE,
    UNCONSUMED_QUEUE,
    command_queue,
    dead_command_queue,
    dead_event_queue,
    partition_exchange,
    partition_queue,
    query_queue,
)
from shared.messaging.senders import user_of_subscriber
from shared.services import answerers_of_queries
from tests.integration.messaging.kit import BODY, DATA
from tests.integration.security.broker.bus import COMMANDED, CONSUMING, SERVICES, Bus
from tests.patience import PATIENCE

SUBSCRIBER, OTHER_SUBSCRIBER = map(user_of_subscriber, ("bank", "shop"))
EXCHANGES = (
    EVENTS_EXCHANGE,
    COMMANDS_EXCHANGE,
    QUERIES_EXCHANGE,
    REPLIES_EXCHANGE,
    SUBSCRIBERS_EXCHANGE,
    SUBSCRIBER_REQUESTS_EXCHANGE,
    "lea.quarantine",
    *(partition_exchange(service) for service in CONSUMING),
    *(dead_event_queue(service) for service in CONSUMING),
)
QUEUES = (
    *(partition_queue(service, 0) for service in CONSUMING),
    *(dead_event_queue(service) for service in CONSUMING),
    *(command_queue(service) for service in COMMANDED),
    *(dead_command_queue(service) for service in COMMANDED),
    *map(query_queue, answerers_of_queries()),
    UNCONSUMED_QUEUE,
)
OF_PROCEEDINGS = "lea.proceedings.none.v1"
"""A routing key of the events of proceedings; no event has this type."""
FULL: dict[str, Any] = {"x-max-length": 1, "x-overflow": "reject-publish"}
"""Arguments of a queue that refuses all messages but one."""


async def ignore(message: AbstractIncomingMessage) -> None:
    """Leave a message as it is."""


async def send(
    channel: AbstractChannel, exchange: str, key: str, user: str, headers: dict[str, Any] | None = None
) -> None:
    target = await channel.get_exchange(exchange, ensure=False)
    await target.publish(aio_pika.Message(b"{}", headers=headers, user_id=user), key, mandatory=False)


async def publish_many(bus: Bus, user: str) -> None:
    """Publish events of many streams, as a relay does. Raises DeliveryError if a queue refuses one."""
    async with bus.channel(user) as relay:
        for _ in range(50):
            await send(relay, EVENTS_EXCHANGE, OF_PROCEEDINGS, user, {PARTITION_HEADER: str(new_id())})


async def deliver(
    bus: Bus, consumer: str, user: str, key: str, headers: dict[str, Any], body: bytes, *, named: bool = True
) -> Delivery:
    """The message as it reaches a consumer, published by an attacker with this user's password."""
    queues = [partition_queue(consumer, number) for number in range(bus.partitions)]
    arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    async with bus.channel(SERVICES[consumer]) as reading:
        for name in queues:
            queue = await reading.get_queue(name, ensure=False)
            await queue.purge()
            await queue.consume(arrived.put, no_ack=True)
        async with bus.channel(user) as attacker:
            exchange = await attacker.get_exchange(EVENTS_EXCHANGE, ensure=False)
            sent = aio_pika.Message(body, headers={**headers}, user_id=user if named else None)
            await exchange.publish(sent, key)
        got = await asyncio.wait_for(arrived.get(), PATIENCE)
        return Delivery(got.headers, got.body, got.routing_key or "", got.message_id, got.user_id)


def body_of(headers: dict[str, object]) -> bytes:
    if headers["cloudEvents:type"] == "lea.intake.decision-copies-sent.v1":
        return b'{"recipients": ["debtor"]}'
    if headers["cloudEvents:type"] == "lea.deadlines.limit-expired.v1":
        return DATA.model_dump_json(include={"ref", "due"}).encode()
    return BODY


async def first_message(channel: aio_pika.abc.AbstractChannel, queue: str) -> AbstractIncomingMessage:
    reading = await channel.get_queue(queue, ensure=False)
    async with asyncio.timeout(PATIENCE), reading.iterator(no_ack=True) as arriving:
        return await anext(arriving)


SUSPENDED = SuspendConsumer(consumer="court", reason="a test")


def new_command(
    actor: str = "security:petrova", source: str = "/lea/cli", data: Command = SUSPENDED
) -> CommandEnvelope[Any]:
    return CommandEnvelope[Any](
        id=new_id(),
        source=source,
        type=data.type,
        stream=registration_of("court"),
        effective_date=SystemClock().today(),
        issued_at=datetime.now(UTC),
        actor=actor,
        correlation_id=new_id(),
        data=data,
    )


def sent_query(actor: str, data: Query, sender: str) -> tuple[QueryEnvelope[Any], Delivery]:
    """A query of the desk, and how it arrives."""
    query = QueryEnvelope[Any](id=new_id(), source="/lea/desk", type=data.type, actor=actor, data=data)
    return query, Delivery(query_headers(query), b"", query.type, None, sender)


def sent_command(command: CommandEnvelope[Any], sender: str) -> Delivery:
    return Delivery(command_headers(command), command.data.model_dump_json().encode(), command.type, None, sender)
