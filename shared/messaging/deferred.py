"""Messages a consumer keeps because it cannot apply them yet (table `deferred_message`)."""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Record

from contracts.envelope import LAST_VERSION, PREFIX
from shared.database import Connection
from shared.messaging.deliveries import UNAUTHENTICATED, Delivery, HeldRow, ReceivedEvent, StreamKey, UnreadableMessage
from shared.messaging.ordering import FirstHeld
from shared.telemetry.context import trace_id_of

DEAD = "delivered too often without an answer: the process ended while it held the message"
"""The problem of a message that the broker gave up on, until it has been tried alone."""
WAITS = "an earlier version of its stream has not been applied"

_INSERT = """
INSERT INTO deferred_message (consumer, reason, attempts, next_attempt_at, ordered, problem, source, stream, version,
                              type, message_id, trace_id, routing_key, sender, headers, body, fingerprint)
SELECT $1, $2, $3, now() + $4::float8 * interval '1 second', m.*
FROM unnest($5::boolean[], $6::text[], $7::text[], $8::uuid[], $9::integer[], $10::text[], $11::text[], $12::text[],
            $13::text[], $14::text[], $15::json[], $16::bytea[], $17::bytea[]) AS m
ON CONFLICT DO NOTHING
"""
_UPDATE = """
UPDATE deferred_message
SET reason = $2, attempts = $3, next_attempt_at = now() + $4::float8 * interval '1 second', problem = $5,
    changed_at = now()
WHERE id = ANY ($1::bigint[]) AND (reason <> 'gap' OR $2 <> 'gap')
"""
_HEADS = """
SELECT key.source, key.stream, head.version, head.reason = 'gap' AS gap
FROM unnest($2::text[], $3::uuid[], $4::integer[]) AS key(source, stream, version)
CROSS JOIN LATERAL (
    SELECT version, reason FROM deferred_message AS d
    WHERE d.consumer = $1 AND d.ordered AND d.source = key.source AND d.stream = key.stream
      AND d.version > key.version AND d.id <> ALL ($5::bigint[])
    ORDER BY version LIMIT 1
) AS head
"""
_DUE = """
WITH due AS (
    SELECT id FROM deferred_message
    WHERE consumer = $1 AND reason = 'retry' AND next_attempt_at <= now() AND problem <> $3
    ORDER BY next_attempt_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
), leased AS (
    -- Should this instance die, another one tries after a minute.
    UPDATE deferred_message SET next_attempt_at = now() + interval '1 minute' WHERE id IN (SELECT id FROM due)
    RETURNING *
)
SELECT * FROM leased ORDER BY source, stream, version, id
"""
# The attempt is counted before it begins: the process may not survive it.
_DUE_ALONE = """
UPDATE deferred_message SET attempts = attempts + 1, next_attempt_at = now() + interval '10 seconds'
WHERE id = (
    SELECT id FROM deferred_message
    WHERE consumer = $1 AND reason = 'retry' AND next_attempt_at <= now() AND problem = $2
    ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING *
"""
_NEXT = """
SELECT * FROM (
    SELECT *, version - row_number() OVER (ORDER BY version) AS base FROM deferred_message
    WHERE consumer = $1 AND ordered AND reason = 'gap' AND source = $2 AND stream = $3 AND version > $4
) AS held WHERE base = $4 ORDER BY version LIMIT $5
"""
_OVERLOOKED = """
SELECT d.* FROM deferred_message AS d
JOIN stream_position AS p ON p.consumer = $2 AND p.source = d.source AND p.stream = d.stream
WHERE d.consumer = $1 AND d.reason = 'gap' AND d.version <= p.version + 1
ORDER BY d.source, d.stream, d.version LIMIT $3
"""
_SUMMARY = """
SELECT reason, count(*) AS messages, extract(epoch FROM now() - min(first_seen_at))::float8 AS oldest
FROM deferred_message WHERE consumer = $1 GROUP BY reason
"""


class MessageRow(NamedTuple):
    """A message about to be stored."""

    ordered: bool
    problem: str
    source: str | None
    stream: UUID | None
    version: int | None
    type: str | None
    delivery: Delivery


def row_of(item: ReceivedEvent, problem: str) -> MessageRow:
    """The row of an event that holds its place in its stream."""
    event = item.event
    return MessageRow(True, problem, event.source, event.stream, event.version, event.type, item.delivery)


def row_of_unreadable(item: UnreadableMessage) -> MessageRow:
    """The row of a message no event can be read from, with what its headers claim.

    The freshness of the read model counts the versions of such rows: a forged message gets none.
    """
    headers = item.delivery.headers
    stream, version = _claimed(headers, "subject"), _claimed(headers, "sequence")
    if item.cause == UNAUTHENTICATED:
        version = None
    return MessageRow(
        False,
        item.problem,
        _claimed(headers, "source"),
        _uuid(stream),
        _version(version),
        _claimed(headers, "type"),
        item.delivery,
    )


