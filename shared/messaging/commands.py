"""The way of commands into a service: request and reply over RabbitMQ, on FastStream.

FastStream would answer over the default exchange, behind which the broker checks no names: who may write to it may send
anything to every queue. Answers go over an exchange of their own instead.

FastStream hands every message to its handler at once; the handlers wait for a common batch, so many commands cost one
transaction. A command is acknowledged after its answer is stored and sent.
"""

import asyncio
import logging
import time
from contextlib import suppress

from aio_pika.abc import AbstractConnection
from faststream import AckPolicy
from faststream.rabbit import (
    Channel,
    ExchangeType,
    QueueType,
    RabbitBroker,
    RabbitExchange,
    RabbitMessage,
    RabbitQueue,
)
from opentelemetry.trace import SpanKind

from contracts.envelope import CONTENT_TYPE
from contracts.replies import Rejected
from shared.batching import MicroBatcher
from shared.database import Pool
from shared.failures import DatabaseUnavailable
from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.broker import QueueProbe, close, connect, normalize_cancellation, with_heartbeat
from shared.messaging.client import CommandClient, NoAnswer
from shared.messaging.deliveries import Delivery
from shared.messaging.handling import Answer, Application, Asked, Handling, command_of
from shared.messaging.reader import SubscriptionLost
from shared.messaging.senders import SenderNotPermitted, may_be_answered, publisher_of
from shared.messaging.topology import (
    COMMANDS_EXCHANGE,
    REPLIES_EXCHANGE,
    command_queue,
    dead_command_queue,
)
from shared.messaging.waiting import backoff, within
from shared.settings import Settings
from shared.telemetry import metrics
from shared.telemetry.logs import get_logger
from shared.telemetry.traces import command_span

__all__ = ["CommandClient", "CommandEndpoint", "NoAnswer"]

_log = get_logger(__name__)

_ANSWER = 5.0  # seconds the broker has to answer a question about a queue
_REPLIES = RabbitExchange(REPLIES_EXCHANGE, ExchangeType.TOPIC, declare=False)


