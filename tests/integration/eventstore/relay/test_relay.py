"""The relay between a real event store and a real broker: what it publishes, and in which order."""

import asyncio
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import aio_pika
import asyncpg
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from structlog.testing import capture_logs

from contracts.recording import Recording
from infra.recovery.restored import mend_events
from shared.database import Pool
from shared.eventstore import publisher
from shared.eventstore.relay import CommitOrderLost, Relay
from shared.migrations import migrate
from shared.settings import Settings
from tests.engines import NewDatabase
from tests.integration.eventstore.conftest import FOLDER
from tests.integration.eventstore.relay.sink import STORE, append, assert_in_order, bind, relaying, taken
from tests.integration.eventstore.tally import Added, added
from tests.patience import PATIENCE


async def test_a_message_carries_the_stored_event(pool: Pool, settings: Settings) -> None:
    await bind(settings)
    event = added(
        uuid4(),
        1,
        data=Added(amount=7, filler="взыскание"),
        traceparent=f"00-{'a' * 32}-{'b' * 16}-00",
        recording=Recording(reason="наводнение"),
        inputs="engine-1",
    )
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
    assert message.headers["cloudEvents:recording"] == '{"reason":"наводнение"}'
    assert message.headers["cloudEvents:inputs"] == "engine-1"


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

        async with asyncio.timeout(PATIENCE):
            messages = await taken(settings, [slow_event, *fast_events])

    assert [message.message_id for message in messages] == [str(event.id) for event in (slow_event, *fast_events)]


async def test_a_database_from_another_cluster_is_noticed(empty_database: NewDatabase, settings: Settings) -> None:
    database = empty_database("intake")
    migrate(database.owner_url, "intake", FOLDER)
    owner = await asyncpg.connect(database.owner_url)
    await STORE.append(owner, [added(uuid4(), 1)])
    await owner.execute("UPDATE event SET xid = '9000000000'")
    restored = settings.model_copy(update={"database_url": database.url})
    await bind(restored)

    with pytest.raises(CommitOrderLost, match="lea restored"), capture_logs() as logs:
        await Relay(restored).run()
    assert any("lea restored" in line.get("remedy", "") for line in logs)

    assert await mend_events(owner)
    assert not await mend_events(owner)
    event = added(uuid4(), 1)
    await STORE.append(owner, [event])
    await owner.close()
    async with relaying(restored):
        assert len(await taken(restored, [event])) == 2


async def test_after_a_restore_only_what_was_not_published_is_published(
    empty_database: NewDatabase, settings: Settings
) -> None:
    database = empty_database("intake")
    migrate(database.owner_url, "intake", FOLDER)
    owner = await asyncpg.connect(database.owner_url)
    published, open_, new = (added(uuid4(), 1) for _ in range(3))
    await STORE.append(owner, [published])
    await owner.execute("UPDATE relay_checkpoint SET (xid, position) = (SELECT xid, position FROM event)")
    await STORE.append(owner, [open_])
    shift = "((xid::text::bigint + 9000000000)::text)::xid8"
    await owner.execute(f"UPDATE event SET xid = {shift}")  # noqa: S608
    await owner.execute(f"UPDATE relay_checkpoint SET xid = {shift}")  # noqa: S608
    restored = settings.model_copy(update={"database_url": database.url})
    await bind(restored)

    assert await mend_events(owner)
    await STORE.append(owner, [new])
    await owner.close()
    async with relaying(restored):
        messages = await taken(restored, [new])
    assert [message.message_id for message in messages] == [str(open_.id), str(new.id)]


async def test_the_trace_continues_where_it_was_recorded(
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
