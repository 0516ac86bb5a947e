"""Personal access tokens: with one, a program reads or acts for a person over the JSON interface.

A token is shown once, when it is made; the database has its digest. It ends after its days, when it is revoked, and
when the account is disabled; it works only while the person's password is one that the person has chosen.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from contracts.identifiers import new_id
from services.desk.access.tables import person_in, record
from services.desk.domain.people import Person, Role
from shared.clock import Clock
from shared.database import Connection, Pool, in_transaction
from shared.http.authentication import new_secret, secret_digest

PREFIX = "lea-desk-"
"""Of every token: scanners for secrets recognise it."""
DAYS_AT_MOST = 366
LABEL_AT_MOST = 100
TOKENS_AT_MOST = 20
"""Of one account at a time."""
_USED_EVERY = timedelta(minutes=5)

_ADD = """
    INSERT INTO token (id, digest, account, label, scope, created_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_LIST = """
    SELECT id, account, label, scope, created_at, ends_at, used_at, revoked_at
    FROM token WHERE account = $1 ORDER BY created_at DESC LIMIT 100
"""
_COUNT = "SELECT count(*) FROM token WHERE account = $1 AND revoked_at IS NULL AND ends_at > $2"
_PERSON = """
    SELECT token.id, scope, used_at, account.name, full_name, role, code, must_change
    FROM token JOIN account ON account.name = token.account
    WHERE digest = $1 AND ends_at > $2 AND revoked_at IS NULL AND disabled_at IS NULL AND NOT must_change
"""
_USED = "UPDATE token SET used_at = $2 WHERE id = $1"
_REVOKE = "UPDATE token SET revoked_at = $3 WHERE id = $1 AND account = $2 AND revoked_at IS NULL"
_ACCOUNT = "SELECT name, full_name, role, code, must_change FROM account WHERE name = $1 AND disabled_at IS NULL"


class Scope(StrEnum):
    """What a token is good for."""

    READ = "read"
    """Looking up, and previews."""
    ACT = "act"
    """Recording acts as well."""


class TokenRefused(Exception):
    """The token cannot be made or revoked; the text says why."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token in a list."""

    id: UUID
    account: str
    label: str
    scope: Scope
    created_at: datetime
    ends_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    def valid(self, now: datetime) -> bool:
        """Whether it still works."""
        return self.revoked_at is None and self.ends_at > now


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a request with a token comes from."""

    person: Person
    scope: Scope


def scopes_for(role: Role) -> tuple[Scope, ...]:
    """The scopes that a person of this role can give: auditors and operators act in no proceeding."""
    return (Scope.READ,) if role in (Role.AUDITOR, Role.OPERATOR) else tuple(Scope)


async def issue(
    connection: Connection, account: str, label: str, scope: Scope, days: int, by: str, now: datetime
) -> str:
    """Make a token for an account. Returns it. Raises TokenRefused."""
    label = label.strip()
    if not 1 <= len(label) <= LABEL_AT_MOST or not label.isprintable():
        raise TokenRefused(f"A token is named in 1 to {LABEL_AT_MOST} characters.")
    if not 1 <= days <= DAYS_AT_MOST:
        raise TokenRefused(f"A token is valid for 1 to {DAYS_AT_MOST} days.")
    row = await connection.fetchrow(_ACCOUNT, account)
    if row is None:
        raise TokenRefused(f"There is no account {account}.")
    role = person_in(row).role
    if scope not in scopes_for(role):
        raise TokenRefused(f"A person with the role {role} acts in no proceeding: the token can only read.")
    if await connection.fetchval(_COUNT, account, now) >= TOKENS_AT_MOST:
        raise TokenRefused(f"{account} has {TOKENS_AT_MOST} tokens; revoke one first.")
    token = f"{PREFIX}{new_secret()}"
    ends_at = now + timedelta(days=days)
    await connection.execute(_ADD, new_id(), secret_digest(token), account, label, scope, now, ends_at)
    await record(connection, by, "token-added", subject=account)
    return token


async def listed(connection: Connection | Pool, account: str) -> list[Token]:
    """The tokens of an account, the newest first."""
    return [Token(**{**row, "scope": Scope(row["scope"])}) for row in await connection.fetch(_LIST, account)]


async def revoke(connection: Connection, account: str, token: UUID, by: str, now: datetime) -> None:
    """End a token of an account. Raises TokenRefused."""
    if await connection.execute(_REVOKE, token, account, now) != "UPDATE 1":
        raise TokenRefused(f"{account} has no token {token} that could be revoked.")
    await record(connection, by, "token-revoked", subject=account)


class Tokens:
    """The tokens of one database."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def caller(self, token: str | None) -> Caller | None:
        """Whose token it is; none where it does not work."""
        if not token or not token.startswith(PREFIX):
            return None
        now = self._clock.now()
        row: Any = await self._pool.fetchrow(_PERSON, secret_digest(token), now)
        if row is None:
            return None
        if row["used_at"] is None or row["used_at"] < now - _USED_EVERY:
            await self._pool.execute(_USED, row["id"], now)
        return Caller(person_in(row), Scope(row["scope"]))

    async def issue(self, person: Person, label: str, scope: Scope, days: int) -> str:
        """Make a token for a person. Returns it. Raises TokenRefused."""
        now = self._clock.now()
        return await in_transaction(
            self._pool, lambda connection: issue(connection, person.account, label, scope, days, person.account, now)
        )

    async def listed(self, person: Person) -> list[Token]:
        """The person's tokens that work, the newest first."""
        now = self._clock.now()
        return [token for token in await listed(self._pool, person.account) if token.valid(now)]

    async def revoke(self, person: Person, token: UUID) -> None:
        """End a token of a person. Raises TokenRefused."""
        now = self._clock.now()
        await in_transaction(
            self._pool, lambda connection: revoke(connection, person.account, token, person.account, now)
        )