class CommandEndpoint:
    """Answers the commands sent to a service."""

    def __init__(self, settings: Settings, pool: Pool, application: Application) -> None:
        self.name = command_queue(settings.service)
        self._settings = settings
        self._handling = Handling(self.name, pool, application)
        self._batcher = MicroBatcher(
            self._handling.answer,
            max_batch=settings.command_batch,
            min_interval=settings.command_batch_interval,
            interval_after_single=True,
        )
        self._stopping = False
        self._changed = asyncio.Event()
        self._probe: QueueProbe | None = None
        self._broker: RabbitBroker
        self._at_fault: str | None = "not started"

    async def run(self) -> None:
        """Answer until stopped; survives broker and database being away."""
        async with asyncio.TaskGroup() as group:
            others = [group.create_task(self._batcher.run()), group.create_task(self._retry_parked())]
            await self._serve()
            for task in others:
                task.cancel()

    def stop(self) -> None:
        """Make `run` answer what it has taken and return."""
        self._stopping = True
        self._changed.set()

    async def readiness(self) -> str | None:
        """Why commands are not answered; None if they are."""
        problem = self._at_fault or self._handling.at_fault
        if problem or self._probe is None:
            return f"{self.name}: {problem or 'no subscription'}"
        try:
            return await self._unsubscribed(self._probe)
        except BROKER_UNAVAILABLE as error:
            return f"{self.name}: {type(error).__name__}"

    async def _serve(self) -> None:
        delays = backoff(0.2, 10.0)
        while not self._stopping:
            try:
                with normalize_cancellation():
                    await asyncio.create_task(self._session())
            except BROKER_UNAVAILABLE as error:
                # A session that stood begins the delays anew.
                delays = backoff(0.2, 10.0) if self._at_fault is None else delays
                self._at_fault = f"{type(error).__name__}: {error}"
                _log.warning("subscription lost", consumer=self.name, reason=self._at_fault)
                await asyncio.sleep(next(delays))

    async def _session(self) -> None:
        watch = await connect(self._settings.broker_url, f"{self.name} watch")
        probe = self._probe = QueueProbe(watch)
        changed = self._changed = asyncio.Event()
        watch.close_callbacks.add(lambda *_: changed.set())
        broker = self._broker = self._subscribed()
        connection: AbstractConnection | None = None
        try:
            with normalize_cancellation():
                connection = await broker.connect()
                await broker.start()
            self._at_fault = None
            metrics.CONSUMER_SESSIONS.labels(self.name).inc()
            await self._until_lost(probe)
        finally:
            self._probe = None
            await _stop(broker)
            if connection is not None:
                # FastStream leaves it open when it fails to stop.
                await close(connection)
            await close(watch)

    async def _until_lost(self, probe: QueueProbe) -> None:
        """Return when it is time to stop; raise when commands no longer arrive, although FastStream says nothing."""
        while not self._stopping and not await within(self._changed, self._settings.watch_interval):
            # An answer that is late says nothing; heartbeats tell whether the broker is there.
            with suppress(TimeoutError):
                if problem := await self._unsubscribed(probe):
                    raise SubscriptionLost(problem)
        if not self._stopping:
            raise SubscriptionLost("connection lost")

    async def _unsubscribed(self, probe: QueueProbe) -> str | None:
        async with asyncio.timeout(_ANSWER):
            if not await probe.consumers_of(self.name):
                return f"queue {self.name} has no consumer"
            if not await probe.has_exchange(COMMANDS_EXCHANGE):
                return f"the exchange {COMMANDS_EXCHANGE} is missing"
        return None

    def _subscribed(self) -> RabbitBroker:
        broker = RabbitBroker(
            with_heartbeat(self._settings.broker_url),
            graceful_timeout=self._settings.stop_grace,
            # Answers need no confirms: who misses one asks again.
            default_channel=Channel(publisher_confirms=False),
            # The handlers take the message as it is; injection would send every one through a thread.
            apply_types=False,
            logger=logging.getLogger(__name__),
            log_level=logging.DEBUG,
        )
        service = self._settings.service
        commands = broker.subscriber(
            _declared(self.name),
            channel=Channel(prefetch_count=2 * self._settings.command_batch),
            # Only infrastructure fails in the handler: the command is to come again.
            ack_policy=AckPolicy.NACK_ON_ERROR,
            decoder=_as_it_is,
            no_reply=True,  # `_reply` answers
        )
        commands(self._on_command)
        dead_letters = broker.subscriber(
            _declared(dead_command_queue(service)),
            channel=Channel(prefetch_count=1),
            ack_policy=AckPolicy.NACK_ON_ERROR,
            decoder=_as_it_is,
            no_reply=True,
        )
        dead_letters(self._on_dead_letter)
        return broker

    async def _on_command(self, message: RabbitMessage) -> None:
        started = time.perf_counter()
        delivery = _delivery(message)
        queue = message.reply_to if may_be_answered(delivery.sender, message.reply_to) else None
        type_, answer = await self._answered(delivery, answerable=queue is not None)
        metrics.COMMAND_SECONDS.labels(type_, answer.outcome).observe(time.perf_counter() - started)
        if isinstance(answer, Rejected):
            for problem in answer.problems:
                metrics.REFUSALS.labels(type_, problem.code).inc()
        if queue is not None:
            await self._reply(queue, message.correlation_id, answer)

    async def _reply(self, queue: str, correlation_id: str, answer: Answer) -> None:
        await self._broker.publish(
            answer.model_dump_json().encode(),
            exchange=_REPLIES,
            routing_key=queue,
            correlation_id=correlation_id,
            content_type=CONTENT_TYPE,
            user_id=publisher_of(self._settings.service),
            mandatory=False,  # who has gone will ask again
        )

    async def _answered(self, delivery: Delivery, *, answerable: bool) -> tuple[str, Answer]:
        try:
            command = command_of(delivery)
        except SenderNotPermitted as error:
            return "not-permitted", await self._handling.refuse(delivery, error, answerable=answerable)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's bytes provoke, it is answered
            return "unreadable", await self._handling.refuse(delivery, error, answerable=answerable)
        with command_span(command, "process", self.name, SpanKind.CONSUMER) as traced:
            return command.type, await self._batcher.submit(Asked(traced, delivery))

    async def _on_dead_letter(self, message: RabbitMessage) -> None:
        await self._handling.take_dead(_delivery(message))

    async def _retry_parked(self) -> None:
        while True:
            await asyncio.sleep(self._settings.retry_poll)
            with suppress(DatabaseUnavailable):
                await self._handling.retry_due(self._settings.command_batch)


def _declared(name: str) -> RabbitQueue:
    """A queue that is there."""
    # Not robust: a consumer that aio-pika renews by itself keeps its channel and its tag, and RabbitMQ 3.10 then drops
    # what a quorum queue that was declared anew delivers. The watch begins a new session instead.
    return RabbitQueue(name, queue_type=QueueType.QUORUM, declare=False, robust=False)


async def _stop(broker: RabbitBroker) -> None:
    try:
        await broker.stop()
    except* BROKER_UNAVAILABLE:  # FastStream groups the errors of its subscribers
        pass


def _delivery(message: RabbitMessage) -> Delivery:
    raw = message.raw_message
    return Delivery(message.headers, message.body, raw.routing_key or "", message.message_id, raw.user_id)


async def _as_it_is(message: RabbitMessage) -> RabbitMessage:
    return message
