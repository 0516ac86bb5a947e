"""Commands are answered once each, whatever is sent and however often."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

import aio_pika
import asyncpg
import pytest
from aio_pika import Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue
from aio_pika.exceptions import ConnectionClosed
from faststream.rabbit import RabbitBroker
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from prometheus_client import REGISTRY

from contracts.commands.deadlines import ExtendLimit
from contracts.envelope import CommandEnvelope, command_headers
from contracts.identifiers import new_id
from contracts.replies import REPLY, Accepted, Rejected
from infra.stack.stack import Stack
from shared.database import Pool
from shared.messaging import decisions, parked
from shared.messaging.commands import CommandClient, CommandEndpoint, NoReply
from shared.messaging.senders import OPERATOR
from shared.messaging.topology import (
    COMMANDS_EXCHANGE,
    REPLIES_EXCHANGE,
    command_queue,
    dead_command_queue,
    reply_queue,
)
from shared.settings import Settings
from shared.telemetry import context, traces
from tests.engines import provisioned
from tests.integration.messaging.hostile import RawProperties, field, long, nested, publish_raw
from tests.integration.messaging.kit import TRACE, length
from tests.patience import PATIENCE, until

DATA = ExtendLimit(occurrence=new_id(), until=date(2026, 12, 1), reasons="illness")


def command(**changes: Any) -> CommandEnvelope[Any]:
    made: dict[str, Any] = {
        "id": new_id(),
        "source": "/lea/test",
        "type": DATA.type,
        "stream": new_id(),
        "effective_date": date(2026, 11, 20),
        "issued_at": datetime.now(UTC),
        "actor": "executor:0101-017",
        "correlation_id": new_id(),
        "data": DATA,
    }
    return CommandEnvelope(**{**made, **changes})


class Application:
    """Counts how often each command was carried out, in the database."""

    def __init__(self) -> None:
        self.fail: Callable[[CommandEnvelope[Any]], Exception | None] = lambda _: None
        self.batches: list[int] = []
        self.seen: list[CommandEnvelope[Any]] = []

    async def handle_in_transaction(
        self, pool: Pool, commands: Sequence[CommandEnvelope[Any]]
    ) -> list[Accepted | Rejected]:
        self.batches.append(len(commands))
        self.seen += commands
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(
                "INSERT INTO carried_out SELECT DISTINCT id, 1 FROM unnest($1::uuid[]) AS id ON CONFLICT DO NOTHING",
                [one.id for one in commands],
            )
            for one in commands:
                if error := self.fail(one):
                    raise error
        return [Accepted(command_id=one.id, stream=one.stream, version=1) for one in commands]


@pytest.fixture(scope="module")
def settings(settings: Settings, new_vhost: Callable[[], str]) -> Settings:
    return settings.model_copy(update={"service": "deadlines", "broker_url": new_vhost(), "stop_grace": 3})


@pytest.fixture
def application() -> Application:
    return Application()


@asynccontextmanager
async def serving(settings: Settings, pool: Pool, application: Application) -> AsyncIterator[CommandEndpoint]:
    endpoint = CommandEndpoint(settings, pool, application)
    task = asyncio.create_task(endpoint.run())
    try:
        await until(lambda: _ready(endpoint))
        yield endpoint
    finally:
        endpoint.stop()
        await asyncio.wait_for(task, PATIENCE)


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[CommandClient]:
    async with CommandClient(settings.broker_url, user=OPERATOR, timeout=60, resend_after=10) as opened:
        yield opened


@pytest.fixture
async def channel(settings: Settings) -> AsyncIterator[AbstractChannel]:
    async with await aio_pika.connect(settings.broker_url) as connection:
        yield await connection.channel(on_return_raises=True)


async def test_many_commands_are_answered_together(
    settings: Settings, pool: Pool, application: Application, client: CommandClient
) -> None:
    commands = [command() for _ in range(300)]
    async with serving(settings, pool, application):
        answers = await client.send_many(commands)
    assert [answer.command_id for answer in answers] == [one.id for one in commands]
    assert all(isinstance(answer, Accepted) for answer in answers)
    assert [one.id for one in application.seen] == [one.id for one in commands]
    assert len(application.batches) < 150
    assert max(application.batches) <= settings.command_batch


async def test_poison_is_refused_and_parked_and_the_rest_carried_out(
    settings: Settings, pool: Pool, application: Application, client: CommandClient
) -> None:
    poison = command(actor="poison", traceparent=f"00-{TRACE}-b7ad6b7169203331-00")
    application.fail = lambda one: ZeroDivisionError("boom") if one.actor == "poison" else None
    commands = [*(command() for _ in range(20)), poison, *(command() for _ in range(20))]
    async with serving(settings, pool, application):
        answers = await client.send_many(commands)
        assert [type(answer) for answer in answers] == [*[Accepted] * 20, Rejected, *[Accepted] * 20]
        refusal = answers[20]
        assert isinstance(refusal, Rejected)
        assert refusal.command_id == poison.id
        assert refusal.problems[0].code == "internal-error"
        assert "boom" not in str(refusal)
        (kept,) = await _held(pool)
        assert (kept.problem, kept.trace_id, kept.type) == ("ZeroDivisionError: boom", TRACE, poison.type)

        await parked.retry(pool, [kept.id])
        await until(lambda: _attempted(pool, 2))
        application.fail = lambda _: None
        await parked.retry(pool, [kept.id])
        await until(lambda: _none_held(pool))
    assert await pool.fetchval("SELECT times FROM carried_out WHERE id = $1", poison.id) == 1


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
async def test_the_malformed_gets_a_typed_answer(
    settings: Settings,
    pool: Pool,
    application: Application,
    channel: AbstractChannel,
    headers: dict[str, str],
    body: bytes,
    code: str,
    field: str | None,
) -> None:
    asked = command()
    async with serving(settings, pool, application):
        (answer,) = await _ask(channel, [({**command_headers(asked), **headers}, body)])
    assert isinstance(answer, Rejected)
    assert answer.command_id == asked.id
    assert code in {problem.code for problem in answer.problems}
    assert field is None or field in {problem.field for problem in answer.problems}
    assert application.seen == []
    assert await _none_held(pool)


async def test_the_malformed_without_a_sender_is_parked_once(
    settings: Settings, pool: Pool, application: Application, channel: AbstractChannel
) -> None:
    headers = command_headers(command(traceparent=f"00-{TRACE}-b7ad6b7169203331-00"))
    refused = _refused()
    async with serving(settings, pool, application):
        for _ in range(2):
            await _publish(channel, {**headers}, b"[]")
        # Both: the second, refused after the first was dropped, would be held again.
        await until(lambda: _has_refused(refused + 2))
        (kept,) = await _held(pool)
        assert (kept.headers, kept.body, kept.trace_id) == (headers, b"[]", TRACE)
        await _drop(pool, kept.id)


async def test_a_command_without_a_sender_is_carried_out(
    settings: Settings, pool: Pool, application: Application, channel: AbstractChannel
) -> None:
    asked = command()
    async with serving(settings, pool, application):
        await _publish(channel, {**command_headers(asked)}, DATA.model_dump_json().encode())
        await until(lambda: _carried_out(pool, asked.id))


@pytest.mark.parametrize(
    ("sender", "queue"),
    [(OPERATOR, "stranger.replies.1"), (OPERATOR, "deadlines.commands"), ("stranger", f"{OPERATOR}.replies.1")],
)
async def test_answers_go_to_no_queue_but_the_senders_own(
    settings: Settings, pool: Pool, application: Application, channel: AbstractChannel, sender: str, queue: str
) -> None:
    """The broker would close the channel of the service, and the answers to others would be lost with it."""
    async with serving(settings, pool, application):
        replies = await channel.declare_queue(exclusive=True)
        await replies.bind(REPLIES_EXCHANGE, "#")
        commands = await channel.get_exchange(COMMANDS_EXCHANGE, ensure=False)
        asked = Message(b"[]", headers={**command_headers(command())}, reply_to=queue, user_id=sender)
        await commands.publish(asked, DATA.type)
        await until(lambda: _some_held(pool))
        assert await length(channel, replies.name) == 0
        await pool.execute("DELETE FROM deferred_message")


async def test_nobody_there_is_said_in_time(settings: Settings, client: CommandClient) -> None:
    with pytest.raises(NoReply):
        await client.send(command(type="lea.nobody.does-this.v1"), timeout=0.5)


async def test_a_command_sent_before_its_service_runs_is_answered(
    settings: Settings, pool: Pool, application: Application, client: CommandClient
) -> None:
    asked = command()
    waiting = asyncio.create_task(client.send(asked))
    await asyncio.sleep(1.2)
    assert not waiting.done()
    async with serving(settings, pool, application):
        assert isinstance(await waiting, Accepted)
    assert {one.id for one in application.seen} == {asked.id}


async def test_a_slow_answer_makes_the_client_send_again_without_harm(
    settings: Settings, pool: Pool, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle, delays = application.handle_in_transaction, [1.2]

    async def slowly(pool: Pool, commands: Sequence[CommandEnvelope[Any]]) -> list[Accepted | Rejected]:
        await asyncio.sleep(delays.pop() if delays else 0)
        return await handle(pool, commands)

    monkeypatch.setattr(application, "handle_in_transaction", slowly)
    asked = command()
    async with (
        serving(settings, pool, application),
        CommandClient(settings.broker_url, user=OPERATOR, resend_after=0.5) as client,
    ):
        assert (await client.send(asked)).command_id == asked.id
    assert [one.id for one in application.seen].count(asked.id) >= 2
    assert await pool.fetchval("SELECT count(*) FROM carried_out WHERE id = $1", asked.id) == 1


async def test_lost_connections_are_survived_on_both_sides(
    engines: Stack, settings: Settings, pool: Pool, application: Application, client: CommandClient
) -> None:
    async with serving(settings, pool, application) as endpoint:
        await client.send(command())
        async with asyncio.TaskGroup() as group:
            sent = group.create_task(client.send_many([command() for _ in range(400)]))
            for _ in range(3):
                await asyncio.to_thread(_close_connections, engines, settings.broker_url)
                await asyncio.sleep(0.1)
        answers = sent.result()
        await until(lambda: _ready(endpoint))
    assert len({answer.command_id for answer in answers}) == 400
    assert all(isinstance(answer, Accepted) for answer in answers)


async def test_a_session_survives_a_loss_of_its_connection_while_it_ends(
    settings: Settings, pool: Pool, application: Application, client: CommandClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = [ExceptionGroup("Failed to stop subscribers", [ConnectionClosed(320, "CONNECTION_FORCED")])]
    stop = RabbitBroker.stop

    async def stopped(broker: RabbitBroker) -> None:
        await stop(broker)
        if lost:
            raise lost.pop()

    monkeypatch.setattr(RabbitBroker, "stop", stopped)
    async with serving(settings, pool, application) as endpoint:
        endpoint._changed.set()
        await until(lambda: not lost)
        assert isinstance(await client.send(command()), Accepted)


async def test_a_failure_of_the_database_is_waited_for(
    settings: Settings, pool: Pool, application: Application, client: CommandClient
) -> None:
    errors = [ConnectionRefusedError(), asyncpg.DeadlockDetectedError("busy"), asyncpg.InterfaceError("closed")]
    application.fail = lambda _: errors.pop() if errors else None
    async with serving(settings, pool, application):
        assert isinstance(await client.send(command()), Accepted)
    assert await _none_held(pool)


async def test_a_subscription_that_is_gone_is_noticed_and_renewed(
    settings: Settings, pool: Pool, application: Application, client: CommandClient, channel: AbstractChannel
) -> None:
    async with serving(settings, pool, application) as endpoint:
        await channel.queue_delete(endpoint.name)
        # Declared anew within milliseconds, RabbitMQ 3.10 may keep the consumer and give it nothing.
        await until(lambda: endpoint._at_fault)
        await provisioned(settings.broker_url, {})  # as the process `topology` does
        await until(lambda: _ready(endpoint))
        assert isinstance(await client.send(command()), Accepted)


async def test_a_stop_answers_what_was_taken(
    settings: Settings, pool: Pool, application: Application, client: CommandClient
) -> None:
    async with asyncio.TaskGroup() as group:
        async with serving(settings, pool, application):
            sent = group.create_task(client.send_many([command() for _ in range(50)]))
            await until(lambda: _taken(application))
        async with serving(settings, pool, application):
            assert all(isinstance(answer, Accepted) for answer in await sent)


async def test_what_the_broker_gives_up_on_is_parked(
    settings: Settings, pool: Pool, application: Application, channel: AbstractChannel
) -> None:
    asked = command()
    async with serving(settings, pool, application):
        await _publish(
            channel,
            {**command_headers(asked)},
            DATA.model_dump_json().encode(),
            exchange=dead_command_queue(settings.service),
        )
        await until(lambda: _some_held(pool))
        (kept,) = await _held(pool)
        assert kept.problem.startswith("delivered too often")
        assert await parked.retry_parked(pool) == 1
        await until(lambda: _carried_out(pool, asked.id))
        await until(lambda: _none_held(pool))


async def test_the_trace_goes_from_the_sender_into_the_command(
    settings: Settings, pool: Pool, application: Application, client: CommandClient
) -> None:
    with _traced() as tracer, tracer.start_as_current_span("request") as span:
        async with serving(settings, pool, application):
            await client.send(command())
    carried = application.seen[0].traceparent
    assert context.trace_id_of(carried) == f"{span.get_span_context().trace_id:032x}"
    assert f"{span.get_span_context().span_id:016x}" not in str(carried)


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
async def test_hostile_commands_are_refused_or_parked_and_the_rest_flows(
    settings: Settings,
    pool: Pool,
    application: Application,
    channel: AbstractChannel,
    client: CommandClient,
    hostile: tuple[dict[str, Any], bytes],
) -> None:
    attributes, fields = hostile
    changed = {f"cloudEvents:{name}": told for name, told in attributes.items()}
    headers = {**command_headers(command()), **changed}
    async with serving(settings, pool, application):
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
        await until(lambda: _some_held(pool))
        await until(lambda: _none_waits(channel, settings))
        assert len(await _held(pool)) == 1, "the same message, by two ways and with nobody to answer"
        assert len(application.seen) == 1
        assert _sessions(settings) == sessions
    await pool.execute("DELETE FROM deferred_message")


async def test_no_answer_goes_where_the_sender_may_not_wait(
    settings: Settings, pool: Pool, application: Application, channel: AbstractChannel, client: CommandClient
) -> None:
    """The broker would close the channel of the service, and with it every answer under way."""
    elsewhere = await channel.declare_queue("elsewhere", exclusive=True)
    await elsewhere.bind(REPLIES_EXCHANGE, "#")
    async with serving(settings, pool, application):
        asked = command()
        body = DATA.model_dump_json().encode()
        headers: dict[str, Any] = {**command_headers(asked)}
        commands = await channel.get_exchange(COMMANDS_EXCHANGE, ensure=False)
        for address in ("evil", "lea_intake.replies.0", "lea_operator"):
            await commands.publish(Message(body, headers=headers, reply_to=address, user_id=OPERATOR), asked.type)
        assert isinstance(await client.send(command()), Accepted)
        got = [answer async for answer in _all(elsewhere)]
    assert [answer.routing_key.startswith(reply_queue(OPERATOR, "")) for answer in got if answer.routing_key] == [True]


async def _all(queue: AbstractQueue) -> AsyncIterator[AbstractIncomingMessage]:
    while (message := await queue.get(no_ack=True, fail=False)) is not None:
        yield message


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


@contextmanager
def _traced() -> Iterator[trace.Tracer]:
    """A provider for one test; the global one can be set only once."""
    provider = TracerProvider(shutdown_on_exit=False)
    before, traces._TRACER = traces._TRACER, provider.get_tracer("test")
    try:
        yield provider.get_tracer("test")
    finally:
        traces._TRACER = before
        provider.shutdown()


async def _publish(
    channel: AbstractChannel, headers: dict[str, Any], body: bytes, exchange: str = COMMANDS_EXCHANGE
) -> None:
    target = await channel.get_exchange(exchange, ensure=False)
    asked = Message(body, headers=headers, message_id=headers["cloudEvents:id"], user_id=OPERATOR)
    await target.publish(asked, _key(headers))


def _key(headers: dict[str, Any]) -> str:
    type_ = headers.get("cloudEvents:type")
    return type_ if isinstance(type_, str) and type_.startswith("lea.deadlines.") else "lea.deadlines.none"


async def _ask(channel: AbstractChannel, messages: Sequence[tuple[dict[str, Any], bytes]]) -> list[Accepted | Rejected]:
    answers: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    replies = await channel.declare_queue(reply_queue(OPERATOR, str(new_id())), exclusive=True)
    await replies.bind(REPLIES_EXCHANGE, replies.name)
    await replies.consume(answers.put, no_ack=True)
    commands = await channel.get_exchange(COMMANDS_EXCHANGE, ensure=False)
    for number, (headers, body) in enumerate(messages):
        asked = Message(body, headers=headers, correlation_id=str(number), reply_to=replies.name, user_id=OPERATOR)
        await commands.publish(asked, _key(headers))
    got = [await asyncio.wait_for(answers.get(), PATIENCE) for _ in messages]
    assert [one.correlation_id for one in got] == [str(number) for number in range(len(got))]
    return [REPLY.validate_json(one.body) for one in got]


async def _ready(endpoint: CommandEndpoint) -> bool:
    return await endpoint.readiness() is None


async def _taken(application: Application) -> bool:
    return bool(application.seen)


async def _held(pool: Pool) -> list[parked.HeldMessage]:
    return await parked.list_held(pool, consumer="deadlines.commands", reason=None)


async def _some_held(pool: Pool) -> bool:
    return bool(await _held(pool))


async def _none_held(pool: Pool) -> bool:
    return not await _held(pool)


async def _attempted(pool: Pool, times: int) -> bool:
    return [one.attempts for one in await _held(pool) if one.reason == "parked"] == [times - 1]


async def _drop(pool: Pool, message_id: int) -> None:
    async with pool.acquire() as connection:
        await decisions.drop(connection, message_id, actor="operations:petrova", reason="a test")


async def _carried_out(pool: Pool, command_id: UUID) -> bool:
    return bool(await pool.fetchval("SELECT count(*) FROM carried_out WHERE id = $1", command_id))


def _close_connections(engines: Stack, broker_url: str) -> None:
    management = engines.management()
    _, found = management.call("GET", f"/api/vhosts/{urlsplit(broker_url).path[1:]}/connections")
    assert isinstance(found, list)
    for connection in found:
        management.call("DELETE", f"/api/connections/{quote(connection['name'])}")
