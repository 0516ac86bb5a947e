"""The ordered event consumer: partition queues in, one projection out.

Delivery is at least once; the effect is once, because a batch and the positions of its streams commit together. A
kill between commit and acknowledgement brings the batch again, and it is skipped.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain

from aio_pika.abc import AbstractConnection
from aiormq.abc import DeliveredMessage

from contracts.envelope import event_from_message
from shared.batching import MicroBatcher
from shared.database import Pool
from shared.failures import DatabaseUnavailable
from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.broker import QueueProbe, close, connect, normalize_cancellation
from shared.messaging.deliveries import Decode, Delivery, from_broker
from shared.messaging.inbox import Inbox, RetryPolicy
from shared.messaging.projection import Projection
from shared.messaging.queue_names import (
    EVENTS_EXCHANGE,
    dead_event_queue,
    partition_exchange,
    partition_queues,
)
from shared.messaging.reader import QueueReader, SubscriptionLost
from shared.messaging.waiting import backoff, within
from shared.reconciliation.guard import EpochGuard, SourceAhead
from shared.settings import Settings
from shared.telemetry import metrics
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

_SWEEP = 30.0  # seconds between two searches for events that need not wait any more
_ANSWER = 5.0  # seconds the broker has to answer a request about a queue
_QUEUES = 4  # whose messages share a transaction at most
_CONCURRENCY = 2  # transactions at a time: while the database works on one, the next is made

Take = Callable[[QueueReader], Awaitable[Sequence[DeliveredMessage]]]
"""Takes what has arrived in a queue, and returns it."""


class EventConsumer:
    """Keeps one projection up to date with the events it subscribes to."""

    def __init__(
        self, settings: Settings, pool: Pool, projection: Projection, *, decode: Decode = event_from_message
    ) -> None:
        self.name = projection.name
        self._settings = settings
        retry = RetryPolicy(settings.retry_attempts, settings.retry_delay, settings.retry_max_delay)
        guard = EpochGuard(pool, projection, settings.event_store_urls)
        self._inbox = Inbox(pool, projection, batch=settings.event_batch, retry=retry, decode=decode, guard=guard)
        self._stopping = asyncio.Event()
        self._probe: QueueProbe | None = None
        self._readers: list[QueueReader] = []
        self._at_fault: str | None = "not started"
        self._delays = _reconnects()

    async def run(self) -> None:
        """Consume until stopped; survives broker and database being away."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._maintain_held())
            await self._consume()

    def stop(self) -> None:
        """Make `run` finish and acknowledge what has arrived, take no more, and return."""
        self._stopping.set()

    async def readiness(self) -> str | None:
        """Why events are not consumed; None if they are."""
        if self._probe is None or self._at_fault:
            return f"{self.name}: {self._at_fault or 'no subscription'}"
        try:
            return await self._unsubscribed(self._probe)
        except BROKER_UNAVAILABLE as error:
            return f"{self.name}: {type(error).__name__}"

    async def backlog(self) -> int:
        """How many messages wait in the queues. Raises one of BROKER_UNAVAILABLE."""
        if self._probe is None:
            raise SubscriptionLost(f"{self.name}: no subscription")
        return sum([await self._probe.messages_in(reader.queue) for reader in self._readers])

    async def _consume(self) -> None:
        while not self._stopping.is_set():
            try:
                with normalize_cancellation():
                    await asyncio.create_task(self._session())
            except* (*BROKER_UNAVAILABLE, DatabaseUnavailable, SourceAhead) as group:
                error = _first(group)
                self._at_fault = f"{type(error).__name__}: {error}"
                _log.warning("subscription lost", consumer=self.name, reason=self._at_fault)
            await within(self._stopping, next(self._delays))

    async def _session(self) -> None:
        # Before anything is delivered: deliveries that end without an answer are counted.
        await self._inbox.check_sources()
        connection = await connect(self._settings.broker_url, f"{self.name}.events")
        probe = self._probe = QueueProbe(connection)
        batcher = MicroBatcher(
            self._take_all,
            max_batch=_QUEUES,
            max_concurrency=_CONCURRENCY,
            min_interval=self._settings.event_batch_interval,
            interval_after_single=True,
        )
        try:
            takes = await self._subscribe(connection, batcher.submit)
            self._at_fault, self._delays = None, _reconnects()
            metrics.CONSUMER_SESSIONS.labels(self.name).inc()
            async with asyncio.TaskGroup() as group:
                taking = group.create_task(batcher.run())
                async with asyncio.TaskGroup() as working:
                    for reader in self._readers:
                        working.create_task(self._work(reader, takes[reader.queue]))
                    working.create_task(self._watch(probe))
                taking.cancel()
        finally:
            self._probe, self._readers = None, []
            await close(connection)

    async def _subscribe(self, connection: AbstractConnection, take: Take) -> dict[str, Take]:
        """Open a reader for each queue; returns what is done with the messages of each."""
        with normalize_cancellation():
            queues = await partition_queues(QueueProbe(connection), self.name, self._settings.partitions)
            takes = dict.fromkeys(queues, take)
            takes[dead_event_queue(self.name)] = self._take_dead
            self._readers = [QueueReader(queue, self._settings.event_batch) for queue in takes]
            for reader in self._readers:
                await reader.open(connection)
        return takes

    async def _take_all(self, readers: Sequence[QueueReader]) -> Sequence[Sequence[DeliveredMessage]]:
        """Take what has arrived in several queues, in one transaction: a stream is in one queue alone."""
        batches = [reader.batch() for reader in readers]
        await self._inbox.take(_deliveries(chain.from_iterable(batches)))
        return batches

    async def _take_dead(self, reader: QueueReader) -> Sequence[DeliveredMessage]:
        dead = reader.batch()
        await self._inbox.take_dead(_deliveries(dead))
        return dead

    async def _work(self, reader: QueueReader, take: Take) -> None:
        with normalize_cancellation():
            while await reader.arrival():
                await reader.acknowledge(await self._take_when_available(reader, take))

    async def _take_when_available(self, reader: QueueReader, take: Take) -> Sequence[DeliveredMessage]:
        delays = backoff(0.1, 10.0)
        while True:
            try:
                taken = await take(reader)
            except DatabaseUnavailable as error:
                self._at_fault = f"database unavailable ({error})"
                _log.warning("database unavailable", consumer=self.name, reason=str(error))
                if reader.lost or self._stopping.is_set():
                    raise
                await asyncio.sleep(next(delays))
            else:
                self._at_fault = None
                return taken

    async def _watch(self, probe: QueueProbe) -> None:
        """Raise SubscriptionLost if the subscription, its queues or its exchange are gone; stop the readers in time."""
        while not await within(self._stopping, self._settings.watch_interval):
            # A late answer proves nothing; heartbeats detect a broker that is away.
            with suppress(TimeoutError):
                if problem := await self._unsubscribed(probe):
                    raise SubscriptionLost(problem)
            await self._inbox.check_sources()
        with normalize_cancellation():
            for reader in self._readers:
                await reader.stop()

    async def _unsubscribed(self, probe: QueueProbe) -> str | None:
        async with asyncio.timeout(_ANSWER):
            for reader in self._readers:
                state = None if reader.lost else await probe.state_of(reader.queue)
                if state is not None:
                    reader.measure(state.messages)
                if state is None or not state.consumers:
                    return f"queue {reader.queue} has no consumer"
            for exchange in (EVENTS_EXCHANGE, partition_exchange(self.name)):
                if not await probe.has_exchange(exchange):
                    return f"the exchange {exchange} is missing"
        return None

    async def _maintain_held(self) -> None:
        loop = asyncio.get_running_loop()
        sweep_at = loop.time()
        while not self._stopping.is_set():
            with suppress(DatabaseUnavailable):
                with suppress(SourceAhead):
                    await self._inbox.retry_due()
                    await self._inbox.retry_alone()
                    if loop.time() >= sweep_at:
                        await self._inbox.sweep()
                        sweep_at = loop.time() + _SWEEP
                await self._inbox.measure()
            await within(self._stopping, self._settings.retry_poll)


def _deliveries(messages: Iterable[DeliveredMessage]) -> list[Delivery]:
    return [from_broker(message) for message in messages]


def _reconnects() -> Iterator[float]:
    return backoff(0.2, 10.0)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error
