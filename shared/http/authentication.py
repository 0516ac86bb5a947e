"""Secrets that clients present: made here, and stored as digests only."""

import secrets
from hashlib import sha256

_SECRET_BYTES = 32


def new_secret() -> str:
    """A new secret with 256 random bits, in URL-safe base64."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def secret_digest(secret: str) -> bytes:
    """The SHA-256 of a secret: what is stored of it. Only for secrets with enough entropy, never for passwords."""
    return sha256(secret.encode()).digest()


def bearer_token(authorization: str | None) -> str | None:
    """The token in an `Authorization` header of the scheme Bearer (RFC 6750, 2.1); None if there is none."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
