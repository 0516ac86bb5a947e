"""Requests and their replies over RabbitMQ, many at a time: what senders of commands and of queries have in common.

FastStream's own request keeps one message in flight. This keeps many: replies come to an exclusive queue and are
matched by correlation id. A reply counts if the broker has verified that it comes from the service that was asked.

RabbitMQ's direct reply-to is not used: it needs the right to write to the default exchange, and so to every queue.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Self, TypeVar
from uuid import uuid4

from aio_pika import Message
from aio_pika.abc import AbstractConnection, AbstractExchange, AbstractIncomingMessage

from contracts.identifiers import new_id
from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.broker import close, connect, normalize_cancellation, open_channel
from shared.messaging.queue_names import REPLIES_EXCHANGE, reply_queue
from shared.messaging.senders import publisher_of
from shared.messaging.waiting import backoff
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

R = TypeVar("R")

_IN_FLIGHT = 1000
# A client that no longer reads loses the oldest replies: it sends those requests again.
_REPLIES: dict[str, Any] = {"x-max-length": 10 * _IN_FLIGHT, "x-overflow": "drop-head"}
_CONFIRM_TIMEOUT = 5.0


class NoReply(TimeoutError):
    """No reply came in time. The request may have been carried out: sending it again, with its id, is safe."""

    def __init__(self, *arguments: object, without_effect: bool = False) -> None:
        """`without_effect`: it is certain that nothing was carried out."""
        super().__init__(*arguments)
        self.without_effect = without_effect


class Request(NamedTuple):
    """A request to a service."""

    service: str
    """Who answers it."""
    key: str
    """The routing key."""
    body: bytes
    properties: dict[str, Any]
    """Further properties of its message."""
    reads: bool = False
    """Whether it changes nothing."""


@dataclass
class _PendingReply:
    """The reply a request waits for."""

    service: str
    body: asyncio.Future[bytes]
    published: bool = False
    """Whether the broker may have the request."""


class _ReplySession(NamedTuple):
    """A connection, and what requests and replies use on it."""

    connection: AbstractConnection
    requests: AbstractExchange
    replies: str
    """The queue the replies come to."""
    ended: asyncio.Future[None]


class Requests:
    """Sends requests over an exchange.

    A request is sent again if its reply is late or the connection was lost. Times are in seconds.
    """

    def __init__(self, broker_url: str, exchange: str, *, user: str, name: str, resend_after: float) -> None:
        """`user` is who sends, verified by the broker: the user of the address."""
        self._url = broker_url
        self._exchange = exchange
        self._user = user
        self._name = name
        self._resend_after = resend_after
        self._connecting = asyncio.Lock()
        self._room = asyncio.Semaphore(_IN_FLIGHT)
        self._line: _ReplySession | None = None
        self._waiting: dict[str, _PendingReply] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        line, self._line = self._line, None
        if line is not None:
            await close(line.connection)

    async def send(self, request: Request, read: Callable[[bytes], R], timeout: float) -> R:  # noqa: ASYNC109
        """The reply to a request, as `read` reads it. Raises NoReply."""
        correlation = str(new_id())
        body: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        pending = self._waiting[correlation] = _PendingReply(request.service, body)
        try:
            async with self._room:
                async with asyncio.timeout(timeout):
                    return read(await self._until_answered(request, correlation, body))
        except TimeoutError as error:
            text = f"{request.key} {request.properties.get('message_id', '')}".strip()
            raise NoReply(text, without_effect=request.reads or not pending.published) from error
        finally:
            del self._waiting[correlation]

    async def _until_answered(self, request: Request, correlation: str, body: asyncio.Future[bytes]) -> bytes:
        delays = backoff(0.1, 2.0)
        while not body.done():
            try:
                with normalize_cancellation():
                    ended = await self._publish(request, correlation)
            except BROKER_UNAVAILABLE:
                # The service does not run yet, or the broker is away.
                await asyncio.sleep(next(delays))
            else:
                either: set[asyncio.Future[Any]] = {body, ended}
                await asyncio.wait(either, timeout=self._resend_after, return_when=asyncio.FIRST_COMPLETED)
        return body.result()

    async def _publish(self, request: Request, correlation: str) -> asyncio.Future[None]:
        """Publish a request; returns a future that is done when the session for replies has ended."""
        line = await self._connected()
        message = Message(
            request.body,
            correlation_id=correlation,
            reply_to=line.replies,
            user_id=self._user,
            **request.properties,
        )
        self._waiting[correlation].published = True
        await line.requests.publish(message, request.key, mandatory=True, timeout=_CONFIRM_TIMEOUT)
        return line.ended

    async def _connected(self) -> _ReplySession:
        async with self._connecting:
            if self._line is None or self._line.ended.done():
                self._line = await self._connect()
            return self._line

    async def _connect(self) -> _ReplySession:
        if self._line is not None:
            await close(self._line.connection)
        connection = await connect(self._url, self._name)
        try:
            return await self._opened(connection)
        except BaseException:
            await close(connection)
            raise

    async def _opened(self, connection: AbstractConnection) -> _ReplySession:
        channel = await open_channel(connection, confirms=True)
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        channel.close_callbacks.add(lambda *_: ended.set_result(None))
        name = reply_queue(self._user, str(uuid4()))
        replies = await channel.declare_queue(name, exclusive=True, arguments=_REPLIES)
        await replies.bind(REPLIES_EXCHANGE, name)
        await replies.consume(self._replied, no_ack=True)
        requests = await channel.get_exchange(self._exchange, ensure=False)
        return _ReplySession(connection, requests, name, ended)

    async def _replied(self, message: AbstractIncomingMessage) -> None:
        waiting = self._waiting.get(message.correlation_id or "")
        # The second reply to a request sent twice is not waited for any more.
        if waiting is None or waiting.body.done():
            return
        if message.user_id != publisher_of(waiting.service):
            _log.error("reply of another sender ignored", service=waiting.service, sender=message.user_id)
            return
        waiting.body.set_result(message.body)
