"""What the event table itself guarantees."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from contracts.recording import Recording
from shared.database import Pool
from shared.eventstore.store import BEGINNING, Checkpoint, EventStore, checkpoint_of, oldest_since, read_since
from shared.settings import Settings
from tests.engines import Database
from tests.integration.eventstore.tally import CLOCK, EVENTS, Added, added, tomorrow
from tests.patience import PATIENCE

STORE = EventStore("tally", EVENTS)
FORGED_ORDER = (
    "INSERT INTO event (xid, stream, version, id, type, effective_date, recorded_at, actor, correlation_id,"
    " causation_id, data) VALUES ('1', gen_random_uuid(), 1, gen_random_uuid(), 'lea.tally.added.v1',"
    " current_date - 1, now(), 'a', gen_random_uuid(), gen_random_uuid(), '{}')"
)


async def read_all(connection: Any, after: Checkpoint) -> list[Any]:
    return await read_since(connection, after, 10_000)


async def end(connection: Any) -> Checkpoint:
    rows = await read_all(connection, BEGINNING)
    return checkpoint_of(rows[-1]) if rows else BEGINNING


async def test_events_are_loaded_as_they_were_appended(pool: Pool) -> None:
    stream, other = uuid4(), uuid4()
    events = [
        added(stream, 1, data=Added(amount=-5, filler="жалоба"), traceparent=f"00-{'a' * 32}-{'b' * 16}-01"),
        added(other, 1, recording=Recording(reason="наводнение"), inputs="engine-1"),
        added(stream, 2, effective_date=CLOCK.today() - timedelta(days=400)),
    ]

    async with pool.acquire() as connection:
        await STORE.append(connection, events)
        loaded = await STORE.load_many(connection, [stream, other, uuid4()])

    assert loaded == {stream: [events[0], events[2]], other: [events[1]]}


async def test_a_version_is_taken_once(pool: Pool) -> None:
    stream = uuid4()
    async with pool.acquire() as connection:
        await STORE.append(connection, [added(stream, 1)])
        with pytest.raises(asyncpg.UniqueViolationError):
            await STORE.append(connection, [added(stream, 1)])


@pytest.mark.parametrize(
    "fault",
    [{"version": 0}, {"actor": ""}, {"type": "something.else"}, {"effective_date": tomorrow()}],
    ids=str,
)
async def test_the_table_rejects_invalid_rows(pool: Pool, fault: dict[str, Any]) -> None:
    async with pool.acquire() as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await STORE.append(connection, [added(uuid4(), 1).model_copy(update=fault)])


async def test_a_transaction_that_commits_late_is_not_skipped(pool: Pool) -> None:
    slow_event, fast_event = added(uuid4(), 1), added(uuid4(), 1)
    async with pool.acquire() as slow, pool.acquire() as fast:
        start = await end(fast)
        transaction = slow.transaction()
        await transaction.start()
        await STORE.append(slow, [slow_event])
        await STORE.append(fast, [fast_event])

        # The fast one is committed and visible, and still waits for its turn.
        assert await fast.fetchval("SELECT count(*) FROM event WHERE id = $1", fast_event.id) == 1
        assert await read_all(fast, start) == []
        assert await oldest_since(fast, start) == fast_event.recorded_at

        await transaction.commit()
        assert [row["id"] for row in await read_all(fast, start)] == [slow_event.id, fast_event.id]


async def test_readers_see_every_event_of_many_writers_in_order(pool: Pool) -> None:
    async with pool.acquire() as connection:
        start = await end(connection)
    writers, per_writer = 12, 25

    async def write(number: int) -> None:
        stream = uuid4()
        for version in range(1, per_writer + 1):
            async with pool.acquire() as connection, connection.transaction():
                await STORE.append(connection, [added(stream, version)])
                await asyncio.sleep(0.001 * (number % 4))

    async def follow() -> list[Any]:
        seen: list[Any] = []
        while len(seen) < writers * per_writer:
            async with pool.acquire() as connection:
                seen += await read_since(connection, checkpoint_of(seen[-1]) if seen else start, 7)
        return seen

    async with asyncio.timeout(PATIENCE):
        seen, *_ = await asyncio.gather(follow(), *(write(number) for number in range(writers)))

    assert len({row["id"] for row in seen}) == writers * per_writer
    for stream in {row["stream"] for row in seen}:
        assert [row["version"] for row in seen if row["stream"] == stream] == list(range(1, per_writer + 1))


async def test_reading_in_commit_order_uses_the_index(database: Database) -> None:
    connection = await asyncpg.connect(database.superuser_url)
    try:
        # On an empty table only this shows whether the index gives the order.
        await connection.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
        plan = await connection.fetch(
            "EXPLAIN SELECT * FROM event WHERE (xid, position) > ('5', 5)"
            " AND xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid, position LIMIT 10"
        )
    finally:
        await connection.close()
    lines = [row[0] for row in plan]
    assert any("Index Scan using event_pkey" in line for line in lines), lines
    assert not any("Sort" in line or "Filter" in line for line in lines), lines


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET actor = 'someone else'",
        "DELETE FROM event",
        "TRUNCATE event",
        FORGED_ORDER,
        "UPDATE command SET reply = ''",
        "DELETE FROM command",
        "DELETE FROM relay_checkpoint",
        "INSERT INTO relay_checkpoint DEFAULT VALUES",
        "CREATE TABLE mine (id int)",
    ],
)
async def test_the_service_cannot_change_what_is_stored(pool: Pool, statement: str) -> None:
    async with pool.acquire() as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


async def test_the_event_reader_reads_events_and_how_far_they_are_published(database: Database) -> None:
    connection = await asyncpg.connect(database.event_reader_url)
    try:
        for table in ("event", "store_epoch", "relay_checkpoint"):
            await connection.fetch(f"SELECT * FROM {table} LIMIT 1")  # noqa: S608
        for table in ("command", "republication", "total"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"SELECT * FROM {table}")  # noqa: S608
    finally:
        await connection.close()


async def test_connections_have_a_name_and_a_timeout(pool: Pool, settings: Settings) -> None:
    async with pool.acquire() as connection:
        shown = [
            await connection.fetchval(f"SHOW {name}")
            for name in ("application_name", "statement_timeout", "idle_in_transaction_session_timeout", "timezone")
        ]
    assert shown == ["lea-tally-pool", "30s", "30s", "UTC"]
