"""Exchanges, queues and bindings, all declared here.

`python -m infra.broker.topology` declares them, and again every few seconds, which restores deleted ones. A sender of
commands declares its reply queue; services declare nothing.
"""

import asyncio
import signal
from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from typing import Any

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import ChannelPreconditionFailed
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from contracts.envelope import PARTITION_HEADER
from infra.broker.queues import (
    dead_queue_arguments,
    partition_queue_arguments,
    query_queue_arguments,
    unconsumed_queue_arguments,
    work_queue_arguments,
)
from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.broker import (
    QueueProbe,
    close,
    connect,
    normalize_cancellation,
    open_channel,
    opened_channel,
)
from shared.messaging.queue_names import (
    COMMANDS_EXCHANGE,
    EVENTS_EXCHANGE,
    PROBE_EXCHANGE,
    QUERIES_EXCHANGE,
    REPLIES_EXCHANGE,
    SUBSCRIBER_REQUESTS_EXCHANGE,
    SUBSCRIBERS_EXCHANGE,
    UNCONSUMED_QUEUE,
    command_pattern,
    command_queue,
    dead_command_queue,
    dead_event_queue,
    partition_exchange,
    partition_queue,
    query_queue,
)
from shared.messaging.subscriptions import consumers
from shared.services import Patterns, answerers_of_queries, owners_of_streams, unconsumed
from shared.telemetry.logs import configure_logs, get_logger

QUARANTINE = "lea.quarantine"
"""Queue and exchange of messages that could not be stored from a dead-letter queue; an alert reports them."""
_WEIGHT = "1"
LAST = REPLIES_EXCHANGE
"""The exchange that is declared last: if it exists, all exist."""

_log = get_logger(__name__)


class TopologySettings(BaseSettings):
    """Settings of the process that declares exchanges, queues and bindings."""

    model_config = SettingsConfigDict(env_prefix="LEA_", frozen=True, extra="ignore", use_attribute_docstrings=True)

    broker_url: str = Field(repr=False)
    """Address of RabbitMQ, with the user of the provisioner."""
    partitions: int = Field(default=4, ge=1, le=64)
    """Queues per event consumer; the same as that of the services."""
    topology_interval: float = Field(default=5.0, gt=0)
    """Seconds between two checks that every exchange and queue exists."""
    log_level: str = "INFO"
    """Lowest level that is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`."""


def commanded() -> tuple[str, ...]:
    """The services that receive commands."""
    return owners_of_streams()


async def declare(channel: AbstractChannel, events: Mapping[str, Patterns], partitions: int) -> None:
    """Declare what all services and these consumers need. Existing objects are not changed."""
    await channel.declare_exchange(EVENTS_EXCHANGE, ExchangeType.TOPIC, durable=True)
    await channel.declare_exchange(COMMANDS_EXCHANGE, ExchangeType.TOPIC, durable=True)
    await channel.declare_exchange(QUERIES_EXCHANGE, ExchangeType.TOPIC, durable=True)
    await channel.declare_exchange(PROBE_EXCHANGE, ExchangeType.FANOUT, durable=True)
    await _declare_with_exchange(channel, QUARANTINE, {"x-queue-type": "quorum"})
    for service in commanded():
        await _declare_commands(channel, service)
    for service in answerers_of_queries():
        queries = await channel.declare_queue(query_queue(service), durable=True, arguments=query_queue_arguments())
        await queries.bind(QUERIES_EXCHANGE, command_pattern(service))
    for consumer, patterns in events.items():
        await declare_consumer(channel, consumer, patterns, partitions)
    rest = await channel.declare_queue(UNCONSUMED_QUEUE, durable=True, arguments=unconsumed_queue_arguments())
    for service in unconsumed():
        await rest.bind(EVENTS_EXCHANGE, command_pattern(service))
    # The queues of subscribers are made as the registry says (`access.py`).
    await channel.declare_exchange(SUBSCRIBERS_EXCHANGE, ExchangeType.TOPIC, durable=True)
    await channel.declare_exchange(SUBSCRIBER_REQUESTS_EXCHANGE, ExchangeType.TOPIC, durable=True)
    await channel.declare_exchange(REPLIES_EXCHANGE, ExchangeType.TOPIC, durable=True)


