"""A subscriber's queues, and its database of either kind."""

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from shared.subscriber.cli import store_at
from shared.subscriber.store import Store
from tests.engines import Database, NewDatabase
from tests.integration.subscriber.kit import CREATE, Broker, broker_at

_NUMBERS = count(1)


@pytest.fixture(scope="module")
def database(empty_database: NewDatabase) -> Database:
    return empty_database("court_query")


@pytest.fixture
async def broker(vhost: str) -> AsyncIterator[Broker]:
    async with broker_at(vhost, f"bank-{next(_NUMBERS)}") as made:
        yield made


@pytest.fixture(params=["postgresql", "sqlite"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database; both tests of a pair run in one of PostgreSQL."""
    if request.param == "sqlite":
        return str(tmp_path / "subscriber.sqlite")
    return str(request.getfixturevalue("database").owner_url)


@pytest.fixture
async def store(address: str) -> AsyncIterator[Store[Any]]:
    made = store_at(address)
    await made.open()
    async with made.transaction() as transaction:
        await transaction.fetch(CREATE)
    yield made
    await made.open()
    async with made.transaction() as transaction:
        for table in ("lea_position", "lea_held", "lea_epoch", "seen"):
            await transaction.fetch(f"DELETE FROM {table}")  # noqa: S608 - names of this test
    await made.close()
