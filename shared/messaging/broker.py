"""Connections to RabbitMQ, and requests about queues and exchanges."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import NamedTuple

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, TimeoutType
from aio_pika.exceptions import ChannelNotFoundEntity, ConnectionClosed

from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging import frames

frames.install()

_HEARTBEAT = 10
_CONNECT_TIMEOUT = 10.0
_CLOSE_TIMEOUT = 3.0
_closing: set[asyncio.Task[None]] = set()  # the event loop keeps only weak references to tasks


class _Connection(aio_pika.Connection):
    """Closed at once where it could not be made: left open, it would close itself when it is collected as garbage."""

    async def connect(self, timeout: TimeoutType = None) -> None:  # noqa: ASYNC109 - as its base has it
        try:
            await super().connect(timeout)
        except BaseException:
            await self.close()
            raise


async def connect(url: str, name: str) -> AbstractConnection:
    """A connection that shows as `name` in the broker's list; once lost it stays closed.

    Raises one of `BROKER_UNAVAILABLE`.
    """
    # Not connect_robust: after a lost connection our own loop starts a new session with an empty buffer. A connection
    # that repairs itself would continue with stale delivery tags.
    async with asyncio.timeout(_CONNECT_TIMEOUT):
        return await aio_pika.connect(
            with_heartbeat(url), client_properties={"connection_name": name}, connection_class=_Connection
        )


def with_heartbeat(url: str) -> str:
    """The address with a heartbeat of seconds rather than a minute, unless it names one."""
    if "heartbeat=" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}heartbeat={_HEARTBEAT}"


async def close(connection: AbstractConnection, *, timeout: float = _CLOSE_TIMEOUT) -> None:  # noqa: ASYNC109
    """Close a connection, in `timeout` seconds at most; calls that still wait on it raise ConnectionClosed."""
    # In a task: aio-pika goes on waiting for the end of the connection when its close is cancelled. If the broker no
    # longer reads, that can last until the heartbeats are missed.
    task = asyncio.create_task(connection.close(ConnectionClosed(0, "closed by this process")))
    _closing.add(task)
    task.add_done_callback(_closed)
    await asyncio.wait([task], timeout=timeout)


def _closed(task: asyncio.Task[None]) -> None:
    _closing.discard(task)
    if not task.cancelled():
        task.exception()  # read, so that asyncio does not report it: the connection is closed in any case


@contextmanager
def normalize_cancellation() -> Iterator[None]:
    """Make calls of the client library end with CancelledError if, and only if, this task was cancelled.

    When a connection ends, the library cancels the calls that wait on it, which a task group would take for a normal
    end, or raises a bare Exception: both become ConnectionClosed. It may also return a result from a call that was
    cancelled: that becomes CancelledError.

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


async def open_channel(connection: AbstractConnection, *, confirms: bool = False) -> AbstractChannel:
    """Open a channel; with `confirms`, publishing waits for the broker and fails if no queue takes the message.

    Raises one of `BROKER_UNAVAILABLE`.
    """
    # `is_closed` of aio-pika is true only after close() was called; `connected` is cleared when the connection ends.
    if connection.is_closed or not connection.connected.is_set():
        raise ConnectionClosed(0, "the connection has ended")
    try:
        return await connection.channel(publisher_confirms=confirms, on_return_raises=confirms)
    except RuntimeError as error:  # what the library raises while the connection is ending
        raise ConnectionClosed(0, "the connection has ended") from error


@asynccontextmanager
async def opened_channel(connection: AbstractConnection) -> AsyncIterator[AbstractChannel]:
    """A channel for a few declarations: an error closes only this channel."""
    channel = await open_channel(connection)
    try:
        yield channel
    finally:
        if not channel.is_closed:
            with suppress(*BROKER_UNAVAILABLE):
                await channel.close()


class QueueState(NamedTuple):
    """What the broker says of a queue."""

    consumers: int
    """Inactive ones included."""
    messages: int
    """Not delivered to a consumer yet."""


class QueueProbe:
    """Asks the broker about queues and exchanges over one channel.

    One channel for all requests: in aio-pika 10.2 every channel leaves some 4 kB of callbacks with its connection,
    even after it is closed, and a consumer is checked for as long as the process runs.
    """

    def __init__(self, connection: AbstractConnection) -> None:
        self._connection = connection
        self._channel: AbstractChannel | None = None
        self._lock = asyncio.Lock()

    async def consumers_of(self, queue: str) -> int | None:
        """How many consumers a queue has, including inactive ones; None if there is no such queue.

        Raises one of `BROKER_UNAVAILABLE`.
        """
        declared = await self.state_of(queue)
        return None if declared is None else declared.consumers

    async def messages_in(self, queue: str) -> int:
        """How many messages of a queue are not delivered to a consumer yet; 0 if there is no such queue.

        Raises one of `BROKER_UNAVAILABLE`.
        """
        declared = await self.state_of(queue)
        return 0 if declared is None else declared.messages

    async def state_of(self, queue: str) -> QueueState | None:
        """What the broker says of a queue; None if there is no such queue. Raises one of `BROKER_UNAVAILABLE`."""
        try:
            with normalize_cancellation():
                async with self._lock:
                    return await self._ask(queue)
        except ChannelNotFoundEntity:
            return None

    async def has_exchange(self, exchange: str) -> bool:
        """Whether there is such an exchange. Raises one of `BROKER_UNAVAILABLE`."""
        try:
            with normalize_cancellation():
                async with self._lock, self._kept() as channel:
                    await channel.get_exchange(exchange, ensure=True)
        except ChannelNotFoundEntity:
            return False
        return True

    async def _ask(self, queue: str) -> QueueState:
        async with self._kept() as channel:
            declared = (await channel.declare_queue(queue, passive=True)).declaration_result
        return QueueState(declared.consumer_count or 0, declared.message_count or 0)

    @asynccontextmanager
    async def _kept(self) -> AsyncIterator[AbstractChannel]:
        """The channel; kept only after an answer, as an error or a timeout closes it."""
        channel, self._channel = self._channel or await open_channel(self._connection), None
        yield channel
        self._channel = channel
