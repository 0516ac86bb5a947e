"""Connections to RabbitMQ, and what may be asked of a queue."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import aiormq
from aiormq.abc import AbstractChannel, AbstractConnection
from aiormq.exceptions import AMQPError, ChannelInvalidStateError, ChannelNotFoundEntity, ConnectionClosed

from shared.messaging import frames

UNREACHABLE = (AMQPError, ChannelInvalidStateError, OSError)
"""Errors that say: the broker is away, or the connection or channel has ended; open a new one."""

frames.install()

_HEARTBEAT = 10
_CONNECT_TIMEOUT = 10.0
_CLOSE_TIMEOUT = 3.0


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


async def close(connection: AbstractConnection) -> None:
    """Close a connection; whoever still waits on it gets an error."""
    with suppress(*UNREACHABLE), normalize_cancellation():
        async with asyncio.timeout(_CLOSE_TIMEOUT):
            await connection.close(ConnectionClosed(0, "closed by this process"))


@contextmanager
def normalize_cancellation() -> Iterator[None]:
    """See to it that calls of the client library end by cancellation if, and only if, this task was cancelled.

    The library cancels what waits on a connection that has ended, which a task group would take for a quiet end, or
    raises a bare Exception: both become ConnectionClosed. And it may answer a cancelled call as if nothing had been:
    that becomes CancelledError.

    No task group may be inside: in Python 3.11 one that fails leaves its task marked as cancelled.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    try:
        yield
    except BaseException as error:
        if task and task.cancelling() > before:
            raise asyncio.CancelledError from error
        if isinstance(error, asyncio.CancelledError) or type(error) is Exception:
            raise ConnectionClosed(0, "the connection has ended") from error
        raise
    if task and task.cancelling() > before:
        raise asyncio.CancelledError


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
            with suppress(*UNREACHABLE):
                await channel.close()


async def consumers_of(connection: AbstractConnection, queue: str) -> int | None:
    """How many consumers a queue has, waiting ones included; None if there is no such queue."""
    try:
        with normalize_cancellation():
            async with opened_channel(connection) as channel:
                declared = await channel.queue_declare(queue, passive=True)
    except ChannelNotFoundEntity:
        return None
    return declared.consumer_count
