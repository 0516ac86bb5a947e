"""Building the read model anew from an event store, in events per second."""

import asyncio
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

import asyncpg

from contracts.envelope import EventEnvelope
from contracts.identifiers import derived_id
from infra.bench.lives import life, number_of, stream_of
from infra.bench.rows import Row
from services.court_query.rebuild import rebuild

COUNT = 20_000
"""Proceedings, with some two dozen events each."""

_PATTERNS = 200
_PAGE = 5_000
_COLUMNS = (
    "stream", "version", "id", "type", "effective_date", "recorded_at", "actor", "correlation_id", "causation_id",
    "data",
)  # fmt: skip


def measure(model_owner_url: str, store_owner_url: str, store_reader_url: str, count: int = COUNT) -> list[Row]:
    """Fill the event store of `proceedings` with `count` lives, unless it has as many, and rebuild from it."""
    asyncio.run(fill_event_store(store_owner_url, count))
    rebuilt = asyncio.run(rebuild(model_owner_url, store_reader_url))
    return [
        Row("read model rebuilt", rebuilt.events / rebuilt.seconds, "events/s"),
        Row("consumer held at the switch of a rebuild", rebuilt.held * 1000, "ms"),
    ]


async def fill_event_store(owner_url: str, count: int) -> None:
    """Put the lives numbered from 0 to `count` into an event store that has none of them yet."""
    connection = await asyncpg.connect(owner_url)
    try:
        there = await connection.fetchval("SELECT count(*) FROM event WHERE version = 1")
        rows = (row for number in range(there, count) for row in _rows(number))
        while page := list(islice(rows, _PAGE)):
            await connection.copy_records_to_table("event", records=page, columns=_COLUMNS)
        await connection.execute("VACUUM (ANALYZE) event")
    finally:
        await connection.close()


@cache
def _pattern(number: int) -> list[tuple[EventEnvelope[Any], bytes]]:
    return [(event, event.data.model_dump_json().encode()) for event in life(number)]


def _rows(number: int) -> Iterator[tuple[Any, ...]]:
    """The events of one of a few hundred lives, under a stream and a number of its own."""
    stream, pattern = stream_of(number), number % _PATTERNS
    for event, data in _pattern(pattern):
        id_ = derived_id(stream, str(event.version))
        own = data.replace(number_of(pattern).encode(), number_of(number).encode()) if event.version == 1 else data
        yield (
            stream, event.version, id_, event.type, event.effective_date, event.recorded_at, event.actor, stream, id_,
            own,
        )  # fmt: skip
