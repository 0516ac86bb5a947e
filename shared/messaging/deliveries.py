"""A message as it was delivered, and the event read from it."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from aiormq.abc import DeliveredMessage

from contracts.envelope import EventEnvelope
from contracts.registry import MalformedMessage
from shared.messaging.senders import SenderNotPermitted, check_event, claims_another

Decode = Callable[[Mapping[str, Any], bytes], EventEnvelope[Any]]
"""Reads an event from headers and body; raises UnknownType or MalformedMessage."""
UNAUTHENTICATED = "unauthenticated"
"""Cause of parking: the user who sent a message may not send it."""

StreamKey = tuple[str, UUID]
"""Source and stream: what versions are counted in."""


@dataclass(frozen=True, slots=True)
class HeldRow:
    """The row of `deferred_message` a message comes from."""

    id: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message from a queue, or from where deferred messages are held."""

    headers: Mapping[str, Any]
    body: bytes
    routing_key: str = ""
    message_id: str | None = None
    sender: str | None = None
    """The user who sent it, as the broker has verified; None: the message names none."""
    held: HeldRow | None = None

    @property
    def headers_json(self) -> str:
        """The headers as JSON; values JSON has no type for are kept as text."""
        return _json(self.headers)

    @property
    def fingerprint(self) -> bytes:
        """The same for the same message, however often it is delivered."""
        # The broker counts deliveries and deaths in headers that begin with `x-`.
        sent = {name: value for name, value in self.headers.items() if not name.startswith("x-")}
        parts = (_json(sent).encode(), (self.sender or "").encode(), self.body)
        return sha256(b"\0".join(parts)).digest()


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """A readable delivery."""

    event: EventEnvelope[Any]
    delivery: Delivery

    @property
    def key(self) -> StreamKey:
        """The stream it belongs to."""
        return self.event.source, self.event.stream


@dataclass(frozen=True, slots=True)
class UnreadableMessage:
    """A delivery that is parked as it came, and why; it holds no place in a stream."""

    delivery: Delivery
    problem: str
    cause: str = "unreadable"
    """As `lea_messages_parked` counts it."""


def from_broker(message: DeliveredMessage) -> Delivery:
    """The delivery of a message that came over the wire."""
    properties = message.header.properties
    return Delivery(
        properties.headers or {}, message.body, message.routing_key or "", properties.message_id, properties.user_id
    )


def read(
    deliveries: Iterable[Delivery], decode: Decode, sources: Collection[str] | None = None
) -> tuple[list[ReceivedEvent], list[UnreadableMessage]]:
    """The events of the deliveries, in their order; and the deliveries that cannot be read, were sent by another user
    than they claim, or come from other services than `sources`."""
    received: list[ReceivedEvent] = []
    unreadable: list[UnreadableMessage] = []
    for delivery in deliveries:
        try:
            event = decode(delivery.headers, delivery.body)
            check_event(event, delivery, sources)
            received.append(ReceivedEvent(event, delivery))
        except SenderNotPermitted as error:
            unreadable.append(UnreadableMessage(delivery, problem_of(error), UNAUTHENTICATED))
        except Exception as error:  # noqa: BLE001 - the other messages go on, whatever these bytes cause
            cause = UNAUTHENTICATED if claims_another(delivery) else "unreadable"
            unreadable.append(UnreadableMessage(delivery, problem_of(error), cause))
    return received, unreadable


def problem_of(error: BaseException) -> str:
    """What went wrong, in a line an operator can act on."""
    if not isinstance(error, MalformedMessage):
        return f"{type(error).__name__}: {error}"
    found = "; ".join(f"{problem.field}: {problem.detail}" for problem in error.problems if problem.field)
    return f"MalformedMessage: {error}{f' ({found})' if found else ''}"


def _json(headers: Mapping[str, Any]) -> str:
    return json.dumps(dict(headers), default=_text, sort_keys=True)


def _text(value: Any) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
