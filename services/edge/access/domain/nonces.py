"""Nonces: a signed request is admitted once, because its nonce is used once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple


class Nonce(NamedTuple):
    """A nonce as it was signed."""

    key: str
    """Id of the key that signed."""
    value: str
    expires_at: datetime
    """From this moment on the signature is refused anyway, so that the nonce need not be stored any longer."""


def first_uses(nonces: Sequence[Nonce], unused: Iterable[tuple[str, str]]) -> list[bool]:
    """Which of them are used for the first time, given key and value of those stored now.

    Of several that came together with the same nonce, one is.
    """
    left = set(unused)
    return [_taken(left, (nonce.key, nonce.value)) for nonce in nonces]


def _taken(left: set[tuple[str, str]], nonce: tuple[str, str]) -> bool:
    if nonce not in left:
        return False
    left.remove(nonce)
    return True
