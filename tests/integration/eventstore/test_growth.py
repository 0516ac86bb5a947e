"""How much the database grows by an event, indexes included.

No event is ever removed, so a wider row or another index costs disk for ever.
"""

import asyncpg

from shared.eventstore.store import EventStore
from tests.engines import NewDatabase
from tests.factories.proceedings import life

PROCEEDINGS = 150
LARGEST_EVENT = 750
"""Bytes. Measured with these proceedings: 568; events of real ones say more."""


async def test_an_event_takes_little_more_than_half_a_kilobyte(migrated_database: NewDatabase) -> None:
    connection = await asyncpg.connect(migrated_database("proceedings").owner_url)
    try:
        events = 0
        for number in range(PROCEEDINGS):
            lived = list(life(number))
            await EventStore("proceedings").append(connection, lived)
            events += len(lived)
        size = await connection.fetchval("SELECT pg_total_relation_size('event')")
        assert events > 1000
        assert size / events < LARGEST_EVENT, size / events
    finally:
        await connection.close()
