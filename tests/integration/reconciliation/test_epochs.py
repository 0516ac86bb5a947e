"""Consumers of a store that was restored: they go on if nothing they applied is lost, and stop if something is."""

from uuid import UUID, uuid4

import asyncpg
from prometheus_client import REGISTRY

from shared.database import Pool
from shared.eventstore.epochs import latest_epoch
from shared.eventstore.relay import Relay
from shared.messaging.consumer import EventConsumer
from shared.settings import Settings
from tests.integration.messaging.kit import Seen
from tests.integration.reconciliation.kit import Source, consuming, published, seen_all
from tests.patience import until


async def _epochs(source: Source) -> list[str]:
    connection = await asyncpg.connect(source.database.event_reader_url)
    try:
        rows = await connection.fetch("SELECT reason FROM store_epoch ORDER BY number")
        assert await latest_epoch(connection) is not None
        return [row["reason"] for row in rows]
    finally:
        await connection.close()


async def test_a_store_that_lost_nothing_is_followed_at_once(
    source: Source, settings: Settings, pool: Pool, seen: Seen
) -> None:
    streams = [uuid4() for _ in range(3)]
    async with consuming(settings, pool, seen) as consumer:
        async with source.relaying():
            await source.append(*streams, *streams)
            await until(lambda: seen_all(seen, pool, streams, [1, 2]))
        source.restore(source.backup())
        async with source.relaying():
            await source.append(*streams)
            await until(lambda: seen_all(seen, pool, streams, [1, 2, 3]))
        assert await consumer.readiness() is None
        first, second = await _epochs(source)
    assert first == "first start"
    assert second.startswith("restored or failed over")


async def test_a_session_in_the_same_history_begins_no_epoch(source: Source) -> None:
    for _ in range(2):
        async with source.relaying() as relay:
            await until(lambda: _leads(relay))
    assert await _epochs(source) == ["first start"]


async def _leads(relay: Relay) -> bool:
    return relay.leading


async def test_a_consumer_ahead_of_its_restored_store_stops_and_says_what_to_do(
    source: Source, settings: Settings, pool: Pool, seen: Seen
) -> None:
    kept, lost, untouched = uuid4(), uuid4(), uuid4()
    async with consuming(settings, pool, seen) as consumer:
        async with source.relaying():
            await source.append(kept, kept, untouched)
            await until(lambda: seen_all(seen, pool, [kept], [1, 2]))
        backup = source.backup()
        async with source.relaying():
            await source.append(kept, lost)
            await until(lambda: _both(seen, pool, kept, lost))
        source.restore(backup)

        async with source.relaying():
            # The number 3 of `kept` is given again, and a stream that is not concerned goes on.
            await source.append(kept, untouched)
            await until(lambda: _stopped(consumer))
            problem = await consumer.readiness()
            assert problem is not None
            assert "2 of deadlines" in problem
            assert "lea resync court_query_restored" in problem
            assert await seen.versions(pool, kept) == [1, 2, 3]
            assert await seen.versions(pool, untouched) == [1]
            assert await seen.held(pool) == []
        ahead = REGISTRY.get_sample_value("lea_consumer_ahead", {"consumer": seen.name, "source": "/lea/deadlines"})
        assert ahead == 2
    # It stays so after a restart of the consumer.
    async with consuming(settings, pool, seen) as consumer:
        await until(lambda: _stopped(consumer))
        assert await seen.versions(pool, untouched) == [1]


async def _both(seen: Seen, pool: Pool, kept: UUID, lost: UUID) -> bool:
    return await seen.versions(pool, kept) == [1, 2, 3] and await seen.versions(pool, lost) == [1]


async def _stopped(consumer: EventConsumer) -> bool:
    return "stopped" in (await consumer.readiness() or "")


async def test_what_is_lost_and_still_waits_in_a_queue_is_not_applied(
    source: Source, settings: Settings, pool: Pool, seen: Seen
) -> None:
    kept, phantom = uuid4(), uuid4()
    async with consuming(settings, pool, seen), source.relaying():
        await source.append(kept)
        await until(lambda: seen_all(seen, pool, [kept], [1]))
    backup = source.backup()
    async with source.relaying() as relay:
        # Published while the consumer is away; both wait in its queues.
        await source.append(kept, phantom)
        await until(lambda: published(source, 3))
        assert relay.leading
    source.restore(backup)
    async with source.relaying():
        await source.append(kept)
        async with consuming(settings, pool, seen) as consumer:
            await until(lambda: seen_all(seen, pool, [kept], [1, 2]))
            await until(lambda: _held(seen, pool, [("parked", 1), ("parked", 2)]))
            assert await seen.versions(pool, phantom) == []
            assert await consumer.readiness() is None


async def _held(seen: Seen, pool: Pool, expected: list[tuple[str, int]]) -> bool:
    return await seen.held(pool) == expected
