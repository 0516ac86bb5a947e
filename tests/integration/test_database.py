"""Pools release their connections without a reset."""

from shared.database import create_pool
from shared.settings import Settings
from tests.engines import NewDatabase


async def test_an_open_transaction_is_rolled_back_on_release(empty_database: NewDatabase) -> None:
    settings = Settings(service="court_query", database_url=empty_database("court_query").url, pool_size=1)
    async with await create_pool(settings) as pool:
        async with pool.acquire() as connection:
            await connection.execute("BEGIN")
            await connection.execute("SET LOCAL statement_timeout = 1")
        async with pool.acquire() as connection:
            assert await connection.fetchval("SHOW statement_timeout") == "30s"
            assert not connection.is_in_transaction()
