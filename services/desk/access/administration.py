"""Accounts are made, locked and given new passwords here, with the rights of the database's owner.

Each change is in the audit trail, with the person who made it; sessions and tokens of the account end with it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from asyncpg.exceptions import UniqueViolationError

from services.desk.access.passwords import generated, hashed
from services.desk.access.tables import record
from services.desk.domain.people import Role, check_code
from shared.commits import confirmed
from shared.database import Connection

_LIST = """
    SELECT name, full_name, role, code, must_change, locked_until, disabled_at,
           (SELECT max(seen_at) FROM session WHERE account = account.name) AS seen_at, issuer, subject
    FROM account LEFT JOIN identity ON identity.account = account.name ORDER BY name
"""
_ADD = "INSERT INTO account (name, full_name, role, code, password) VALUES ($1, $2, $3, $4, $5)"
_RESET = """
    UPDATE account SET password = $2, must_change = true, failures = 0, locked_until = NULL
    WHERE name = $1 AND NOT EXISTS (SELECT FROM identity WHERE account = $1)
"""
_CLOSE = """
    UPDATE account SET password = $2, must_change = false, failures = 0, locked_until = NULL WHERE name = $1
"""
_LINK = "INSERT INTO identity (account, issuer, subject) VALUES ($1, $2, $3)"
_UNLINK = "DELETE FROM identity WHERE account = $1"
_DISABLE = "UPDATE account SET disabled_at = now() WHERE name = $1 AND disabled_at IS NULL"
_ENABLE = "UPDATE account SET disabled_at = NULL WHERE name = $1 AND disabled_at IS NOT NULL"
_END_SESSIONS = "DELETE FROM session WHERE account = $1"
_REVOKE_TOKENS = "UPDATE token SET revoked_at = now() WHERE account = $1 AND revoked_at IS NULL"


class AccountRefused(Exception):
    """The account cannot be changed so; the text says why."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An account in a list."""

    name: str
    full_name: str
    role: Role
    code: str
    must_change: bool
    locked_until: datetime | None
    disabled_at: datetime | None
    seen_at: datetime | None
    """The last request of a session that has not ended."""
    issuer: str | None
    """With `subject` the identity with which the person signs in at a provider."""
    subject: str | None


async def listed(connection: Connection) -> list[Listed]:
    """All accounts by name."""
    rows = await connection.fetch(_LIST)
    return [Listed(**{**row, "role": Role(row["role"])}) for row in rows]


async def add(connection: Connection, name: str, full_name: str, role: Role, code: str, by: str) -> str:
    """Make an account. Returns the password for the first sign-in. Raises AccountRefused."""
    try:
        check_code(role, code)
    except ValueError as error:
        raise AccountRefused(str(error)) from None
    password = generated()
    async with confirmed(connection):
        try:
            await connection.execute(_ADD, name, full_name, role, code, hashed(password))
        except UniqueViolationError:
            raise AccountRefused(f"There is an account {name}, or another one for {role}:{code}.") from None
        await record(connection, by, "account-added", subject=name)
    return password


async def reset(connection: Connection, name: str, by: str) -> str:
    """Give an account a new password, and unlock it. Returns the password. Raises AccountRefused.

    An account that is linked with an identity gets none: its person signs in at the provider, and nowhere else.
    """
    password = generated()
    await _change(connection, name, by, "password-reset", lambda: connection.execute(_RESET, name, hashed(password)))
    return password


async def link(connection: Connection, name: str, issuer: str, subject: str, by: str) -> None:
    """Let the person of an account sign in with an identity of a provider, and no more with a password.

    Raises AccountRefused.
    """

    async def change() -> str:
        # A password that nobody knows.
        closed = str(await connection.execute(_CLOSE, name, hashed(generated())))
        if closed == "UPDATE 1":
            await connection.execute(_LINK, name, issuer, subject)
        return closed

    try:
        await _change(connection, name, by, "account-linked", change)
    except UniqueViolationError:
        raise AccountRefused(f"{name} is linked with an identity, or the identity with another account.") from None


async def unlink(connection: Connection, name: str, by: str) -> str:
    """Let the person of a linked account sign in with a password again. Returns it. Raises AccountRefused."""
    async with confirmed(connection):
        if await connection.execute(_UNLINK, name) != "DELETE 1":
            raise AccountRefused(f"{name} is not linked with an identity.")
        await record(connection, by, "account-unlinked", subject=name)
        return await reset(connection, name, by)


async def disable(connection: Connection, name: str, by: str) -> None:
    """Let nobody sign in with the account any more. Raises AccountRefused."""
    await _change(connection, name, by, "account-disabled", lambda: connection.execute(_DISABLE, name))


async def enable(connection: Connection, name: str, by: str) -> None:
    """Let the person of a disabled account sign in again. Raises AccountRefused."""
    await _change(connection, name, by, "account-enabled", lambda: connection.execute(_ENABLE, name))


async def _change(
    connection: Connection, name: str, by: str, what: str, statement: Callable[[], Awaitable[str]]
) -> None:
    async with confirmed(connection):
        if await statement() != "UPDATE 1":
            raise AccountRefused(f"There is no account {name} for which this changes anything.")
        await connection.execute(_END_SESSIONS, name)
        await connection.execute(_REVOKE_TOKENS, name)
        await record(connection, by, what, subject=name)
