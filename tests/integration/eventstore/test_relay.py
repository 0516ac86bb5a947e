"""The relay between a real event store and a real broker."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import aio_pika
import asyncpg
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import REGISTRY

from contracts.envelope import EventEnvelope
from infra.stack.settings import PROJECT
from infra.stack.stack import Stack
from shared.database import Pool, create_pool
from shared.eventstore import publisher
from shared.eventstore.relay import CommitOrderLost, Relay
from shared.eventstore.store import EventStore
from shared.migrations import migrate
from shared.settings import Settings
from tests.engines import Database, NewDatabase
from tests.integration.eventstore.conftest import FOLDER
from tests.integration.eventstore.tally import EVENTS, Added, added

STORE = EventStore("tally", EVENTS)
RELAY = (
    "import asyncio; from shared.eventstore.relay import Relay; from shared.settings import Settings;"
    "asyncio.run(Relay(Settings()).run())"
)


@pytest.fixture
def settings(database: Database, new_vhost: Callable[[], str]) -> Settings:
    return Settings(service="tally", database_url=database.url, broker_url=new_vhost(), relay_batch=50)


@pytest.fixture(autouse=True)
async def nothing_left_over(database: Database) -> None:
    """Every test begins with all older events published."""
    connection = await asyncpg.connect(database.superuser_url)
    await connection.execute(
        "UPDATE relay_checkpoint SET (xid, position) ="
        " (SELECT xid, position FROM event ORDER BY xid DESC, position DESC LIMIT 1)"
        " WHERE EXISTS (SELECT FROM event)"
    )
    await connection.close()


@asynccontextmanager
async def channel(settings: Settings) -> AsyncIterator[AbstractChannel]:
    connection = await aio_pika.connect(settings.broker_url)
    async with connection, connection.channel() as opened:
        yield opened


async def bind(settings: Settings, pattern: str = "#") -> None:
    """A queue that gets every event of this pattern."""
    async with channel(settings) as opened:
        exchange = await opened.declare_exchange("lea.events", aio_pika.ExchangeType.TOPIC, durable=True)
        queue = await opened.declare_queue("sink", durable=True, arguments={"x-queue-type": "quorum"})
        await queue.bind(exchange, pattern)


async def taken(settings: Settings, wanted: Sequence[EventEnvelope[Any]]) -> list[AbstractIncomingMessage]:
    """The messages of the queue, in the order they came, once every wanted event is among them, as often as wanted."""
    messages: list[AbstractIncomingMessage] = []
    missing = Counter(str(event.id) for event in wanted)
    async with asyncio.timeout(60), channel(settings) as opened:
        queue = await opened.get_queue("sink")
        async with queue.iterator(no_ack=True) as arriving:
            async for message in arriving:
                messages.append(message)
                missing[message.message_id or ""] -= 1
                if max(missing.values()) <= 0:
                    break
    return messages


def place(message: AbstractIncomingMessage) -> tuple[str, int]:
    return str(message.headers["cloudEvents:subject"]), int(str(message.headers["cloudEvents:sequence"]))


def assert_in_order(messages: Sequence[AbstractIncomingMessage]) -> None:
    """Within a stream versions only go on, or back to one that was sent before: none is first seen too early."""
    seen: dict[str, int] = {}
    for stream, version in map(place, messages):
        assert version <= seen.get(stream, 0) + 1
        seen[stream] = max(version, seen.get(stream, 0))


async def append(pool: Pool, count: int, streams: Sequence[UUID] | None = None) -> list[EventEnvelope[Any]]:
    """Events one by one, each in its transaction, taking turns among the streams."""
    chosen = streams or [uuid4()]
    events = [added(chosen[n % len(chosen)], n // len(chosen) + 1) for n in range(count)]
    for event in events:
        async with pool.acquire() as connection:
            await STORE.append(connection, [event])
    return events


@asynccontextmanager
async def relaying(settings: Settings) -> AsyncIterator[Relay]:
    relay = Relay(settings)
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        task.cancel()
        async with asyncio.timeout(3):
            with suppress(asyncio.CancelledError):
                await task


@contextmanager
def relay_process(settings: Settings) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {
        **os.environ,
        "LEA_SERVICE": settings.service,
        "LEA_DATABASE_URL": settings.database_url,
        "LEA_BROKER_URL": settings.broker_url,
    }
    with subprocess.Popen(
        [sys.executable, "-c", RELAY], env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


async def until(condition: Callable[[], Any], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - others change it, in other processes too
            await asyncio.sleep(0.02)


async def until_led(database: Database) -> int:
    """The server process of the session that leads."""
    connection = await asyncpg.connect(database.superuser_url)
    try:
        async with asyncio.timeout(20):
            while True:
                pid = await connection.fetchval(
                    "SELECT pid FROM pg_locks JOIN pg_database d ON d.oid = database"
                    " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
                )
                if pid is not None:
                    return int(pid)
                await asyncio.sleep(0.02)
    finally:
        await connection.close()


def metric(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_a_message_carries_the_stored_event_as_it_is(pool: Pool, settings: Settings) -> None:
    await bind(settings)
    event = added(uuid4(), 1, data=Added(amount=7, filler="взыскание"), traceparent=f"00-{'a' * 32}-{'b' * 16}-00")
    async with pool.acquire() as connection:
        await STORE.append(connection, [event])

    async with relaying(settings):
        [message] = await taken(settings, [event])

    assert message.body == event.data.model_dump_json().encode()
    assert message.routing_key == message.type == "lea.tally.added.v1"
    assert message.message_id == str(event.id)
    assert message.content_type == "application/json"
    assert message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert message.headers["cloudEvents:source"] == "/lea/tally"
    assert message.headers["cloudEvents:partitionkey"] == str(event.stream)
    assert message.headers["cloudEvents:sequence"] == "1"
    assert message.headers["traceparent"] == event.traceparent


async def test_events_come_in_order_while_they_are_written(pool: Pool, settings: Settings) -> None:
    await bind(settings)
    async with relaying(settings):
        written = await asyncio.gather(*(append(pool, 40, [uuid4(), uuid4()]) for _ in range(6)))
        events = [event for part in written for event in part]
        messages = await taken(settings, events)

    assert len(messages) == len(events)
    assert_in_order(messages)


async def test_an_event_committed_late_is_neither_skipped_nor_delayed_by_the_poll(
    pool: Pool, settings: Settings
) -> None:
    await bind(settings)
    slow_event = added(uuid4(), 1)
    patient = settings.model_copy(update={"relay_poll": 30.0})
    async with relaying(patient), pool.acquire() as slow, pool.acquire() as other:
        transaction = slow.transaction()
        await transaction.start()
        await STORE.append(slow, [slow_event])
        older = other.transaction()
        await older.start()
        await other.execute("SELECT pg_current_xact_id()")
        fast_events = await append(pool, 5)
        await transaction.commit()
        await asyncio.sleep(0.3)
        # It held the fast ones back, and notifies nobody of its end.
        await older.rollback()

        async with asyncio.timeout(5):
            messages = await taken(settings, [slow_event, *fast_events])

    assert [message.message_id for message in messages] == [str(event.id) for event in (slow_event, *fast_events)]


async def test_of_two_relays_one_leads_and_the_other_follows_a_kill(
    pool: Pool, settings: Settings, database: Database
) -> None:
    await bind(settings)
    streams = [uuid4() for _ in range(5)]
    with relay_process(settings) as first:
        leader = await until_led(database)
        with relay_process(settings) as second:
            writing = asyncio.create_task(append(pool, 300, streams))
            await asyncio.sleep(0.4)
            assert await until_led(database) == leader

            first.send_signal(signal.SIGKILL)
            events = await writing
            messages = await taken(settings, events)

            assert await until_led(database) != leader
            assert second.poll() is None
    assert_in_order(messages)


async def test_a_relay_that_is_stopped_hands_over_at_once(settings: Settings, database: Database) -> None:
    async with relaying(settings) as first:
        await until(lambda: first.leading)
        async with relaying(settings) as second:
            await asyncio.sleep(0.2)
            assert not second.leading
            leader = await until_led(database)
    async with relaying(settings) as third:
        await until(lambda: third.leading, 2)
        assert await until_led(database) != leader


async def test_a_leader_whose_session_ends_leads_again(pool: Pool, settings: Settings, database: Database) -> None:
    await bind(settings)
    async with relaying(settings):
        pid = await until_led(database)
        connection = await asyncpg.connect(database.superuser_url)
        await connection.execute("SELECT pg_terminate_backend($1)", pid)
        await connection.close()

        events = await append(pool, 20)
        messages = await taken(settings, events)

    assert_in_order(messages)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_no_event_is_lost_when_the_broker_goes_away(
    pool: Pool, settings: Settings, engines: Stack, number: signal.Signals
) -> None:
    await bind(settings)
    # RabbitMQ 3.10 never brings back a quorum queue that was declared within a second before a SIGKILL.
    await asyncio.sleep(2)
    streams = [uuid4() for _ in range(5)]
    async with relaying(settings) as relay:
        before = await append(pool, 100, streams)
        gone = asyncio.create_task(asyncio.to_thread(engines.kill, "broker", number))
        meanwhile = await append(pool, 100)
        await gone
        await until(lambda: metric("lea_relay_blocked") == 1)
        assert await relay.readiness() == "relay: broker unavailable"
        await asyncio.to_thread(engines.wait_ready, "broker")
        after = await append(pool, 50)
        messages = await taken(settings, [*before, *meanwhile, *after])
        assert await relay.readiness() is None

    assert_in_order(messages)


async def test_no_event_is_lost_when_the_database_goes_away(settings: Settings, engines: Stack) -> None:
    await bind(settings)
    streams = [uuid4() for _ in range(5)]
    async with relaying(settings):
        async with await create_pool(settings) as pool:
            before = await append(pool, 100, streams)
            await asyncio.to_thread(engines.kill, "database")
        await asyncio.to_thread(engines.wait_ready, "database")
        async with await create_pool(settings) as pool:
            after = await append(pool, 50)
        messages = await taken(settings, [*before, *after])

    assert_in_order(messages)


async def test_what_cannot_be_routed_blocks_until_it_can(pool: Pool, settings: Settings) -> None:
    await bind(settings, "lea.other.#")
    failures = metric("lea_relay_failures_total", reason="unroutable")
    async with relaying(settings) as relay:
        events = await append(pool, 3)
        await until(lambda: metric("lea_relay_failures_total", reason="unroutable") >= failures + 2)
        assert metric("lea_relay_blocked") == 1
        assert await relay.readiness() is None
        assert metric("lea_outbox_oldest_age_seconds") > 0

        await bind(settings, "lea.tally.#")
        messages = await taken(settings, events)
        assert [message.message_id for message in messages] == [str(event.id) for event in events]
        await until(lambda: metric("lea_relay_blocked") == 0)
        await until(lambda: metric("lea_outbox_oldest_age_seconds") == 0)


async def test_what_can_be_routed_before_a_blocked_event_is_not_sent_again_and_again(
    pool: Pool, settings: Settings
) -> None:
    await bind(settings, "lea.tally.added.v1")
    stream = uuid4()
    blocked = added(stream, 2).model_copy(update={"type": "lea.tally.strange.v1"})
    events = [added(stream, 1), blocked, added(stream, 3)]
    async with pool.acquire() as connection:
        await STORE.append(connection, events)
    failures = metric("lea_relay_failures_total", reason="unroutable")

    async with relaying(settings):
        await until(lambda: metric("lea_relay_failures_total", reason="unroutable") >= failures + 4)
        await bind(settings, "#")
        messages = await taken(settings, [*events, events[2]])

    assert [place(message)[1] for message in messages] == [1, 3, 2, 3]


async def test_a_batch_is_repeated_rather_than_lost_when_the_checkpoint_did_not_move(
    pool: Pool, settings: Settings, database: Database
) -> None:
    await bind(settings)
    connection = await asyncpg.connect(database.superuser_url)
    before = await connection.fetchrow("SELECT xid, position FROM relay_checkpoint")
    events = await append(pool, 3)
    async with relaying(settings):
        await taken(settings, events)
    await connection.execute("UPDATE relay_checkpoint SET xid = $1, position = $2", *before)
    await connection.close()

    async with relaying(settings):
        assert len(await taken(settings, events)) == 3


async def test_a_database_from_another_cluster_is_noticed(empty_database: NewDatabase, settings: Settings) -> None:
    database = empty_database("intake")
    migrate(database.owner_url, "intake", FOLDER)
    owner = await asyncpg.connect(database.owner_url)
    await STORE.append(owner, [added(uuid4(), 1)])
    await owner.execute("UPDATE event SET xid = '9000000000'")
    restored = settings.model_copy(update={"database_url": database.url})
    await bind(restored)

    with pytest.raises(CommitOrderLost) as raised:
        await Relay(restored).run()

    [remedy] = [text for text in str(raised.value).split(": ") if "UPDATE" in text]
    await owner.execute(remedy)
    event = added(uuid4(), 1)
    await STORE.append(owner, [event])
    await owner.close()
    async with relaying(restored):
        assert len(await taken(restored, [event])) == 2


async def test_the_trace_goes_on_where_it_was_recorded(
    pool: Pool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bind(settings)
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(publisher, "_TRACER", provider.get_tracer("test"))
    trace_id, span_id = "c" * 32, "d" * 16
    events = [
        added(uuid4(), 1, traceparent=f"00-{trace_id}-{span_id}-03", tracestate="lea=1"),
        added(uuid4(), 1, traceparent=f"00-{trace_id}-{span_id}-00"),
        added(uuid4(), 1),
    ]
    async with pool.acquire() as connection:
        await STORE.append(connection, events)

    async with relaying(settings):
        sampled, unsampled, bare = await taken(settings, events)

    [span] = exporter.get_finished_spans()
    assert span.context is not None
    assert span.parent is not None
    assert (span.context.trace_id, span.parent.span_id) == (int(trace_id, 16), int(span_id, 16))
    version, *ids, _ = str(sampled.headers["traceparent"]).split("-")
    assert (version, *ids) == ("00", trace_id, f"{span.context.span_id:016x}")
    assert sampled.headers["tracestate"] == "lea=1"
    assert unsampled.headers["traceparent"] == events[1].traceparent
    assert "traceparent" not in bare.headers


def test_the_check_of_order_allows_repeats_and_nothing_else() -> None:
    def arrived(*versions: int) -> list[Any]:
        return [
            SimpleNamespace(headers={"cloudEvents:subject": "a", "cloudEvents:sequence": str(version)})
            for version in versions
        ]

    assert_in_order(arrived(1, 2, 3, 2, 3, 4))
    with pytest.raises(AssertionError):
        assert_in_order(arrived(1, 3, 2))
