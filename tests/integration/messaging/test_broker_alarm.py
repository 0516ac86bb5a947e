"""While the broker has an alarm, a service reports that nobody can command it, and answers are marked stale."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from infra.stack.stack import Stack
from services.court_query.consumer_health import ConsumerHealth
from services.court_query.projections import ReadModelProjection
from services.court_query.settings import CourtQuerySettings
from shared.database import create_pool
from shared.messaging.broker_watch import BLOCKED, BrokerWatch
from shared.messaging.consumer import EventConsumer
from shared.service import ServiceComponent
from shared.settings import Settings
from tests.engines import NewDatabase
from tests.integration.messaging.broker_alarm import alarmed
from tests.patience import until


async def test_a_service_is_not_ready_and_says_why(engines: Stack, settings: Settings, vhost: str) -> None:
    watch = BrokerWatch(settings.model_copy(update={"broker_watch_interval": 0.1}))
    async with working(watch):
        await until(lambda: is_ready(watch))
        async with alarmed(engines):
            await until(lambda: is_not_ready(watch))
            assert "accepts no messages" in str(await watch.readiness())
            assert BLOCKED._value.get() == 1
        await until(lambda: is_ready(watch))
        assert BLOCKED._value.get() == 0
        await asyncio.to_thread(engines.kill, "broker", revive=False)
        await until(lambda: is_not_ready(watch))
        await asyncio.to_thread(engines.start, "broker")
        await until(lambda: is_ready(watch))


async def test_answers_are_marked_stale_although_nothing_is_missing(
    engines: Stack, vhost: str, migrated_database: NewDatabase
) -> None:
    """A consumer stays connected during an alarm, and notices nothing."""
    model = migrated_database("court_query")
    await model.execute("INSERT INTO read_model.freshness (data_as_of, horizon) VALUES (now(), '0')")
    settings = CourtQuerySettings(
        database_url=model.url,
        broker_url=vhost,
        event_store_urls={},
        consumer_health_interval=0.1,
        broker_watch_interval=0.1,
        stop_grace=5,
    )
    pool = await create_pool(settings)

    async def shown(connected: bool) -> bool:
        return await pool.fetchval("SELECT fed FROM read_model.freshness") is connected

    consumer, watch = EventConsumer(settings, pool, ReadModelProjection()), BrokerWatch(settings)
    async with working(consumer, watch, ConsumerHealth(settings, pool, consumer, watch)):
        await until(partial(shown, connected=True))
        await until(lambda: is_ready(watch))
        async with alarmed(engines):
            await until(partial(shown, connected=False))
            assert await consumer.readiness() is None
        await until(partial(shown, connected=True))
    pool.terminate()


@asynccontextmanager
async def working(*parts: ServiceComponent) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(part.run()) for part in parts]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def is_ready(watch: BrokerWatch) -> bool:
    return await watch.readiness() is None


async def is_not_ready(watch: BrokerWatch) -> bool:
    return await watch.readiness() is not None
