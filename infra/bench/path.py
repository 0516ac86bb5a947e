"""The way from a command to the read model, through the running services, against bare loops over the same rows.

Commands in, decided, events and answers stored, answered, relayed, consumed, written to the read model in three
languages. The sender is the same on both sides.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import asyncpg

from infra.bench import bare_services
from infra.bench.acts import QUEUE, Begun, accepted, initiated
from infra.bench.alternating import Spent, alternate, stopwatch
from infra.bench.bare_services import Bare, Samples
from infra.bench.place import Place
from infra.bench.processor import used_by
from infra.bench.rows import Row
from infra.bench.sender import Sender, opened_sender
from services.court_query.domain.rows import TABLES
from services.court_query.read_model import COPIES
from services.court_query.subscriptions import ReadModelProjection
from shared.database import Connection
from shared.messaging.broker import connect, consumers_of
from shared.messaging.topology import declare_consumer, partition_queue

PROCEEDINGS = 300
ROUNDS = 3

_SERVICES = ("proceedings", "court_query")
_COPY = COPIES["a"]
_POLL = 0.05
_EVENT = "stream, version, id, type, effective_date, recorded_at, actor, correlation_id, causation_id, data"
_POSITION = "consumer, source, stream, version"
_REACHED = "SELECT coalesce(sum(version), 0) FROM stream_position WHERE consumer = $1"
_ALL_PUBLISHED = """
    UPDATE relay_checkpoint SET (xid, position) = (SELECT xid, position FROM event ORDER BY 1 DESC, 2 DESC LIMIT 1)
"""
_EVENTS_OF_COMMANDS = """
    SELECT DISTINCT ON (type) type, data FROM event WHERE type <> 'lea.proceedings.proceeding-initiated.v1'
    ORDER BY type, position DESC
"""
_REPAYMENTS = "SELECT count(*) FROM read_model.repayment GROUP BY proceeding, version ORDER BY 1 DESC LIMIT 1"


async def measure(place: Place) -> list[Row]:
    """A cost, a payment, and copies sent, in each of many proceedings, again and again."""
    async with served(place, PROCEEDINGS) as way:
        await way.run()
        async with _bare(place, way) as bare:
            rounds = await alternate(way.run, bare.run, ROUNDS)
    return rounds.rows("command to read model", 3 * PROCEEDINGS, "commands", "everybody's")


@dataclass(frozen=True)
class Way:
    """From a queue of commands to a read model."""

    sender: Sender
    queue: str
    store: Connection
    model: Connection
    position_key: str
    proceedings: Sequence[Begun]
    pids: Sequence[int]

    async def run(self) -> Spent:
        """Three commands for each proceeding; done when the last event is in the read model."""
        makers = (Begun.cost, Begun.payment, Begun.copies)
        commands = [make(proceeding) for make in makers for proceeding in self.proceedings]
        expected = await self.reached() + len(commands)
        with stopwatch(lambda: used_by(self.pids)) as watch:
            answers = await self.sender.send_all(self.queue, commands)
            await self.arrive(expected)
        accepted(answers)
        return watch.spent

    async def arrive(self, events: int) -> None:
        """Wait until so many events are in the read model."""
        while await self.reached() < events:  # noqa: ASYNC110 - the read model tells nobody
            await asyncio.sleep(_POLL)

    async def reached(self) -> int:
        """Events in the read model."""
        return int(await self.model.fetchval(_REACHED, self.position_key))


@asynccontextmanager
async def served(place: Place, proceedings: int) -> AsyncIterator[Way]:
    """The services, and proceedings initiated by them."""
    stack = place.stack
    stack.up(_SERVICES)
    store, model = [await asyncpg.connect(stack.server_url(f"lea_{service}")) for service in _SERVICES]
    pids = [pid for name in ("broker", "database", *_SERVICES) if (pid := stack.pid(name))]
    try:
        async with opened_sender(stack.broker_url()) as sender:
            before = await model.fetchval(_REACHED, _COPY.position_key)
            begun = await initiated(sender, proceedings)
            way = Way(sender, QUEUE, store, model, _COPY.position_key, begun, pids)
            await way.arrive(before + proceedings)
            yield way
    finally:
        await store.close()
        await model.close()
        for name in _SERVICES:
            stack.stop(name)


@asynccontextmanager
async def _bare(place: Place, way: Way) -> AsyncIterator[Way]:
    """The floor, over copies of what the services wrote so far."""
    databases, broker_url = [place.database(service) for service in _SERVICES], place.broker()
    store, model = [await asyncpg.connect(database.superuser_url) for database in databases]
    engines = [pid for name in ("broker", "database") if (pid := place.stack.pid(name))]
    try:
        await _copy_over(way, store, model)
        await _declare(broker_url)
        bare = Bare(databases[0].owner_url, databases[1].owner_url, broker_url, await _samples(way))
        with bare_services.running(bare) as pids:
            await _listening(broker_url)
            async with opened_sender(broker_url) as sender:
                yield replace(
                    way, sender=sender, queue=bare_services.QUEUE, store=store, model=model,
                    position_key=bare_services.CONSUMER, pids=[*engines, *pids],
                )  # fmt: skip
    finally:
        await store.close()
        await model.close()


async def _copy_over(way: Way, store: Connection, model: Connection) -> None:
    await _copy(way.store, store, "event", _EVENT)
    await store.execute(_ALL_PUBLISHED)
    for table, columns in TABLES.items():
        await _copy(way.model, model, table, ", ".join(columns), _COPY.schema)
    await _copy(way.model, model, "stream_position", _POSITION)
    await model.execute("UPDATE stream_position SET consumer = $1", bare_services.CONSUMER)


async def _copy(source: Connection, target: Connection, table: str, columns: str, schema: str = "public") -> None:
    rows = await source.fetch(f"SELECT {columns} FROM {schema}.{table}")  # noqa: S608 - constants only
    await target.copy_records_to_table(table, schema_name=schema, columns=columns.split(", "), records=rows)
    await target.execute(f"VACUUM (ANALYZE) {schema}.{table}")


async def _samples(way: Way) -> Samples:
    events = {row["type"]: row["data"] for row in await way.store.fetch(_EVENTS_OF_COMMANDS)}
    cards = await way.model.fetch("SELECT language, card FROM read_model.answer ORDER BY number LIMIT 3")
    repayments = await way.model.fetchval(_REPAYMENTS)
    return Samples(events, {row["language"]: row["card"] for row in cards}, repayments)


async def _declare(broker_url: str) -> None:
    connection = await connect(broker_url, "bench")
    await declare_consumer(connection, bare_services.CONSUMER, ReadModelProjection.bindings, bare_services.PARTITIONS)
    await connection.close()


async def _listening(broker_url: str) -> None:
    """Wait until the floor takes commands and events."""
    connection = await connect(broker_url, "bench")
    last = partition_queue(bare_services.CONSUMER, bare_services.PARTITIONS - 1)
    for queue in (bare_services.QUEUE, last):
        while not await consumers_of(connection, queue):  # noqa: ASYNC110 - the broker tells nobody
            await asyncio.sleep(_POLL)
    await connection.close()
