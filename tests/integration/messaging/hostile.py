"""Messages no correct sender writes, as bytes of the protocol: a client library would refuse to send some of them."""

import struct
from collections.abc import Mapping
from typing import Any, Self

from aio_pika.abc import AbstractChannel
from pamqp import encode
from pamqp.commands import Basic

from contracts.identifiers import new_id
from shared.messaging.queue_names import EVENTS_EXCHANGE
from shared.messaging.senders import publisher_of
from tests.integration.messaging.kit import DATA, message

PROPERTIES = {
    "content_type": 15,
    "content_encoding": 14,
    "headers": 13,
    "delivery_mode": 12,
    "priority": 11,
    "correlation_id": 10,
    "reply_to": 9,
    "expiration": 8,
    "message_id": 7,
    "timestamp": 6,
    "type": 5,
    "user_id": 4,
    "app_id": 3,
    "cluster_id": 2,
}
"""The bit of each property's flag, in the order in which the properties travel."""
_PLAIN = {"delivery_mode", "priority", "timestamp"}
"""Numbers, which have no length before them."""


def short(value: bytes) -> bytes:
    """A short string of the protocol."""
    return bytes([len(value)]) + value


def long(value: bytes) -> bytes:
    """Bytes with their length before them, as in long strings, arrays and tables."""
    return struct.pack(">I", len(value)) + value


def field(name: bytes, kind: bytes, value: bytes) -> bytes:
    """A field of a table."""
    return short(name) + kind + value


def nested(depth: int, innermost: bytes = b"") -> bytes:
    """Arrays inside each other."""
    for _ in range(depth):
        innermost = b"A" + long(innermost)
    return innermost


def marshalled(properties: Mapping[str, bytes]) -> bytes:
    """The properties of a message as they travel; numbers and the fields of the headers are encoded already."""
    flags, parts = 0, list[bytes]()
    for name, bit in PROPERTIES.items():
        if (value := properties.get(name)) is not None:
            flags |= 1 << bit
            parts.append(long(value) if name == "headers" else value if name in _PLAIN else short(value))
    return struct.pack(">H", flags) + b"".join(parts)


class RawProperties(Basic.Properties):
    """Properties with any bytes in them."""

    def __init__(
        self,
        headers: Mapping[str, Any] | None = None,
        *,
        fields: bytes = b"",
        message_id: bytes | None = None,
        correlation_id: bytes | None = None,
        reply_to: bytes | None = None,
        timestamp: int | None = None,
    ) -> None:
        super().__init__(message_id=str(new_id()))
        properties = {
            "headers": encode.field_table(dict(headers or {}))[4:] + fields,
            "delivery_mode": b"\2",
            "correlation_id": correlation_id,
            "reply_to": reply_to,
            "message_id": message_id,
            "timestamp": None if timestamp is None else struct.pack(">Q", timestamp),
            "user_id": publisher_of("deadlines").encode(),
        }
        self._bytes = marshalled({name: value for name, value in properties.items() if value is not None})

    @classmethod
    def of(cls, properties: Mapping[str, bytes]) -> Self:
        """Exactly these properties, see `marshalled`."""
        made = cls()
        made._bytes = marshalled(properties)
        return made

    def marshal(self) -> bytes:
        return self._bytes


class RawKey(str):
    """A routing key of any bytes."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:  # noqa: ARG002
        return super().encode("latin-1")


async def publish_raw(
    channel: AbstractChannel,
    properties: RawProperties,
    body: bytes,
    *,
    exchange: str = EVENTS_EXCHANGE,
    routing_key: str = DATA.type,
    mandatory: bool = True,
) -> None:
    """Publish a message as it is; returns when the broker has it."""
    raw = await channel.get_underlay_channel()
    await raw.basic_publish(
        body, exchange=exchange, routing_key=routing_key, properties=properties, mandatory=mandatory
    )


def sound_headers(**attributes: Any) -> dict[str, Any]:
    """The headers of a sound event, but for the attributes given."""
    headers, _ = message(new_id(), 1, **attributes)
    return headers
