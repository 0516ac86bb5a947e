"""Reads a subscriber's queue in batches, over one connection."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice

import aio_pika
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage, AbstractQueue
from aio_pika.exceptions import AMQPError, ChannelInvalidStateError

from shared.subscriber.connection_file import ConnectionFile

_TIMEOUT = 10.0  # seconds the broker has to answer
BROKER_AWAY = (AMQPError, ChannelInvalidStateError, OSError)
"""The broker is away, or the connection has ended; OSError includes timeouts."""


class SubscriptionLost(ConnectionError):
    """The broker ended the subscription, or the connection under it ended."""


class Reader:
    """A subscription to the queue."""

    def __init__(self, file: ConnectionFile, batch: int) -> None:
        self._file = file
        self._batch = batch
        self._arrived: deque[AbstractIncomingMessage] = deque()
        self._changed = asyncio.Event()
        self._lost: str | None = None
        self._connection: AbstractConnection | None = None
        self._queue: AbstractQueue | None = None
        self._tag = ""

    async def open(self) -> None:
        """Connect and subscribe. Raises one of `BROKER_AWAY`."""
        # Not connect_robust: after a lost connection everything begins anew, with nothing in the buffer.
        self._connection = await aio_pika.connect(
            self._file.url.get_secret_value(),
            timeout=_TIMEOUT,
            client_properties={"connection_name": f"{self._file.name} events"},
        )
        channel = await self._connection.channel()
        channel.close_callbacks.add(lambda *_: self._lose("the channel was closed"))
        await channel.set_qos(prefetch_count=2 * self._batch)  # one batch in work, the next on its way
        self._queue = await channel.get_queue(self._file.queue, ensure=False)
        below = await channel.get_underlay_channel()
        below.on_consumer_cancel_callbacks.add(lambda *_: self._lose("cancelled by the broker"))
        self._tag = await self._queue.consume(self._deliver, timeout=_TIMEOUT)

    async def batch(self, seconds: float) -> list[AbstractIncomingMessage]:
        """What has arrived, up to a batch, after so long at most. Raises SubscriptionLost."""
        if not self._arrived and not self._lost:
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._changed.wait()
        if self._lost:
            raise SubscriptionLost(f"{self._file.queue}: {self._lost}")
        return list(islice(self._arrived, self._batch))

    async def acknowledge(self, messages: Sequence[AbstractIncomingMessage]) -> None:
        """Acknowledge a batch. Raises SubscriptionLost, or one of `BROKER_AWAY`."""
        if self._lost:
            raise SubscriptionLost(f"{self._file.queue}: {self._lost}")
        await messages[-1].ack(multiple=True)
        for _ in messages:
            self._arrived.popleft()

    async def close(self) -> None:
        """Close the connection; what is not acknowledged goes back to the queue."""
        if self._connection is not None:
            # In a task: a broker that no longer reads would hold up the end until its heartbeats are missed.
            closing = asyncio.create_task(self._connection.close())
            await asyncio.wait([closing], timeout=_TIMEOUT)
            closing.cancel()
            with suppress(asyncio.CancelledError, *BROKER_AWAY):
                await closing

    def wake(self) -> None:
        """End a wait for messages."""
        self._changed.set()

    async def _deliver(self, message: AbstractIncomingMessage) -> None:
        self._arrived.append(message)
        self._changed.set()

    def _lose(self, why: str) -> None:
        self._lost = self._lost or why
        self._changed.set()
