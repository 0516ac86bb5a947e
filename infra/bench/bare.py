"""Bare loops over aio-pika and asyncpg: what the kit is measured against.

Batches, persistent messages, confirms, quorum queues, one commit a batch; no validation, no decisions, no care for
failures, order or duplicates.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractIncomingMessage

from contracts.envelope import CONTENT_TYPE, event_headers
from shared.database import Connection
from shared.messaging.topology import EVENTS_EXCHANGE

Messages = Sequence[AbstractIncomingMessage]
Take = Callable[[Messages], Awaitable[None]]

_CHECKPOINT = "SELECT xid, position FROM relay_checkpoint"
_READ = """
    SELECT * FROM event WHERE (xid, position) > ($1, $2) AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, position LIMIT $3
"""
_ADVANCE = "UPDATE relay_checkpoint SET xid = $1, position = $2"


async def publish_stored(connection: Connection, channel: AbstractChannel, source: str, batch: int) -> int:
    """Publish what is stored beyond the checkpoint; returns the number of events when nothing is left."""
    exchange = await channel.get_exchange(EVENTS_EXCHANGE, ensure=False)
    reached, events = await connection.fetchrow(_CHECKPOINT), 0
    while rows := await connection.fetch(_READ, reached["xid"], reached["position"], batch):
        await asyncio.gather(*(_publish(exchange, row, source) for row in rows))
        reached, events = rows[-1], events + len(rows)
        await connection.execute(_ADVANCE, reached["xid"], reached["position"])
    return events


async def _publish(exchange: AbstractExchange, row: Mapping[str, Any], source: str) -> None:
    headers = event_headers(
        id=row["id"], source=source, type=row["type"], stream=row["stream"], version=row["version"],
        effective_date=row["effective_date"], recorded_at=row["recorded_at"], actor=row["actor"],
        correlation_id=row["correlation_id"], causation_id=row["causation_id"],
    )  # fmt: skip
    message = Message(
        row["data"], headers={**headers}, content_type=CONTENT_TYPE, delivery_mode=DeliveryMode.PERSISTENT,
        message_id=headers["cloudEvents:id"], type=row["type"], timestamp=row["recorded_at"],
        correlation_id=headers["cloudEvents:correlationid"],
    )  # fmt: skip
    await exchange.publish(message, row["type"])


async def consume(
    channel: AbstractChannel, queue: str, batch: int, take: Take, taken: Callable[[int], None] = lambda _: None
) -> None:
    """Take the messages of a queue in batches, until cancelled; tells how many were `taken` and acknowledged.

    The channel is to be one of its own: an acknowledgement covers everything older on it.
    """
    await channel.set_qos(2 * batch)
    arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    await (await channel.get_queue(queue)).consume(arrived.put)
    async for messages in _batches(arrived, batch):
        await take(messages)
        await messages[-1].ack(multiple=True)
        taken(len(messages))


async def _batches(arrived: asyncio.Queue[AbstractIncomingMessage], size: int) -> AsyncIterator[Messages]:
    while True:
        messages = [await arrived.get()]
        while len(messages) < size and not arrived.empty():
            messages.append(arrived.get_nowait())
        yield messages
