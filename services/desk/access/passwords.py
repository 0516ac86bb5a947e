"""Checks passwords against Argon2id hashes, in threads and few at a time: each check takes half a second and 64 MB."""

import secrets

from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from services.desk.domain.people import PASSWORD_AT_MOST

_HASH = PasswordHash((Argon2Hasher(),))


def hashed(password: str) -> str:
    """The hash of a password, with its parameters and a random salt."""
    return _HASH.hash(password)


def generated() -> str:
    """A password for the first sign-in."""
    return secrets.token_urlsafe(12)


class Passwords:
    """Checks passwords."""

    def __init__(self, at_a_time: int) -> None:
        self._limiter = CapacityLimiter(at_a_time)
        # An account that does not exist takes as long to refuse as one that does.
        self._nobodys = hashed(secrets.token_urlsafe(16))

    async def matches(self, password: str, stored: str | None) -> bool:
        """Whether the password has this hash; never where there is none."""
        known = await to_thread.run_sync(
            _HASH.verify, password[:PASSWORD_AT_MOST], stored or self._nobodys, limiter=self._limiter
        )
        return known and stored is not None

    async def hash(self, password: str) -> str:
        """The hash of a new password."""
        return await to_thread.run_sync(hashed, password, limiter=self._limiter)
