"""Events of proceedings, stored at a steady rate; the relay publishes them and `court_query` applies them."""

import asyncio
from collections.abc import Sequence
from itertools import chain, count, islice
from typing import Any

import asyncpg

from contracts.envelope import EventEnvelope
from shared.eventstore.store import EventStore
from tests.factories.proceedings import life

_FIRST = 900_000
"""Serial number of the first proceeding, different from all those in the read model."""


def events(number: int) -> list[EventEnvelope[Any]]:
    """So many events of consecutive proceedings, in their order."""
    return list(islice(chain.from_iterable(life(serial) for serial in count(_FIRST)), number))


async def store(database_url: str, made: Sequence[EventEnvelope[Any]], rate: float) -> None:
    """Store `rate` events a second, each in a separate transaction. A late one does not delay the next."""
    stored, loop = EventStore("proceedings"), asyncio.get_running_loop()
    connection = await asyncpg.connect(database_url)
    try:
        begun = loop.time()
        for number, event in enumerate(made):
            await asyncio.sleep(max(begun + number / rate - loop.time(), 0.0))
            async with connection.transaction():
                await stored.append(connection, [event])
    finally:
        await connection.close()
