"""Commands are answered once each, to their sender alone."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from aio_pika import Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

from contracts.envelope import CommandEnvelope, command_headers
from contracts.identifiers import new_id
from contracts.replies import Accepted, Rejected
from shared.database import Pool
from shared.decider import StreamDiverged
from shared.eventstore.application import CommandFailed
from shared.messaging import parked
from shared.messaging.commands import CommandClient, NoReply
from shared.messaging.queue_names import (
    COMMANDS_EXCHANGE,
    REPLIES_EXCHANGE,
    reply_queue,
)
from shared.messaging.senders import OPERATOR
from shared.settings import Settings
from shared.telemetry import context, traces
from tests.integration.messaging.commands.kit import (
    DATA,
    CountingHandler,
    command,
    held,
    none_held,
    serving,
    some_held,
)
from tests.integration.messaging.kit import TRACE, length
from tests.patience import until


async def test_many_commands_share_transactions(
    settings: Settings, pool: Pool, handler: CountingHandler, client: CommandClient
) -> None:
    commands = [command() for _ in range(300)]
    async with serving(settings, pool, handler):
        replies = await client.send_many(commands)
    assert [reply.command_id for reply in replies] == [one.id for one in commands]
    assert all(isinstance(reply, Accepted) for reply in replies)
    assert [one.id for one in handler.seen] == [one.id for one in commands]
    assert len(handler.batches) < len(commands)
    assert max(handler.batches) <= settings.command_batch


async def test_a_command_that_fails_is_rejected_and_parked_and_others_are_processed(
    settings: Settings, pool: Pool, handler: CountingHandler, client: CommandClient
) -> None:
    poison = command(actor="poison", traceparent=f"00-{TRACE}-b7ad6b7169203331-00")
    handler.fail = lambda one: ZeroDivisionError("boom") if one.actor == "poison" else None
    commands = [*(command() for _ in range(20)), poison, *(command() for _ in range(20))]
    async with serving(settings, pool, handler):
        replies = await client.send_many(commands)
        assert [type(reply) for reply in replies] == [*[Accepted] * 20, Rejected, *[Accepted] * 20]
        refusal = replies[20]
        assert isinstance(refusal, Rejected)
        assert refusal.command_id == poison.id
        assert refusal.problems[0].code == "internal-error"
        assert "boom" not in str(refusal)
        (kept,) = await held(pool)
        assert (kept.problem, kept.trace_id, kept.type) == ("ZeroDivisionError: boom", TRACE, poison.type)

        await parked.retry(pool, [kept.id])
        await until(lambda: _attempted(pool, 2))
        handler.fail = lambda _: None
        await parked.retry(pool, [kept.id])
        await until(lambda: none_held(pool))
    assert await pool.fetchval("SELECT times FROM carried_out WHERE id = $1", poison.id) == 1


async def test_a_command_to_a_stream_that_diverged_is_refused_and_parked_until_the_stream_is_right(
    settings: Settings, pool: Pool, handler: CountingHandler, client: CommandClient
) -> None:
    stopped = command()
    handler.fail = lambda one: _diverged() if one.stream == stopped.stream else None
    async with serving(settings, pool, handler):
        replies = await client.send_many([command(), stopped, command()])
        assert [type(reply) for reply in replies] == [Accepted, Rejected, Accepted]
        refusal = replies[1]
        assert isinstance(refusal, Rejected)
        assert [(problem.code, problem.field) for problem in refusal.problems] == [("stream-diverged", "stream")]
        (kept,) = await held(pool)
        assert kept.problem == "StreamDiverged: published otherwise"

        await parked.retry(pool, [kept.id])
        await until(lambda: _attempted(pool, 2))
        handler.fail = lambda _: None
        await parked.retry(pool, [kept.id])
        await until(lambda: none_held(pool))
    assert await pool.fetchval("SELECT times FROM carried_out WHERE id = $1", stopped.id) == 1


def _diverged() -> Exception:
    failed = CommandFailed(new_id())
    failed.__cause__ = StreamDiverged("published otherwise")
    return failed


@pytest.mark.parametrize(
    ("sender", "queue"),
    [(OPERATOR, "stranger.replies.1"), (OPERATOR, "deadlines.commands"), ("stranger", f"{OPERATOR}.replies.1")],
)
async def test_replies_go_only_to_queues_of_the_sender(
    settings: Settings, pool: Pool, handler: CountingHandler, channel: AbstractChannel, sender: str, queue: str
) -> None:
    """The broker would close the channel of the service, and with it all other replies."""
    async with serving(settings, pool, handler):
        replies = await channel.declare_queue(exclusive=True)
        await replies.bind(REPLIES_EXCHANGE, "#")
        commands = await channel.get_exchange(COMMANDS_EXCHANGE, ensure=False)
        sent = Message(b"[]", headers={**command_headers(command())}, reply_to=queue, user_id=sender)
        await commands.publish(sent, DATA.type)
        await until(lambda: some_held(pool))
        assert await length(channel, replies.name) == 0
        await pool.execute("DELETE FROM deferred_message")


async def test_a_command_nobody_takes_times_out(settings: Settings, client: CommandClient) -> None:
    with pytest.raises(NoReply):
        await client.send(command(type="lea.nobody.does-this.v1"), timeout=0.5)


async def test_a_command_sent_before_its_service_runs_is_answered(
    settings: Settings, pool: Pool, handler: CountingHandler, client: CommandClient
) -> None:
    sent = command()
    waiting = asyncio.create_task(client.send(sent))
    await asyncio.sleep(1.2)
    assert not waiting.done()
    async with serving(settings, pool, handler):
        assert isinstance(await waiting, Accepted)
    assert {one.id for one in handler.seen} == {sent.id}


async def test_a_command_sent_again_after_a_slow_reply_is_processed_once(
    settings: Settings, pool: Pool, handler: CountingHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle, delays = handler.handle_in_transaction, [1.2]

    async def slowly(pool: Pool, commands: Sequence[CommandEnvelope[Any]]) -> list[Accepted | Rejected]:
        await asyncio.sleep(delays.pop() if delays else 0)
        return await handle(pool, commands)

    monkeypatch.setattr(handler, "handle_in_transaction", slowly)
    sent = command()
    async with (
        serving(settings, pool, handler),
        CommandClient(settings.broker_url, user=OPERATOR, resend_after=0.5) as client,
    ):
        assert (await client.send(sent)).command_id == sent.id
    assert [one.id for one in handler.seen].count(sent.id) >= 2
    assert await pool.fetchval("SELECT count(*) FROM carried_out WHERE id = $1", sent.id) == 1


async def test_the_trace_continues_in_the_command(
    settings: Settings, pool: Pool, handler: CountingHandler, client: CommandClient
) -> None:
    with _traced() as tracer, tracer.start_as_current_span("request") as span:
        async with serving(settings, pool, handler):
            await client.send(command())
    carried = handler.seen[0].traceparent
    assert context.trace_id_of(carried) == f"{span.get_span_context().trace_id:032x}"
    assert f"{span.get_span_context().span_id:016x}" not in str(carried)


async def test_a_reply_queue_of_another_user_is_ignored(
    settings: Settings, pool: Pool, handler: CountingHandler, channel: AbstractChannel, client: CommandClient
) -> None:
    """The broker would close the channel of the service, and with it all other replies."""
    elsewhere = await channel.declare_queue("elsewhere", exclusive=True)
    await elsewhere.bind(REPLIES_EXCHANGE, "#")
    async with serving(settings, pool, handler):
        sent = command()
        body = DATA.model_dump_json().encode()
        headers: dict[str, Any] = {**command_headers(sent)}
        commands = await channel.get_exchange(COMMANDS_EXCHANGE, ensure=False)
        for address in ("evil", "lea_intake.replies.0", "lea_operator"):
            await commands.publish(Message(body, headers=headers, reply_to=address, user_id=OPERATOR), sent.type)
        assert isinstance(await client.send(command()), Accepted)
        got = [reply async for reply in _all(elsewhere)]
    assert [reply.routing_key.startswith(reply_queue(OPERATOR, "")) for reply in got if reply.routing_key] == [True]


async def _all(queue: AbstractQueue) -> AsyncIterator[AbstractIncomingMessage]:
    while (message := await queue.get(no_ack=True, fail=False)) is not None:
        yield message


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


async def _attempted(pool: Pool, times: int) -> bool:
    return [one.attempts for one in await held(pool) if one.reason == "parked"] == [times - 1]
