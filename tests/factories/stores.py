"""Fills a read model and an event store with made-up proceedings, by COPY.

A few hundred histories are made; each proceeding gets one of them, with its own number and keys.
"""

from collections.abc import Iterable, Iterator
from functools import cache, reduce
from hashlib import sha256
from itertools import islice
from typing import Any

import asyncpg

from contracts.envelope import EventEnvelope
from contracts.identifiers import derived_id
from infra.demo.persons import payer_number
from services.court_query.domain.proceeding import Proceeding, evolve
from services.court_query.domain.rows import TABLES, rows_of
from services.court_query.read_model import active_copy
from tests.factories.proceedings import life, number_of, stream_of

_PATTERNS = 200
_PROCEEDINGS_PER_PAGE = 250
_EVENTS_PER_PAGE = 5_000
_EVENT_COLUMNS = (
    "stream", "version", "id", "type", "effective_date", "recorded_at", "actor", "correlation_id", "causation_id",
    "data",
)  # fmt: skip


async def fill_read_model(owner_url: str, numbers: range) -> None:
    """Add the proceedings with these serial numbers to the active copy, and update the planner's statistics."""
    connection = await asyncpg.connect(owner_url, server_settings={"statement_timeout": "0"})
    try:
        copy = await active_copy(connection)
        for page in _pages(numbers, _PROCEEDINGS_PER_PAGE):
            rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
            for number in page:
                for table, row in _model_rows(number):
                    rows[table].append(row)
            async with connection.transaction():
                for table, records in rows.items():
                    await connection.copy_records_to_table(
                        table, schema_name=copy.schema, columns=list(TABLES[table]), records=records
                    )
        for table in TABLES:
            await connection.execute(f"VACUUM (ANALYZE) {copy.schema}.{table}")
    finally:
        await connection.close()


async def fill_event_store(owner_url: str, count: int) -> int:
    """Put the lives numbered from 0 to `count` into an empty event store; returns the number of events."""
    connection = await asyncpg.connect(owner_url)
    events = 0
    try:
        for page in _pages((row for number in range(count) for row in _event_rows(number)), _EVENTS_PER_PAGE):
            await connection.copy_records_to_table("event", records=page, columns=_EVENT_COLUMNS)
            events += len(page)
        await connection.execute("VACUUM (ANALYZE) event")
    finally:
        await connection.close()
    return events


def _pages(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    remaining = iter(items)
    while page := list(islice(remaining, size)):
        yield page


@cache
def _folded(pattern: int) -> tuple[Proceeding, list[tuple[str, tuple[Any, ...]]]]:
    folded: Proceeding | None = reduce(evolve, life(pattern), None)
    if folded is None:
        raise AssertionError("unreachable: a life has events")
    return folded, list(rows_of(folded))


def _model_rows(number: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    folded, rows = _folded(number % _PATTERNS)
    name, old = number_of(number), folded.course.number.encode()
    for table, row in rows:
        if table == "answer":
            card = row[3].replace(old, name.encode())
            yield table, (name, row[1], sha256(card).digest(), card)
        elif table == "change":
            yield table, (name, sha256(name.encode() + row[1]).digest())
        else:
            yield table, _with_own_keys(table, row, number)


def _with_own_keys(table: str, row: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    columns = dict(zip(TABLES[table], row, strict=True))
    own = {
        "id": stream_of(number),
        "proceeding": stream_of(number),
        "number": number_of(number),
        "document_number": f"{number}-2026",
        "court_case": f"{number // 3}-15/2025",
        "debtor_identifier": payer_number(number // 2),
        "debtor_unp": payer_number(number // 2),
        "recoverer_unp": payer_number(number * 7 + 1),
    }
    return tuple(own.get(name, value) for name, value in columns.items())


@cache
def _with_data(pattern: int) -> list[tuple[EventEnvelope[Any], bytes]]:
    return [(event, event.data.model_dump_json().encode()) for event in life(pattern)]


def _event_rows(number: int) -> Iterator[tuple[Any, ...]]:
    stream, pattern = stream_of(number), number % _PATTERNS
    for event, data in _with_data(pattern):
        id_ = derived_id(stream, str(event.version))
        own = data.replace(number_of(pattern).encode(), number_of(number).encode()) if event.version == 1 else data
        yield (
            stream, event.version, id_, event.type, event.effective_date, event.recorded_at, event.actor, stream, id_,
            own,
        )  # fmt: skip
