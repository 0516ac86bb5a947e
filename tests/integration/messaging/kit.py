"""What the tests of messaging share: a projection that writes down what it sees, and a producer of messages."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from aio_pika import DeliveryMode
from aio_pika import Message as BrokerMessage
from aio_pika.abc import AbstractChannel

from contracts.envelope import EventEnvelope, event_headers
from contracts.events.deadlines import LimitApproaching, LimitRef
from contracts.identifiers import new_id
from infra.stack.stack import Stack
from shared.database import Connection, Pool
from shared.messaging.consumer import EventConsumer
from shared.messaging.deliveries import Delivery
from shared.messaging.projection import SimpleProjection
from shared.messaging.queue_names import EVENTS_EXCHANGE
from shared.messaging.senders import publisher_of
from shared.settings import Settings
from tests.engines import provisioned
from tests.patience import PATIENCE, until

SOURCE = "/lea/deadlines"
LIMIT = LimitRef(occurrence=new_id(), limit="voluntary-execution", article="Art. 357(1)", rule_set="epc-2021")
DATA = LimitApproaching(ref=LIMIT, due=date(2026, 12, 1))
BODY = DATA.model_dump_json().encode()
TRACE = "0af7651916cd43dd8448eb211c80319c"

Message = tuple[dict[str, Any], bytes]


def message(stream: UUID, version: int, *, body: bytes = BODY, type_: str = DATA.type, **headers: Any) -> Message:
    """An event as the relay would publish it."""
    made: dict[str, Any] = {
        **event_headers(
            id=new_id(),
            source=SOURCE,
            type=type_,
            stream=stream,
            version=version,
            effective_date=date(2026, 11, 20),
            recorded_at=datetime.now(UTC),
            actor="policy:test",
            correlation_id=new_id(),
            causation_id=new_id(),
            traceparent=f"00-{TRACE}-b7ad6b7169203331-00",
        )
    }
    return {**made, **{f"cloudEvents:{name}": value for name, value in headers.items()}}, body


def delivery(headers: dict[str, Any], body: bytes) -> Delivery:
    """The message as the broker delivers it."""
    return Delivery(headers, body, headers["cloudEvents:type"], headers["cloudEvents:id"], publisher_of("deadlines"))


async def publish(
    channel: AbstractChannel,
    messages: Iterable[Message],
    exchange: str = EVENTS_EXCHANGE,
    sender: str | None = publisher_of("deadlines"),
) -> None:
    """Publish in order; returns when the broker has everything."""
    target = await channel.get_exchange(exchange, ensure=False)
    await asyncio.gather(
        *(
            target.publish(
                BrokerMessage(
                    body,
                    headers=headers,
                    delivery_mode=DeliveryMode.PERSISTENT,
                    message_id=headers.get("cloudEvents:id"),
                    user_id=sender,
                ),
                headers.get("cloudEvents:type", "none"),
            )
            for headers, body in messages
        )
    )


async def length(channel: AbstractChannel, queue: str) -> int:
    """How many messages wait in a queue."""
    declared = await channel.declare_queue(queue, passive=True)
    return declared.declaration_result.message_count or 0


class Seen(SimpleProjection):
    """Writes every event into the table `seen`; fails with what `fail` returns."""

    def __init__(self, name: str, fail: Callable[[EventEnvelope[Any]], Exception | None] | None = None) -> None:
        self.name = name
        self.fail = fail
        self.batches = 0

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        self.batches += 1
        await connection.execute(
            "INSERT INTO seen (consumer, source, stream, version)"
            " SELECT $1, s.* FROM unnest($2::text[], $3::uuid[], $4::integer[]) AS s",
            self.name,
            [event.source for event in events],
            [event.stream for event in events],
            [event.version for event in events],
        )
        for event in events:
            if self.fail and (error := self.fail(event)):
                raise error

    async def versions(self, pool: Pool, stream: UUID) -> list[int]:
        """The versions seen of a stream, in the order they were applied."""
        rows = await pool.fetch(
            "SELECT version FROM seen WHERE consumer = $1 AND stream = $2 ORDER BY position", self.name, stream
        )
        return [row["version"] for row in rows]

    async def count(self, pool: Pool) -> int:
        return int(await pool.fetchval("SELECT count(*) FROM seen WHERE consumer = $1", self.name))

    async def has(self, pool: Pool, events: int) -> bool:
        """Whether it has seen so many."""
        return await self.count(pool) == events

    async def held(self, pool: Pool) -> list[tuple[str, int]]:
        """Reason and version of what is held."""
        rows = await pool.fetch(
            "SELECT reason, version FROM deferred_message WHERE consumer = $1 ORDER BY version, id", self.name
        )
        return [(row["reason"], row["version"]) for row in rows]


async def queues_of(consumer: str, settings: Settings) -> None:
    """Declare the queues from which a consumer of these tests gets its events."""
    await provisioned(settings.broker_url, {consumer: ("lea.deadlines.#",)}, settings.partitions)


@asynccontextmanager
async def running(consumer: EventConsumer) -> AsyncIterator[asyncio.Task[None]]:
    """The consumer at work, stopped at the end unless it has ended before; its exchange is there."""
    await queues_of(consumer.name, consumer._settings)
    task = asyncio.create_task(consumer.run())
    try:
        await until(lambda: ready(consumer))
        yield task
    finally:
        consumer.stop()
        await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), PATIENCE)


async def ready(consumer: EventConsumer) -> bool:
    return await consumer.readiness() is None


def close_connections(engines: Stack, broker_url: str, name: str | None = None) -> None:
    """Have the broker close the connections to a virtual host: those with a name, or all."""
    management = engines.management()
    _, found = management.call("GET", f"/api/vhosts/{urlsplit(broker_url).path[1:]}/connections")
    assert isinstance(found, list)
    for connection in found:
        if name is None or connection.get("client_properties", {}).get("connection_name") == name:
            management.call("DELETE", f"/api/connections/{quote(connection['name'])}")
