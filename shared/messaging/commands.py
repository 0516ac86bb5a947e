"""The endpoint of a service for commands: request and reply over RabbitMQ, on FastStream.

FastStream would reply over the default exchange, behind which the broker checks no names: a user who may write to it
may send anything to every queue. Replies go over the exchange `lea.replies` instead.

FastStream hands every message to its handler at once; the handlers submit to one micro-batcher, so many commands share
one transaction. A command is acknowledged after its reply is stored and sent.
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
from contracts.replies import Rejected, Reply
from shared.batching import MicroBatcher
from shared.database import Pool
from shared.failures import DatabaseUnavailable
from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.broker import QueueProbe, close, connect, normalize_cancellation, with_heartbeat
from shared.messaging.client import CommandClient, NoReply
from shared.messaging.command_processor import CommandHandler, CommandProcessor, ReceivedCommand, command_of
from shared.messaging.deliveries import Delivery
from shared.messaging.queue_names import (
    COMMANDS_EXCHANGE,
    REPLIES_EXCHANGE,
    command_queue,
    dead_command_queue,
)
from shared.messaging.reader import SubscriptionLost
from shared.messaging.senders import SenderNotPermitted, may_be_answered, publisher_of
from shared.messaging.waiting import backoff, within
from shared.settings import Settings
from shared.telemetry import metrics
from shared.telemetry.context import exemplar_of
from shared.telemetry.logs import get_logger
from shared.telemetry.traces import command_span

__all__ = ["CommandClient", "CommandEndpoint", "NoReply"]

_log = get_logger(__name__)

_ANSWER = 5.0  # seconds the broker has to answer a request about a queue
_REPLIES = RabbitExchange(REPLIES_EXCHANGE, ExchangeType.TOPIC, declare=False)


class CommandEndpoint:
    """Answers the commands sent to a service."""

    def __init__(self, settings: Settings, pool: Pool, handler: CommandHandler) -> None:
        self.name = command_queue(settings.service)
        self._settings = settings
        self._processor = CommandProcessor(self.name, pool, handler)
        self._batcher = MicroBatcher(
            self._processor.process,
            max_batch=settings.command_batch,
            min_interval=settings.command_batch_interval,
            interval_after_single=True,
        )
        self._begun: dict[int, float] = {}
        """When each of the commands came that are not handled yet, by the identity of the message."""
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
        problem = self._at_fault or self._processor.at_fault
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
                # After a session that worked, the delays start again.
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
        """Return when stopped. Raises SubscriptionLost if commands no longer arrive: FastStream does not report it."""
        while not self._stopping and not await within(self._changed, self._settings.watch_interval):
            # A late answer proves nothing; heartbeats detect a broker that is away.
            with suppress(TimeoutError):
                if problem := await self._unsubscribed(probe):
                    raise SubscriptionLost(problem)
        if not self._stopping:
            raise SubscriptionLost("connection lost")

    async def _unsubscribed(self, probe: QueueProbe) -> str | None:
        async with asyncio.timeout(_ANSWER):
            state = await probe.state_of(self.name)
            self._measure(state.messages if state else 0)
            if state is None or not state.consumers:
                return f"queue {self.name} has no consumer"
            if not await probe.has_exchange(COMMANDS_EXCHANGE):
                return f"the exchange {COMMANDS_EXCHANGE} is missing"
        return None

    def _measure(self, in_queue: int) -> None:
        begun = min(self._begun.values(), default=None)
        metrics.QUEUE_MESSAGES.labels(self.name).set(in_queue + len(self._begun))
        metrics.QUEUE_OLDEST.labels(self.name).set(time.perf_counter() - begun if begun is not None else 0)

    def _subscribed(self) -> RabbitBroker:
        broker = RabbitBroker(
            with_heartbeat(self._settings.broker_url),
            graceful_timeout=self._settings.stop_grace,
            # Replies need no confirms: a client that misses one sends the command again.
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
        started = self._begun[id(message)] = time.perf_counter()
        delivery = _delivery(message)
        queue = message.reply_to if may_be_answered(delivery.sender, message.reply_to) else None
        try:
            type_, reply = await self._processed(delivery, answerable=queue is not None)
        finally:
            del self._begun[id(message)]
        spent, trace = time.perf_counter() - started, exemplar_of(delivery.headers.get("traceparent"))
        metrics.COMMAND_SECONDS.labels(type_, reply.outcome).observe(spent, trace)
        if isinstance(reply, Rejected):
            for problem in reply.problems:
                metrics.REFUSALS.labels(type_, problem.code).inc()
        if queue is not None:
            await self._reply(queue, message.correlation_id, reply)

    async def _reply(self, queue: str, correlation_id: str, reply: Reply) -> None:
        await self._broker.publish(
            reply.model_dump_json().encode(),
            exchange=_REPLIES,
            routing_key=queue,
            correlation_id=correlation_id,
            content_type=CONTENT_TYPE,
            user_id=publisher_of(self._settings.service),
            mandatory=False,  # a client that has gone sends the command again
        )

    async def _processed(self, delivery: Delivery, *, answerable: bool) -> tuple[str, Reply]:
        try:
            command = command_of(delivery)
        except SenderNotPermitted as error:
            return "not-permitted", await self._processor.reject(delivery, error, answerable=answerable)
        except Exception as error:  # noqa: BLE001 - a message is answered whatever its bytes cause
            return "unreadable", await self._processor.reject(delivery, error, answerable=answerable)
        with command_span(command, "process", self.name, SpanKind.CONSUMER) as traced:
            return command.type, await self._batcher.submit(ReceivedCommand(traced, delivery))

    async def _on_dead_letter(self, message: RabbitMessage) -> None:
        await self._processor.park_dead(_delivery(message))

    async def _retry_parked(self) -> None:
        while True:
            await asyncio.sleep(self._settings.retry_poll)
            with suppress(DatabaseUnavailable):
                await self._processor.retry_due(self._settings.command_batch)


def _declared(name: str) -> RabbitQueue:
    """A queue that exists already."""
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
