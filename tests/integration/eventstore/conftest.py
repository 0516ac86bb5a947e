"""A database with the event store and the tables of the tally."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.database import Pool, create_pool
from shared.migrations import migrate
from shared.settings import Settings
from tests.engines import Database, NewDatabase

FOLDER = Path(__file__).parent / "migrations"


@pytest.fixture(scope="module")
def database(empty_database: NewDatabase) -> Database:
    made = empty_database("intake")
    migrate(made.owner_url, "intake", FOLDER)
    return made


@pytest.fixture
def settings(database: Database) -> Settings:
    return Settings(service="tally", database_url=database.url)


@pytest.fixture
async def pool(settings: Settings) -> AsyncIterator[Pool]:
    pool = await create_pool(settings)
    yield pool
    await pool.close()
