"""Keeps the heads of the edge's access log, so that even the owner of that log cannot rewrite it unnoticed."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events.edge import AccessLogSealed
from shared.database import Connection
from shared.messaging.projection import SimpleProjection

# A batch that is applied again finds its heads here; another hash for the same place is kept as another head.
_KEEP = """
    INSERT INTO access_log_heads.head (chain, sequence, hash, at, sealed_at)
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::timestamptz[], $5::timestamptz[])
    ON CONFLICT DO NOTHING
"""
_KEPT = """
    SELECT chain, sequence, hash, at, sealed_at
    FROM (
        SELECT *, max(sequence) FILTER (WHERE sealed_at < $1) OVER (PARTITION BY chain) AS start
        FROM access_log_heads.head
    ) AS head
    WHERE sequence >= coalesce(start, 0) ORDER BY chain, sequence, kept_at
"""


class SealedHead(NamedTuple):
    """A head of a chain of the access log, as it was sealed."""

    chain: UUID
    sequence: int
    hash: bytes
    at: datetime
    """When the record at the head was made."""
    sealed_at: datetime


class AccessLogHeads(SimpleProjection):
    """Records what the edge seals."""

    name = "court_query.heads"

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        """Keep the heads of a batch."""
        heads = [
            (event.stream, event.data.sequence, bytes.fromhex(event.data.hash), event.data.at, event.recorded_at)
            for event in events
            if isinstance(event.data, AccessLogSealed)
        ]
        if heads:
            await connection.execute(_KEEP, *(list(column) for column in zip(*heads, strict=True)))


async def kept_heads(connection: Connection, since: datetime | None = None) -> AsyncIterator[SealedHead]:
    """Every head, chain by chain, as the log grew; with `since` none before the last sealed before that."""
    async with connection.transaction(readonly=True):
        async for row in connection.cursor(_KEPT, since, prefetch=1000):
            yield SealedHead(*row)
