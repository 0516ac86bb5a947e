"""Requests as the Supreme Court's system sends them: for one proceeding, or for as many as one request may carry."""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from random import Random

from contracts.identifiers import new_id
from infra.bench.lives import number_of
from shared.signatures.client import sign_request
from shared.signatures.keys import SigningKey, signing_key

_PURPOSE = {"lea-legal-ground": "case-at-hand", "lea-court-case": "12-3/2026"}


@dataclass(frozen=True)
class Signer:
    """Who asks."""

    consumer: str
    key_id: str
    pem: str
    """The private key."""

    @cached_property
    def key(self) -> SigningKey:
        return signing_key(self.pem, self.key_id)


@dataclass(frozen=True)
class Questions:
    """Requests about proceedings numbered from 0 to `proceedings`, the same ones each time."""

    port: int
    proceedings: int
    signer: Signer | None = None
    """None: nothing is proved, and no purpose told."""
    look_ups: int = 1
    """More than one: one request about so many."""
    seed: int = 7

    def __iter__(self) -> Iterator[bytes]:
        random = Random(self.seed)  # noqa: S311 - the same numbers every time
        while True:
            numbers = [number_of(random.randrange(self.proceedings)) for _ in range(self.look_ups)]
            yield self._one(numbers[0]) if self.look_ups == 1 else self._many(numbers)

    def _one(self, number: str) -> bytes:
        headers = {"host": self._host}
        if self.signer:
            headers |= {"lea-request-id": str(new_id()), **_PURPOSE}
        return self._sent("GET", f"/v1/enforcement-proceedings/{number}", headers, b"")

    def _many(self, numbers: Sequence[str]) -> bytes:
        consumer = self.signer.consumer if self.signer else ""
        body = json.dumps(
            {
                "request_id": str(new_id()),
                "consumer": consumer,
                "legal_ground": "case-at-hand",
                "court_case": "12-3/2026",
                "look_ups": [{"by": "proceeding-number", "number": number} for number in numbers],
            }
        ).encode()
        headers = {"host": self._host, "content-type": "application/json", "content-length": str(len(body))}
        return self._sent("POST", "/v1/information-requests", headers, body)

    def _sent(self, method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
        if self.signer:
            # As a client asks who does not want to be mistaken: a nonce of its own, and a minute to arrive.
            digest, url = sha256(body).digest() if body else None, f"http://{self._host}{path}"
            nonce = secrets.token_urlsafe(16)
            headers |= sign_request(self.signer.key, method, url, headers, digest, datetime.now(UTC), nonce=nonce)
        told = "".join(f"{name.lower()}: {value}\r\n" for name, value in headers.items())
        return f"{method} {path} HTTP/1.1\r\n{told}\r\n".encode() + body

    @property
    def _host(self) -> str:
        return f"127.0.0.1:{self.port}"
