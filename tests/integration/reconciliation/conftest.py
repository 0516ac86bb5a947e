"""A store of `deadlines` and a consumer of its events, for each test."""

from collections.abc import AsyncIterator, Callable
from itertools import count

import pytest

from infra.stack.stack import Stack
from shared.database import Pool, create_pool
from shared.migrations import migrate
from shared.settings import Settings
from tests.engines import CopiedDatabase, Database, NewDatabase
from tests.integration.messaging.conftest import MIGRATIONS
from tests.integration.messaging.kit import Seen
from tests.integration.reconciliation.kit import Source

_NUMBERS = count(1)


@pytest.fixture(scope="module")
def model(empty_database: NewDatabase) -> Database:
    """The consumer's database."""
    made = empty_database("court_query")
    migrate(made.owner_url, "court_query", MIGRATIONS)
    return made


@pytest.fixture
def source(
    engines: Stack,
    migrated_database: NewDatabase,
    copied_database: CopiedDatabase,
    new_vhost: Callable[[], str],
) -> Source:
    database = migrated_database("deadlines")
    settings = Settings(service="deadlines", database_url=database.url, broker_url=new_vhost(), relay_poll=0.1)
    return Source(engines, database, settings, copied_database)


@pytest.fixture
def settings(model: Database, source: Source) -> Settings:
    """The consumer's settings."""
    return Settings(
        service="court_query",
        database_url=model.url,
        broker_url=source.settings.broker_url,
        event_store_urls={"deadlines": source.database.event_reader_url},
        partitions=2,
        event_batch=50,
        retry_poll=0.05,
        watch_interval=0.2,
        stop_grace=5,
    )


@pytest.fixture
async def pool(settings: Settings) -> AsyncIterator[Pool]:
    async with await create_pool(settings) as opened:
        yield opened


@pytest.fixture
def seen() -> Seen:
    """A projection, and so a consumer, of this test's own."""
    return Seen(f"court_query_restored_{next(_NUMBERS)}")
