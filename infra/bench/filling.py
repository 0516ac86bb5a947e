"""Fills a read model with any number of proceedings, by COPY: a million in minutes."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import cache, reduce
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from typing import Any

import asyncpg
import psycopg

from infra.bench.lives import life, number_of, stream_of
from services.court_query.domain.proceeding import Proceeding, evolve
from services.court_query.domain.rows import TABLES, rows_of
from services.court_query.read_model import COPIES, active_copy
from shared.database import Connection

PAGE = 250
_SHARE = 5_000
_PATTERNS = 200
_STATEMENT_TIMEOUT = "600s"
_CARDS = "SELECT pg_prewarm('read_model_a.answer'), pg_prewarm('read_model_a.answer_pkey')"


def fill_read_model(owner_url: str, count: int, workers: int = 2) -> None:
    """Empty the copy that answers, and put the proceedings numbered from 0 to `count` into it."""
    asyncio.run(_prepare(owner_url))
    shares = [range(start, min(start + _SHARE, count)) for start in range(0, count, _SHARE)]
    with ProcessPoolExecutor(min(workers, len(shares)), get_context("spawn")) as processes:
        list(processes.map(_fill, [owner_url] * len(shares), shares))
    asyncio.run(_finish(owner_url))


def bring_to_hand(superuser_url: str) -> None:
    """Bring a new server to where it is after a while of use: cards in its memory, what was filled on the disk."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        connection.execute(_CARDS)
        connection.execute("CHECKPOINT")


@cache
def _pattern(number: int) -> tuple[Proceeding, list[tuple[str, tuple[Any, ...]]]]:
    folded: Proceeding | None = reduce(evolve, life(number), None)
    if folded is None:
        raise AssertionError("unreachable: a life has events")
    return folded, list(rows_of(folded))


def _rows(number: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The rows of one of a few hundred courses, under a number and keys of its own."""
    pattern, rows = _pattern(number % _PATTERNS)
    id_, name, old = stream_of(number), number_of(number), pattern.course.number.encode()
    for table, row in rows:
        if table == "answer":
            card = row[3].replace(old, name.encode())
            yield table, (name, row[1], sha256(card).digest(), card)
        elif table == "change":
            yield table, (name, sha256(name.encode() + row[1]).digest())
        elif table == "proceeding":
            keys = (f"{number}-2026", row[6], f"{number // 3}-15/2025", "unp", f"{100_000_000 + number // 2}")
            yield table, (id_, name, *row[2:5], *keys, *row[10:])
        else:
            yield table, (id_, *row[1:])


def _fill(owner_url: str, numbers: range) -> None:
    asyncio.run(_fill_share(owner_url, numbers))


async def _fill_share(owner_url: str, numbers: range) -> None:
    connection = await asyncpg.connect(owner_url)
    try:
        copy = await active_copy(connection)
        for page in _pages(numbers):
            async with connection.transaction():
                await _copy_in(connection, copy.schema, page)
    finally:
        await connection.close()


async def _copy_in(connection: Connection, schema: str, numbers: list[int]) -> None:
    tables: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
    for number in numbers:
        for table, row in _rows(number):
            tables[table].append(row)
    for table, rows in tables.items():
        columns = list(TABLES[table])
        await connection.copy_records_to_table(table, schema_name=schema, columns=columns, records=rows)


def _pages(numbers: range) -> Iterator[list[int]]:
    remaining = iter(numbers)
    while page := list(islice(remaining, PAGE)):
        yield page


async def _prepare(owner_url: str) -> None:
    connection = await asyncpg.connect(owner_url)
    copy = await active_copy(connection)
    await connection.execute("TRUNCATE " + ", ".join(f"{copy.schema}.{table}" for table in TABLES))
    await connection.close()


async def _finish(owner_url: str) -> None:
    settings = {"statement_timeout": _STATEMENT_TIMEOUT}
    connection = await asyncpg.connect(owner_url, server_settings=settings)
    for copy in COPIES.values():
        for table in TABLES:
            await connection.execute(f"VACUUM (ANALYZE) {copy.schema}.{table}")
    await connection.execute(
        "INSERT INTO read_model.freshness (data_as_of, horizon) VALUES ($1, '0')"
        " ON CONFLICT (singleton) DO UPDATE SET data_as_of = excluded.data_as_of",
        datetime.now(UTC),
    )
    await connection.close()
