"""The kit's tables in the subscriber's database, and every statement on them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple
from uuid import UUID

from shared.subscriber.messages import Message, Place, StreamKey
from shared.subscriber.ordering import Position
from shared.subscriber.store import Transaction

Reason = Literal["gap", "retry", "parked"]
ALL = 2**31
"""As a limit of rows."""

CREATE = (
    """CREATE TABLE IF NOT EXISTS lea_position (
        source text NOT NULL, stream text NOT NULL, sequence bigint NOT NULL, digest bytea NOT NULL,
        PRIMARY KEY (source, stream)
    )""",
    """CREATE TABLE IF NOT EXISTS lea_held (
        id text PRIMARY KEY, source text, stream text, sequence bigint, previous bigint, type text,
        reason text NOT NULL CHECK (reason IN ('gap', 'retry', 'parked')), attempts bigint NOT NULL,
        due double precision, held_since double precision NOT NULL, problem text NOT NULL,
        headers text NOT NULL, body bytea NOT NULL, sender text
    )""",
    "CREATE INDEX IF NOT EXISTS lea_held_stream ON lea_held (source, stream, sequence)",
    "CREATE INDEX IF NOT EXISTS lea_held_due ON lea_held (reason, due)",
    """CREATE TABLE IF NOT EXISTS lea_epoch (
        source text NOT NULL, epoch text NOT NULL, PRIMARY KEY (source, epoch)
    )""",
)
"""Types and statements that PostgreSQL and SQLite both understand; times are seconds since 1970."""

_STATE = """
SELECT p.sequence, p.digest, h.reason,
       EXISTS (SELECT 1 FROM lea_held WHERE source = $1 AND stream = $2)
FROM (SELECT 1) AS one
LEFT JOIN lea_position AS p ON p.source = $1 AND p.stream = $2
LEFT JOIN lea_held AS h ON h.id = $3
"""
_MOVE = """
INSERT INTO lea_position (source, stream, sequence, digest) VALUES ($1, $2, $3, $4)
ON CONFLICT (source, stream) DO UPDATE SET sequence = excluded.sequence, digest = excluded.digest
"""
_HOLD = """
INSERT INTO lea_held (id, source, stream, sequence, previous, type, reason, attempts, due, held_since, problem,
                      headers, body, sender)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (id) DO UPDATE
SET previous = excluded.previous, reason = excluded.reason, attempts = excluded.attempts, due = excluded.due,
    problem = excluded.problem, headers = excluded.headers, body = excluded.body
"""
_COLUMNS = "id, source, stream, sequence, type, reason, attempts, held_since, problem, headers, body, sender"
_NEXT = f"""
SELECT {_COLUMNS} FROM lea_held
WHERE source = $1 AND stream = $2 AND reason = 'gap' ORDER BY sequence LIMIT 1
"""  # noqa: S608 - constants
_DUE = f"SELECT {_COLUMNS} FROM lea_held WHERE reason = 'retry' AND due <= $1 ORDER BY due LIMIT $2"  # noqa: S608
_LISTED = f"SELECT {_COLUMNS} FROM lea_held WHERE reason = $1 ORDER BY held_since, id LIMIT $2"  # noqa: S608
_ONE = f"SELECT {_COLUMNS} FROM lea_held WHERE id = $1"  # noqa: S608
_OVERLOOKED = """
SELECT DISTINCT h.source, h.stream FROM lea_held AS h
LEFT JOIN lea_position AS p ON p.source = h.source AND p.stream = h.stream
WHERE h.reason = 'gap' AND h.previous <= coalesce(p.sequence, 0)
"""
_GAPS = """
SELECT source, stream FROM lea_held WHERE reason = 'gap' AND held_since <= $1
AND NOT EXISTS (SELECT 1 FROM lea_held AS failed WHERE failed.source = lea_held.source
                AND failed.stream = lea_held.stream AND failed.reason <> 'gap')
