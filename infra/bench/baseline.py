"""Bare loops over aio-pika and asyncpg, with which the relay and the consumer are compared.

Batches, persistent messages, confirms, quorum queues, one commit per batch; no validation, and no handling of
failures, order or duplicates.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import aio_pika
from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractIncomingMessage

from contracts.envelope import CONTENT_TYPE, event_headers
from shared.database import Connection
from shared.messaging.queue_names import EVENTS_EXCHANGE
from shared.messaging.senders import publisher_of

Messages = Sequence[AbstractIncomingMessage]
Take = Callable[[Messages], Awaitable[None]]
Row = tuple[UUID, UUID, int, str, date, datetime]
"""An event's id, stream, version, type, effective date and time of recording."""

_CHECKPOINT = "SELECT xid, position FROM relay_checkpoint"
_READ = """
    SELECT * FROM event WHERE (xid, position) > ($1, $2) AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, position LIMIT $3
"""
_ADVANCE = "UPDATE relay_checkpoint SET xid = $1, position = $2"


async def publish_stored(connection: Connection, broker_url: str, source: str, batch: int) -> None:
    """Publish all events beyond the checkpoint."""
    async with await aio_pika.connect(broker_url) as broker:
        exchange = await (await broker.channel(on_return_raises=True)).get_exchange(EVENTS_EXCHANGE, ensure=False)
        reached = await connection.fetchrow(_CHECKPOINT)
        while rows := await connection.fetch(_READ, reached["xid"], reached["position"], batch):
            await asyncio.gather(*(_publish(exchange, row, source) for row in rows))
            reached = rows[-1]
            await connection.execute(_ADVANCE, reached["xid"], reached["position"])


async def consume(channel: AbstractChannel, queue: str, batch: int, take: Take) -> None:
    """Take the messages of a queue in batches until cancelled. The channel must serve no other queue."""
    await channel.set_qos(2 * batch)
    arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    await (await channel.get_queue(queue)).consume(arrived.put)
    async for messages in _batches(arrived, batch):
        await take(messages)
        await messages[-1].ack(multiple=True)


def row_of(headers: Mapping[str, Any]) -> Row:
    """The attributes of an event in its headers."""
    return (
        UUID(headers["cloudEvents:id"]),
        UUID(headers["cloudEvents:subject"]),
        int(headers["cloudEvents:sequence"]),
        headers["cloudEvents:type"],
        date.fromisoformat(headers["cloudEvents:effectivedate"]),
        datetime.fromisoformat(headers["cloudEvents:time"]),
    )


async def _publish(exchange: AbstractExchange, row: Mapping[str, Any], source: str) -> None:
    headers = event_headers(
        id=row["id"], source=source, type=row["type"], stream=row["stream"], version=row["version"],
        effective_date=row["effective_date"], recorded_at=row["recorded_at"], actor=row["actor"],
        correlation_id=row["correlation_id"], causation_id=row["causation_id"],
    )  # fmt: skip
    message = Message(
        row["data"], headers={**headers}, content_type=CONTENT_TYPE, delivery_mode=DeliveryMode.PERSISTENT,
        message_id=headers["cloudEvents:id"], type=row["type"], timestamp=row["recorded_at"],
        correlation_id=headers["cloudEvents:correlationid"], user_id=publisher_of(source.removeprefix("/lea/")),
    )  # fmt: skip
    await exchange.publish(message, row["type"])


async def _batches(arrived: asyncio.Queue[AbstractIncomingMessage], size: int) -> AsyncIterator[Messages]:
    while True:
        messages = [await arrived.get()]
        while len(messages) < size and not arrived.empty():
            messages.append(arrived.get_nowait())
        yield messages
