"""Keeps the heads of the edge's access log, so that even the owner of that log cannot rewrite it unnoticed.

They are kept twice: in the database of this service, and in a file outside the database cluster, which survives a
restore of it. Restores of the edge's database and archives of its partitions are kept likewise: they explain which
records are missing.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import from_json, to_json

from contracts.envelope import EventEnvelope
from contracts.events.edge import AccessLogArchived, AccessLogRestored, AccessLogSealed
from contracts.queries.access_log import ChainHeads, ListLogHeads, LogArchive, LogHead, LogRestore
from services.court_query.head_file import HeadFile
from shared.access_log.chain import ChainHead
from shared.database import Connection
from shared.messaging.projection import SimpleProjection

# A batch that is applied again finds its heads here; another hash for the same place is kept as another head.
_KEEP = """
    INSERT INTO access_log_heads.head (chain, sequence, hash, at, sealed_at)
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::timestamptz[], $5::timestamptz[])
    ON CONFLICT DO NOTHING
"""
_KEEP_RESTORE = """
    INSERT INTO access_log_heads.restore (id, restored_at, moment, actor, reason, chains)
    VALUES ($1, $2, $3, $4, $5, $6::jsonb) ON CONFLICT DO NOTHING
"""
_RESTORES = "SELECT id, restored_at, moment, actor, reason, chains FROM access_log_heads.restore ORDER BY restored_at"
_KEEP_ARCHIVE = """
    INSERT INTO access_log_heads.archive (id, archived_at, partition, until, records, digest, actor, reason, chains)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb) ON CONFLICT DO NOTHING
"""
# Of a chain that began before the month ended there is a record after it at most until the session's next one.
_ARCHIVES = """
    SELECT id, archived_at, partition, until, records, digest, actor, reason, chains FROM access_log_heads.archive
    WHERE $1::timestamptz IS NULL OR until >= $1 - interval '1 day' ORDER BY archived_at
"""
_KEPT = """
    SELECT chain, sequence, hash, at, sealed_at
    FROM (
        SELECT *, max(sequence) FILTER (WHERE sealed_at < $1) OVER (PARTITION BY chain) AS start
        FROM access_log_heads.head
    ) AS head
    WHERE sequence >= coalesce(start, 0) ORDER BY chain, sequence, kept_at
"""
_AT = """
    SELECT chain, sequence, hash, at, sealed_at
    FROM unnest($1::uuid[], $2::bigint[], $3::bytea[]) AS wanted (chain, sequence, hash)
    JOIN access_log_heads.head USING (chain, sequence, hash) ORDER BY chain
"""
# From the last head sealed before the moment on; of one place every head, for there may be two.
_CHAIN = """
    SELECT sequence, encode(hash, 'hex') AS hash, at, sealed_at FROM access_log_heads.head
    WHERE chain = $1 AND sequence > $2 AND sequence >= coalesce((
        SELECT sequence FROM access_log_heads.head
        WHERE chain = $1 AND sealed_at < $3 ORDER BY sequence DESC LIMIT 1), 0)
    ORDER BY sequence FETCH FIRST $4 ROWS WITH TIES
"""
_NEXT_CHAIN = "SELECT chain FROM access_log_heads.head WHERE $1::uuid IS NULL OR chain > $1 ORDER BY chain LIMIT 1"


class SealedHead(NamedTuple):
    """A head of a chain of the access log, as it was sealed."""

    chain: UUID
    sequence: int
    hash: bytes
    at: datetime
    """When the record at the head was made."""
    sealed_at: datetime


class KeptRestore(NamedTuple):
    """A restore of the edge's database."""

    id: UUID
    restored_at: datetime
    moment: datetime
    actor: str
    reason: str
    chains: Sequence[Mapping[str, Any]]
    """Chains that were cut: `chain`, `kept` (last record that is left), `known` (last one known)."""


class KeptArchive(NamedTuple):
    """A partition of the access log that is in a file."""

    id: UUID
    archived_at: datetime
    partition: str
    until: datetime
    records: int
    digest: str
    actor: str
    reason: str
    chains: Sequence[Mapping[str, Any]]
    """Its chains: `chain`, `last` (number of the last record), `hash`."""


