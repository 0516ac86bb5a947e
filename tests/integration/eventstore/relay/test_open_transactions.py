"""A transaction that stays open: elsewhere it holds nothing back; here it does, and the relay says whose it is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from shared.database import Pool
from shared.eventstore import waiting_events
from shared.settings import Settings
from tests.engines import Database, NewDatabase
from tests.integration.eventstore.relay.sink import STORE, append, assert_in_order, bind, metric, relaying, taken
from tests.integration.eventstore.tally import added
from tests.patience import until


@asynccontextmanager
async def left_open(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A transaction that has written and does not end."""
    connection = await asyncpg.connect(url)
    transaction = connection.transaction()
    await transaction.start()
    await connection.fetchval("SELECT pg_current_xact_id()")
    try:
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()


async def test_one_of_another_database_holds_nothing_back(
    pool: Pool, settings: Settings, empty_database: NewDatabase
) -> None:
    await bind(settings)
    async with left_open(empty_database("deadlines").owner_url), relaying(settings) as relay:
        for _ in range(3):
            messages = await asyncio.wait_for(taken(settings, await append(pool, 5)), 10)
            assert_in_order(messages)
        await until(lambda: metric("lea_relay_held_seconds") == 0)
        assert await relay.readiness() is None


async def test_one_of_this_database_is_reported_and_nothing_overtakes_it(
    pool: Pool, settings: Settings, database: Database, empty_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its event is published first, though it is committed last; also while one of another database is open."""
    monkeypatch.setattr(waiting_events, "REPORTED_AFTER", 0.5)
    await bind(settings)
    async with relaying(settings) as relay, left_open(empty_database("deadlines").owner_url):
        late = await asyncpg.connect(database.url)
        transaction = late.transaction()
        await transaction.start()
        first = added(stream := uuid4(), 1)
        await STORE.append(late, [first])
        followers = await append(pool, 3)

        async def reported() -> bool:
            problem = await relay.readiness()
            return problem is not None and f"pid {late.get_server_pid()}" in problem and "held events back" in problem

        await until(reported)
        assert metric("lea_relay_held_seconds") >= 0.5
        assert metric("lea_outbox_oldest_age_seconds") > 0
        await transaction.commit()
        await late.close()
        messages = await taken(settings, [first, *followers])
        assert messages[0].message_id == str(first.id)
        assert str(stream) == messages[0].headers["cloudEvents:subject"]
        await until(lambda: metric("lea_relay_held_seconds") == 0)
        assert await relay.readiness() is None
