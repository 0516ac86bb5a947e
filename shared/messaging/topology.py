"""Exchanges and queues, and the arguments that keep messages safe.

Exchanges, dead-letter queues and what binds exchanges to each other are declared by provisioning
(`infra/broker/topology.py`); a service declares and binds only its own queues.

All arguments hold on RabbitMQ 3.10 and on 4.x. They are part of a queue's identity: changing one of them needs a new
queue name, or the broker refuses the declaration.
"""

from typing import Any

from aio_pika.abc import AbstractChannel, AbstractConnection

from shared.messaging.broker import QueueProbe, opened_channel

EVENTS_EXCHANGE = "lea.events"
"""Topic exchange of all events; the routing key is the event's type."""
COMMANDS_EXCHANGE = "lea.commands"
"""Topic exchange of all commands; the routing key is the command's type."""
REPLIES_EXCHANGE = "lea.replies"
"""Topic exchange of the answers to commands; the routing key is the name of the queue the sender waits at."""

DELIVERY_LIMIT = 50
"""Deliveries after which the broker dead-letters a message.

A far backstop against messages that crash the process: every restart, however clean, may count as a delivery of what
was prefetched. Attempts that count are kept in `deferred_message`.
"""

_NO_LIMIT = 1_000_000_000  # RabbitMQ 4 drops after 20 deliveries unless told otherwise; 3.10 refuses -1
_WEIGHT = "1"


def partition_exchange(consumer: str) -> str:
    """The exchange that spreads the streams over the partitions of an event consumer."""
    return f"{EVENTS_EXCHANGE}.{consumer}"


def partition_queue(consumer: str, number: int) -> str:
    """One partition of an event consumer, counted from 0."""
    return f"{consumer}.events.{number}"


def dead_event_queue(consumer: str) -> str:
    """Where the broker puts the events of a consumer after too many deliveries; name of queue and exchange."""
    return f"{consumer}.events.dead"


def command_queue(service: str) -> str:
    """The queue of the commands to a service."""
    return f"{service}.commands"


def command_pattern(service: str) -> str:
    """The routing keys of the commands to a service."""
    return f"lea.{service}.#"


def dead_command_queue(service: str) -> str:
    """Where the broker puts the commands to a service after too many deliveries; name of queue and exchange."""
    return f"{service}.commands.dead"


def reply_queue(user: str, number: str) -> str:
    """Where a sender of commands waits for answers; only this user may make queues of such names."""
    return f"{user}.replies.{number}"


def work_queue_arguments(dead_queue: str) -> dict[str, Any]:
    """Arguments of a queue that loses nothing: replicated, and dead-lettered at least once."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        # An exchange of its own: no service may write to the default exchange.
        "x-dead-letter-exchange": dead_queue,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


def partition_queue_arguments(consumer: str) -> dict[str, Any]:
    """Arguments of a partition: one instance at a time consumes it, so a stream stays in order."""
    return {**work_queue_arguments(dead_event_queue(consumer)), "x-single-active-consumer": True}


def dead_queue_arguments() -> dict[str, Any]:
    """Arguments of a dead-letter queue: it keeps a message until it is stored.

    A policy of the broker (`infra/broker`) moves a message that cannot be stored to a queue that nobody consumes.
    """
    return {"x-queue-type": "quorum", "x-delivery-limit": _NO_LIMIT}


async def declare_partitions(connection: AbstractConnection, consumer: str, partitions: int) -> list[str]:
    """Declare the partition queues of an event consumer, bind them, and return those to consume.

    Queues left from a higher number of partitions get no new events but are returned as well, so what lies in them
    is still consumed. Streams that change their partition stay in order: a version that overtakes waits.

    Raises ChannelNotFoundEntity until the exchange of the consumer is there.
    """
    async with opened_channel(connection) as channel:
        for number in range(partitions):
            await _declare_partition(channel, consumer, number)
    retired = await _retire_partitions(connection, consumer, partitions)
    return [partition_queue(consumer, number) for number in range(partitions)] + retired


async def bind_partitions(probe: QueueProbe, consumer: str, partitions: int) -> None:
    """Bind the partition queues; changes nothing if they are bound.

    Raises ChannelNotFoundEntity while a queue or the exchange is missing.
    """
    for number in range(partitions):
        await probe.bind(partition_queue(consumer, number), partition_exchange(consumer), _WEIGHT)


async def _declare_partition(channel: AbstractChannel, consumer: str, number: int) -> None:
    queue = await channel.declare_queue(
        partition_queue(consumer, number), durable=True, arguments=partition_queue_arguments(consumer)
    )
    await queue.bind(partition_exchange(consumer), _WEIGHT)


async def _retire_partitions(connection: AbstractConnection, consumer: str, partitions: int) -> list[str]:
    retired: list[str] = []
    probe = QueueProbe(connection)
    while await probe.consumers_of(name := partition_queue(consumer, partitions + len(retired))) is not None:
        async with opened_channel(connection) as channel:
            queue = await channel.get_queue(name, ensure=False)
            await queue.unbind(partition_exchange(consumer), _WEIGHT)
        retired.append(name)
    return retired
