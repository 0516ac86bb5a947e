"""Connections to RabbitMQ, and what may be asked of a queue."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiormq
from aiormq.abc import AbstractChannel, AbstractConnection
from aiormq.exceptions import AMQPError, ChannelInvalidStateError, ChannelNotFoundEntity, ConnectionClosed

UNREACHABLE = (AMQPError, ChannelInvalidStateError, OSError)
"""Errors that say: the broker is away, or the connection or channel has ended; open a new one."""

_HEARTBEAT = 10
_CONNECT_TIMEOUT = 10.0


async def connect(url: str, name: str) -> AbstractConnection:
    """A connection that shows as `name` in the broker's list; once lost it stays closed.

    Raises one of `UNREACHABLE`.
    """
    async with asyncio.timeout(_CONNECT_TIMEOUT):
        return await aiormq.connect(with_heartbeat(url), client_properties={"connection_name": name})


def with_heartbeat(url: str) -> str:
    """The address with a heartbeat of seconds rather than a minute, unless it names one."""
    if "heartbeat=" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}heartbeat={_HEARTBEAT}"


@asynccontextmanager
async def opened_channel(connection: AbstractConnection) -> AsyncIterator[AbstractChannel]:
    """A channel for a few declarations or questions: an error that closes it harms nobody else."""
    if connection.is_closed:
        raise ConnectionClosed(0, "the connection has ended")
    channel = await connection.channel(publisher_confirms=False)
    try:
        yield channel
    finally:
        if not channel.is_closed:
            await channel.close()


async def consumers_of(connection: AbstractConnection, queue: str) -> int | None:
    """How many consumers a queue has, waiting ones included; None if there is no such queue."""
    try:
        async with opened_channel(connection) as channel:
            return (await channel.queue_declare(queue, passive=True)).consumer_count
    except ChannelNotFoundEntity:
        return None
