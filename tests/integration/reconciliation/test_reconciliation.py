"""What was lost behind the broker's confirm is found, and publishing it again repairs it and nothing else."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

import asyncpg
from aio_pika import connect
from prometheus_client import REGISTRY

from shared.database import Pool
from shared.eventstore.republishing import progress_of, request_republication
from shared.messaging.queue_names import partition_queue
from shared.reconciliation.watch import ReconciliationWatch
from shared.settings import Settings
from tests.integration.messaging.kit import Seen, ready
from tests.integration.reconciliation.kit import Source, consuming, published, seen_all
from tests.patience import until


async def _purged(seen: Seen, settings: Settings) -> int:
    """Purge the queues of a consumer; returns how many messages they had."""
    async with await connect(settings.broker_url) as connection:
        channel = await connection.channel()
        purged = 0
        for number in range(settings.partitions):
            queue = await channel.get_queue(partition_queue(seen.name, number), ensure=False)
            purged += (await queue.purge()).message_count or 0
        return purged


async def _again(source: Source, **what: object) -> int:
    """Have events published again, and wait for it; returns how many were."""
    connection = await asyncpg.connect(source.database.owner_url)
    try:
        request = await request_republication(
            connection,
            actor="operations:test",
            reason="queues were purged",
            rate=500,
            **what,  # type: ignore[arg-type]
        )
        await until(lambda: _finished(connection, request))
        return (await progress_of(connection, request)).published
    finally:
        await connection.close()


async def _finished(connection: asyncpg.Connection, request: int) -> bool:
    return (await progress_of(connection, request)).finished_at is not None


def _lost(seen: Seen) -> float | None:
    labels = {"consumer": seen.name, "source": "/lea/deadlines", "kind": "lost"}
    return REGISTRY.get_sample_value("lea_reconciliation_streams", labels)


async def test_purged_queues_are_noticed_and_healed(source: Source, settings: Settings, pool: Pool, seen: Seen) -> None:
    settings = settings.model_copy(update={"reconcile_grace": 0.3})
    streams, new = [uuid4() for _ in range(12)], [uuid4() for _ in range(6)]
    async with consuming(settings, pool, seen), source.relaying():
        await source.append(*streams)
        await until(lambda: seen_all(seen, pool, streams, [1]))
    async with source.relaying():
        await source.append(*streams, *new)
        await until(lambda: published(source, 30))
        assert await _purged(seen, settings) == 18
        async with consuming(settings, pool, seen) as consumer:
            await until(lambda: ready(consumer))
            watch = ReconciliationWatch(settings, pool, seen, consumer.backlog)
            found, lost = await watch.compare("/lea/deadlines")
            assert {(each.stream, each.reached, each.stored) for each in lost} == {
                *((stream, 1, 2) for stream in streams),
                *((stream, 0, 1) for stream in new),
            }
            assert _lost(seen) == 18
            assert found.ahead == []

            # Later events of these streams wait for what was lost, and more is stored while it is published again.
            await source.append(*streams)
            await until(lambda: _waiting(seen, pool, 12))
            assert await _again(source) == 42
            await source.append(*new)
            await until(lambda: seen_all(seen, pool, streams, [1, 2, 3]))
            await until(lambda: seen_all(seen, pool, new, [1, 2]))
            assert await seen.held(pool) == []
            _, lost = await watch.compare("/lea/deadlines")
            assert (lost, _lost(seen)) == ([], 0)


async def _waiting(seen: Seen, pool: Pool, number: int) -> bool:
    return [reason for reason, _ in await seen.held(pool)] == ["gap"] * number


async def test_what_waits_in_a_queue_is_not_lost(source: Source, settings: Settings, pool: Pool, seen: Seen) -> None:
    settings = settings.model_copy(update={"reconcile_grace": 0.0})
    stream = uuid4()
    async with consuming(settings, pool, seen):
        pass
    async with source.relaying():
        await source.append(stream)
        await until(lambda: published(source, 1))

    async def one_waits() -> int:
        return 1

    _, lost = await ReconciliationWatch(settings, pool, seen, one_waits).compare("/lea/deadlines")
    assert lost == []


async def test_the_watch_compares_again_and_again_and_survives_an_unreachable_store(
    source: Source, settings: Settings, pool: Pool, seen: Seen
) -> None:
    """Its own loop, as each service runs it; the store before this one does not answer."""
    urls = {"intake": "postgresql://nobody@127.0.0.1:1/nothing", **settings.event_store_urls}
    watched = settings.model_copy(update={"reconcile_grace": 0.1, "reconcile_interval": 0.2, "event_store_urls": urls})
    streams = [uuid4() for _ in range(3)]
    async with consuming(settings, pool, seen), source.relaying():
        await source.append(*streams)
        await until(lambda: seen_all(seen, pool, streams, [1]))
    async with source.relaying():
        await source.append(*streams)
        await until(lambda: published(source, 6))
        assert await _purged(seen, settings) == 3
        async with consuming(settings, pool, seen) as consumer:
            await until(lambda: ready(consumer))
            watch = ReconciliationWatch(watched, pool, seen, consumer.backlog)
            running = asyncio.create_task(watch.run())
            try:
                await until(lambda: _lost(seen) == 3, "what was lost is found")
                assert await _again(source) == 6
                await until(lambda: _lost(seen) == 0, "what came again is lost no more")
                assert not running.done()
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)


async def test_a_stream_or_a_time_is_published_again(
    source: Source, settings: Settings, pool: Pool, seen: Seen
) -> None:
    one, other = uuid4(), uuid4()
    async with consuming(settings, pool, seen), source.relaying():
        first: Sequence[object] = await source.append(one, other, one)
        later = await source.append(other)
        await until(lambda: seen_all(seen, pool, [one, other], [1, 2]))
        assert await _again(source, streams=[one]) == 2
        assert await _again(source, since=later[0].recorded_at) == 1
        assert await _again(source, until=later[0].recorded_at) == len(first)
        assert await seen_all(seen, pool, [one, other], [1, 2])
        assert await seen.held(pool) == []
