"""The endpoint of a service for queries: request and reply over RabbitMQ, read-only but for operations.

A query changes nothing: it is acknowledged whatever becomes of it, kept by nobody, and its sender asks again. An
operation, of operators, has the same outcome when it is sent again. What may be answered at the same time is bounded by
the prefetch of the channel, so that queries leave the database to commands.
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, suppress
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from aio_pika import Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from opentelemetry.trace import SpanKind
from pydantic import ValidationError

from contracts.base import Contract
from contracts.envelope import CONTENT_TYPE, PREFIX
from contracts.problems import Problem
from contracts.queries.base import Answered, Query, QueryEnvelope, Refused, query_from_message
from contracts.queries.catalogue import queries_to
from contracts.registry import MalformedMessage
from shared.commits import confirmed
from shared.database import Connection, Pool
from shared.decider import Rejection
from shared.failures import DATABASE_UNAVAILABLE
from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.broker import QueueProbe, close, connect, normalize_cancellation, open_channel
from shared.messaging.deliveries import Delivery
from shared.messaging.queue_names import REPLIES_EXCHANGE, query_queue
from shared.messaging.reader import SubscriptionLost
from shared.messaging.senders import SenderNotPermitted, check_query, may_be_answered, publisher_of
from shared.messaging.waiting import backoff, within
from shared.settings import Settings
from shared.telemetry import metrics
from shared.telemetry.logs import get_logger
from shared.telemetry.traces import query_span

_log = get_logger(__name__)

_ANSWER = 5.0  # seconds the broker has to answer a request about a queue


class QueryHandler(Protocol):
    """Answers the queries of a service."""

    async def answer(self, connection: Connection, query: QueryEnvelope[Any]) -> Contract:
        """The reply, in a transaction that is read-only but for operations. Raises Rejection."""
        ...


class QueryEndpoint:
    """Answers the queries sent to a service."""

    def __init__(self, settings: Settings, pool: Pool, handler: QueryHandler) -> None:
        self.name = query_queue(settings.service)
        self._settings = settings
        self._pool = pool
        self._handler = handler
        self._queries: Mapping[str, type[Query]] = queries_to(settings.service)
        self._changed = asyncio.Event()
        self._stopping = False
        self._in_progress: set[asyncio.Task[None]] = set()
        self._at_fault: str | None = "not started"

    async def run(self) -> None:
        """Answer until stopped; survives broker and database being away."""
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

    def stop(self) -> None:
        """Make `run` answer what it has taken and return."""
        self._stopping = True
        self._changed.set()

    async def readiness(self) -> str | None:
        """Why queries are not answered; None if they are."""
        return f"{self.name}: {self._at_fault}" if self._at_fault else None

    async def _session(self) -> None:
        changed = self._changed = asyncio.Event()
        connection = await connect(self._settings.broker_url, self.name)
        try:
            channel = await open_channel(connection)
            channel.close_callbacks.add(lambda *_: changed.set())
            await channel.set_qos(prefetch_count=self._settings.query_concurrency)
            queue = await channel.get_queue(self.name, ensure=False)
            tag = await queue.consume(partial(self._take, channel))
            self._at_fault = None
            metrics.CONSUMER_SESSIONS.labels(self.name).inc()
            await self._until_lost(QueueProbe(connection))
            with suppress(*BROKER_UNAVAILABLE):
                await queue.cancel(tag)
            if self._in_progress:
                await asyncio.wait(self._in_progress, timeout=self._settings.stop_grace)
        finally:
            await close(connection)

    async def _until_lost(self, probe: QueueProbe) -> None:
        """Return when stopped. Raises SubscriptionLost if queries no longer arrive."""
        while not self._stopping and not await within(self._changed, self._settings.watch_interval):
            # A late answer proves nothing; heartbeats detect a broker that is away.
            with suppress(TimeoutError):
                async with asyncio.timeout(_ANSWER):
                    state = await probe.state_of(self.name)
                    if state is not None:
                        metrics.QUEUE_MESSAGES.labels(self.name).set(state.messages + len(self._in_progress))
                    if state is None or not state.consumers:
                        raise SubscriptionLost(f"queue {self.name} has no consumer")
        if not self._stopping:
            raise SubscriptionLost("connection lost")

    async def _take(self, channel: AbstractChannel, message: AbstractIncomingMessage) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._in_progress.add(task)
            task.add_done_callback(self._in_progress.discard)
        started = time.perf_counter()
        type_, reply = await self._answered(message)
        metrics.QUERY_SECONDS.labels(type_, reply.outcome).observe(time.perf_counter() - started)
        if isinstance(reply, Refused):
            for problem in reply.problems:
                metrics.REFUSALS.labels(type_, problem.code).inc()
        with suppress(*BROKER_UNAVAILABLE):
            if may_be_answered(message.user_id, message.reply_to):
                await self._reply(channel, message, reply)
            await message.ack()

    async def _answered(self, message: AbstractIncomingMessage) -> tuple[str, Answered[Any] | Refused]:
        delivery = Delivery(message.headers, message.body, message.routing_key or "", None, message.user_id)
        try:
            query = query_from_message(delivery.headers, delivery.body, self._queries)
            check_query(query, delivery)
        except SenderNotPermitted as error:
            _log.warning("query not permitted", consumer=self.name, sender=message.user_id, problem=error.problem.code)
            return "not-permitted", _refused(_claimed_id(delivery), error.problem)
        except MalformedMessage as error:
            return "unreadable", _refused(_claimed_id(delivery), *error.problems)
        except Exception as error:  # noqa: BLE001 - a message is answered whatever its bytes cause
            problem = Problem(code="malformed-message", rule="well-formed message", detail=type(error).__name__)
            return "unreadable", _refused(_claimed_id(delivery), problem)
        with query_span(query, "process", self.name, SpanKind.CONSUMER):
            return query.type, await self._handled(query)

    async def _handled(self, query: QueryEnvelope[Any]) -> Answered[Any] | Refused:
        try:
            async with (
                asyncio.timeout(self._settings.query_timeout),
                self._pool.acquire() as connection,
                _transaction(connection, query),
            ):
                data = await self._handler.answer(connection, query)
        except Rejection as rejection:
            return _refused(query.id, *rejection.problems)
        except TimeoutError:
            _log.warning("query given up", consumer=self.name, query_type=query.type, actor=query.actor)
            return _refused(query.id, _TOO_LONG)
        except DATABASE_UNAVAILABLE as error:
            _log.warning("database unavailable", consumer=self.name, reason=type(error).__name__)
            return _refused(query.id, _UNAVAILABLE)
        except Exception as error:  # noqa: BLE001 - one query must not end the endpoint
            cause = None if isinstance(error, ValidationError) else error  # its text may quote personal data
            _log.error("query not answered", consumer=self.name, query_type=query.type, exc_info=cause)
            return _refused(query.id, _FAILED)
        # Who asked what: the reply holds personal data.
        _log.info("query answered", query_id=str(query.id), query_type=query.type, actor=query.actor)
        return Answered[Any](query_id=query.id, data=data)

    async def _reply(self, channel: AbstractChannel, message: AbstractIncomingMessage, reply: Contract) -> None:
        replies = await channel.get_exchange(REPLIES_EXCHANGE, ensure=False)
        answer = Message(
            reply.model_dump_json().encode(),
            correlation_id=message.correlation_id,
            content_type=CONTENT_TYPE,
            user_id=publisher_of(self._settings.service),
        )
        # A client that has gone asks again.
        await replies.publish(answer, message.reply_to or "", mandatory=False)


def _transaction(connection: Connection, query: QueryEnvelope[Any]) -> AbstractAsyncContextManager[object]:
    if query.data.changes:
        return confirmed(connection)
    reading: AbstractAsyncContextManager[object] = connection.transaction(isolation="repeatable_read", readonly=True)
    return reading


def _claimed_id(delivery: Delivery) -> UUID | None:
    try:
        return UUID(str(delivery.headers.get(f"{PREFIX}id")))
    except ValueError:
        return None


def _refused(query_id: UUID | None, *problems: Problem) -> Refused:
    return Refused(query_id=query_id, problems=problems)


_RULE = "a query is answered, or refused with its reason"
_TOO_LONG = Problem(code="query-timed-out", rule=_RULE, detail="the answer took too long")
_UNAVAILABLE = Problem(code="temporarily-unavailable", rule=_RULE, detail="the database does not answer")
_FAILED = Problem(code="internal-error", rule=_RULE, detail="the query could not be answered; the log says why")
