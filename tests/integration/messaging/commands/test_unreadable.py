"""Messages that are no command, or cannot be handled by anybody, get a rejection or are parked."""

from typing import Any

import pytest
from aio_pika.abc import AbstractChannel
from prometheus_client import REGISTRY

from contracts.envelope import command_headers
from contracts.replies import Accepted, Rejected
from shared.database import Pool
from shared.messaging import parked
from shared.messaging.commands import CommandClient
from shared.messaging.queue_names import (
    command_queue,
    dead_command_queue,
)
from shared.settings import Settings
from tests.integration.messaging.commands.kit import (
    DATA,
    CountingHandler,
    ask,
    carried_out,
    command,
    drop,
    held,
    none_held,
    publish,
    serving,
    some_held,
)
from tests.integration.messaging.hostile import RawProperties, field, long, nested, publish_raw
from tests.integration.messaging.kit import TRACE, length
from tests.patience import until


@pytest.mark.parametrize(
    ("headers", "body", "code", "field"),
    [
        ({}, b"{", "invalid-field", None),
        ({}, b'{"until": "2026-02-30", "reasons": "x"}', "invalid-field", "occurrence"),
        ({"cloudEvents:type": "lea.deadlines.unheard-of.v1"}, b"{}", "unknown-type", "type"),
        ({"cloudEvents:type": "lea.deadlines.extend-limit.v9"}, b"{}", "unknown-type", "type"),
        ({"cloudEvents:effectivedate": "tomorrow"}, DATA.model_dump_json().encode(), "invalid-field", None),
        ({"cloudEvents:specversion": "2.0"}, b"", "malformed-message", None),
    ],
)
async def test_a_malformed_command_is_rejected_with_its_problems(
    settings: Settings,
    pool: Pool,
    handler: CountingHandler,
    channel: AbstractChannel,
    headers: dict[str, str],
    body: bytes,
    code: str,
    field: str | None,
) -> None:
    sent = command()
    async with serving(settings, pool, handler):
        (reply,) = await ask(channel, [({**command_headers(sent), **headers}, body)])
    assert isinstance(reply, Rejected)
    assert reply.command_id == sent.id
    assert code in {problem.code for problem in reply.problems}
    assert field is None or field in {problem.field for problem in reply.problems}
    assert handler.seen == []
    assert await none_held(pool)


async def test_a_malformed_command_without_a_reply_queue_is_parked_once(
    settings: Settings, pool: Pool, handler: CountingHandler, channel: AbstractChannel
) -> None:
    headers = command_headers(command(traceparent=f"00-{TRACE}-b7ad6b7169203331-00"))
    refused = _refused()
    async with serving(settings, pool, handler):
        for _ in range(2):
            await publish(channel, {**headers}, b"[]")
        # Both: the second, refused after the first was dropped, would be held again.
        await until(lambda: _has_refused(refused + 2))
        (kept,) = await held(pool)
        assert (kept.headers, kept.body, kept.trace_id) == (headers, b"[]", TRACE)
        await drop(pool, kept.id)


async def test_a_command_without_a_reply_queue_is_processed(
    settings: Settings, pool: Pool, handler: CountingHandler, channel: AbstractChannel
) -> None:
    sent = command()
    async with serving(settings, pool, handler):
        await publish(channel, {**command_headers(sent)}, DATA.model_dump_json().encode())
        await until(lambda: carried_out(pool, sent.id))


HOSTILE = {
    "a version no column holds": ({"expectedversion": "3000000000"}, b""),
    "a version with a sign": ({"expectedversion": "+2"}, b""),
    "a day far ahead": ({"effectivedate": "2999-01-01"}, b""),
    "the first moment there is": ({"time": "0001-01-01T00:00:00+14:00"}, b""),
    "an id that is a table": ({"id": {"a": [1]}}, b""),
    "an attribute that is no text": ({}, field(b"cloudEvents:source", b"S", long(b"\xff"))),
    "NUL characters": ({"actor": "a\0b", "traceparent": "\0"}, b""),
    "a header's name that is no text": ({}, field(b"\xff", b"t", b"\1")),
    "tables deeper than Python goes": ({}, field(b"deep", b"A", nested(20_000)[1:])),
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_messages_are_rejected_or_parked_and_others_are_processed(
    settings: Settings,
    pool: Pool,
    handler: CountingHandler,
    channel: AbstractChannel,
    client: CommandClient,
    hostile: tuple[dict[str, Any], bytes],
) -> None:
    attributes, fields = hostile
    changed = {f"cloudEvents:{name}": told for name, told in attributes.items()}
    headers = {**command_headers(command()), **changed}
    async with serving(settings, pool, handler):
        sessions = _sessions(settings)
        for reply_to in (None, b"\xff", b"amq.rabbitmq.reply-to.\xff!"):
            properties = RawProperties(
                headers,
                fields=fields,
                message_id=b"\xff" * 255,
                correlation_id=b"\xff" * 255,
                reply_to=reply_to,
                timestamp=2**64 - 1,
            )
            body = DATA.model_dump_json().encode()
            await publish_raw(channel, properties, body, exchange="", routing_key="deadlines.commands")
            if reply_to is None:
                dead = dead_command_queue(settings.service)
                await publish_raw(channel, properties, body, exchange=dead, routing_key="deadlines.commands")
        assert isinstance(await client.send(command()), Accepted)
        await until(lambda: some_held(pool))
        await until(lambda: _none_waits(channel, settings))
        assert len(await held(pool)) == 1, "the same message, twice and without a reply queue"
        assert len(handler.seen) == 1
        assert _sessions(settings) == sessions
    await pool.execute("DELETE FROM deferred_message")


async def test_dead_letters_are_parked(
    settings: Settings, pool: Pool, handler: CountingHandler, channel: AbstractChannel
) -> None:
    sent = command()
    async with serving(settings, pool, handler):
        await publish(
            channel,
            {**command_headers(sent)},
            DATA.model_dump_json().encode(),
            exchange=dead_command_queue(settings.service),
        )
        await until(lambda: some_held(pool))
        (kept,) = await held(pool)
        assert kept.problem.startswith("delivered too often")
        assert await parked.retry_parked(pool) == 1
        await until(lambda: carried_out(pool, sent.id))
        await until(lambda: none_held(pool))


def _refused() -> float:
    labels = {"type": "unreadable", "outcome": "rejected"}
    return REGISTRY.get_sample_value("lea_command_seconds_count", labels) or 0.0


async def _has_refused(commands: float) -> bool:
    return _refused() == commands


def _sessions(settings: Settings) -> float | None:
    return REGISTRY.get_sample_value("lea_consumer_sessions_total", {"consumer": command_queue(settings.service)})


async def _none_waits(channel: AbstractChannel, settings: Settings) -> bool:
    queues = command_queue(settings.service), dead_command_queue(settings.service)
    return not any([await length(channel, queue) for queue in queues])
