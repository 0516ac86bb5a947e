"""After a restore no number is given again that had been given until the end of the archive."""

from contextlib import AsyncExitStack
from uuid import uuid4

import asyncpg

from infra.recovery.numbers import keep_numbers
from shared.database import Connection
from tests.engines import Database, NewDatabase

DONE = ("operations:test", "the disk failed")


async def opened(stack: AsyncExitStack, database: Database) -> Connection:
    connection = await asyncpg.connect(database.owner_url)
    stack.push_async_callback(connection.close)
    return connection


async def test_what_was_given_until_the_end_of_the_archive_is_kept(migrated_database: NewDatabase) -> None:
    kept, lost, lost_before = uuid4(), uuid4(), uuid4()
    async with AsyncExitStack() as stack:
        services = ("intake", "proceedings")
        ends, restored = [
            {service: await opened(stack, migrated_database(service)) for service in services} for _ in range(2)
        ]
        numbers = {kept: "0101-2026-000001", lost: "0101-2026-000002"}
        at_end, made = ends["proceedings"], restored["proceedings"]
        await at_end.executemany("INSERT INTO proceeding_number VALUES ($1, $2)", [*numbers.items()])
        await at_end.execute(
            "INSERT INTO reserved_number VALUES ('0101-2026-000003', $1, 'operations:other', 'before')", lost_before
        )
        await made.execute("INSERT INTO proceeding_number VALUES ($1, $2)", kept, numbers[kept])
        for service in services:
            await ends[service].execute("INSERT INTO resolution_series VALUES ('0101', 2026, 9), ('0201', 2026, 4)")
            await restored[service].execute("INSERT INTO resolution_series VALUES ('0101', 2026, 5)")

        for _ in range(2):
            found = await keep_numbers(ends, restored, numbers, *DONE)
            assert found in ([numbers[lost]], [])

        rows = await made.fetch("SELECT number, proceeding, actor FROM reserved_number ORDER BY number")
        assert [tuple(row) for row in rows] == [
            (numbers[lost], lost, "operations:test"),
            ("0101-2026-000003", lost_before, "operations:other"),
        ]
        for service in services:
            rows = await restored[service].fetch("SELECT body, last FROM resolution_series ORDER BY body")
            assert [tuple(row) for row in rows] == [("0101", 9), ("0201", 4)]