async def _declare_commands(channel: AbstractChannel, service: str) -> None:
    dead = dead_command_queue(service)
    await _declare_with_exchange(channel, dead, dead_queue_arguments())
    queue = await channel.declare_queue(command_queue(service), durable=True, arguments=work_queue_arguments(dead))
    await queue.bind(COMMANDS_EXCHANGE, command_pattern(service))


async def declare_consumer(channel: AbstractChannel, consumer: str, patterns: Patterns, partitions: int) -> None:
    """Declare the partitions of a consumer, the exchange that distributes streams over them, and its dead letters."""
    await _declare_with_exchange(channel, dead_event_queue(consumer), dead_queue_arguments())
    exchange = await channel.declare_exchange(
        partition_exchange(consumer),
        ExchangeType.X_CONSISTENT_HASH,
        durable=True,
        arguments={"hash-header": PARTITION_HEADER},
    )
    for number in range(partitions):
        name = partition_queue(consumer, number)
        queue = await channel.declare_queue(name, durable=True, arguments=partition_queue_arguments(consumer))
        await queue.bind(exchange, _WEIGHT)
    # Last, so that streams are never distributed over only some of the partitions.
    for pattern in patterns:
        await exchange.bind(EVENTS_EXCHANGE, pattern)


async def replace_query_queues(connection: AbstractConnection) -> None:
    """Delete queues of queries that an earlier release declared with other arguments: they hold nothing of worth."""
    for service in answerers_of_queries():
        name = query_queue(service)
        try:
            async with opened_channel(connection) as channel:
                await channel.declare_queue(name, durable=True, arguments=query_queue_arguments())
        except ChannelPreconditionFailed:
            async with opened_channel(connection) as channel:
                await channel.queue_delete(name)


async def retire(connection: AbstractConnection, consumer: str, partitions: int) -> None:
    """Unbind queues that remain from a higher number of partitions; their consumer empties them."""
    probe = QueueProbe(connection)
    for number in count(partitions):
        name = partition_queue(consumer, number)
        if await probe.consumers_of(name) is None:
            return
        async with opened_channel(connection) as channel:
            await (await channel.get_queue(name, ensure=False)).unbind(partition_exchange(consumer), _WEIGHT)


async def _declare_with_exchange(channel: AbstractChannel, name: str, arguments: dict[str, Any]) -> None:
    """Declare a queue that receives everything from an exchange of the same name."""
    exchange = await channel.declare_exchange(name, ExchangeType.FANOUT, durable=True)
    queue = await channel.declare_queue(name, durable=True, arguments=arguments)
    await queue.bind(exchange, "")


async def keep(settings: TopologySettings) -> None:
    """Declare everything repeatedly until cancelled; an unreachable broker is retried."""
    while True:
        try:
            with normalize_cancellation():
                await _session(settings)
        except ChannelPreconditionFailed as error:
            # Deleting it here could lose bindings and messages: that is a decision for people.
            _log.error("topology differs", reason=str(error))
        except BROKER_UNAVAILABLE as error:
            _log.warning("topology not declared", reason=f"{type(error).__name__}: {error}")
        await asyncio.sleep(settings.topology_interval)


async def _session(settings: TopologySettings) -> None:
    connection = await connect(settings.broker_url, "topology")
    try:
        for consumer in consumers():
            await retire(connection, consumer, settings.partitions)
        await replace_query_queues(connection)
        channel = await open_channel(connection)
        while True:
            await declare(channel, consumers(), settings.partitions)
            await asyncio.sleep(settings.topology_interval)
    finally:
        await close(connection)


async def _until_stopped(settings: TopologySettings) -> None:
    keeping = asyncio.create_task(keep(settings))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, keeping.cancel)
    with suppress(asyncio.CancelledError):
        await keeping


def main() -> None:
    """Run until SIGTERM."""
    settings = TopologySettings()
    configure_logs("topology", settings.log_level)
    asyncio.run(_until_stopped(settings))


if __name__ == "__main__":
    main()
