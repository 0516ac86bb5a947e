"""The freshness that is measured: no events, a lag, a parked event."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from contracts.envelope import EventEnvelope
from services.court_query.freshness import LAG, Measurement, last_measurement, measure
from shared.database import Connection
from tests.factories.proceedings import life
from tests.integration.court_query.conftest import House
from tests.integration.court_query.test_rebuild import live
from tests.patience import PATIENCE


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


@pytest.mark.parametrize("hours", [-1, 1])
async def test_the_lag_does_not_go_by_the_clock_of_the_service_that_records(
    house: House, reader: Connection, service: Connection, events: list[EventEnvelope[Any]], hours: int
) -> None:
    """An hour behind or ahead: what is missing for a moment is missing for a moment, and for long if it is long."""
    last = await measure(reader, service, Measurement())
    moved = [event.model_copy(update={"recorded_at": datetime.now(UTC) + timedelta(hours=hours)}) for event in events]
    await house.append(moved[:1])
    last = await measure(reader, service, last)
    first = LAG._value.get()
    assert 0 <= first < PATIENCE
    await asyncio.sleep(0.3)
    last = await measure(reader, service, last)
    assert first + 0.3 <= LAG._value.get() < PATIENCE
    edge = await asyncpg.connect(house.model.edge_reader_url)
    try:
        lag = await edge.fetchval("SELECT store_time - complete_to FROM read_model.freshness")
        age = await edge.fetchval("SELECT clock_timestamp() - measured_at FROM read_model.freshness")
    finally:
        await edge.close()
    assert (lag.total_seconds(), is_now(datetime.now(UTC) - age)) == (LAG._value.get(), True)
    assert await data_as_of(house) <= datetime.now(UTC), "no answer is dated in the future"
    await live(service, moved[:1])
    await measure(reader, service, last)
    assert LAG._value.get() == 0


async def test_a_parked_first_event_of_a_proceeding_is_a_proceeding_the_model_lacks(
    house: House, reader: Connection, service: Connection, events: list[EventEnvelope[Any]]
) -> None:
    await house.append(events[:2])
    await _park(service, events[0], readable=True)
    last = await measure(reader, service, Measurement())
    assert await service.fetchval("SELECT lacks_a_whole FROM read_model.freshness")
    restarted = await last_measurement(service, reader)
    await service.execute("DELETE FROM deferred_message")
    await live(service, events[:2])
    for known in (last, restarted):
        await measure(reader, service, known)
        assert not await service.fetchval("SELECT lacks_a_whole FROM read_model.freshness")


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
    await _park(service, events[1], readable=readable)
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


async def _park(service: Connection, event: EventEnvelope[Any], *, readable: bool) -> None:
    await service.execute(
        """
        INSERT INTO deferred_message (consumer, reason, problem, ordered, source, stream, version, routing_key,
                                      headers, body, fingerprint)
        VALUES ('court_query', 'parked', 'test', $2, '/lea/proceedings', $1, $3, '', '{}', '', sha256('x'))
        """,
        event.stream,
        readable,
        event.version,
    )
