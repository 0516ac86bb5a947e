"""The relay against a bare loop that reads the same rows and publishes the same messages, with confirms."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
import asyncpg

from infra.bench.alternating import Spent, alternate, stopwatch
from infra.bench.bare import publish_stored
from infra.bench.place import Place
from infra.bench.rebuild import fill_event_store
from infra.bench.rows import Row
from shared.database import Connection
from shared.eventstore.relay import Relay
from shared.messaging.broker import connect, opened_channel
from shared.messaging.topology import declare_consumer
from shared.settings import Settings

LIVES = 500
ROUNDS = 5

_CONSUMER = "bench"
_PARTITIONS = 4
_POLL = 0.02
_AS_THE_RELAY = {"synchronous_commit": "off"}
_REWIND = "UPDATE relay_checkpoint SET xid = '0', position = 0"


async def measure(place: Place) -> list[Row]:
    """Publish a store of some twelve thousand events again and again."""
    database = place.database("proceedings")
    await fill_event_store(database.owner_url, LIVES)
    settings = Settings(service="proceedings", database_url=database.url, broker_url=place.broker())
    async with _ready(settings, database.owner_url) as runs:
        rounds = await alternate(runs.relayed, runs.bare, ROUNDS)
        return rounds.rows("relay", await runs.events(), "events")


class _Runs:
    def __init__(self, settings: Settings, owner: Connection, queues: list[str]) -> None:
        self._settings = settings
        self._owner = owner
        self._queues = queues

    async def events(self) -> int:
        return int(await self._owner.fetchval("SELECT count(*) FROM event"))

    async def relayed(self) -> Spent:
        await self._begin()
        last = await self._owner.fetchval("SELECT max(position) FROM event")
        with stopwatch() as watch:
            relay = asyncio.create_task(Relay(self._settings).run())
            while await self._owner.fetchval("SELECT position FROM relay_checkpoint") < last:  # noqa: ASYNC110
                await asyncio.sleep(_POLL)
        relay.cancel()
        await asyncio.wait([relay])
        return watch.spent

    async def bare(self) -> Spent:
        await self._begin()
        with stopwatch() as watch:
            connection = await asyncpg.connect(self._settings.database_url, server_settings=_AS_THE_RELAY)
            broker = await aio_pika.connect(self._settings.broker_url)
            channel = await broker.channel(on_return_raises=True)
            await publish_stored(connection, channel, self._settings.source, self._settings.relay_batch)
        await broker.close()
        await connection.close()
        return watch.spent

    async def _begin(self) -> None:
        await self._owner.execute(_REWIND)
        broker = await connect(self._settings.broker_url, "bench")
        async with opened_channel(broker) as channel:
            for queue in self._queues:
                await channel.queue_purge(queue)
        await broker.close()


@asynccontextmanager
async def _ready(settings: Settings, owner_url: str) -> AsyncIterator[_Runs]:
    owner = await asyncpg.connect(owner_url)
    broker = await connect(settings.broker_url, "bench")
    queues = await declare_consumer(broker, _CONSUMER, ("lea.#",), _PARTITIONS)
    await broker.close()
    try:
        yield _Runs(settings, owner, queues)
    finally:
        await owner.close()
