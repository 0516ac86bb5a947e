"""Who may come in: proved to be a consumer, and valid at present."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from starlette.types import Scope

from services.edge.access_log import Record
from services.edge.domain.consumers import Consumer, check_valid
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


def head_of(scope: Scope, public_url: str | None) -> Head:
    """The head of a request; `public_url` is the address before a proxy that forwards to this one."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    path = scope["raw_path"].decode("latin-1") if scope.get("raw_path") else scope["path"]
    scheme, host, query = scope["scheme"], headers.get("host", ""), scope["query_string"]
    if public_url:
        scheme, _, host = public_url.partition("://")
    message = request_head(scope["method"], scheme, host, path, query.decode("latin-1"), headers)
    certificate = scope["extensions"].get("tls", {}).get("client_certificate") if scope.get("extensions") else None
    return Head(message, query, certificate)


@dataclass(frozen=True, slots=True)
class Nonce:
    """What makes a signed request one of a kind."""

    value: str
    expires_at: datetime
    """After this moment the signature is worth nothing anyway."""


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

    async def admit(self, caller: Caller) -> Mapping[str, str]:
        """Let a request in; the headers that tell what its consumer may still ask. Raises Refused."""
        ...


class Entered(NamedTuple):
    """A request that was let in."""

    caller: Caller
    headers: Mapping[str, str]
    """What every answer to it tells."""


class Gate:
    """Lets callers in."""

    def __init__(self, authentication: Authentication, admission: Admission) -> None:
        self._authentication = authentication
        self._admission = admission

    async def enter(self, head: Head, record: Record) -> Entered:
        """Who asks, and may ask at the moment of the record; noted in it. Raises Refused."""
        caller = self._authentication.caller(head, record.at)
        record.consumer, record.key = caller.consumer.id, caller.key
        check_valid(caller.consumer, record.at)
        return Entered(caller, await self._admission.admit(caller))
