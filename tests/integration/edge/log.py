"""The access log of an edge under test: exported, sealed, and changed by the owner of its database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from contracts.events.edge import AccessLogSealed
from services.edge.access_log.sealing import AccessLogSealer
from services.edge.access_log.tables import exported
from services.edge.settings import EdgeSettings
from shared.access_log.chain import Link
from shared.access_log.verification import Findings, KeptHead, verify
from shared.clock import Clock, FixedClock
from shared.database import Connection, create_pool
from shared.eventstore.store import EventStore
from tests.engines import Database
from tests.integration.edge.conftest import NOW

_SEALED = "SELECT * FROM event ORDER BY stream, version"


async def records(own: Database) -> list[Link]:
    """The log as its worker exports it."""
    connection = await asyncpg.connect(own.worker_url)
    try:
        return [link async for link in exported(connection)]
    finally:
        await connection.close()


async def verified(own: Database, *heads: KeptHead) -> Findings:
    """The result of verifying an export against stored heads."""
    return verify([link.line() for link in await records(own)], heads)


@asynccontextmanager
async def sealing(own: Database, clock: Clock | None = None) -> AsyncIterator[AccessLogSealer]:
    """A sealer with the worker's role; by the clock of the edge under test, unless another is given."""
    settings = EdgeSettings(database_url=own.worker_url, read_model_url="none", seal_interval=0.05)
    pool = await create_pool(settings)
    try:
        yield AccessLogSealer(settings, pool, clock or FixedClock(NOW))
    finally:
        pool.terminate()


async def sealed(own: Database, clock: Clock | None = None) -> list[KeptHead]:
    """Seal the log; every head sealed so far, as another service stores it."""
    async with sealing(own, clock) as part:
        await part.seal()
    return await heads(own)


async def heads(own: Database) -> list[KeptHead]:
    """Every head sealed so far."""
    store = EventStore("edge")
    async with as_owner(own) as owner:
        events = [store.decode(row) for row in await owner.fetch(_SEALED)]
    return [
        KeptHead(str(event.stream), event.data.sequence, event.data.hash, event.data.at, event.recorded_at)
        for event in events
        if isinstance(event.data, AccessLogSealed)
    ]


@asynccontextmanager
async def as_owner(own: Database) -> AsyncIterator[Connection]:
    """A connection of the database's owner."""
    connection = await asyncpg.connect(own.owner_url)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def as_api(own: Database) -> AsyncIterator[Connection]:
    """A connection with the role of the processes that answer requests."""
    connection = await asyncpg.connect(own.url)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def tampering(own: Database) -> AsyncIterator[Connection]:
    """The owner disables the trigger that protects against mistakes, to change records on purpose."""
    async with as_owner(own) as owner:
        await owner.execute("ALTER TABLE access_log DISABLE TRIGGER only_added_to")
        yield owner
        await owner.execute("ALTER TABLE access_log ENABLE TRIGGER only_added_to")
