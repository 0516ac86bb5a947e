"""Asks the source over AMQP: for positions to compare with, and to send streams again."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import date, datetime
from typing import Any, Protocol, Self
from uuid import UUID, uuid4

import aio_pika
from aio_pika.abc import AbstractConnection, AbstractExchange, AbstractIncomingMessage
from aio_pika.exceptions import AMQPError
from pydantic import BaseModel, ConfigDict, Field

from contracts.envelope import CONTENT_TYPE
from shared.subscriber.connection_file import ConnectionFile
from shared.subscriber.retries import backoff


class NoReply(TimeoutError):
    """The source did not reply in time."""


class RequestRefused(Exception):
    """The source does not answer this request; the text is its code."""


class SourcePosition(BaseModel):
    """Where a stream stands at the source, of the events this subscriber receives."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stream: UUID
    sequence: int
    """Of the last event it receives; 0: none."""
    latest: int
    """Of the last event it may have received: more than `sequence` where a type is approved no longer."""
    digest: str | None = Field(pattern=r"^[0-9a-f]{64}$")
    """As `Position.digest` is computed, in hexadecimal digits; None: it depends on what came under earlier terms."""


class PositionsPage(BaseModel):
    """A reply to `positions`: streams in the order of their identifiers."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    positions: tuple[SourcePosition, ...]
    until: UUID | None
    """Streams up to this one were looked at, and others follow; None: all were."""


class SourceReplay(BaseModel):
    """A replay: events that the source sends again, each with its number in the attribute `replay`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: int
    source: str
    standing: str
    """`waiting`, `running`, `stopped`, `finished`, or `superseded` as all events are sent anew."""
    sent: int
    requested_at: datetime
    reached_at: datetime | None
    """When the last event that was looked at had been recorded."""
    end_at: datetime | None
    """When the last event before the replay was requested had been recorded."""
    waits: str | None
    """Why nothing is sent at present."""


class SourceEntry(BaseModel):
    """An event that counts in the state of a stream."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    day: date
    type: str
    data: dict[str, Any]


class SourceState(BaseModel):
    """What holds of a stream at the source, of the events this subscriber receives."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stream: UUID
    sequence: int
    """Of the last event that it rests on."""
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    """As `Position.digest` is computed over all of them, in hexadecimal digits."""
    entries: tuple[SourceEntry, ...]


class StatesPage(BaseModel):
    """A reply to `states`: streams in the order of their identifiers."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    states: tuple[SourceState, ...]
    until: UUID | None
    """Streams up to this one were looked at, and others follow; None: all were."""
    epoch: UUID | None = None
    """Of the store in which they were read."""


class _Replays(BaseModel):
    replays: tuple[SourceReplay, ...]


class _Refusal(BaseModel):
    error: str | None = None


class Source(Protocol):
    """What can be asked for positions."""

    async def positions(self, source: str, after: UUID | None, limit: int) -> PositionsPage:
        """The positions of the streams beyond one. Raises NoReply, RequestRefused, AMQPError."""


class SourceClient:
    """A connection for requests. One process of a subscriber asks at a time: others wait for its queue of replies."""

    def __init__(self, file: ConnectionFile, *, timeout: float = 30.0) -> None:
        """`timeout` in seconds for each reply."""
        self._file = file
        self._timeout = timeout
        self._waiting: dict[str, asyncio.Future[bytes]] = {}
        self._stack = AsyncExitStack()
        self._exchange: AbstractExchange
        self._user: str | None = None

    async def __aenter__(self) -> Self:
        """Connect. Raises NoReply if another process does not end asking, AMQPError, OSError."""
        connection = await aio_pika.connect(
            self._file.url.get_secret_value(), client_properties={"connection_name": f"{self._file.name} requests"}
        )
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(connection)
            await self._listen(connection)
            channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
            self._exchange = await channel.get_exchange(self._file.requests, ensure=False)
            self._user = connection.url.user
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def positions(self, source: str, after: UUID | None, limit: int) -> PositionsPage:
        """The positions of the streams beyond one. Raises NoReply, RequestRefused, AMQPError."""
        body = {"source": source, "after": None if after is None else str(after), "limit": limit}
        return PositionsPage.model_validate_json(await self._ask("positions", body))

    async def states(self, source: str, after: UUID | None, limit: int) -> StatesPage:
        """The states of the streams beyond one. Raises NoReply, RequestRefused, AMQPError."""
        body = {"source": source, "after": None if after is None else str(after), "limit": limit}
        return StatesPage.model_validate_json(await self._ask("states", body))

    async def resend(self, source: str, streams: Sequence[UUID]) -> None:
        """Have streams sent again: their events come to the queue, and what is applied is skipped. Raises AMQPError.

        It does not wait for the end: who asks is the one who reads the queue.
        """
        await self._publish("resend", {"source": source, "streams": [str(each) for each in streams]})

    async def replays(self, limit: int = 20) -> tuple[SourceReplay, ...]:
        """The latest replays of this subscriber. Raises NoReply, RequestRefused, AMQPError."""
        return _Replays.model_validate_json(await self._ask("replays", {"limit": limit})).replays

    async def _ask(self, kind: str, body: dict[str, Any]) -> bytes:
        correlation = str(uuid4())
        reply: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[correlation] = reply
        try:
            async with asyncio.timeout(self._timeout):
                await self._publish(kind, body, correlation)
                replied = await reply
        except TimeoutError as error:
            raise NoReply(f"no reply to {kind} in {self._timeout:.0f} s") from error
        finally:
            del self._waiting[correlation]
        if refusal := _Refusal.model_validate_json(replied).error:
            raise RequestRefused(f"{kind}: {refusal}")
        return replied

    async def _publish(self, kind: str, body: dict[str, Any], correlation: str | None = None) -> None:
        message = aio_pika.Message(
            json.dumps(body).encode(),
            content_type=CONTENT_TYPE,
            correlation_id=correlation,
            reply_to=self._file.replies if correlation else None,
            user_id=self._user,
        )
        await self._exchange.publish(message, f"{self._file.name}.{kind}")

    async def _listen(self, connection: AbstractConnection) -> None:
        """Consume the replies, alone: another process that asks has its turn first."""
        delays = backoff(0.2, 2.0)
        try:
            async with asyncio.timeout(self._timeout):
                while True:
                    channel = await connection.channel()
                    replies = await channel.get_queue(self._file.replies, ensure=False)
                    try:
                        await replies.consume(self._replied, no_ack=True, exclusive=True)
                    except AMQPError:
                        await asyncio.sleep(next(delays))
                    else:
                        return
        except TimeoutError as error:
            raise NoReply("another process of this subscriber asks the source") from error

    async def _replied(self, message: AbstractIncomingMessage) -> None:
        found = self._waiting.get(message.correlation_id or "")
        # A late reply to an earlier request is nobody's; one of another sender is not believed.
        if found is not None and not found.done() and message.user_id == self._file.publisher:
            found.set_result(message.body)
