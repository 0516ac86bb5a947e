"""Signing in and out, and who a request comes from.

A session is a random token in a cookie; the database has its digest. It ends when it was idle or old for too long, when
the person signs out, and, for all but the present one, when the password is changed.
"""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from services.desk.access import tables
from services.desk.access.passwords import Passwords
from services.desk.access.provider import Identity, ProviderRefused, Refusal
from services.desk.domain.people import Person, WeakPassword, weakness
from services.desk.settings import DeskSettings
from shared.clock import Clock
from shared.database import Connection, Pool, in_transaction
from shared.telemetry.logs import get_logger

_TOKEN = 32  # bytes
_CLEAN_EVERY = 300.0  # seconds
_SUBJECT = 100  # characters of the subject of an entry of the audit trail

_log = get_logger(__name__)


class SignInRefused(Exception):
    """The name or the password is wrong, or the account is locked; which of them is not disclosed."""


class PasswordRefused(Exception):
    """The new password breaks a rule, or the present one is wrong."""

    def __init__(self, reason: WeakPassword | None) -> None:
        """`reason` is none where the present password is wrong."""
        super().__init__(reason or "wrong-password")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person with a session."""

    person: Person
    token: str


class Sessions:
    """The sessions of one database; a part of the service, which deletes those that have ended."""

    def __init__(self, pool: Pool, settings: DeskSettings, clock: Clock) -> None:
        self._pool = pool
        self._settings = settings
        self._now = clock.now
        self._passwords = Passwords(settings.password_checks)
        self._idle = timedelta(seconds=settings.session_idle)
        self._life = timedelta(seconds=settings.session_life)

    async def run(self) -> None:
        """Delete sessions that have ended, until cancelled."""
        while True:
            try:
                await tables.delete_ended(self._pool, self._now(), self._idle)
            except Exception as error:  # noqa: BLE001 - tried again; expired sessions are refused meanwhile
                _log.warning("ended sessions not deleted", exc_info=error)
            await asyncio.sleep(_CLEAN_EVERY)

    async def sign_in(self, name: str, password: str, address: str | None) -> SignedIn:
        """Start a session. Raises SignInRefused."""
        account = await tables.account_of(self._pool, name)
        locked = account is not None and account.locked_until is not None and account.locked_until > self._now()
        matches = await self._passwords.matches(password, account.password if account else None)
        if account is None or locked or not matches:
            await self._note_failure(account.person.account if account else None, address, count=not locked)
            raise SignInRefused
        token = secrets.token_urlsafe(_TOKEN)
        now = self._now()

        async def start(connection: Connection) -> None:
            await tables.note_success(connection, name)
            await tables.start_session(connection, _digest(token), name, now, now + self._life)
            await tables.record(connection, name, "signed-in", address=address)

        await in_transaction(self._pool, start)
        return SignedIn(account.person, token)

    async def sign_in_by_provider(self, identity: Identity, address: str | None) -> SignedIn:
        """Start a session for the account that is linked with an identity. Raises ProviderRefused."""
        token = secrets.token_urlsafe(_TOKEN)
        now = self._now()

        async def start(connection: Connection) -> Person:
            person = await tables.linked_person(connection, identity.issuer, identity.subject)
            if person is None:
                raise ProviderRefused(Refusal.UNLINKED, identity.subject)
            ends = now + self._life
            await tables.start_session(connection, _digest(token), person.account, now, ends, identity.id_token)
            await tables.record(connection, person.account, "signed-in-by-provider", address=address)
            return person

        return SignedIn(await in_transaction(self._pool, start), token)

    async def note_provider_failure(self, what: str, address: str | None) -> None:
        """Record that nobody was signed in by the provider, and why."""
        await tables.record(self._pool, None, "provider-sign-in-refused", subject=what[:_SUBJECT], address=address)

    async def person(self, token: str | None) -> Person | None:
        """Whose session a token is of; none where it has ended."""
        if not token:
            return None
        return await tables.seen(self._pool, _digest(token), self._now(), self._idle)

    async def lasts(self, token: str) -> bool:
        """Whether a session has not ended; to ask does not prolong it."""
        return await tables.lasts(self._pool, _digest(token), self._now(), self._idle)

    async def sign_out(self, token: str, person: Person, address: str | None) -> str | None:
        """End a session. Returns its ID token, if it began at a provider."""

        async def end(connection: Connection) -> str | None:
            id_token = await tables.end_session(connection, _digest(token))
            await tables.record(connection, person.account, "signed-out", address=address)
            return id_token

        return await in_transaction(self._pool, end)

    async def change_password(
        self, token: str, person: Person, old: str, new: str, repeated: str, address: str | None
    ) -> None:
        """Change the password of a person, and end the person's other sessions. Raises PasswordRefused."""
        account = await tables.account_of(self._pool, person.account)
        locked = account is not None and account.locked_until is not None and account.locked_until > self._now()
        if account is None or locked or not await self._passwords.matches(old, account.password):
            await self._note_failure(person.account, address, count=not locked)
            raise PasswordRefused(None)
        if weak := weakness(new, repeated, old, person.account):
            raise PasswordRefused(weak)
        stored = await self._passwords.hash(new)

        async def change(connection: Connection) -> None:
            await tables.change_password(connection, person.account, stored)
            await tables.end_other_sessions(connection, person.account, _digest(token))
            await tables.record(connection, person.account, "password-changed", address=address)

        await in_transaction(self._pool, change)

    async def _note_failure(self, account: str | None, address: str | None, *, count: bool) -> None:
        lock = timedelta(seconds=self._settings.sign_in_lock)

        async def note(connection: Connection) -> None:
            what = "sign-in-refused"
            if account is not None and count:
                failed = tables.note_failure(connection, account, self._settings.sign_in_failures, self._now(), lock)
                what = "account-locked" if await failed else what
            await tables.record(connection, account, what, address=address)

        await in_transaction(self._pool, note)


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
