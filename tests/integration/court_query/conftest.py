"""A read model and an event store to fill it from, on real engines."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from contracts.envelope import EventEnvelope
from shared.database import Connection
from shared.eventstore.store import EventStore
from shared.migrations import migrate
from tests.engines import Database, NewDatabase

STORE = EventStore("proceedings")


@dataclass(frozen=True)
class House:
    """The databases a rebuild goes between."""

    store: Database
    model: Database

    @asynccontextmanager
    async def appending(self) -> AsyncIterator[Connection]:
        """A connection to the event store that may append."""
        connection = await asyncpg.connect(self.store.url)
        try:
            yield connection
        finally:
            await connection.close()

    async def append(self, events: Iterable[EventEnvelope[Any]]) -> None:
        """Store events as `proceedings` does."""
        async with self.appending() as connection, connection.transaction():
            await STORE.append(connection, list(events))


@pytest.fixture
def house(migrated_database: NewDatabase, empty_database: NewDatabase, tmp_path: Path) -> House:
    """A fresh event store and a fresh read model."""
    store = empty_database("proceedings")
    (tmp_path / "0001.store.sql").write_text("-- depends: eventstore-0001-events\nSELECT 1;\n")
    migrate(store.owner_url, "proceedings", tmp_path)
    return House(store, migrated_database("court_query"))


@pytest.fixture
async def owner(house: House) -> AsyncIterator[Connection]:
    """The read model as its owner sees it."""
    connection = await asyncpg.connect(house.model.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def service(house: House) -> AsyncIterator[Connection]:
    """The read model as the service sees it."""
    connection = await asyncpg.connect(house.model.url)
    yield connection
    await connection.close()
