"""The accounts of the demo: made once, with a password until somebody has chosen another one."""

import asyncpg
import pytest

from infra.demo.people import PEOPLE, SignsIn, accounts
from services.desk.access.passwords import Passwords
from services.desk.domain.people import Role
from tests.engines import Database, NewDatabase

OPERATOR = "operator:demo"


@pytest.fixture
def desk(migrated_database: NewDatabase) -> Database:
    return migrated_database("desk")


async def run(desk: Database, change: str = "SELECT 1") -> dict[str, SignsIn]:
    """What the demo shows, by account, after a change of the database."""
    connection = await asyncpg.connect(desk.owner_url)
    try:
        await connection.execute(change)
        return {each.account: each for each in await accounts(connection, OPERATOR)}
    finally:
        await connection.close()


async def accepts(desk: Database, shown: SignsIn) -> bool:
    connection = await asyncpg.connect(desk.owner_url)
    try:
        password = await connection.fetchval("SELECT password FROM account WHERE name = $1", shown.account)
    finally:
        await connection.close()
    return await Passwords(1).matches(shown.password or "", password)


async def test_three_people_of_one_body_get_accounts(desk: Database) -> None:
    shown = await run(desk)
    assert {each.role for each in shown.values()} == {Role.REGISTRAR, Role.EXECUTOR, Role.HEAD}
    assert {each.code[:4] for each in shown.values()} == {PEOPLE[0].code[:4]}
    assert all([await accepts(desk, each) for each in shown.values()])


async def test_an_account_that_nobody_has_used_gets_another_password(desk: Database) -> None:
    first, second = await run(desk), await run(desk)
    assert first.keys() == second.keys()
    for account in first:
        assert await accepts(desk, second[account])
        assert not await accepts(desk, first[account])


@pytest.mark.parametrize("change", ["must_change = false", "disabled_at = now()"])
async def test_an_account_in_use_or_disabled_stays_as_it_is(desk: Database, change: str) -> None:
    first = await run(desk)
    second = await run(desk, f"UPDATE account SET {change} WHERE name = 'demo-head'")  # noqa: S608 - constants
    assert second["demo-head"].password is None
    assert await accepts(desk, first["demo-head"])
    assert second["demo-executor"].password


async def test_another_account_of_the_same_person_is_named_without_a_password(desk: Database) -> None:
    await run(desk)
    shown = await run(desk, "UPDATE account SET name = 'petrova' WHERE name = 'demo-head'")
    assert shown["petrova"].password is None
    assert "demo-head" not in shown
