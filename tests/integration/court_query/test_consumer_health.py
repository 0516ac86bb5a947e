"""Readers of the model see whether its consumer is connected."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest

from infra.stack.stack import Stack
from services.court_query.consumer_health import ConsumerHealth
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


async def shown(house: House, connected: bool) -> None:
    """Return once a reader sees it."""
    reader = await asyncpg.connect(house.model.edge_reader_url)
    try:

        async def holds() -> bool:
            return await reader.fetchval("SELECT fed FROM read_model.freshness") is connected

        await until(holds)
    finally:
        await reader.close()


@asynccontextmanager
async def consuming(house: House, broker_url: str) -> AsyncIterator[None]:
    """The consumer, and the check of its health."""
    own = settings(house, broker_url)
    pool = await create_pool(own)
    consumer = EventConsumer(own, pool, ReadModelProjection())
    async with at_work(consumer.run, ConsumerHealth(own, pool, consumer).run):
        yield
    pool.terminate()


@pytest.mark.usefixtures("measured")
async def test_a_consumer_without_a_broker_is_not_connected(house: House, vhost: str) -> None:
    async with consuming(house, NOBODY):
        await shown(house, connected=False)
    async with consuming(house, vhost):
        await shown(house, connected=True)


@pytest.mark.usefixtures("measured")
async def test_a_consumer_is_not_connected_while_its_broker_is_away(
    house: House, owner: Connection, new_vhost: Callable[[], str], engines: Stack
) -> None:
    await owner.execute("UPDATE read_model.freshness SET fed = false")
    async with consuming(house, new_vhost()):
        await shown(house, connected=True)
        await asyncio.sleep(1.5)  # until the broker has written down the names of its queues
        await asyncio.to_thread(engines.kill, "broker", revive=False)
        try:
            await shown(house, connected=False)
        finally:
            await asyncio.to_thread(engines.start, "broker")
        await shown(house, connected=True)
