"""The real consumer on a real broker: duplicates, disorder and a rebuild in the midst of it change nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import aio_pika
import pytest
from aio_pika import DeliveryMode, Message

from contracts.envelope import EventEnvelope, event_headers
from services.court_query.freshness import FreshnessWatch
from services.court_query.projections import ReadModelProjection
from services.court_query.read_model import COPIES
from services.court_query.rebuild import compare, rebuild
from services.court_query.settings import CourtQuerySettings
from shared.database import Connection, create_pool
from shared.eventstore.relay import Relay
from shared.messaging.consumer import EventConsumer
from shared.messaging.queue_names import EVENTS_EXCHANGE
from shared.messaging.senders import publisher_of
from shared.settings import Settings
from tests.factories.proceedings import life, number_of
from tests.integration.court_query.conftest import STORE, House
from tests.patience import until

COUNT = 120


@pytest.fixture
def settings(house: House, vhost: str) -> CourtQuerySettings:
    return CourtQuerySettings(
        database_url=house.model.url,
        broker_url=vhost,
        event_store_urls={"proceedings": house.store.event_reader_url},
        event_batch=50,
        freshness_interval=0.1,
        watch_interval=0.5,
        stop_grace=5,
    )


@asynccontextmanager
async def at_work(*parts: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(part()) for part in parts]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def consuming(settings: CourtQuerySettings) -> AsyncIterator[EventConsumer]:
    """court_query at work."""
    pool = await create_pool(settings)
    consumer = EventConsumer(settings, pool, ReadModelProjection())
    try:
        async with at_work(consumer.run, FreshnessWatch(settings, pool).run):
            await until(lambda: _ready(consumer))
            yield consumer
    finally:
        pool.terminate()


async def publish(url: str, events: Sequence[EventEnvelope[Any]]) -> None:
    """Publish events as they are, whatever their order."""
    async with await aio_pika.connect(url) as connection:
        exchange = await (await connection.channel()).get_exchange(EVENTS_EXCHANGE, ensure=False)
        for event in events:
            columns = {name: value for name, value in event if name != "data"}
            columns["recording"] = event.recording.compact() if event.recording else None
            message = Message(
                event.data.model_dump_json().encode(),
                headers={**event_headers(**columns)},
                message_id=str(event.id),
                delivery_mode=DeliveryMode.PERSISTENT,
                user_id=publisher_of("proceedings"),
            )
            await exchange.publish(message, event.type)


async def complete(owner: Connection, numbers: range) -> None:
    """Wait until every proceeding is whole."""
    lengths = {number_of(number): len(life(number)) for number in numbers}

    async def whole() -> bool:
        rows = await owner.fetch("SELECT number, version FROM read_model.proceeding")
        return dict(map(tuple, rows)) == lengths

    await until(whole)


async def _ready(consumer: EventConsumer) -> bool:
    return await consumer.readiness() is None


async def _fresh(owner: Connection) -> bool:
    moment: datetime = await owner.fetchval("SELECT data_as_of FROM read_model.freshness")
    return datetime.now(UTC) - moment < timedelta(seconds=2)


async def test_duplicates_and_disorder_change_nothing(
    house: House, owner: Connection, settings: CourtQuerySettings
) -> None:
    events = [event for number in range(COUNT) for event in life(number)]
    await house.append(events)
    random = Random(11)
    async with consuming(settings):
        disorder = random.sample(events, len(events))
        for start in range(0, len(events), 400):
            part = disorder[start : start + 400]
            await publish(settings.broker_url, part + random.sample(part, len(part) // 4))
        await complete(owner, range(COUNT))
        await publish(settings.broker_url, random.sample(events, 500))
        await asyncio.sleep(1)
    assert await owner.fetchval("SELECT count(*) FROM deferred_message") == 0
    await rebuild(house.model.owner_url, house.store.event_reader_url, workers=1)
    assert await compare(owner, COPIES["b"]) == (COUNT, 0, {}, ())


async def test_a_rebuild_during_traffic(house: House, owner: Connection, settings: CourtQuerySettings) -> None:
    relay = Relay(
        Settings(service="proceedings", database_url=house.store.url, broker_url=settings.broker_url, relay_poll=0.1)
    )
    early, late = range(COUNT // 2), range(COUNT // 2, COUNT)
    await house.append([event for number in early for event in life(number)])
    async with consuming(settings), at_work(relay.run):
        recording = asyncio.create_task(_record(house, late))
        copies = [
            (await rebuild(house.model.owner_url, house.store.event_reader_url, workers=1)).copy for _ in range(3)
        ]
        assert not recording.done()
        await recording
        await complete(owner, range(COUNT))
        await until(lambda: _fresh(owner))
    assert copies == ["b", "a", "b"]
    again = await rebuild(house.model.owner_url, house.store.event_reader_url, workers=1, comparing=True)
    assert again.comparison == (COUNT, 0, {}, ())


async def _record(house: House, numbers: range) -> None:
    async with house.appending() as store:
        for number in numbers:
            for event in life(number):
                async with store.transaction():
                    await STORE.append(store, [event])
            await asyncio.sleep(0.02)
