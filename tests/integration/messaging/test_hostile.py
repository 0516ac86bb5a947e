"""No message stops a service: malformed messages are parked, whichever queue they come by, and others are applied."""

import struct
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from aio_pika.abc import AbstractChannel

from contracts.identifiers import new_id
from shared.database import Pool
from shared.messaging import parked
from shared.messaging.frames import UNDECODABLE
from shared.messaging.queue_names import EVENTS_EXCHANGE, dead_event_queue
from shared.settings import Settings
from tests.integration.messaging.hostile import (
    RawKey,
    RawProperties,
    field,
    long,
    nested,
    publish_raw,
    sound_headers,
)
from tests.integration.messaging.kit import BODY, DATA, Seen, message, publish, queues_of
from tests.integration.messaging.test_service import process
from tests.patience import PATIENCE, until

HOSTILE: dict[str, tuple[dict[str, Any], bytes, str]] = {
    "a version no column holds": ({"sequence": "3000000000"}, b"", "less than or equal to 2147483647"),
    "a version beyond 64 bits": ({"sequence": "9" * 400}, b"", "version"),
    "a version with an underscore": ({"sequence": "2_0"}, b"", "digits 0-9"),
    "a version with a sign": ({"sequence": "+2"}, b"", "digits 0-9"),
    "a version after a space": ({"sequence": " 2"}, b"", "digits 0-9"),
    "a version in digits of another script": ({"sequence": "２"}, b"", "digits 0-9"),
    "a version that is true": ({"sequence": True}, b"", "of type bool"),
    "a day far ahead": ({"effectivedate": "2999-01-01"}, b"", "effective_date"),
    "a day long past": ({"effectivedate": "1899-12-31"}, b"", "effective_date"),
    "a day in seconds": ({"effectivedate": "1700000000"}, b"", "YYYY-MM-DD"),
    "the first moment there is": ({"time": "0001-01-01T00:00:00+14:00"}, b"", "recorded_at"),
    "the last moment there is": ({"time": "9999-12-31T23:59:59-12:00"}, b"", "recorded_at"),
    "an attribute that is a table": ({"subject": {"a": [{"b": bytearray(b"\xff")}]}}, b"", "of type dict"),
    "an attribute that is a list": ({"actor": [1, "\0"]}, b"", "of type list"),
    "an attribute that is no text": ({}, field(b"cloudEvents:source", b"S", long(b"\xff")), "UnicodeDecodeError"),
    "an attribute of bytes": ({"source": bytearray(b"\xff\xfe")}, b"", "of type bytearray"),
    "NUL characters": ({"actor": "a\0b", "source": "/lea\0", "type": "lea\0"}, b"", "UnknownType"),
    "a NUL in the trace": ({"tracestate": "a=\0"}, b"", "NUL"),
    "a trace without end": ({"tracestate": "a" * 60_000}, b"", "tracestate"),
    "a header's name that is no text": ({}, field(b"\xff\xfe", b"t", b"\1"), "specversion"),
    "a day no calendar has": ({}, field(b"at", b"T", b"\xff" * 8), "specversion"),
    "tables deeper than JSON goes": ({}, field(b"deep", b"A", nested(900)[1:]), "specversion"),
    "tables deeper than Python goes": ({}, field(b"deep", b"A", nested(20_000)[1:]), "specversion"),
}
"""What differs in the attributes, fields beside them, and what the operator reads."""
SOUND: dict[str, dict[str, Any]] = {
    "a large header": {"fields": field(b"large", b"S", long(b"x" * 100_000))},
    "numbers, bytes and tables": {
        "fields": field(b"n", b"l", struct.pack(">q", -(2**63)))
        + field(b"x", b"x", long(b"\0\xff"))
        + field(b"D", b"D", b"\xff" + struct.pack(">I", 7))
        + field(b"F", b"F", long(field(b"inner", b"A", long(b"V"))))
    },
    "a message id that is no text": {"message_id": b"\xff" * 255},
    "a time no calendar has": {"timestamp": 2**64 - 1},
}
"""Odd, but of no concern to the envelope: such events are applied."""


