"""The relay and the event consumer compared with bare loops over the same rows, run alternately."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from statistics import median
from time import perf_counter
from typing import Any

import aio_pika
import asyncpg

from contracts.envelope import EventEnvelope
from infra.bench.baseline import Messages, Row, consume, publish_stored, row_of
from infra.bench.environment import Environment
from infra.bench.results import Result
from infra.broker.topology import declare
from shared.database import Connection, Pool, create_pool
from shared.eventstore.relay import Relay
from shared.messaging.broker import connect
from shared.messaging.consumer import EventConsumer
from shared.messaging.projection import SimpleProjection
from shared.messaging.queue_names import partition_queue
from shared.settings import Settings
from tests.factories.stores import fill_event_store

PROCEEDINGS = 150
"""Each with some two dozen events."""
ROUNDS = 3

_CONSUMER, _BARE = "bench", "bare"
_POLL = 0.02
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


async def measure(environment: Environment) -> list[Result]:
    """Publish the events of an event store and consume them, several times."""
    database = environment.database("proceedings")
    events = await fill_event_store(database.owner_url, PROCEEDINGS)
    settings = Settings(
        service="proceedings", database_url=database.url, broker_url=environment.virtual_host("proceedings")
    )
    async with _ready(settings, database.owner_url, events) as runs:
        relay = await _alternating(runs.relay, runs.bare_relay)
        consumer = await _alternating(runs.consumer, runs.bare_consumer)
    return [_result("relay", events, *relay), _result("consumer", events, *consumer)]


Run = Callable[[], Awaitable[float]]
"""Does the work once. Returns the seconds it took."""


async def _alternating(ours: Run, bare: Run) -> tuple[list[float], list[float]]:
    await ours()
    await bare()
    rounds = [(await ours(), await bare()) for _ in range(ROUNDS)]
    return [each for each, _ in rounds], [each for _, each in rounds]


def _result(name: str, events: int, ours: Sequence[float], bare: Sequence[float]) -> Result:
    """The median of the ratios of adjacent rounds, which ran under the same load of the machine."""
    ratio = median(floor / each for each, floor in zip(ours, bare, strict=True))
    detail = f"{events / median(ours):,.0f} events/s, bare {events / median(bare):,.0f}"
    return Result(f"{name}, ratio to a bare batch loop", ratio, "", at_least=0.7, detail=detail)


class _Runs:
    def __init__(self, settings: Settings, pool: Pool, owner: Connection, events: int) -> None:
        self._settings = settings
        self._pool = pool
        self._owner = owner
        self._events = events

    async def relay(self) -> float:
        await self._rewind()
        last = await self._owner.fetchval("SELECT max(position) FROM event")
        begun = perf_counter()
        relay = asyncio.create_task(Relay(self._settings).run())
        while await self._owner.fetchval("SELECT position FROM relay_checkpoint") < last:  # noqa: ASYNC110
            await asyncio.sleep(_POLL)
        seconds = perf_counter() - begun
        relay.cancel()
        await asyncio.wait([relay])
        return seconds

    async def bare_relay(self) -> float:
        await self._rewind()
        begun = perf_counter()
        connection = await asyncpg.connect(
            self._settings.database_url, server_settings={"synchronous_commit": "off"}  # as the relay's
        )  # fmt: skip
        await self._publish(connection)
        seconds = perf_counter() - begun
        await connection.close()
        return seconds

    async def consumer(self) -> float:
        await self._rewind()
        await self._publish(self._owner)
        projection = _Seen(self._events)
        consumer = EventConsumer(self._settings, self._pool, projection)
        begun = perf_counter()
        running = asyncio.create_task(consumer.run())
        await projection.complete.wait()
        consumer.stop()
        await running
        return perf_counter() - begun

    async def bare_consumer(self) -> float:
        await self._rewind()
        await self._publish(self._owner)
        bare, batch = _BareSeen(self._pool, self._events), self._settings.event_batch
        begun = perf_counter()
        async with await aio_pika.connect(self._settings.broker_url) as broker:
            tasks = [
                asyncio.create_task(consume(await broker.channel(), queue, batch, bare.take))
                for queue in self._queues(_BARE)
            ]
            await bare.complete.wait()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        return perf_counter() - begun

    async def _rewind(self) -> None:
        """Empty the queues, delete what was consumed, and move the checkpoint to the start."""
        await self._owner.execute(_FORGET)
        await self._owner.execute(_REWIND)
        async with await aio_pika.connect(self._settings.broker_url) as broker:
            channel = await broker.channel()
            for queue in (*self._queues(_CONSUMER), *self._queues(_BARE)):
                await (await channel.get_queue(queue)).purge()

    async def _publish(self, connection: Connection) -> None:
        settings = self._settings
        await publish_stored(connection, settings.broker_url, settings.source, settings.relay_batch)

    def _queues(self, consumer: str) -> list[str]:
        return [partition_queue(consumer, number) for number in range(self._settings.partitions)]


class _Seen(SimpleProjection):
    """A projection that writes one row per event, and signals when all were applied."""

    name = _CONSUMER

    def __init__(self, expected: int) -> None:
        self._missing = expected
        self.complete = asyncio.Event()

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        await self.write(
            connection, [(e.id, e.stream, e.version, e.type, e.effective_date, e.recorded_at) for e in events]
        )

    async def write(self, connection: Connection, rows: Sequence[Row]) -> None:
        await connection.execute(_WRITE, *map(list, zip(*rows, strict=True)))
        self._missing -= len(rows)
        if not self._missing:
            self.complete.set()


class _BareSeen(_Seen):
    """The same rows and positions, from the headers alone."""

    def __init__(self, pool: Pool, expected: int) -> None:
        super().__init__(expected)
        self._pool = pool

    async def take(self, messages: Messages) -> None:
        rows = [row_of(message.headers) for message in messages]
        positions = {row[1]: row[2] for row in rows}
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.fetch(_POSITIONS, _BARE, list(positions))
            await connection.execute(_MOVE, _BARE, list(positions), list(positions.values()))
            await self.write(connection, rows)


@asynccontextmanager
async def _ready(settings: Settings, owner_url: str, events: int) -> AsyncIterator[_Runs]:
    broker = await connect(settings.broker_url, "bench")
    channel = await broker.channel()
    await declare(channel, {_CONSUMER: ("lea.#",), _BARE: ("lea.#",)}, settings.partitions)
    await broker.close()
    owner = await asyncpg.connect(owner_url)
    await owner.execute(_TABLE)
    try:
        async with await create_pool(settings) as pool:
            yield _Runs(settings, pool, owner, events)
    finally:
        await owner.close()
