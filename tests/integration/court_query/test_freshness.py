"""The freshness that is measured: no events, a lag, a parked event."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from contracts.envelope import EventEnvelope
from services.court_query.freshness import Measurement, last_measurement, measure
from shared.database import Connection
from tests.factories.proceedings import life
from tests.integration.court_query.conftest import House
from tests.integration.court_query.test_rebuild import live


@pytest.fixture
async def reader(house: House) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(house.store.event_reader_url)
    yield connection
    await connection.close()


@pytest.fixture
def events() -> list[EventEnvelope[Any]]:
    """A life recorded just now, a second apart."""
    now = datetime.now(UTC)
    return [event.model_copy(update={"recorded_at": now + timedelta(seconds=event.version - 60)}) for event in life(1)]


async def data_as_of(house: House) -> datetime:
    edge = await asyncpg.connect(house.model.edge_reader_url)
    try:
        moment: datetime = await edge.fetchval("SELECT data_as_of FROM read_model.freshness")
        return moment
    finally:
        await edge.close()


def is_now(moment: datetime) -> bool:
    return abs(datetime.now(UTC) - moment) < timedelta(seconds=5)


async def test_a_model_without_events_is_fresh(house: House, reader: Connection, service: Connection) -> None:
    await measure(reader, service, Measurement())
    assert is_now(await data_as_of(house))


async def test_events_on_their_way_hold_the_moment_back(
    house: House, reader: Connection, service: Connection, events: list[EventEnvelope[Any]]
) -> None:
    await house.append(events[:3])
    last = await measure(reader, service, Measurement())
    before_the_first = events[0].recorded_at - timedelta(microseconds=1)
    assert await data_as_of(house) == before_the_first
    await live(service, events[:2])
    last = await measure(reader, service, last)
    assert await data_as_of(house) == before_the_first
    await live(service, events[2:3])
    last = await measure(reader, service, last)
    assert not last.late
    assert is_now(await data_as_of(house))


async def test_a_stream_that_always_changes_is_not_reported_as_old(
    house: House, reader: Connection, service: Connection, events: list[EventEnvelope[Any]]
) -> None:
    """Each measurement finds an event on its way, but never the same one."""
    last = Measurement()
    for number in range(4):
        await house.append(events[number : number + 1])
        last = await measure(reader, service, last)
        await live(service, events[number : number + 1])
    assert await data_as_of(house) == events[3].recorded_at - timedelta(microseconds=1)


async def test_a_restart_continues_from_the_last_measurement(
    house: House, reader: Connection, service: Connection, events: list[EventEnvelope[Any]]
) -> None:
    await house.append(events[:1])
    last = await measure(reader, service, Measurement())
    await measure(reader, service, last)
    again = await measure(reader, service, await last_measurement(service, reader))
    assert {missing.stream for missing in again.late} == {events[0].stream}
    await live(service, events[:1])
    await measure(reader, service, again)
    assert (await last_measurement(service, reader)).horizon >= again.horizon


@pytest.mark.parametrize("readable", [True, False])
async def test_a_parked_event_holds_its_proceeding_back_alone(
    house: House, reader: Connection, service: Connection, events: list[EventEnvelope[Any]], readable: bool
) -> None:
    await house.append(events[:2])
    await live(service, events[:1])
    await service.execute(
        """
        INSERT INTO deferred_message (consumer, reason, problem, ordered, source, stream, version, routing_key,
                                      headers, body, fingerprint)
        VALUES ('court_query', 'parked', 'test', $2, '/lea/proceedings', $1, 2, '', '{}', '', sha256('x'))
        """,
        events[0].stream,
        readable,
    )
    last = await measure(reader, service, Measurement())
    assert is_now(await data_as_of(house))
    rows = await service.fetch("SELECT proceeding, version, since FROM read_model.held_back")
    assert [tuple(row) for row in rows] == [(events[0].stream, 2, events[0].recorded_at)]
    restarted = await last_measurement(service, reader)
    await service.execute("DELETE FROM deferred_message")
    await live(service, events[1:2])
    for known in (last, restarted):
        await measure(reader, service, known)
        assert not await service.fetch("SELECT FROM read_model.held_back")
