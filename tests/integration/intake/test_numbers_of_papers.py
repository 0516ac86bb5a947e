"""Numbers that papers give to proceedings: of decisions of earlier releases, the first one with a number has it."""

import json
import shutil
from pathlib import Path
from uuid import UUID

import asyncpg

from contracts.identifiers import new_id
from shared.migrations import folder_of, migrate
from tests.engines import NewDatabase

NUMBER, OTHER = "0101-2019-000057", "0101-2019-000058"
_DECIDED = """
    INSERT INTO event
        (stream, version, id, type, effective_date, recorded_at, actor, correlation_id, causation_id, data)
    VALUES ($1, 1, gen_random_uuid(), 'lea.intake.initiation-decided.v1', '2026-03-16', '2026-03-16 09:00+03', 'test',
            $1, gen_random_uuid(), $2)
"""


async def test_the_first_decision_of_an_earlier_release_has_the_number(
    empty_database: NewDatabase, tmp_path: Path
) -> None:
    database = empty_database("intake")
    for file in folder_of("intake").glob("intake-000*.sql"):
        shutil.copy(file, tmp_path)
    migrate(database.owner_url, "intake", tmp_path)
    statements: list[UUID] = [new_id() for _ in range(4)]
    owner = await asyncpg.connect(database.owner_url)
    try:
        for statement, number in zip(reversed(statements), (NUMBER, NUMBER, OTHER, None), strict=True):
            await owner.execute(_DECIDED, statement, json.dumps({"number": number} if number else {}).encode())
        migrate(database.owner_url, "intake")
        held = await owner.fetch("SELECT number, statement FROM number_of_paper ORDER BY number")
    finally:
        await owner.close()
    assert [tuple(row) for row in held] == [(NUMBER, statements[3]), (OTHER, statements[1])]
