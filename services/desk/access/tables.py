"""The tables of accounts, sessions and the audit trail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.desk.domain.people import Person, Role
from shared.database import Connection, Pool

_ACCOUNT = """
    SELECT name, full_name, role, code, must_change, password, locked_until
    FROM account WHERE name = $1 AND disabled_at IS NULL
"""
_FAILED = """
    UPDATE account
    SET failures = CASE WHEN failures + 1 >= $2 THEN 0 ELSE failures + 1 END,
        locked_until = CASE WHEN failures + 1 >= $2 THEN $3::timestamptz + $4::interval ELSE locked_until END
    WHERE name = $1 RETURNING locked_until
"""
_SUCCEEDED = "UPDATE account SET failures = 0, locked_until = NULL WHERE name = $1"
_CHANGED = "UPDATE account SET password = $2, must_change = false WHERE name = $1"
_LINKED = """
    SELECT name, full_name, role, code, must_change
    FROM account JOIN identity ON identity.account = account.name
    WHERE issuer = $1 AND subject = $2 AND disabled_at IS NULL
"""
_START = """
    INSERT INTO session (digest, account, started_at, seen_at, ends_at, id_token) VALUES ($1, $2, $3, $3, $4, $5)
"""
_SEEN = """
    UPDATE session SET seen_at = greatest(seen_at, $2)
    FROM account
    WHERE digest = $1 AND ends_at > $2 AND seen_at > $2::timestamptz - $3::interval
      AND account.name = session.account AND account.disabled_at IS NULL
    RETURNING account.name, account.full_name, account.role, account.code, account.must_change,
              session.id_token IS NOT NULL AS by_provider
"""
_LASTS = """
    SELECT true FROM session JOIN account ON account.name = session.account
    WHERE digest = $1 AND ends_at > $2 AND seen_at > $2::timestamptz - $3::interval AND account.disabled_at IS NULL
"""
_END = "DELETE FROM session WHERE digest = $1 RETURNING id_token"
_END_OTHERS = "DELETE FROM session WHERE account = $1 AND digest <> $2"
_CLEAN = "DELETE FROM session WHERE ends_at <= $1 OR seen_at <= $1::timestamptz - $2::interval"
_EXECUTORS = """
    SELECT code, full_name FROM account
    WHERE role = 'executor' AND starts_with(code, $1 || '-') AND disabled_at IS NULL ORDER BY code
"""
_AUDIT = "INSERT INTO audit (account, what, subject, command, address) VALUES ($1, $2, $3, $4, $5::text::inet)"


@dataclass(frozen=True, slots=True)
class Account:
    """An account that may sign in."""

    person: Person
    password: str
    locked_until: datetime | None


async def account_of(pool: Pool, name: str) -> Account | None:
    """The account with this name, unless it is disabled."""
    row = await pool.fetchrow(_ACCOUNT, name)
    return row and Account(person_in(row), row["password"], row["locked_until"])


async def note_failure(connection: Connection, name: str, at_most: int, now: datetime, lock: timedelta) -> bool:
    """Count a wrong password. Returns whether the account is locked for it."""
    locked_until = await connection.fetchval(_FAILED, name, at_most, now, lock)
    return locked_until is not None and locked_until > now


async def note_success(connection: Connection, name: str) -> None:
    """Count from zero again."""
    await connection.execute(_SUCCEEDED, name)


async def change_password(connection: Connection, name: str, password: str) -> None:
    """Store the hash of a password that the person has chosen."""
    await connection.execute(_CHANGED, name, password)


async def linked_person(connection: Connection, issuer: str, subject: str) -> Person | None:
    """The person of the account that is linked with this identity, unless it is disabled."""
    row = await connection.fetchrow(_LINKED, issuer, subject)
    return row and person_in(row)


async def start_session(
    connection: Connection, digest: bytes, account: str, now: datetime, ends: datetime, id_token: str | None = None
) -> None:
    """Store a session, with the ID token if it began at a provider."""
    await connection.execute(_START, digest, account, now, ends, id_token)


async def seen(pool: Pool, digest: bytes, now: datetime, idle: timedelta) -> Person | None:
    """The person of a session that has not ended; it is idle from `now` on."""
    row = await pool.fetchrow(_SEEN, digest, now, idle)
    return row and person_in(row)


async def lasts(pool: Pool, digest: bytes, now: datetime, idle: timedelta) -> bool:
    """Whether a session has not ended; it stays idle."""
    return bool(await pool.fetchval(_LASTS, digest, now, idle))


async def end_session(connection: Connection, digest: bytes) -> str | None:
    """Delete a session. Returns its ID token, if it began at a provider."""
    id_token: str | None = await connection.fetchval(_END, digest)
    return id_token


async def end_other_sessions(connection: Connection, account: str, kept: bytes) -> None:
    """Delete all sessions of an account but one."""
    await connection.execute(_END_OTHERS, account, kept)


async def delete_ended(pool: Pool, now: datetime, idle: timedelta) -> None:
    """Delete sessions that have ended."""
    await pool.execute(_CLEAN, now, idle)


async def executors_of(pool: Pool, body: str) -> dict[str, str]:
    """The full names of a body's executors who have accounts, by their numbers."""
    return {row["code"]: row["full_name"] for row in await pool.fetch(_EXECUTORS, body)}


async def record(
    connection: Connection | Pool,
    account: str | None,
    what: str,
    *,
    subject: str | None = None,
    command: UUID | None = None,
    address: str | None = None,
) -> None:
    """Append to the audit trail."""
    await connection.execute(_AUDIT, account, what, subject, command, address)


def person_in(row: Any) -> Person:
    """The person of a row of `account`."""
    by_provider = row.get("by_provider", False)
    return Person(row["name"], row["full_name"], Role(row["role"]), row["code"], row["must_change"], by_provider)
