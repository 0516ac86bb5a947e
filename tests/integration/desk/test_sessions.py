"""Signing in over a real database: sessions, locks, passwords, tokens, the audit trail."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from services.desk.access import administration
from services.desk.access.administration import AccountRefused
from services.desk.access.sessions import PasswordRefused, Sessions, SignInRefused
from services.desk.access.tokens import Scope, TokenRefused, Tokens, issue
from services.desk.domain.people import Person, Role, WeakPassword
from services.desk.settings import DeskSettings
from shared.clock import FixedClock
from shared.database import create_pool
from tests.engines import Database, NewDatabase

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADDRESS = "127.0.0.1"
OPERATOR = "operator:petrova"
CHOSEN = "correct horse battery"


@dataclass
class Desk:
    """Sessions of one database."""

    sessions: Sessions
    tokens: Tokens
    database: Database
    clock: FixedClock

    def later(self, **delta: float) -> None:
        self.clock.moment += timedelta(**delta)

    async def account(self, name: str = "ivanova", role: Role = Role.EXECUTOR, code: str = "0101-017") -> str:
        return await self.as_owner(administration.add, name, "Ivanova A. P.", role, code, OPERATOR)

    async def as_owner(self, change: object, *arguments: object) -> str:
        connection = await asyncpg.connect(self.database.owner_url)
        try:
            return await change(connection, *arguments)  # type: ignore[operator, no-any-return]
        finally:
            await connection.close()

    async def audit(self) -> list[tuple[str | None, str, str | None]]:
        connection = await asyncpg.connect(self.database.url)
        try:
            rows = await connection.fetch("SELECT account, what, subject FROM audit ORDER BY id")
            return [tuple(row) for row in rows]
        finally:
            await connection.close()

    async def refused(self, password: str, name: str = "ivanova") -> None:
        with pytest.raises(SignInRefused):
            await self.sessions.sign_in(name, password, ADDRESS)


@pytest.fixture
async def desk(migrated_database: NewDatabase) -> AsyncIterator[Desk]:
    database = migrated_database("desk")
    settings = DeskSettings(database_url=database.url, form_key="k" * 16)
    pool, clock = await create_pool(settings), FixedClock(NOW)
    try:
        yield Desk(Sessions(pool, settings, clock), Tokens(pool, clock), database, clock)
    finally:
        await pool.close()


async def test_a_session_lasts_while_it_is_used_and_for_a_day_at_most(desk: Desk) -> None:
    password = await desk.account()
    token = (await desk.sessions.sign_in("ivanova", password, ADDRESS)).token
    for _ in range(23):
        desk.later(minutes=29)
        person = await desk.sessions.person(token)
        assert person
        assert person.actor == "executor:0101-017"
    desk.later(hours=1)
    assert await desk.sessions.person(token) is None
    again = (await desk.sessions.sign_in("ivanova", password, ADDRESS)).token
    for _ in range(25):
        assert await desk.sessions.person(again)
        desk.later(minutes=29)
    assert await desk.sessions.person(again) is None


async def test_asking_whether_a_session_lasts_does_not_prolong_it(desk: Desk) -> None:
    password = await desk.account()
    token = (await desk.sessions.sign_in("ivanova", password, ADDRESS)).token
    for _ in range(2):
        assert await desk.sessions.lasts(token)
        desk.later(minutes=14)
    desk.later(minutes=3)
    assert not await desk.sessions.lasts(token)
    assert await desk.sessions.person(token) is None
    again = await desk.sessions.sign_in("ivanova", password, ADDRESS)
    await desk.sessions.sign_out(again.token, again.person, ADDRESS)
    assert not await desk.sessions.lasts(again.token)
    third = (await desk.sessions.sign_in("ivanova", password, ADDRESS)).token
    await desk.as_owner(administration.disable, "ivanova", OPERATOR)
    assert not await desk.sessions.lasts(third)


async def test_a_token_that_is_none_is_nobodys(desk: Desk) -> None:
    for token in ("", None, "x", "x" * 10_000, "\x00"):
        assert await desk.sessions.person(token) is None


async def test_an_account_is_locked_after_five_wrong_passwords(desk: Desk) -> None:
    password = await desk.account()
    for _ in range(4):
        await desk.refused("wrong")
    assert await desk.sessions.sign_in("ivanova", password, ADDRESS)
    for _ in range(5):
        await desk.refused("wrong")
    await desk.refused(password)
    desk.later(minutes=14)
    await desk.refused(password)
    desk.later(minutes=2)
    assert await desk.sessions.sign_in("ivanova", password, ADDRESS)
    assert [what for _, what, _ in await desk.audit()].count("account-locked") == 1


async def test_an_account_that_does_not_exist_is_refused_alike(desk: Desk) -> None:
    await desk.refused("wrong", name="nobody")
    assert await desk.audit() == [(None, "sign-in-refused", None)]


async def test_the_first_password_is_changed_and_ends_other_sessions(desk: Desk) -> None:
    given = await desk.account()
    first, second = [await desk.sessions.sign_in("ivanova", given, ADDRESS) for _ in range(2)]
    assert first.person.must_change
    with pytest.raises(PasswordRefused) as weak:
        await desk.sessions.change_password(first.token, first.person, given, "short", "short", ADDRESS)
    assert weak.value.reason is WeakPassword.TOO_SHORT
    with pytest.raises(PasswordRefused) as wrong:
        await desk.sessions.change_password(first.token, first.person, "wrong", CHOSEN, CHOSEN, ADDRESS)
    assert wrong.value.reason is None
    await desk.sessions.change_password(first.token, first.person, given, CHOSEN, CHOSEN, ADDRESS)
    person = await desk.sessions.person(first.token)
    assert person
    assert not person.must_change
    assert await desk.sessions.person(second.token) is None
    await desk.refused(given)
    assert await desk.sessions.sign_in("ivanova", CHOSEN, ADDRESS)


async def test_who_signs_out_is_signed_out(desk: Desk) -> None:
    signed_in = await desk.sessions.sign_in("ivanova", await desk.account(), ADDRESS)
    await desk.sessions.sign_out(signed_in.token, signed_in.person, ADDRESS)
    assert await desk.sessions.person(signed_in.token) is None
    assert await desk.audit() == [
        (OPERATOR, "account-added", "ivanova"),
        ("ivanova", "signed-in", None),
        ("ivanova", "signed-out", None),
    ]


async def test_a_disabled_account_is_out_at_once(desk: Desk) -> None:
    password = await desk.account()
    token = (await desk.sessions.sign_in("ivanova", password, ADDRESS)).token
    await desk.as_owner(administration.disable, "ivanova", OPERATOR)
    assert await desk.sessions.person(token) is None
    await desk.refused(password)
    await desk.as_owner(administration.enable, "ivanova", OPERATOR)
    assert await desk.sessions.person(token) is None
    assert await desk.sessions.sign_in("ivanova", password, ADDRESS)


async def test_a_new_password_unlocks_and_ends_sessions(desk: Desk) -> None:
    token = (await desk.sessions.sign_in("ivanova", await desk.account(), ADDRESS)).token
    for _ in range(5):
        await desk.refused("wrong")
    password = await desk.as_owner(administration.reset, "ivanova", OPERATOR)
    assert await desk.sessions.person(token) is None
    assert (await desk.sessions.sign_in("ivanova", password, ADDRESS)).person.must_change


async def test_what_cannot_be_an_account_is_refused(desk: Desk) -> None:
    await desk.account()
    with pytest.raises(AccountRefused, match="There is an account"):
        await desk.account(code="0101-018")
    with pytest.raises(AccountRefused, match="executor:0101-017"):
        await desk.account(name="other")
    with pytest.raises(AccountRefused, match="is expected"):
        await desk.account(name="other", code="17")
    with pytest.raises(AccountRefused, match="no account nobody"):
        await desk.as_owner(administration.disable, "nobody", OPERATOR)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET what = 'x'",
        "DELETE FROM audit",
        "INSERT INTO account (name, full_name, role, code, password) VALUES ('x1', 'x', 'head', '0101', '$argon2id$')",
        "UPDATE account SET role = 'head'",
        "UPDATE account SET disabled_at = NULL",
        "DELETE FROM account",
        "UPDATE session SET account = 'x'",
        "UPDATE token SET ends_at = now() + interval '9 years'",
        "UPDATE token SET account = 'x'",
        "DELETE FROM token",
    ],
)
async def test_the_process_cannot_change_the_trail_or_make_accounts(desk: Desk, statement: str) -> None:
    await desk.account()
    connection = await asyncpg.connect(desk.database.url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    finally:
        await connection.close()


async def with_password(desk: Desk, role: Role = Role.EXECUTOR, code: str = "0101-017") -> Person:
    """An account whose person has chosen a password."""
    given = await desk.account(role=role, code=code)
    first = await desk.sessions.sign_in("ivanova", given, ADDRESS)
    await desk.sessions.change_password(first.token, first.person, given, CHOSEN, CHOSEN, ADDRESS)
    return first.person


async def test_a_token_works_until_it_ends_or_is_revoked(desk: Desk) -> None:
    person = await with_password(desk)
    token = await desk.tokens.issue(person, "import", Scope.ACT, 7)
    caller = await desk.tokens.caller(token)
    assert caller
    assert (caller.person.actor, caller.scope) == ("executor:0101-017", Scope.ACT)
    for other in (None, "", "x", token[:-1], f"{token}x", token.removeprefix("lea-desk-"), "lea-desk-\x00"):
        assert await desk.tokens.caller(other) is None
    [listed] = await desk.tokens.listed(person)
    assert (listed.label, listed.used_at) == ("import", NOW)
    desk.later(days=6)
    assert await desk.tokens.caller(token)
    await desk.tokens.revoke(person, listed.id)
    assert await desk.tokens.caller(token) is None
    with pytest.raises(TokenRefused):
        await desk.tokens.revoke(person, listed.id)
    another = await desk.tokens.issue(person, "import", Scope.READ, 7)
    desk.later(days=8)
    assert await desk.tokens.caller(another) is None
    assert await desk.tokens.listed(person) == []
    trail = [(account, what) for account, what, _ in await desk.audit() if what.startswith("token")]
    assert trail == [("ivanova", "token-added"), ("ivanova", "token-revoked"), ("ivanova", "token-added")]


@pytest.mark.parametrize("change", [administration.disable, administration.reset])
async def test_a_token_ends_with_the_account_and_with_a_new_password(desk: Desk, change: object) -> None:
    person = await with_password(desk)
    token = await desk.tokens.issue(person, "import", Scope.ACT, 7)
    await desk.as_owner(change, "ivanova", OPERATOR)
    assert await desk.tokens.caller(token) is None
    if change is administration.disable:
        await desk.as_owner(administration.enable, "ivanova", OPERATOR)
        assert await desk.tokens.caller(token) is None


async def test_what_cannot_be_a_token_is_refused(desk: Desk) -> None:
    person = await with_password(desk, Role.AUDITOR, "petrova")
    for label, scope, days in (
        ("x", Scope.ACT, 7),
        (" ", Scope.READ, 7),
        ("x" * 101, Scope.READ, 7),
        ("a\nb", Scope.READ, 7),
        ("x", Scope.READ, 0),
        ("x", Scope.READ, 367),
    ):
        with pytest.raises(TokenRefused):
            await desk.tokens.issue(person, label, scope, days)
    for number in range(20):
        await desk.tokens.issue(person, str(number), Scope.READ, 7)
    with pytest.raises(TokenRefused, match="revoke one first"):
        await desk.tokens.issue(person, "one more", Scope.READ, 7)


async def test_a_token_of_a_password_from_somebody_else_does_not_work(desk: Desk) -> None:
    await desk.account()
    token = await desk.as_owner(issue, "ivanova", "x", Scope.ACT, 7, OPERATOR, NOW)
    assert await desk.tokens.caller(token) is None