class AccessLogHeads(SimpleProjection):
    """Records what the edge seals, restores and archives; in the file first: no head is kept in the database alone."""

    name = "court_query.heads"

    def __init__(self, file: HeadFile | None = None) -> None:
        self._file = file

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        """Keep the heads of a batch."""
        heads = [
            SealedHead(
                event.stream, event.data.sequence, bytes.fromhex(event.data.hash), event.data.at, event.recorded_at
            )
            for event in events
            if isinstance(event.data, AccessLogSealed)
        ]
        restores, archives = list(_restores(events)), list(_archives(events))
        if self._file and (heads or restores or archives):
            await asyncio.to_thread(self._file.append, [*heads, *restores, *archives])
        if heads:
            await connection.execute(_KEEP, *(list(column) for column in zip(*heads, strict=True)))
        for restore in restores:
            await connection.execute(_KEEP_RESTORE, *restore[:-1], to_json(restore.chains).decode())
        for archive in archives:
            await connection.execute(_KEEP_ARCHIVE, *archive[:-1], to_json(archive.chains).decode())


async def kept_heads(connection: Connection, since: datetime | None = None) -> AsyncIterator[SealedHead]:
    """Every head, chain by chain, as the log grew; with `since` none before the last sealed before that."""
    async with connection.transaction(readonly=True):
        async for row in connection.cursor(_KEPT, since, prefetch=1000):
            yield SealedHead(*row)


async def heads_at(connection: Connection, ends: Sequence[ChainHead]) -> list[SealedHead]:
    """The stored heads at these records with these hashes, as far as there are any."""
    chains, sequences, hashes = ([end[place] for end in ends] for place in range(3))
    return [SealedHead(*row) for row in await connection.fetch(_AT, chains, sequences, hashes)]


async def kept_restores(connection: Connection) -> list[KeptRestore]:
    """Every restore of the edge's database, oldest first."""
    rows = await connection.fetch(_RESTORES)
    return [KeptRestore(**{**row, "chains": from_json(row["chains"])}) for row in rows]


async def kept_archives(connection: Connection, since: datetime | None = None) -> list[KeptArchive]:
    """Every archive, oldest first; with `since` none whose records are all from before."""
    rows = await connection.fetch(_ARCHIVES, since)
    return [KeptArchive(**{**row, "chains": from_json(row["chains"])}) for row in rows]


async def chain_heads(connection: Connection, asked: ListLogHeads) -> ChainHeads:
    """A part of the heads of a chain, for who verifies the log; after its end the next chain is named."""
    place = [asked.chain, asked.after, asked.since, asked.limit]
    heads = await connection.fetch(_CHAIN, *place) if asked.chain else []
    following = await connection.fetchval(_NEXT_CHAIN, asked.chain) if len(heads) < asked.limit else None
    restores = [] if asked.chain else await kept_restores(connection)
    archives = [] if asked.chain else await kept_archives(connection, asked.since)
    return ChainHeads(
        heads=tuple(LogHead(**head) for head in heads),
        following=following,
        restores=tuple(LogRestore.model_validate(_without_id(restore)) for restore in restores),
        archives=tuple(LogArchive.model_validate(_without_id(archive)) for archive in archives),
    )


def _without_id(kept: KeptRestore | KeptArchive) -> dict[str, Any]:
    return {name: value for name, value in kept._asdict().items() if name not in ("id", "until")}


def _restores(events: Iterable[EventEnvelope[Any]]) -> Iterable[KeptRestore]:
    for event in events:
        if isinstance(event.data, AccessLogRestored):
            data = event.data
            chains = [chain.model_dump(mode="json") for chain in data.chains]
            yield KeptRestore(event.id, event.recorded_at, data.moment, event.actor, data.reason, chains)


def _archives(events: Iterable[EventEnvelope[Any]]) -> Iterable[KeptArchive]:
    for event in events:
        if isinstance(event.data, AccessLogArchived):
            data = event.data
            chains = [chain.model_dump(mode="json") for chain in data.chains]
            yield KeptArchive(
                event.id, event.recorded_at, data.partition, data.until, data.records, data.digest, event.actor,
                data.reason, chains,
            )  # fmt: skip
