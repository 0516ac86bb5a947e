"""The heads of the edge's access log come over the bus and stay."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.envelope import EventEnvelope
from contracts.events.edge import AccessLogArchived, AccessLogRestored, AccessLogSealed, ArchivedChain, CutChain
from contracts.identifiers import ARCHIVES, RESTORES, new_id
from contracts.queries.access_log import ListLogHeads
from services.court_query.access_log_heads import (
    AccessLogHeads,
    SealedHead,
    chain_heads,
    kept_archives,
    kept_heads,
    kept_restores,
)
from services.court_query.head_file import HeadFile, line_of
from services.court_query.settings import CourtQuerySettings
from shared.database import Connection, create_pool
from shared.envelopes import own_event
from shared.eventstore.relay import Relay
from shared.eventstore.store import EventStore
from shared.messaging.consumer import EventConsumer
from shared.settings import Settings
from tests.engines import Database, NewDatabase
from tests.patience import until

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
CHAINS = (UUID(int=1), UUID(int=2), UUID(int=3))


def event(chain: UUID, version: int, hash_: str = "ab" * 32) -> EventEnvelope[AccessLogSealed]:
    """The chain grows by ten records from head to head."""
    sealed_at = START + timedelta(seconds=version)
    return EventEnvelope(
        id=new_id(),
        source="/lea/edge",
        type=AccessLogSealed.type,
        stream=chain,
        version=version,
        effective_date=sealed_at.date(),
        recorded_at=sealed_at,
        actor="policy:seal-access-log",
        correlation_id=chain,
        causation_id=new_id(),
        data=AccessLogSealed(sequence=10 * version, hash=hash_, at=START),
    )


@pytest.fixture
def model(migrated_database: NewDatabase) -> Database:
    return migrated_database("court_query")


@pytest.fixture
async def service(model: Database) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(model.url)
    yield connection
    await connection.close()


async def keep(service: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
    async with service.transaction():
        await AccessLogHeads().apply(service, events)


async def kept(service: Connection) -> list[SealedHead]:
    return [head async for head in kept_heads(service)]


async def test_heads_are_kept_as_they_were_sealed(service: Connection) -> None:
    await keep(service, [event(CHAINS[1], 1), event(CHAINS[0], 1), event(CHAINS[1], 2)])
    hash_ = bytes.fromhex("ab" * 32)
    assert await kept(service) == [
        SealedHead(CHAINS[0], 10, hash_, START, START + timedelta(seconds=1)),
        SealedHead(CHAINS[1], 10, hash_, START, START + timedelta(seconds=1)),
        SealedHead(CHAINS[1], 20, hash_, START, START + timedelta(seconds=2)),
    ]


def restored(reason: str = "The disk failed") -> EventEnvelope[AccessLogRestored]:
    data = AccessLogRestored(moment=START, reason=reason, chains=(CutChain(chain=CHAINS[0], kept=10, known=20),))
    id_ = new_id()
    return own_event(
        data, id=id_, source="/lea/edge", actor="operations:petrova", stream=RESTORES, version=1, at=START,
        correlation_id=id_,
    )  # fmt: skip


async def test_a_restore_is_kept_once_with_what_it_cut(service: Connection) -> None:
    event_ = restored()
    await keep(service, [event_])
    await keep(service, [event_])
    (restore,) = await kept_restores(service)
    assert (restore.id, restore.actor, restore.moment) == (event_.id, "operations:petrova", START)
    assert restore.chains == [{"chain": str(CHAINS[0]), "kept": 10, "known": 20}]


UNTIL = datetime(2026, 11, 30, 21, tzinfo=UTC)


def archived() -> EventEnvelope[AccessLogArchived]:
    chains = (ArchivedChain(chain=CHAINS[0], last=20, hash="ab" * 32),)
    data = AccessLogArchived(
        partition="2026-11", until=UNTIL, records=20, digest="cd" * 32, reason="Older than a year", chains=chains
    )
    id_ = new_id()
    return own_event(
        data, id=id_, source="/lea/edge", actor="operations:petrova", stream=ARCHIVES, version=1, at=START,
        correlation_id=id_,
    )  # fmt: skip


async def test_an_archive_is_kept_once_and_told_to_who_verifies_its_months(service: Connection) -> None:
    event_ = archived()
    await keep(service, [event_])
    await keep(service, [event_])
    (archive,) = await kept_archives(service)
    assert (archive.id, archive.actor, archive.digest) == (event_.id, "operations:petrova", "cd" * 32)
    for since, told in ((UNTIL - timedelta(days=20), 1), (UNTIL, 1), (UNTIL + timedelta(days=3), 0)):
        reply = await chain_heads(service, ListLogHeads(since=since))
        assert [each.chains for each in reply.archives] == [event_.data.chains] * told


async def test_the_file_outside_has_what_the_database_has(service: Connection, tmp_path: Path) -> None:
    keeper = AccessLogHeads(HeadFile(tmp_path / "heads"))
    async with service.transaction():
        await keeper.apply(service, [event(CHAINS[0], 1), restored(), archived(), event(CHAINS[1], 1)])
    expected = [*map(line_of, await kept(service)), *map(line_of, await kept_restores(service))]
    expected += map(line_of, await kept_archives(service))
    found = [json.loads(line) for line in (tmp_path / "heads").read_bytes().splitlines()]
    assert sorted(found, key=str) == sorted(map(json.loads, expected), key=str)


async def test_no_head_is_in_the_database_alone(service: Connection, tmp_path: Path) -> None:
    keeper = AccessLogHeads(HeadFile(tmp_path / "away" / "heads"))
    with pytest.raises(FileNotFoundError):
        async with service.transaction():
            await keeper.apply(service, [event(CHAINS[2], 1)])
    assert CHAINS[2] not in {head.chain for head in await kept(service)}


async def test_a_head_that_contradicts_another_is_kept_beside_it(service: Connection) -> None:
    one, other = event(CHAINS[0], 1), event(CHAINS[0], 1, "cd" * 32)
    await keep(service, [one])
    await keep(service, [one, other])
    assert [head.hash.hex() for head in await kept(service)] == ["ab" * 32, "cd" * 32]


async def test_heads_can_be_neither_changed_nor_deleted(model: Database, service: Connection) -> None:
    """For the service by its rights, for the owner by a trigger."""
    await keep(service, [event(CHAINS[0], 1)])
    owner = await asyncpg.connect(model.owner_url)
    for attempt in (
        "UPDATE access_log_heads.head SET hash = decode(repeat('cd', 32), 'hex')",
        "DELETE FROM access_log_heads.head",
        "TRUNCATE access_log_heads.head",
    ):
        for connection in (service, owner):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(attempt)
    for attempt in ("DROP TABLE access_log_heads.head", "CREATE TABLE access_log_heads.mine ()"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await service.execute(attempt)
    await owner.close()
    reader = await asyncpg.connect(model.edge_reader_url)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await reader.fetch("SELECT * FROM access_log_heads.head")
    await reader.close()
    assert len(await kept(service)) == 1


async def test_heads_come_from_the_edge_over_the_bus(
    model: Database, service: Connection, migrated_database: NewDatabase, vhost: str
) -> None:
    edge = migrated_database("edge")
    relay = Relay(Settings(service="edge", database_url=edge.worker_url, broker_url=vhost, relay_poll=0.1))
    settings = CourtQuerySettings(
        database_url=model.url, broker_url=vhost, event_store_urls={"proceedings": "none"}, watch_interval=0.5
    )
    pool = await create_pool(settings)
    consumer = EventConsumer(settings, pool, AccessLogHeads())
    tasks = [asyncio.create_task(part.run()) for part in (consumer, relay)]
    store, worker = EventStore("edge"), await asyncpg.connect(edge.worker_url)
    try:
        for version in range(1, 6):
            async with worker.transaction():
                await store.append(worker, [event(chain, version) for chain in CHAINS])

        async def all_kept() -> bool:
            return len(await kept(service)) >= 15

        await until(all_kept)
        heads = await kept(service)
    finally:
        await worker.close()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        pool.terminate()
    assert [(head.chain, head.sequence) for head in heads] == [
        (chain, 10 * version) for chain in CHAINS for version in range(1, 6)
    ]
