"""Whether events reach the read model is told to its readers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest

from infra.stack.stack import Stack
from services.court_query.consumer_health import Feeding
from services.court_query.projections import ReadModelProjection
from services.court_query.settings import CourtQuerySettings
from shared.database import Connection, create_pool
from shared.messaging.consumer import EventConsumer
from tests.integration.court_query.conftest import House
from tests.integration.court_query.test_live import at_work
from tests.patience import until

NOBODY = "amqp://127.0.0.1:9/"  # the port of `discard`, where nothing listens


@pytest.fixture
async def measured(house: House, owner: Connection) -> None:
    await owner.execute("INSERT INTO read_model.freshness (data_as_of, horizon) VALUES (now(), '0')")


def settings(house: House, broker_url: str) -> CourtQuerySettings:
    return CourtQuerySettings(
        database_url=house.model.url,
        broker_url=broker_url,
        event_store_urls={},
        consumer_health_interval=0.05,
        stop_grace=5,
    )


async def told(house: House, fed: bool) -> None:
    """Return once the reader sees it so."""
    reader = await asyncpg.connect(house.model.edge_reader_url)
    try:

        async def holds() -> bool:
            return await reader.fetchval("SELECT fed FROM read_model.freshness") is fed

        await until(holds)
    finally:
        await reader.close()


@asynccontextmanager
async def feeding(house: House, broker_url: str) -> AsyncIterator[None]:
    """The consumer at work, and what tells of it."""
    told_by = settings(house, broker_url)
    pool = await create_pool(told_by)
    consumer = EventConsumer(told_by, pool, ReadModelProjection())
    async with at_work(consumer.run, Feeding(told_by, pool, consumer).run):
        yield
    pool.terminate()


@pytest.mark.usefixtures("measured")
async def test_a_broker_that_was_never_there_feeds_nobody(house: House, vhost: str) -> None:
    async with feeding(house, NOBODY):
        await told(house, fed=False)
    async with feeding(house, vhost):
        await told(house, fed=True)


@pytest.mark.usefixtures("measured")
async def test_a_broker_that_is_killed_feeds_nobody_until_it_is_back(
    house: House, owner: Connection, new_vhost: Callable[[], str], engines: Stack
) -> None:
    await owner.execute("UPDATE read_model.freshness SET fed = false")
    async with feeding(house, new_vhost()):
        await told(house, fed=True)
        await asyncio.sleep(1.5)  # until the broker has written down the names of its queues
        await asyncio.to_thread(engines.kill, "broker", revive=False)
        try:
            await told(house, fed=False)
        finally:
            await asyncio.to_thread(engines.start, "broker")
        await told(house, fed=True)
