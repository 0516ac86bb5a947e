"""Whether events reach the read model is told to its readers."""

import asyncio

import asyncpg
import pytest

from services.court_query.feeding import Feeding
from services.court_query.settings import CourtQuerySettings
from services.court_query.subscriptions import ReadModelProjection
from shared.database import Connection, create_pool
from shared.messaging.consumer import EventConsumer
from tests.integration.court_query.conftest import House
from tests.integration.court_query.test_live import at_work

NOBODY = "amqp://127.0.0.1:9/"  # the port of `discard`, where nothing listens


@pytest.fixture
async def measured(house: House, owner: Connection) -> None:
    await owner.execute("INSERT INTO read_model.freshness (data_as_of, horizon) VALUES (now(), '0')")


def settings(house: House, broker_url: str) -> CourtQuerySettings:
    return CourtQuerySettings(
        database_url=house.model.url, broker_url=broker_url, event_store_urls={}, feeding_interval=0.05, stop_grace=5
    )


async def told(house: House, fed: bool) -> None:
    """Return once the reader sees it so."""
    reader = await asyncpg.connect(house.model.edge_reader_url)
    try:
        async with asyncio.timeout(60):
            while await reader.fetchval("SELECT fed FROM read_model.freshness") is not fed:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    finally:
        await reader.close()


async def feeding(house: House, broker_url: str, fed: bool) -> None:
    """Run the consumer until this is told of it."""
    told_by = settings(house, broker_url)
    pool = await create_pool(told_by)
    consumer = EventConsumer(told_by, pool, ReadModelProjection())
    async with at_work(consumer.run, Feeding(told_by, pool, consumer).run):
        await told(house, fed)
    pool.terminate()


@pytest.mark.usefixtures("measured")
async def test_a_broker_that_is_away_feeds_nobody(house: House, vhost: str) -> None:
    await feeding(house, NOBODY, fed=False)
    await feeding(house, vhost, fed=True)
