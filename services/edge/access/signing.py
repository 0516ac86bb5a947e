"""Signs answers; a port, so that a hardware module or a national algorithm can take its place."""

from collections.abc import Mapping
from typing import Protocol

from services.edge.settings import EdgeSettings
from shared.clock import Clock
from shared.signatures.answers import sign_answer
from shared.signatures.keys import SigningKey, signing_key
from shared.signatures.messages import AnswerHead, RequestHead


class AnswerSigner(Protocol):
    """Signs answers."""

    def headers(
        self, request: RequestHead, status: int, headers: Mapping[str, str], digest: bytes
    ) -> Mapping[str, str]:
        """The headers that sign an answer to this request: with this status, these headers and a body of this SHA-256.

        All by lower-case names; among them is `signature`, unless answers are not signed.
        """
        ...


class ServiceKeySigner:
    """Signs with the key of the service (RFC 9421); the answer is bound to its request."""

    def __init__(self, key: SigningKey, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def headers(
        self, request: RequestHead, status: int, headers: Mapping[str, str], digest: bytes
    ) -> Mapping[str, str]:
        """Content-Digest, Signature-Input and Signature."""
        return sign_answer(self._key, AnswerHead(status, headers, request), digest, self._clock.now())


class Unsigned:
    """Signs nothing: for a service without a key."""

    def headers(self, *_: object) -> Mapping[str, str]:
        """None."""
        return {}


def signer_for(settings: EdgeSettings, clock: Clock) -> AnswerSigner:
    """The signer with the key in the settings. Raises KeyUnfit."""
    if settings.signing_key is None:
        return Unsigned()
    return ServiceKeySigner(signing_key(settings.signing_key.get_secret_value()), clock)
