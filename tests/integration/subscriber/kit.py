"""What the tests of the kit share: a source of events behind a real broker, and handlers for both databases."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from uuid import UUID

import aio_pika
from aio_pika import DeliveryMode, ExchangeType
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from contracts.envelope import EventEnvelope
from contracts.events.deadlines import LimitApproaching
from shared.subscriber import ConnectionFile, Handlers, Retries, Subscriber
from shared.subscriber.messages import Message, stated_place
from shared.subscriber.ordering import Position
from shared.subscriber.store import Store
from shared.subscriber.subscriber import Pauses
from shared.subscriber.testing import PUBLISHER
from tests.patience import until

APPROACHING = LimitApproaching.type
SOURCE = "/lea/deadlines"
REQUESTS = "lea.subscriber-requests"
FAST = Pauses(held=0.05, gap=0.3, reconnect=0.5)
CREATE = "CREATE TABLE IF NOT EXISTS seen (stream text NOT NULL, sequence integer NOT NULL, UNIQUE (stream, sequence))"


class Broker(NamedTuple):
    """The broker as the source uses it."""

    channel: AbstractChannel
    file: ConnectionFile

    async def publish(self, messages: Iterable[Message], sender: str = PUBLISHER) -> None:
        """Send messages to the subscriber, in their order."""
        for message in messages:
            await self.channel.default_exchange.publish(
                aio_pika.Message(
                    message.body,
                    headers={**message.headers},
                    delivery_mode=DeliveryMode.PERSISTENT,
                    user_id=sender,
                ),
                self.file.queue,
            )

    async def waiting(self) -> int:
        """How many messages are in the queue and with nobody."""
        declared = await self.channel.declare_queue(self.file.queue, passive=True)
        return declared.declaration_result.message_count or 0


@asynccontextmanager
async def broker_at(url: str, name: str) -> AsyncIterator[Broker]:
    """The queues of a subscriber, and a connection of the source."""
    file = ConnectionFile.model_validate(
        {
            "name": name,
            "url": url,
            "queue": f"subscriber.{name}",
            "replies": f"subscriber.{name}.replies",
            "requests": REQUESTS,
            "publisher": PUBLISHER,
            "types": [APPROACHING],
        }
    )
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel(on_return_raises=True)
        await channel.declare_queue(file.queue, durable=True, arguments={"x-queue-type": "quorum"})
        await channel.declare_queue(file.replies, durable=True, arguments={"x-queue-type": "quorum"})
        await channel.declare_exchange(REQUESTS, ExchangeType.TOPIC, durable=True)
        yield Broker(channel, file)


class FakeSource:
    """Answers a subscriber's requests from the messages it was made with."""

    def __init__(self, broker: Broker, sent: Iterable[Message]) -> None:
        self._broker = broker
        self.sent = list(sent)
        self.asked: list[str] = []

    @asynccontextmanager
    async def answering(self) -> AsyncIterator[None]:
        """Answer while the context lasts."""
        queue = await self._broker.channel.declare_queue(exclusive=True)
        await queue.bind(REQUESTS, f"{self._broker.file.name}.#")
        tag = await queue.consume(self._answer, no_ack=True)
        yield
        await queue.cancel(tag)

    async def _answer(self, request: AbstractIncomingMessage) -> None:
        asked = json.loads(request.body)
        kind = (request.routing_key or "").rpartition(".")[2]
        self.asked.append(kind)
        if kind == "resend":
            again = [each for each in self.sent if str(stated_place(each).stream) in asked["streams"]]
            await self._broker.publish(again)
        else:
            body = json.dumps(self._page(asked["after"], asked["limit"])).encode()
            reply = aio_pika.Message(body, correlation_id=request.correlation_id, user_id=PUBLISHER)
            await self._broker.channel.default_exchange.publish(reply, request.reply_to or "")

    def _page(self, after: str | None, limit: int) -> dict[str, Any]:
        reached: dict[UUID, Position] = {}
        for place in map(stated_place, self.sent):
            reached[place.stream] = reached.get(place.stream, Position()).after(place.id, place.sequence)
        streams = [each for each in sorted(reached) if after is None or str(each) > after]
        rows = [
            {
                "stream": str(each),
                "sequence": reached[each].sequence,
                "latest": reached[each].sequence,
                "digest": reached[each].digest.hex(),
            }
            for each in streams[:limit]
        ]
        return {"positions": rows, "until": str(streams[limit - 1]) if len(streams) > limit else None}


async def write(transaction: Any, event: EventEnvelope[Any]) -> None:
    """Write an event into the table `seen`, in the transaction of either database."""
    row = (str(event.stream), event.version)
    if isinstance(transaction, sqlite3.Connection):
        transaction.execute("INSERT INTO seen VALUES (?, ?)", row)
    else:
        await transaction.execute("INSERT INTO seen VALUES ($1, $2)", *row)


async def seen(store: Store[Any], stream: UUID) -> list[int]:
    """The sequences of a stream that are committed, each as often as it is."""
    async with store.transaction() as transaction:
        rows = await transaction.fetch("SELECT sequence FROM seen WHERE stream = $1 ORDER BY sequence", str(stream))
    return [row[0] for row in rows]


def writing(failing: set[UUID] | None = None) -> Handlers[Any]:
    """Handlers that write what they get, and fail for some streams after they have written."""
    handlers = Handlers[Any]()

    @handlers.on(LimitApproaching)
    async def handle(event: EventEnvelope[LimitApproaching], transaction: Any) -> None:
        await write(transaction, event)
        if event.stream in (failing or set()):
            raise ValueError("does not work")

    return handlers


@asynccontextmanager
async def subscribed(
    broker: Broker, store: Store[Any], handlers: Handlers[Any], retries: Retries | None = None
) -> AsyncIterator[Subscriber[Any]]:
    """A running subscriber; stopped gracefully at the end, with its store open again for looking at it."""
    subscriber = Subscriber(broker.file, store, handlers, retries=retries or Retries(first=0.05), pauses=FAST)
    running = asyncio.create_task(subscriber.run())
    try:
        await until(lambda: subscriber.problem is None or running.done(), "the subscriber reads its queue")
        yield subscriber
    finally:
        subscriber.stop()
        await running
        await store.open()
