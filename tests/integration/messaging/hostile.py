"""Messages no correct sender writes, as bytes of the protocol: a client library would refuse to send some of them."""

import struct
from collections.abc import Mapping
from typing import Any

from aio_pika.abc import AbstractChannel
from pamqp import encode
from pamqp.commands import Basic

from contracts.identifiers import new_id
from shared.messaging.senders import publisher_of
from shared.messaging.topology import EVENTS_EXCHANGE
from tests.integration.messaging.kit import DATA, message

_HEADERS, _DELIVERY_MODE = 1 << 13, 1 << 12
_MESSAGE_ID, _TIMESTAMP, _CORRELATION_ID, _REPLY_TO, _USER_ID = 1 << 7, 1 << 6, 1 << 10, 1 << 9, 1 << 4


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
        flags, parts = _HEADERS | _DELIVERY_MODE, [long(encode.field_table(dict(headers or {}))[4:] + fields), b"\2"]
        for flag, value in (
            (_CORRELATION_ID, None if correlation_id is None else short(correlation_id)),
            (_REPLY_TO, None if reply_to is None else short(reply_to)),
            (_MESSAGE_ID, None if message_id is None else short(message_id)),
            (_TIMESTAMP, None if timestamp is None else struct.pack(">Q", timestamp)),
            (_USER_ID, short(publisher_of("deadlines").encode())),
        ):
            if value is not None:
                flags |= flag
                parts.append(value)
        self._bytes = struct.pack(">H", flags) + b"".join(parts)

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
) -> None:
    """Publish a message as it is; returns when the broker has it."""
    raw = await channel.get_underlay_channel()
    await raw.basic_publish(body, exchange=exchange, routing_key=routing_key, properties=properties, mandatory=True)


def sound_headers(**attributes: Any) -> dict[str, Any]:
    """The headers of a sound event, but for the attributes given."""
    headers, _ = message(new_id(), 1, **attributes)
    return headers
