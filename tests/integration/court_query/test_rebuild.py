"""The read model built anew equals the one that runs; it answers all the while, and live events go on."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.envelope import EventEnvelope
from infra.bench.lives import life, number_of, stream_of
from services.court_query.read_model import COPIES, Name
from services.court_query.rebuild import AlreadyRunning, Progress, Rebuilt, compare, rebuild
from services.court_query.subscriptions import LOCK, ReadModelProjection
from shared.database import Connection
from shared.messaging import positions
from shared.messaging.tags import joined
from tests.background import background
from tests.integration.court_query.conftest import STORE, House

Events = Sequence[EventEnvelope[Any]]


async def live(connection: Connection, events: Events) -> None:
    """What the consumer does with a batch of messages."""
    projection = ReadModelProjection()
    async with connection.transaction():
        key = await projection.position_key(connection)
        at = await positions.claim(connection, key, {(event.source, event.stream) for event in events})
        fresh = [event for event in events if event.version > at[event.source, event.stream].version]
        await projection.apply(connection, fresh)
        await positions.move(connection, key, fresh)


async def rebuilt(house: House, **options: Any) -> Rebuilt:
    return await rebuild(house.model.owner_url, house.store.event_reader_url, **options)


async def tags(owner: Connection, copy: Name) -> dict[UUID, bytes]:
    """The tags of the events in a copy, by stream."""
    rows = await owner.fetch("SELECT stream, tags FROM stream_position WHERE consumer = $1", COPIES[copy].position_key)
    return dict(rows)


def lives(*numbers: int) -> list[EventEnvelope[Any]]:
    return [event for number in numbers for event in life(number)]


@pytest.mark.parametrize("workers", [1, 2])
async def test_the_rebuilt_model_is_identical(
    house: House, owner: Connection, service: Connection, workers: int
) -> None:
    events = lives(*range(450 if workers > 1 else 30))
    await house.append(events)
    for start in range(0, len(events), 500):
        await live(service, events[start : start + 500])
    told: list[Progress] = []
    result = await rebuilt(house, workers=workers, report=told.append)
    assert result.copy == "b"
    assert result.events == len(events)
    assert (told[0].phase, told[-1].phase) == ("reading", "switching")
    assert told[-1].events == told[-1].total == len(events)
    comparison = await compare(owner)
    assert comparison == (450 if workers > 1 else 30, 0, {})
    assert await tags(owner, "b") == await tags(owner, "a")


async def test_there_and_back_again(house: House, owner: Connection, service: Connection) -> None:
    events = lives(1, 2)
    await house.append(events)
    assert (await rebuilt(house)).copy == "b"
    await live(service, events)  # nothing but duplicates
    await house.append(lives(3))
    await live(service, lives(3))
    result = await rebuilt(house, comparing=True)
    assert result.copy == "a"
    assert result.comparison == (3, 0, {})


async def test_a_difference_is_found(house: House, owner: Connection, service: Connection) -> None:
    await house.append(lives(1, 2))
    await live(service, lives(1, 2))
    await owner.execute("UPDATE read_model_a.status SET code = 'compulsory' WHERE version = 1")
    await owner.execute("DELETE FROM read_model_a.answer WHERE number = $1", number_of(1))
    result = await rebuilt(house, comparing=True)
    assert result.comparison == (2, 0, {"answer": 3, "status": 4})


async def test_an_empty_store_makes_an_empty_model(house: House) -> None:
    assert (await rebuilt(house)).events == 0


async def test_live_events_and_reads_go_on_during_a_rebuild(
    house: House, owner: Connection, service: Connection
) -> None:
    await house.append(lives(*range(400)))
    await live(service, lives(*range(400)))
    async with _reading(house) as reads, _recording(house, service, first=400) as recorded:
        result = await rebuilt(house, workers=2)
        again = await rebuilt(house, comparing=True)
        assert (result.copy, again.copy) == ("b", "a")
        # Less would prove nothing; a slow machine needs longer for it.
        while len(recorded) <= 20 or len(reads) <= 50:
            again = await rebuilt(house, comparing=True)
    # What was recorded before the last switch, and may have come as a message before it, is there; now all of it.
    recorded.append(400 + len(recorded))  # the one that was at work when it all ended
    async with house.appending() as store:
        stored = await STORE.load_many(store, [stream_of(number) for number in recorded])
    await live(service, [event for events in stored.values() for event in events])
    for number in recorded[:-1]:
        version = await owner.fetchval("SELECT version FROM read_model.proceeding WHERE number = $1", number_of(number))
        assert version == len(life(number))
    assert again.comparison
    assert again.comparison.differences == {}
    third = await rebuilt(house, comparing=True)
    assert third.comparison == (400 + len(stored), 0, {})
    of_copy = {copy: await tags(owner, copy) for copy in COPIES}
    for stream, events in stored.items():
        assert of_copy["a"][stream] == of_copy["b"][stream] == joined(event.id for event in events)


@asynccontextmanager
async def _recording(house: House, service: Connection, first: int) -> AsyncIterator[list[int]]:
    """Proceedings that begin and live on all the while, as fast as they are stored."""
    recorded: list[int] = []

    async def record() -> None:
        async with house.appending() as store:
            for number in count(first):
                events = life(number)
                for half in (events[:12], events[12:]):
                    async with store.transaction():
                        await STORE.append(store, half)
                    await live(service, half)
                recorded.append(number)

    async with background(record()):
        yield recorded


@asynccontextmanager
async def _reading(house: House) -> AsyncIterator[list[float]]:
    """A reader that is never without an answer; the moments of its reads."""
    moments: list[float] = []

    async def read() -> None:
        edge = await asyncpg.connect(house.model.edge_reader_url)
        try:
            while True:
                rows = await edge.fetch(
                    """
                    SELECT p.number, count(a.card) AS cards FROM read_model.proceeding AS p
                    JOIN read_model.answer AS a USING (number) WHERE p.number = ANY($1) GROUP BY 1
                    """,
                    [number_of(number) for number in range(50)],
                )
                assert [row["cards"] for row in rows] == [3] * 50
                moments.append(asyncio.get_running_loop().time())
                await asyncio.sleep(0.002)
        finally:
            await edge.close()

    async with background(read()):
        yield moments


async def test_only_one_rebuild_at_a_time(house: House, owner: Connection) -> None:
    await owner.execute("SELECT pg_advisory_lock($1)", LOCK + 1)
    with pytest.raises(AlreadyRunning):
        await rebuilt(house)


async def test_a_rebuild_that_fails_leaves_everything_as_it_is(
    house: House, owner: Connection, service: Connection
) -> None:
    first, second, *_ = life(5)
    await house.append([first])
    await live(service, [first])
    strange = second.model_copy(update={"type": "lea.proceedings.proceeding-forgotten.v1"})
    await house.append([strange])
    with pytest.raises(Exception, match="unknown message type"):
        await rebuilt(house)
    assert await owner.fetchval("SELECT copy FROM read_model.active_copy") == "a"
    assert await owner.fetchval("SELECT count(*) FROM read_model.answer") == 3
