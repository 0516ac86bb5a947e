"""The event consumer with a projection of one row an event, against a bare loop that writes the same rows."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import aio_pika
import asyncpg

from contracts.envelope import EventEnvelope
from infra.bench.alternating import Spent, alternate, stopwatch
from infra.bench.bare import Messages, consume, publish_stored
from infra.bench.place import Place
from infra.bench.rebuild import fill_event_store
from infra.bench.rows import Row
from shared.database import Connection, Pool, create_pool
from shared.messaging.broker import connect
from shared.messaging.consumer import EventConsumer
from shared.messaging.topology import declare_consumer, partition_queue
from shared.settings import Settings

LIVES = 500
ROUNDS = 5

_SUBJECT, _BARE = "bench", "bare"
_TABLE = """
    CREATE TABLE seen (
        id uuid PRIMARY KEY, stream uuid NOT NULL, version integer NOT NULL, type text NOT NULL,
        effective_date date NOT NULL, recorded_at timestamptz NOT NULL
    );
    GRANT SELECT, INSERT, TRUNCATE ON seen TO lea_proceedings;
"""
_FORGET = "TRUNCATE seen, stream_position"
_REWIND = "UPDATE relay_checkpoint SET xid = '0', position = 0"
_WRITE = """
    INSERT INTO seen SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::text[], $5::date[],
                                          $6::timestamptz[])
"""
_POSITIONS = "SELECT stream, version FROM stream_position WHERE consumer = $1 AND stream = ANY($2::uuid[]) FOR UPDATE"
_MOVE = """
    INSERT INTO stream_position (consumer, source, stream, version)
    SELECT $1, '/lea/proceedings', * FROM unnest($2::uuid[], $3::integer[])
    ON CONFLICT (consumer, stream, source) DO UPDATE SET version = excluded.version
"""


async def measure(place: Place) -> list[Row]:
    """Consume some twelve thousand events, waiting in four queues, again and again."""
    database = place.database("proceedings")
    await fill_event_store(database.owner_url, LIVES)
    settings = Settings(service="proceedings", database_url=database.url, broker_url=place.broker())
    async with _ready(settings, database.owner_url) as runs:
        rounds = await alternate(runs.consumed, runs.bare, ROUNDS)
        return rounds.rows("consumer", runs.events, "events")


class _Seen:
    """Writes one row an event, and tells when all have come."""

    name = _SUBJECT
    bindings = ("lea.#",)

    def __init__(self, expected: int) -> None:
        self._missing = expected
        self.complete = asyncio.Event()

    async def position_key(self, connection: Connection) -> str:  # noqa: ARG002 - the protocol's signature
        return self.name

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        rows = [(e.id, e.stream, e.version, e.type, e.effective_date, e.recorded_at) for e in events]
        await connection.execute(_WRITE, *map(list, zip(*rows, strict=True)))
        self._missing -= len(events)
        if not self._missing:
            self.complete.set()


class _Bare:
    """The same rows from headers alone."""

    def __init__(self, pool: Pool, expected: int) -> None:
        self._pool = pool
        self._missing = expected
        self.complete = asyncio.Event()

    async def take(self, messages: Messages) -> None:
        rows = [_row(message.headers) for message in messages]
        positions = {row[1]: row[2] for row in rows}
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.fetch(_POSITIONS, _BARE, list(positions))
            await connection.execute(_WRITE, *map(list, zip(*rows, strict=True)))
            await connection.execute(_MOVE, _BARE, list(positions), list(positions.values()))

    def taken(self, messages: int) -> None:
        self._missing -= messages
        if not self._missing:
            self.complete.set()


def _row(headers: Any) -> tuple[Any, ...]:
    return (
        UUID(headers["cloudEvents:id"]),
        UUID(headers["cloudEvents:subject"]),
        int(headers["cloudEvents:sequence"]),
        headers["cloudEvents:type"],
        date.fromisoformat(headers["cloudEvents:effectivedate"]),
        datetime.fromisoformat(headers["cloudEvents:time"]),
    )


class _Runs:
    def __init__(self, settings: Settings, pool: Pool, owner: Connection, events: int) -> None:
        self._settings = settings
        self._pool = pool
        self._owner = owner
        self.events = events

    async def consumed(self) -> Spent:
        await self._publish()
        projection = _Seen(self.events)
        consumer = EventConsumer(self._settings, self._pool, projection)
        with stopwatch() as watch:
            running = asyncio.create_task(consumer.run())
            await projection.complete.wait()
            consumer.stop()
            await running
        return watch.spent

    async def bare(self) -> Spent:
        await self._publish()
        bare, batch = _Bare(self._pool, self.events), self._settings.event_batch
        with stopwatch() as watch:
            broker = await aio_pika.connect(self._settings.broker_url)
            tasks = [
                asyncio.create_task(consume(await broker.channel(), queue, batch, bare.take, bare.taken))
                for queue in self._queues(_BARE)
            ]
            await bare.complete.wait()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await broker.close()
        return watch.spent

    def _queues(self, consumer: str) -> list[str]:
        return [partition_queue(consumer, number) for number in range(self._settings.partitions)]

    async def _publish(self) -> None:
        """The same events once more, into the queues of both; what they know is forgotten."""
        await self._owner.execute(_FORGET)
        await self._owner.execute(_REWIND)
        broker = await aio_pika.connect(self._settings.broker_url)
        channel = await broker.channel()
        for queue in (*self._queues(_SUBJECT), *self._queues(_BARE)):
            await (await channel.get_queue(queue)).purge()
        await publish_stored(self._owner, channel, self._settings.source, self._settings.relay_batch)
        await broker.close()


@asynccontextmanager
async def _ready(settings: Settings, owner_url: str) -> AsyncIterator[_Runs]:
    broker = await connect(settings.broker_url, "bench")
    for consumer in (_SUBJECT, _BARE):
        await declare_consumer(broker, consumer, ("lea.#",), settings.partitions)
    await broker.close()
    owner = await asyncpg.connect(owner_url)
    await owner.execute(_TABLE)
    events = await owner.fetchval("SELECT count(*) FROM event")
    pool = await create_pool(settings)
    try:
        yield _Runs(settings, pool, owner, events)
    finally:
        await pool.close()
        await owner.close()
