"""Who may come in: proved to be a consumer, and valid at present."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from services.edge.access_log import Record
from services.edge.domain.consumers import Consumer, check_valid
from shared.clock import Clock


class Head(NamedTuple):
    """A request without its body."""

    method: str
    path: str
    """As it was sent, percent-encoded."""
    query: bytes
    scheme: str
    headers: Mapping[str, str]
    """By lower-case names."""
    certificate: bytes | None = None
    """The client's certificate (DER), where TLS asked for one."""


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

    def caller(self, head: Head) -> Caller:
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

    def __init__(self, authentication: Authentication, admission: Admission, clock: Clock) -> None:
        self._authentication = authentication
        self._admission = admission
        self._clock = clock

    async def enter(self, head: Head, record: Record) -> Entered:
        """Who asks, and may ask at present; noted in the record. Raises Refused."""
        caller = self._authentication.caller(head)
        record.consumer, record.key = caller.consumer.id, caller.key
        check_valid(caller.consumer, self._clock.now())
        return Entered(caller, await self._admission.admit(caller))
