"""One document is found in every form its number is typed in, by the tables of intake (Art. 332, 356)."""

import json
import shutil
import unicodedata
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import pytest

from contracts.canonical import look_alike_key
from contracts.commands.intake import AssessStatement, RegisterStatement
from contracts.identifiers import new_id
from shared.eventstore.store import EventStore
from shared.migrations import folder_of, migrate
from tests.engines import NewDatabase
from tests.integration.intake.test_intake import Intake, codes, intake
from tests.unit.intake.harness import FAULTLESS

__all__ = ["intake"]

NUMBER = "155ЭИП26-Й"
LETTERS = "0123456789ABCXYZabcйЙиІОСХсхЭЁ\u0306\u0308-\u2010\u2011\u2212\u00ad\u200b\u00a0\u2003\ufeff\u2060 \t/№．１"


def registration(number: str, **document: Any) -> RegisterStatement:
    changed = {
        "registration_number": str(new_id()),
        "document": {**FAULTLESS["document"], "number": number, **document},
    }
    return RegisterStatement.model_validate({**FAULTLESS, **changed})


@pytest.mark.parametrize(
    "typed",
    [
        unicodedata.normalize("NFD", NUMBER),
        "155ЭИП26\u2011Й",
        "155\u200bЭИП26-Й",
        " 155 ЭИП 26 - Й ",
        "155эип26-й",
    ],
)
async def test_a_document_is_the_same_in_another_form(intake: Intake, typed: str) -> None:
    assert codes(await intake.send((new_id(), registration(NUMBER)))) == ["accepted"]
    assert await intake.finds_elsewhere(registration(typed))


async def test_letters_that_print_alike_are_the_same(intake: Intake) -> None:
    latin, cyrillic, mixed = "12COM-5", "12\u0421\u041e\u041c-5", "12C\u041e\u041c-5"
    assert codes(await intake.send((new_id(), registration(mixed)))) == ["two-alphabets"]
    assert codes(await intake.send((new_id(), registration(latin)))) == ["accepted"]
    assert await intake.finds_elsewhere(registration(cyrillic))


async def test_what_is_stored_is_the_canonical_form(intake: Intake) -> None:
    statement = new_id()
    assert codes(await intake.send((statement, registration(" 155эип 26\u2011й")))) == ["accepted"]
    stored = await intake.pool.fetchval("SELECT data FROM event WHERE stream = $1", statement)
    assert f'"{NUMBER}"'.encode() in stored


async def test_a_duplicate_is_the_same_document(intake: Intake) -> None:
    """The court issues it on another day, in the same case (Art. 332(1))."""
    assert codes(await intake.send((new_id(), registration(NUMBER)))) == ["accepted"]
    duplicate = registration(NUMBER, issued_on="2026-03-02")
    assert await intake.finds_elsewhere(duplicate)
    another = registration(NUMBER, issued_on="2026-03-02", case_number="7-1/2026")
    assert not await intake.finds_elsewhere(another)


async def test_a_return_of_the_original_counts_for_its_duplicate(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.returned(statement, date(2026, 3, 18))
    duplicate, day = new_id(), date(2026, 3, 19)
    stated = registration("155 EIP 26114-1", issued_on="2026-03-02")
    assert codes(await intake.send((duplicate, stated), (duplicate, AssessStatement()), day=day)) == ["accepted"] * 2
    async with intake.pool.acquire() as connection:
        *_, found = await EventStore("intake").load(connection, duplicate)
    assert [each.returned_on for each in found.data.evidence.returns] == [date(2026, 3, 18)]


async def test_documents_that_an_earlier_release_took_twice_stay_where_they_lie(
    empty_database: NewDatabase, tmp_path: Path
) -> None:
    database = empty_database("intake")
    for file in folder_of("intake").glob("intake-000[1-3]*.sql"):
        shutil.copy(file, tmp_path)
    migrate(database.owner_url, "intake", tmp_path)
    owner = await asyncpg.connect(database.owner_url)
    try:
        for number in (NUMBER, "155\u044d\u0438\u043f26\u2011\u0439"):
            statement, document = new_id(), {**FAULTLESS["document"], "number": number}
            await owner.execute(_REGISTERED, statement, json.dumps({"document": document}).encode())
            await owner.execute(_PRESENTED, statement, str(statement), number)
        migrate(database.owner_url, "intake")
        found = await owner.fetch("SELECT case_number, lies_here, doubled FROM presented_document ORDER BY statement")
    finally:
        await owner.close()
    case = FAULTLESS["document"]["case_number"]
    assert [tuple(row) for row in found] == [(case, True, False), (case, True, True)]
    async with asyncpg.create_pool(database.url, min_size=1, max_size=2) as pool:
        assert await Intake(pool).finds_elsewhere(registration(NUMBER))


_REGISTERED = """
    INSERT INTO event
        (stream, version, id, type, effective_date, recorded_at, actor, correlation_id, causation_id, data)
    VALUES ($1, 1, gen_random_uuid(), 'lea.intake.statement-registered.v1', '2026-03-16', '2026-03-16 09:00+03', 'test',
            $1, gen_random_uuid(), $2)
"""
_PRESENTED = """
    INSERT INTO presented_document (statement, proceeding, body, registration_number, issuer, number, issued_on)
    VALUES ($1, gen_random_uuid(), '0101', $2, 'EC-MINSK', $3, '2026-02-06')
"""


@pytest.mark.parametrize("service", ["intake", "court_query"])
async def test_the_database_computes_the_key_of_the_contracts(migrated_database: NewDatabase, service: str) -> None:
    random = Random(155)
    numbers = ["".join(random.choices(LETTERS, k=random.randint(1, 12))) for _ in range(2000)]
    connection = await asyncpg.connect(migrated_database(service).url)
    try:
        keys = await connection.fetchval("SELECT array_agg(number_key(n)) FROM unnest($1::text[]) AS n", numbers)
    finally:
        await connection.close()
    assert dict(zip(numbers, keys, strict=True)) == {number: look_alike_key(number) for number in numbers}