@pytest.fixture
async def service(settings: Settings, seen: Seen, unused_tcp_port: int) -> AsyncIterator[httpx.AsyncClient]:
    """Asks the one process of the service; it must be the same one, on the same connection, at the end."""
    await queues_of(seen.name, settings)
    async with (
        process(settings, seen, unused_tcp_port) as started,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{unused_tcp_port}", timeout=PATIENCE) as http,
    ):

        async def ready() -> bool:
            try:
                return (await http.get("/readyz")).status_code == 200
            except httpx.TransportError:
                return False

        await until(ready)
        yield http
        assert started.returncode is None
        assert await ready()
        metrics = (await http.get("/metrics")).text
        assert f'lea_consumer_sessions_total{{consumer="{seen.name}"}} 1.0' in metrics


async def _publish_all(channel: AbstractChannel, exchange: str) -> None:
    """Each hostile message after a sound one, and a sound one at the end."""
    for what, (attributes, fields, _) in HOSTILE.items():
        await publish(channel, [message(new_id(), 1)])
        properties = RawProperties(sound_headers(**attributes), fields=fields, message_id=what.encode() + b"\xff")
        await publish_raw(channel, properties, BODY, exchange=exchange)
    await publish(channel, [message(new_id(), 1)])


async def _parked(pool: Pool, seen: Seen, messages: int) -> bool:
    return len(await parked.list_held(pool, consumer=seen.name)) == messages


@pytest.mark.usefixtures("service")
async def test_hostile_events_are_parked_and_others_are_applied(
    pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    await _publish_all(channel, EVENTS_EXCHANGE)
    await until(lambda: _parked(pool, seen, len(HOSTILE)))
    await until(lambda: seen.has(pool, len(HOSTILE) + 1))
    kept = {held.message_id: held for held in await parked.list_held(pool, consumer=seen.name)}
    for what, (_, _, reason) in HOSTILE.items():
        held = kept[f"{what}\N{REPLACEMENT CHARACTER}"]
        assert reason in held.problem, what
        assert not held.ordered
        assert held.body == BODY
    assert sum(UNDECODABLE in held.headers for held in kept.values()) == 4


@pytest.mark.usefixtures("service")
async def test_hostile_messages_pass_the_dead_letter_queue(pool: Pool, channel: AbstractChannel, seen: Seen) -> None:
    await _publish_all(channel, dead_event_queue(seen.name))
    await until(lambda: _parked(pool, seen, len(HOSTILE)))
    await until(lambda: seen.has(pool, len(HOSTILE) + 1))
    for held in await parked.list_held(pool, consumer=seen.name):
        await parked.retry(pool, [held.id])
    await until(lambda: _parked(pool, seen, len(HOSTILE)))


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("odd", SOUND.values(), ids=SOUND)
async def test_unused_properties_may_have_any_bytes(
    pool: Pool, channel: AbstractChannel, seen: Seen, odd: dict[str, Any]
) -> None:
    await publish_raw(channel, RawProperties(sound_headers(), **odd), BODY)
    await until(lambda: seen.has(pool, 1))
    assert await seen.held(pool) == []


@pytest.mark.usefixtures("service")
async def test_a_routing_key_that_is_no_text_is_read(pool: Pool, channel: AbstractChannel, seen: Seen) -> None:
    key = RawKey("lea.deadlines.\xff\xfe")
    await publish_raw(channel, RawProperties(sound_headers()), b"{", routing_key=key)
    await until(lambda: _parked(pool, seen, 1))
    (kept,) = await parked.list_held(pool, consumer=seen.name)
    assert kept.routing_key == "lea.deadlines.\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"
    assert kept.type == DATA.type
