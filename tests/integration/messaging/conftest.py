"""A database with the tables of a consumer, and a virtual host, for each module of tests."""

from collections.abc import AsyncIterator, Callable
from itertools import count
from pathlib import Path

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel

from shared.database import Pool, create_pool
from shared.migrations import migrate
from shared.settings import Settings
from tests.engines import Database, NewDatabase
from tests.integration.messaging.kit import Seen

MIGRATIONS = Path(__file__).parent / "migrations"
_NUMBERS = count(1)


@pytest.fixture(scope="module")
def database(empty_database: NewDatabase) -> Database:
    made = empty_database("court_query")
    migrate(made.owner_url, "court_query", MIGRATIONS)
    return made


@pytest.fixture(scope="module")
def settings(database: Database, vhost: str) -> Settings:
    return Settings(
        service="court_query",
        database_url=database.url,
        broker_url=vhost,
        partitions=4,
        event_batch=50,
        retry_attempts=3,
        retry_delay=0.05,
        retry_poll=0.05,
        watch_interval=0.3,
        stop_grace=5,
    )


@pytest.fixture
async def pool(settings: Settings) -> AsyncIterator[Pool]:
    async with await create_pool(settings) as opened:
        yield opened


@pytest.fixture
async def channel(vhost: str) -> AsyncIterator[AbstractChannel]:
    """Publishes; everything must be routed."""
    async with await aio_pika.connect(vhost) as connection:
        yield await connection.channel(on_return_raises=True)


@pytest.fixture
def new_seen() -> Callable[[], Seen]:
    return lambda: Seen(f"court_query_{next(_NUMBERS)}")


@pytest.fixture
def seen(new_seen: Callable[[], Seen]) -> Seen:
    """A projection, and so a consumer, of this test's own."""
    return new_seen()
