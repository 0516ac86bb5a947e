"""Answers are signed; a port, so that other means of signing take its place."""

from collections.abc import Mapping
from typing import Protocol

from services.edge.authentication import request_head
from services.edge.gate import Head
from services.edge.settings import EdgeSettings
from shared.clock import Clock
from shared.signatures.answers import sign_answer
from shared.signatures.keys import SigningKey, signing_key
from shared.signatures.messages import AnswerHead, lowered


class AnswerSigner(Protocol):
    """Signs answers."""

    def headers(self, head: Head, status: int, headers: Mapping[str, str], digest: bytes) -> Mapping[str, str]:
        """The headers that sign an answer to this request: with this status, these headers and a body of this SHA-256.

        Among them is `Signature`, unless answers are not signed.
        """
        ...


class HouseSigner:
    """Signs with a key of the house (RFC 9421); the answer is bound to the request it answers."""

    def __init__(self, key: SigningKey, clock: Clock, public_url: str | None) -> None:
        self._key = key
        self._clock = clock
        self._public_url = public_url

    def headers(self, head: Head, status: int, headers: Mapping[str, str], digest: bytes) -> Mapping[str, str]:
        """Content-Digest, Signature-Input and Signature."""
        answer = AnswerHead(status, lowered(headers), request_head(head, self._public_url))
        return sign_answer(self._key, answer, digest, self._clock.now())


class Unsigned:
    """Signs nothing: for a house that has no key."""

    def headers(self, head: Head, status: int, headers: Mapping[str, str], digest: bytes) -> Mapping[str, str]:  # noqa: ARG002 - of the port
        """None."""
        return {}


def signer_for(settings: EdgeSettings, clock: Clock) -> AnswerSigner:
    """Signs with the key in the settings. Raises KeyUnfit."""
    if settings.signing_key is None:
        return Unsigned()
    return HouseSigner(signing_key(settings.signing_key.get_secret_value()), clock, settings.public_url)
