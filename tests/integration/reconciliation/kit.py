"""A store with its relay, a consumer of its events, and restores of the store to an earlier moment."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import psycopg
from psycopg import sql

from contracts.envelope import EventEnvelope
from contracts.identifiers import new_id
from infra.stack.stack import Stack
from shared.eventstore.relay import Relay
from shared.eventstore.store import EventStore
from shared.messaging.consumer import EventConsumer
from shared.settings import Settings
from tests.engines import CopiedDatabase, Database
from tests.integration.messaging.kit import DATA, SOURCE, Seen, queues_of
from tests.patience import PATIENCE

STORE = EventStore("deadlines")


def event(stream: UUID, version: int) -> EventEnvelope[Any]:
    """The next event of a stream."""
    return EventEnvelope.trusted(
        id=new_id(),
        source=SOURCE,
        type=DATA.type,
        stream=stream,
        version=version,
        effective_date=date(2026, 11, 20),
        recorded_at=datetime.now(UTC),
        actor="policy:test",
        correlation_id=new_id(),
        causation_id=new_id(),
        traceparent=None,
        tracestate=None,
        recording=None,
        inputs=None,
        data=DATA,
    )


@dataclass
class Source:
    """The store of a service that can be put back to an earlier moment."""

    engines: Stack
    database: Database
    settings: Settings
    copied: CopiedDatabase
    versions: dict[UUID, int] = field(default_factory=dict)

    async def append(self, *streams: UUID) -> list[EventEnvelope[Any]]:
        """Store the next event of each of the streams, each in its transaction."""
        connection = await asyncpg.connect(self.database.owner_url)
        events = []
        try:
            for stream in streams:
                last = await connection.fetchval("SELECT max(version) FROM event WHERE stream = $1", stream)
                events.append(event(stream, (last or 0) + 1))
                await STORE.append(connection, events[-1:])
        finally:
            await connection.close()
        return events

    def backup(self) -> Database:
        """A copy of the store as it is now. No session may be with it."""
        self.disconnect(self.database.name)
        return self.copied("deadlines", self.database.name)

    def restore(self, backup: Database) -> None:
        """Put a copy of the backup in the place of the store: another database with the same name."""
        copy = self.copied("deadlines", backup.name)
        for name in (self.database.name, copy.name):
            self.disconnect(name)
        with psycopg.connect(self.engines.server_url(), autocommit=True) as connection:
            for before, after in (
                (self.database.name, f"{copy.name}_gone"),
                (copy.name, self.database.name),
                (f"{copy.name}_gone", copy.name),
            ):
                connection.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(before), sql.Identifier(after))
                )

    def disconnect(self, name: str) -> None:
        """End the sessions with a database."""
        with psycopg.connect(self.engines.server_url(), autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])

    @asynccontextmanager
    async def relaying(self) -> AsyncIterator[Relay]:
        """The relay of the store at work."""
        relay = Relay(self.settings)
        task = asyncio.create_task(relay.run())
        try:
            yield relay
        finally:
            task.cancel()
            async with asyncio.timeout(PATIENCE):
                with suppress(asyncio.CancelledError):
                    await task


@asynccontextmanager
async def consuming(settings: Settings, pool: Any, seen: Seen) -> AsyncIterator[EventConsumer]:
    """A consumer at work, ready or not."""
    consumer = EventConsumer(settings, pool, seen)
    await queues_of(consumer.name, settings)
    task = asyncio.create_task(consumer.run())
    try:
        yield consumer
    finally:
        consumer.stop()
        await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), PATIENCE)


async def seen_all(seen: Seen, pool: Any, streams: Sequence[UUID], versions: Sequence[int]) -> bool:
    """Whether exactly these versions of each of the streams were applied, in their order."""
    return all([await seen.versions(pool, stream) == list(versions) for stream in streams])


async def published(source: Source, number: int) -> bool:
    """Whether so many events of the store have been published."""
    connection = await asyncpg.connect(source.database.owner_url)
    try:
        rows = "SELECT count(*) FROM event e, relay_checkpoint c WHERE (e.xid, e.position) <= (c.xid, c.position)"
        return bool(await connection.fetchval(rows) == number)
    finally:
        await connection.close()
