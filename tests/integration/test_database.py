"""How statements are planned: found by an index, once; or anew, where they go through much of a table."""

from collections.abc import AsyncIterator

import pytest

from shared.database import Connection, Pool, create_pool, going_through
from shared.settings import Settings
from tests.engines import NewDatabase

_MAKE = """
    CREATE TABLE looked_up (id integer PRIMARY KEY);
    GRANT SELECT ON looked_up TO PUBLIC
"""
_PREPARE = "PREPARE looking AS SELECT id FROM looked_up WHERE id = ANY($1::integer[])"


@pytest.fixture
async def pool(empty_database: NewDatabase) -> AsyncIterator[Pool]:
    database = empty_database("court_query")
    await database.execute(_MAKE)
    async with await create_pool(Settings(service="court_query", database_url=database.url)) as opened:
        yield opened


async def _plan(connection: Connection) -> str:
    await connection.execute(_PREPARE)
    plan = "\n".join([row[0] for row in await connection.fetch("EXPLAIN EXECUTE looking('{1}')")])
    await connection.execute("DEALLOCATE looking")
    return plan


async def test_what_is_looked_up_is_found_by_an_index_although_the_table_is_empty(pool: Pool) -> None:
    async with pool.acquire() as connection:
        plan = await _plan(connection)
    assert "Seq Scan" not in plan
    assert "ANY ($1)" in plan


async def test_what_goes_through_a_table_is_planned_for_what_it_is_asked(pool: Pool) -> None:
    async with going_through(pool) as connection:
        assert "$1" not in await _plan(connection)
        assert await connection.fetchval("SHOW enable_seqscan") == "on"
    async with pool.acquire() as connection:
        assert await connection.fetchval("SHOW enable_seqscan") == "off"


async def test_what_was_left_open_is_rolled_back_on_release(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await connection.execute("BEGIN")
        await connection.execute("SET LOCAL statement_timeout = 1")
    async with pool.acquire() as connection:
        assert await connection.fetchval("SHOW statement_timeout") == "30s"
        assert not connection.is_in_transaction()
