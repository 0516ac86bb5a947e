"""Who may come in: proved to be a consumer, and valid at present."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from starlette.types import Scope

from services.edge.access_log import Record
from services.edge.domain.consumers import Consumer, check_valid
from services.edge.nonces import Nonce
from shared.signatures.messages import RequestHead, request_head


class Head(NamedTuple):
    """A request without its body."""

    message: RequestHead
    """As its sender signed it."""
    query: bytes
    certificate: bytes | None = None
    """The client's certificate (DER), where TLS asked for one."""

    @property
    def headers(self) -> Mapping[str, str]:
        """By lower-case names."""
        return self.message.headers


def head_of(scope: Scope, public_url: str | None, behind_proxy: bool = False) -> Head:
    """The head of a request; `public_url` is the address before a proxy that forwards to this one.

    The header `Client-Cert` (RFC 9440) counts only `behind_proxy`, where no client can set it.
    """
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    certificate = _certificate(headers.pop("client-cert", None)) if behind_proxy else None
    path = scope["raw_path"].decode("latin-1") if scope.get("raw_path") else scope["path"]
    scheme, host, query = scope["scheme"], headers.get("host", ""), scope["query_string"]
    if public_url:
        scheme, _, host = public_url.partition("://")
    message = request_head(scope["method"], scheme, host, path, query.decode("latin-1"), headers)
    return Head(message, query, certificate)


def _certificate(header: str | None) -> bytes | None:
    """The certificate (DER) in a header as HAProxy sets it: a byte sequence of RFC 8941."""
    return None if header is None else b64decode(header.strip(":"))


@dataclass(frozen=True, slots=True)
class Caller:
    """A consumer that has proved to be one."""

    consumer: Consumer
    key: str | None = None
    """Id of the key that signed; none where a bearer key was shown."""
    nonce: Nonce | None = None
    content_digest: bytes | None = None
    """SHA-256 of the body, as it was signed."""


class Authentication(Protocol):
    """Proves who asks."""

    def caller(self, head: Head, now: datetime) -> Caller:
        """Who a request comes from; whether it may ask at present is not asked. Raises Refused."""
        ...


class Admission(Protocol):
    """Keeps count of what is asked."""

    async def admit(self, consumer: str, nonce: Nonce | None) -> Mapping[str, str]:
        """Let a request in; the headers that tell what its consumer may still ask. Raises Refused."""
        ...

    async def give_back(self, consumer: str, look_ups: int) -> None:
        """Count a request that was let in just now, and the look-ups it was charged, no longer."""
        ...


class Entered(NamedTuple):
    """A request that was let in."""

    caller: Caller
    headers: Mapping[str, str]
    """What every answer to it tells."""


class Gate:
    """Lets callers in."""

    def __init__(
        self, authentication: Authentication, admission: Admission, *, nonce_with_record: bool = False
    ) -> None:
        """A nonce is used up before anything is done; or with the record, where nothing is changed by what is done.

        The latter takes one round trip less. Then `turn_out` is called for a request that was made before.
        """
        self._authentication = authentication
        self._admission = admission
        self._nonce_with_record = nonce_with_record

    async def enter(self, head: Head, record: Record) -> Entered:
        """Who asks, and may ask at the moment of the record; noted in it. Raises Refused."""
        caller = self._authentication.caller(head, record.at)
        record.consumer, record.key = caller.consumer.id, caller.key
        check_valid(caller.consumer, record.at)
        nonce = caller.nonce
        if self._nonce_with_record:
            record.nonce, nonce = nonce, None
        headers = await self._admission.admit(caller.consumer.id, nonce)
        record.let_in = True
        return Entered(caller, headers)

    async def turn_out(self, record: Record) -> None:
        """Charge the consumer nothing for a request that was made before: whoever sends it again may be another."""
        if record.let_in and record.consumer is not None:
            await self._admission.give_back(record.consumer, record.charged)