async def store(
    connection: Connection,
    consumer: str,
    reason: str,
    rows: Sequence[MessageRow],
    attempts: int = 0,
    delay: float | None = None,
) -> int:
    """Keep messages; those held already are left as they are. `delay` in seconds until a retry.

    Returns how many were not held already.
    """
    if not rows:
        return 0
    columns = [
        (
            row.ordered,
            _clean(row.problem),
            row.source,
            row.stream,
            row.version,
            row.type,
            _clean(row.delivery.message_id),
            trace_id_of(_clean(row.delivery.headers.get("traceparent"))),
            _clean(row.delivery.routing_key) or "",
            _clean(row.delivery.sender),
            row.delivery.headers_json,
            row.delivery.body,
            row.delivery.fingerprint,
        )
        for row in rows
    ]
    done = await connection.execute(_INSERT, consumer, reason, attempts, delay, *map(list, zip(*columns, strict=True)))
    return int(done.rpartition(" ")[2])  # of "INSERT 0 3"


async def park(connection: Connection, consumer: str, items: Sequence[UnreadableMessage]) -> None:
    """Park messages that are of no use as they are; those held already stay in their rows."""
    fresh = [row_of_unreadable(item) for item in items if item.delivery.held is None]
    await store(connection, consumer, "parked", fresh)
    for item in items:
        if held := item.delivery.held:
            await update(connection, [held.id], "parked", item.problem, held.attempts + 1)


async def update(
    connection: Connection,
    ids: Collection[int],
    reason: str,
    problem: str,
    attempts: int = 0,
    delay: float | None = None,
) -> None:
    """Change why messages are held."""
    if ids:
        await connection.execute(_UPDATE, list(ids), reason, attempts, delay, _clean(problem))


async def release(connection: Connection, ids: Collection[int]) -> None:
    """Delete the rows of messages that are applied, or were before."""
    if ids:
        await connection.execute("DELETE FROM deferred_message WHERE id = ANY ($1::bigint[])", list(ids))


async def heads(
    connection: Connection, consumer: str, positions: Mapping[StreamKey, int], besides: Collection[int]
) -> dict[StreamKey, FirstHeld]:
    """The first event held of each stream beyond its position, not counting the rows `besides`."""
    keys, versions = list(positions), list(positions.values())
    sources, streams = [source for source, _ in keys], [stream for _, stream in keys]
    rows = await connection.fetch(_HEADS, consumer, sources, streams, versions, list(besides))
    return {(row["source"], row["stream"]): FirstHeld(row["version"], row["gap"]) for row in rows}


async def due(connection: Connection, consumer: str, limit: int) -> list[Delivery]:
    """Messages whose retry is due; other instances will not see them for a minute."""
    return _deliveries(await connection.fetch(_DUE, consumer, limit, DEAD))


async def due_alone(connection: Connection, consumer: str) -> Delivery | None:
    """The next message to be tried alone, with this attempt counted; none: there is none."""
    return next(iter(_deliveries(await connection.fetch(_DUE_ALONE, consumer, DEAD))), None)


async def next_in_order(
    connection: Connection, consumer: str, key: StreamKey, position: int, limit: int
) -> list[Delivery]:
    """The waiting events of a stream that follow its position without a gap."""
    return _deliveries(await connection.fetch(_NEXT, consumer, *key, position, limit))


async def overlooked(connection: Connection, consumer: str, position_key: str, limit: int) -> list[Delivery]:
    """Waiting events that need not wait: the process ended after it had filled the gap before them."""
    return _deliveries(await connection.fetch(_OVERLOOKED, consumer, position_key, limit))


async def summary(connection: Connection, consumer: str) -> dict[str, tuple[int, float]]:
    """How many messages are held for each reason, and the age of the oldest in seconds."""
    rows = await connection.fetch(_SUMMARY, consumer)
    return {row["reason"]: (row["messages"], row["oldest"]) for row in rows}


def held_ids(items: Iterable[ReceivedEvent | UnreadableMessage]) -> list[int]:
    """The rows that items come from."""
    return [item.delivery.held.id for item in items if item.delivery.held is not None]


def _deliveries(rows: Iterable[Record]) -> list[Delivery]:
    return [
        Delivery(
            json.loads(row["headers"]),
            row["body"],
            row["routing_key"],
            row["message_id"],
            row["sender"],
            HeldRow(row["id"], row["attempts"]),
        )
        for row in rows
    ]


def _claimed(headers: Mapping[str, Any], attribute: str) -> str | None:
    value = headers.get(PREFIX + attribute)
    return _clean(value if isinstance(value, bytes) else None if value is None else str(value))


def _clean(value: Any) -> str | None:
    """Text that PostgreSQL can store: without NUL characters and lone surrogates."""
    if value is None:
        return None
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.replace("\0", "�").encode("utf-8", "replace").decode()[:4000]


def _version(text: str | None) -> int | None:
    if text is None or not re.fullmatch(r"[1-9][0-9]{0,9}", text):
        return None
    return number if (number := int(text)) <= LAST_VERSION else None


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
