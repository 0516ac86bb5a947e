"""Nonces: what makes a signed request one of a kind, remembered in one place for all instances."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

REMEMBER = """
    INSERT INTO nonce (key, value, expires_at) SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])
    ON CONFLICT DO NOTHING RETURNING key, value
"""
"""Takes `columns_of`; returns the rows of those not used before."""


class Nonce(NamedTuple):
    """A nonce as it was signed."""

    key: str
    """Id of the key that signed."""
    value: str
    expires_at: datetime
    """After this moment the signature is worth nothing anyway."""


def columns_of(nonces: Sequence[Nonce]) -> list[list[Any]]:
    """As columns, in one order everywhere, so that those who write the same never wait for each other in a circle."""
    return [list(column) for column in zip(*sorted(nonces), strict=True)]


def first_uses(nonces: Sequence[Nonce], rows: Sequence[Any]) -> list[bool]:
    """Which of them are used for the first time; of several that came together with the same nonce, one is."""
    unused = {(key, value) for key, value in rows}
    return [_taken(unused, (nonce.key, nonce.value)) for nonce in nonces]


def _taken(unused: set[tuple[str, str]], nonce: tuple[str, str]) -> bool:
    if nonce not in unused:
        return False
    unused.remove(nonce)
    return True
