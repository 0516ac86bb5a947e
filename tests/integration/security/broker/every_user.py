"""What an attacker can and cannot do with the password of any user of the broker."""

from typing import Any

import aio_pika
import pytest
from aio_pika.exceptions import AMQPError

from contracts.identifiers import new_id
from infra.broker.definitions import MESSAGE_BYTES
from infra.broker.names import ADMINISTRATOR, PROVISIONER
from shared.messaging.queue_names import (
    COMMANDS_EXCHANGE,
    EVENTS_EXCHANGE,
    QUERIES_EXCHANGE,
    REPLIES_EXCHANGE,
    SUBSCRIBER_REQUESTS_EXCHANGE,
    SUBSCRIBERS_EXCHANGE,
    command_queue,
    partition_queue,
    reply_queue,
    subscriber_queue,
)
from shared.messaging.senders import OPERATOR
from tests.integration.messaging.kit import DATA
from tests.integration.security.broker import bus as broker
from tests.integration.security.broker.bus import COMMANDED, CONSUMING, SERVICES, Bus, publish
from tests.integration.security.broker.messages import EXCHANGES, QUEUES, SUBSCRIBER, ignore
from tests.integration.security.claims import CAN, CANNOT, claim

TOPICS = (
    *(EVENTS_EXCHANGE, COMMANDS_EXCHANGE, QUERIES_EXCHANGE, REPLIES_EXCHANGE),
    *(SUBSCRIBERS_EXCHANGE, SUBSCRIBER_REQUESTS_EXCHANGE),
)
"""Exchanges to which some users publish."""


def foreign(user: str, names: tuple[str, ...]) -> list[str]:
    """The names that are not the user's own."""
    service = {owner: service for service, owner in SERVICES.items()}.get(user, "nobody")
    return [name for name in names if not name.removeprefix("lea.events.").startswith(f"{service}.")]


@claim("broker-any-exchanges", CANNOT)
async def declares_and_deletes_exchanges(bus: Bus) -> None:
    for user in bus.everybody(PROVISIONER):
        await bus.refused(user, broker.declare_exchange("mine"), broker.declare_exchange("lea.mine"))
        await bus.refused(user, *broker.each(broker.delete_exchange, EXCHANGES))


@claim("broker-any-queues", CANNOT)
async def declares_reads_and_deletes_queues_of_others(bus: Bus) -> None:
    for user in bus.everybody(PROVISIONER):
        await bus.refused(user, broker.declare_queue("mine"), broker.declare_queue("", exclusive=True))
        others = foreign(user, QUEUES)
        await bus.refused(user, *broker.each(broker.read, others), *broker.each(broker.purge, others))
        await bus.refused(user, *broker.each(broker.delete_queue, others))


@claim("broker-any-bindings", CANNOT)
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


@claim("broker-any-default-exchange", CANNOT)
async def publishes_straight_into_queues(bus: Bus) -> None:
    for user in bus.everybody():
        await bus.refused(user, *(publish("", queue) for queue in QUEUES))


@claim("broker-any-internal-exchanges", CANNOT)
async def publishes_behind_the_exchange_of_events(bus: Bus) -> None:
    for user in bus.everybody(PROVISIONER):
        sides = [name for name in EXCHANGES if name not in TOPICS]
        await bus.refused(user, *(publish(name, DATA.type) for name in sides))


@claim("broker-any-other-senders", CANNOT)
async def sends_as_another_user(bus: Bus) -> None:
    for service, user in COMMANDED.items():
        for other in {*SERVICES.values(), OPERATOR, ADMINISTRATOR} - {user}:
            await bus.refused(user, publish(EVENTS_EXCHANGE, f"lea.{service}.something.v1", sender=other))
    for other in SERVICES.values():
        await bus.refused(OPERATOR, publish(COMMANDS_EXCHANGE, "lea.intake.something.v1", sender=other))


@claim("broker-any-management", CANNOT)
async def uses_the_management_interface(bus: Bus) -> None:
    for user in bus.everybody():
        for path in ("/api/overview", "/api/queues/lea", "/api/definitions"):
            assert bus.status(user, path) == 401


@claim("broker-any-large-messages", CANNOT)
async def publishes_large_messages(bus: Bus) -> None:
    key, large = "lea.intake.something.v1", b" " * (MESSAGE_BYTES + 1)
    await bus.refused(COMMANDED["intake"], publish(EVENTS_EXCHANGE, key, body=large))
    await bus.allowed(COMMANDED["intake"], publish(EVENTS_EXCHANGE, "lea.intake.none.v1", body=b" " * 1000))


@claim("broker-any-connections", CAN)
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


@claim("broker-any-memory", CAN)
async def subscribes_without_limit(bus: Bus) -> None:
    """Thousands of these, with the largest arguments a frame holds, take all memory of the broker; here a few do."""
    arguments: dict[str, Any] = {"filling": "x" * 1000}
    async with bus.channel(SUBSCRIBER) as channel:
        queue = await channel.get_queue(subscriber_queue("bank"), ensure=False)
        for _ in range(100):
            await queue.consume(ignore, arguments=arguments)


@claim("broker-any-queue-lengths", CAN)
async def sees_how_much_waits_in_a_queue(bus: Bus) -> None:
    for user in bus.everybody():
        await bus.allowed(user, lambda channel: channel.declare_queue(QUEUES[0], passive=True))
