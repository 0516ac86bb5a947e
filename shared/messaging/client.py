"""Sends commands and waits for their replies, many at a time.

FastStream's own request keeps one command in flight. This client keeps many: replies come to an exclusive queue and are
matched by correlation id. A reply counts if the broker has verified that it comes from the service of the command.

RabbitMQ's direct reply-to is not used: it needs the right to write to the default exchange, and so to every queue.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple, Self
from uuid import uuid4

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractConnection, AbstractExchange, AbstractIncomingMessage
from opentelemetry.trace import SpanKind

from contracts.envelope import CONTENT_TYPE, CommandEnvelope, command_headers
from contracts.identifiers import new_id
from contracts.replies import REPLY, Accepted, Rejected
from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.broker import close, connect, normalize_cancellation, open_channel
from shared.messaging.queue_names import COMMANDS_EXCHANGE, REPLIES_EXCHANGE, reply_queue
from shared.messaging.senders import publisher_of
from shared.messaging.waiting import backoff
from shared.telemetry.logs import get_logger
from shared.telemetry.traces import command_span

_log = get_logger(__name__)

_IN_FLIGHT = 1000
# A client that no longer reads loses the oldest replies: it sends those commands again.
_REPLIES: dict[str, Any] = {"x-max-length": 10 * _IN_FLIGHT, "x-overflow": "drop-head"}
_CONFIRM_TIMEOUT = 5.0


class NoReply(TimeoutError):
    """No reply came in time. The command may have been processed: sending it again, with its id, is safe."""


class _PendingReply(NamedTuple):
    """The reply a command waits for."""

    service: str
    answer: asyncio.Future[Accepted | Rejected]


class _ReplySession(NamedTuple):
    """A connection, and what commands and replies use on it."""

    connection: AbstractConnection
    commands: AbstractExchange
    replies: str
    """The queue the replies come to."""
    ended: asyncio.Future[None]


class CommandClient:
    """Sends commands to the services that own their streams.

    A command is sent again, with the same id, if its reply is late or the connection was lost: the service processes it
    once and gives the same reply. Times are in seconds.
    """

    def __init__(
        self,
        broker_url: str,
        *,
        user: str,
        name: str = "command client",
        timeout: float = 30.0,
        resend_after: float = 5.0,
    ) -> None:
        """`user` is who sends the commands, verified by the broker: the user of the address."""
        self._url = broker_url
        self._user = user
        self._name = name
        self._timeout = timeout
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

    async def send(self, command: CommandEnvelope[Any], *, timeout: float | None = None) -> Accepted | Rejected:  # noqa: ASYNC109
        """The reply to a command. Raises NoReply."""
        correlation = str(new_id())
        answer: asyncio.Future[Accepted | Rejected] = asyncio.get_running_loop().create_future()
        self._waiting[correlation] = _PendingReply(service_of(command), answer)
        try:
            async with self._room:
                async with asyncio.timeout(self._timeout if timeout is None else timeout):
                    with command_span(command, "send", COMMANDS_EXCHANGE, SpanKind.CLIENT) as traced:
                        return await self._until_answered(traced, correlation, answer)
        except TimeoutError as error:
            raise NoReply(f"{command.type} {command.id}") from error
        finally:
            del self._waiting[correlation]

    async def send_many(
        self,
        commands: Sequence[CommandEnvelope[Any]],
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> list[Accepted | Rejected]:
        """The replies to commands sent together, in their order. Raises NoReply if one does not come."""
        return await asyncio.gather(*(self.send(command, timeout=timeout) for command in commands))

    async def _until_answered(
        self, command: CommandEnvelope[Any], correlation: str, answer: asyncio.Future[Accepted | Rejected]
    ) -> Accepted | Rejected:
        delays = backoff(0.1, 2.0)
        while not answer.done():
            try:
                with normalize_cancellation():
                    ended = await self._publish(command, correlation)
            except BROKER_UNAVAILABLE:
                # The service does not run yet, or the broker is away.
                await asyncio.sleep(next(delays))
            else:
                either: set[asyncio.Future[Any]] = {answer, ended}
                await asyncio.wait(either, timeout=self._resend_after, return_when=asyncio.FIRST_COMPLETED)
        return answer.result()

    async def _publish(self, command: CommandEnvelope[Any], correlation: str) -> asyncio.Future[None]:
        """Publish a command; returns a future that is done when the session for replies has ended."""
        line = await self._connected()
        message = Message(
            command.data.model_dump_json().encode(),
            headers={**command_headers(command)},
            content_type=CONTENT_TYPE,
            delivery_mode=DeliveryMode.PERSISTENT,
            message_id=str(command.id),
            type=command.type,
            correlation_id=correlation,
            reply_to=line.replies,
            user_id=self._user,
            timestamp=command.issued_at,
        )
        await line.commands.publish(message, command.type, mandatory=True, timeout=_CONFIRM_TIMEOUT)
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
        commands = await channel.get_exchange(COMMANDS_EXCHANGE, ensure=False)
        return _ReplySession(connection, commands, name, ended)

    async def _replied(self, message: AbstractIncomingMessage) -> None:
        waiting = self._waiting.get(message.correlation_id or "")
        # The second reply to a command sent twice is not waited for any more.
        if waiting is None or waiting.answer.done():
            return
        if message.user_id != publisher_of(waiting.service):
            _log.error("reply of another sender ignored", service=waiting.service, sender=message.user_id)
            return
        waiting.answer.set_result(REPLY.validate_json(message.body))


def service_of(command: CommandEnvelope[Any]) -> str:
    """The service a command belongs to: the second word of its type."""
    return command.type.split(".")[1]
