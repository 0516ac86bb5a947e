"""A relay's settings, and a store whose older events are all published."""

from collections.abc import Callable

import asyncpg
import pytest

from shared.settings import Settings
from tests.engines import Database


@pytest.fixture
def settings(database: Database, new_vhost: Callable[[], str]) -> Settings:
    return Settings(service="tally", database_url=database.url, broker_url=new_vhost(), relay_batch=50)


@pytest.fixture(autouse=True)
async def nothing_left_over(database: Database) -> None:
    """Every test begins with all older events published."""
    connection = await asyncpg.connect(database.superuser_url)
    await connection.execute(
        "UPDATE relay_checkpoint SET (xid, position) ="
        " (SELECT xid, position FROM event ORDER BY xid DESC, position DESC LIMIT 1)"
        " WHERE EXISTS (SELECT FROM event)"
    )
    await connection.close()
