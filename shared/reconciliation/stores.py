"""The event store of a source, as its consumers may read it: events, epoch, and how far it has published."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from shared.database import Connection, server_settings
from shared.failures import DATABASE_UNAVAILABLE, DatabaseUnavailable

_CONNECT_TIMEOUT = 10.0
_STATEMENT_TIMEOUT = 30.0

_AT = """
    SELECT place.stream, event.id AS at_version,
           coalesce((SELECT version FROM event AS newest WHERE newest.stream = place.stream
                     ORDER BY version DESC LIMIT 1), 0) AS stored
    FROM unnest($1::uuid[], $2::integer[]) AS place(stream, version)
    LEFT JOIN event ON event.stream = place.stream AND event.version = place.version
"""
_HEADS = "SELECT stream, max(version) AS version FROM event WHERE stream > $1 GROUP BY stream ORDER BY stream LIMIT $2"
# Past the checkpoint an event is on its way.
_PUBLISHED = """
    SELECT event.stream, max(event.version) AS version, min(event.recorded_at) AS since
    FROM unnest($1::uuid[], $2::integer[]) AS place(stream, version)
    JOIN event ON event.stream = place.stream AND event.version > place.version
    CROSS JOIN relay_checkpoint AS relayed
    WHERE (event.xid, event.position) <= (relayed.xid, relayed.position)
    GROUP BY event.stream
"""
_EXISTING = "SELECT id FROM event WHERE id = ANY($1::uuid[])"


class StoredAt(NamedTuple):
    """What the store has of a stream."""

    event: UUID | None
    """The event with the version asked about."""
    version: int
    """The last version; 0: it has no such stream."""


class Published(NamedTuple):
    """What of a stream has been published beyond a version."""

    version: int
    since: datetime
    """When the first of it was recorded."""


@asynccontextmanager
async def store_at(url: str, name: str) -> AsyncIterator[Connection]:
    """A read-only connection with the store of a source. Raises DatabaseUnavailable."""
    try:
        connection = await asyncpg.connect(
            url,
            timeout=_CONNECT_TIMEOUT,
            server_settings=server_settings(name, _STATEMENT_TIMEOUT, default_transaction_read_only="on"),
        )
        try:
            yield connection
        finally:
            await connection.close(timeout=1)
    except DATABASE_UNAVAILABLE as error:
        raise DatabaseUnavailable(f"the store of a source: {type(error).__name__}") from error


async def stored_at(store: Connection, places: Mapping[UUID, int]) -> dict[UUID, StoredAt]:
    """What the store has of these streams; of each a version is asked about."""
    rows = await store.fetch(_AT, list(places), list(places.values()))
    return {row["stream"]: StoredAt(row["at_version"], row["stored"]) for row in rows}


async def heads_after(store: Connection, stream: UUID, limit: int) -> dict[UUID, int]:
    """The last versions of the next streams in the order of their ids."""
    return {row["stream"]: row["version"] for row in await store.fetch(_HEADS, stream, limit)}


async def published_beyond(store: Connection, places: Mapping[UUID, int]) -> dict[UUID, Published]:
    """What has been published of these streams beyond these versions."""
    rows = await store.fetch(_PUBLISHED, list(places), list(places.values()))
    return {row["stream"]: Published(row["version"], row["since"]) for row in rows}


async def existing(store: Connection, ids: Collection[UUID] | Sequence[UUID]) -> frozenset[UUID]:
    """Those of the events that the store has."""
    return frozenset(row["id"] for row in await store.fetch(_EXISTING, list(ids)))