GROUP BY source, stream ORDER BY source, stream LIMIT $2
"""


class State(NamedTuple):
    """What is known when an event comes."""

    position: Position
    """Of its stream."""
    held: Reason | None
    """Why the event itself is held; None: it is not."""
    stream_waits: bool
    """Whether anything of its stream is held."""


class Held(NamedTuple):
    """A held message."""

    id: str
    source: str | None
    stream: UUID | None
    sequence: int | None
    type: str | None
    reason: Reason
    attempts: int
    held_since: float
    problem: str
    message: Message


async def create(transaction: Transaction[Any]) -> None:
    """Create the tables that are missing."""
    for statement in CREATE:
        await transaction.fetch(statement)


async def state(transaction: Transaction[Any], place: Place) -> State:
    """What is known of an event and its stream."""
    rows = await transaction.fetch(_STATE, place.source, str(place.stream), place.held_as)
    ((sequence, digest, reason, waits),) = rows
    return State(Position() if sequence is None else Position(sequence, digest), reason, bool(waits))


async def position(transaction: Transaction[Any], key: StreamKey) -> Position:
    """The position of a stream."""
    rows = await transaction.fetch(
        "SELECT sequence, digest FROM lea_position WHERE source = $1 AND stream = $2", key.source, str(key.stream)
    )
    return Position(*rows[0]) if rows else Position()


async def positions(
    transaction: Transaction[Any], source: str, after: UUID | None, until: UUID | None = None, limit: int = ALL
) -> dict[UUID, Position]:
    """The positions in a range of streams of a source, in the order of streams as texts."""
    rows = await transaction.fetch(
        "SELECT stream, sequence, digest FROM lea_position WHERE source = $1 AND stream > $2 AND stream <= $3"
        " ORDER BY stream LIMIT $4",
        source,
        "" if after is None else str(after),
        "g" if until is None else str(until),
        limit,
    )
    return {UUID(stream): Position(sequence, digest) for stream, sequence, digest in rows}


async def sources(transaction: Transaction[Any]) -> list[str]:
    """The sources events of which were applied."""
    return [row[0] for row in await transaction.fetch("SELECT DISTINCT source FROM lea_position ORDER BY source")]


async def move(transaction: Transaction[Any], key: StreamKey, to: Position) -> None:
    """Move the position of a stream."""
    await transaction.fetch(_MOVE, key.source, str(key.stream), *to)


async def hold(
    transaction: Transaction[Any],
    message: Message,
    place: Place | None,
    reason: Reason,
    problem: str,
    *,
    now: float,
    attempts: int = 0,
    due: float | None = None,
) -> None:
    """Keep a message, or change why it is kept. `place` is None if it cannot be read."""
    key = (place.held_as, place.source, str(place.stream), place.sequence, place.previous, place.type) if place else ()
    columns = key or (message.fingerprint[:16], None, None, None, None, None)
    kept = (message.headers_json, message.body, message.sender)
    # PostgreSQL's text has no NUL.
    await transaction.fetch(_HOLD, *columns, reason, attempts, due, now, problem.replace("\0", "")[:2000], *kept)


async def release(transaction: Transaction[Any], id_: str) -> None:
    """Keep a message no longer."""
    await transaction.fetch("DELETE FROM lea_held WHERE id = $1", id_)


async def next_waiting(transaction: Transaction[Any], key: StreamKey) -> Held | None:
    """The first event of a stream that waits for earlier ones."""
    return next(iter(_held(await transaction.fetch(_NEXT, key.source, str(key.stream)))), None)


async def due(transaction: Transaction[Any], now: float, limit: int) -> list[Held]:
    """Messages whose retry is due."""
    return _held(await transaction.fetch(_DUE, now, limit))


async def listed(transaction: Transaction[Any], reason: Reason, limit: int = ALL) -> list[Held]:
    """Messages held for a reason, oldest first."""
    return _held(await transaction.fetch(_LISTED, reason, limit))


async def held(transaction: Transaction[Any], id_: str) -> Held | None:
    """A held message by its identifier."""
    return next(iter(_held(await transaction.fetch(_ONE, id_))), None)


async def retry_now(transaction: Transaction[Any], id_: str) -> None:
    """Try a held message again at once, as often as one that has just come."""
    await transaction.fetch("UPDATE lea_held SET reason = 'retry', attempts = 0, due = 0 WHERE id = $1", id_)


async def overlooked(transaction: Transaction[Any]) -> list[StreamKey]:
    """Streams with a waiting event that need not wait: the process ended after it had filled the gap before it."""
    return _keys(await transaction.fetch(_OVERLOOKED))


async def gaps(transaction: Transaction[Any], before: float, limit: int) -> list[StreamKey]:
    """Streams that lack an event since a moment, and do not only wait for one that failed."""
    return _keys(await transaction.fetch(_GAPS, before, limit))


async def counts(transaction: Transaction[Any]) -> Mapping[Reason, int]:
    """How many messages are held, by reason."""
    rows = await transaction.fetch("SELECT reason, count(*) FROM lea_held GROUP BY reason")
    return {row[0]: row[1] for row in rows}


async def epochs(transaction: Transaction[Any], source: str) -> set[UUID]:
    """The epochs of a source that were accepted."""
    return {UUID(row[0]) for row in await transaction.fetch("SELECT epoch FROM lea_epoch WHERE source = $1", source)}


async def accept_epoch(transaction: Transaction[Any], source: str, epoch: UUID) -> None:
    """Go on in an epoch of a source."""
    await transaction.fetch("INSERT INTO lea_epoch VALUES ($1, $2) ON CONFLICT DO NOTHING", source, str(epoch))


def _held(rows: Sequence[Sequence[Any]]) -> list[Held]:
    return [
        Held(
            *(id_, source, UUID(stream) if stream else None, sequence, type_, reason, attempts, since, problem),
            Message(json.loads(headers), body, sender),
        )
        for id_, source, stream, sequence, type_, reason, attempts, since, problem, headers, body, sender in rows
    ]


def _keys(rows: Sequence[Sequence[Any]]) -> list[StreamKey]:
    return [StreamKey(source, UUID(stream)) for source, stream in rows]
