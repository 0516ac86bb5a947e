"""How far each subscriber has come in each source, in the service's own database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from contracts.sensitivity import FieldClass
from services.subscribers.delivery.reading import Cursor, Starts
from shared.database import Connection
from shared.eventstore.store import Checkpoint, checkpoint_of

_ACTIVE = "SELECT name, types, fields, since, generation FROM subscriber WHERE standing = 'active' ORDER BY name"
_CURSOR = """
    SELECT generation, xid, position, event, epoch FROM delivery_cursor WHERE subscriber = $1 AND source = $2
"""
_STARTS = "SELECT type, xid, position, since FROM delivered_type WHERE subscriber = $1 AND source = $2"
_ENDED = """
    SELECT type, xid, position, since, until_xid, until_position FROM ended_delivery
    WHERE subscriber = $1 AND source = $2
"""
_BEGIN = """
    INSERT INTO delivery_cursor (subscriber, source, generation, xid, position) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (subscriber, source) DO UPDATE SET
        generation = excluded.generation, xid = excluded.xid, position = excluded.position, event = NULL, epoch = NULL,
        recorded_at = NULL, delivered = 0, problem = NULL
"""
_MOVE = """
    UPDATE delivery_cursor SET xid = $3, position = $4, event = $5, epoch = $6, recorded_at = $7,
           delivered = delivered + $8
    WHERE subscriber = $1 AND source = $2
"""
_ADD_TYPES = """
    INSERT INTO delivered_type (subscriber, source, type, xid, position, since)
    SELECT $1, $2, type, $4, $5, $6 FROM unnest($3::text[]) AS type
"""
# What was sent up to the cursor remains known: the subscriber's positions count it.
_END_TYPES = """
    WITH ended AS (
        DELETE FROM delivered_type WHERE subscriber = $1 AND source = $2 AND type <> ALL ($3::text[])
        RETURNING type, xid, position, since
    )
    INSERT INTO ended_delivery (subscriber, source, type, xid, position, until_xid, until_position, since)
    SELECT $1, $2, ended.type, ended.xid, ended.position, reached.xid, reached.position, ended.since
    FROM ended, delivery_cursor AS reached
    WHERE reached.subscriber = $1 AND reached.source = $2
      AND (ended.xid, ended.position) < (reached.xid, reached.position)
"""
_PROBLEM = """
    UPDATE delivery_cursor SET problem = $3::text
    WHERE subscriber = $1 AND source = $2 AND problem IS DISTINCT FROM $3::text
"""
_IS_FULL = "SELECT EXISTS (SELECT FROM full_queue WHERE subscriber = $1)"
_FULL = "INSERT INTO full_queue (subscriber, since) VALUES ($1, now()) ON CONFLICT DO NOTHING"
_NOT_FULL = "DELETE FROM full_queue WHERE subscriber = $1"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A subscriber that receives events, as it was approved."""

    name: str
    types: frozenset[str]
    fields: frozenset[FieldClass]
    since: datetime | None
    generation: int

    def types_of(self, source: str) -> frozenset[str]:
        """Those of one service."""
        return frozenset(type_ for type_ in self.types if type_.split(".")[1] == source)

    def receives(self, row: Mapping[str, Any]) -> bool:
        """Whether a stored event is for it."""
        return row["type"] in self.types and (self.since is None or row["recorded_at"] >= self.since)


async def recipients(connection: Connection) -> list[Recipient]:
    """The active subscribers."""
    return [
        Recipient(name, frozenset(types), frozenset(map(FieldClass, fields)), since, generation)
        for name, types, fields, since, generation in await connection.fetch(_ACTIVE)
    ]


@dataclass(frozen=True, slots=True)
class Span:
    """Events of a type that a subscriber was or is sent: between two places of the order of commits."""

    type: str
    after: Checkpoint
    since: datetime | None
    """Those recorded earlier are not among them; None: all are."""
    until: Checkpoint | None = None
    """The last place; None: it goes on."""

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Whether an event is among them."""
        place = checkpoint_of(row)
        return (
            row["type"] == self.type
            and place > self.after
            and (self.until is None or place <= self.until)
            and (self.since is None or row["recorded_at"] >= self.since)
        )


class Spans(NamedTuple):
    """What a subscriber is sent, and what it was sent before its terms changed or its events started anew."""

    present: list[Span]
    ended: list[Span]


async def known_cursor(connection: Connection, recipient: Recipient, source: str) -> Cursor | None:
    """The cursor of a subscriber since its events last started anew; None: it has none yet. Changes nothing."""
    row = await connection.fetchrow(_CURSOR, recipient.name, source)
    if row is None or row["generation"] != recipient.generation:
        return None
    starts = await _starts(connection, recipient.name, source)
    return Cursor(checkpoint_of(row), starts, row["event"], row["epoch"])


async def cursor_of(connection: Connection, recipient: Recipient, source: str) -> Cursor | None:
    """The cursor from which a subscriber is delivered to; None: it has none yet.

    A type that was approved later is received from the cursor on.
    """
    cursor, types = await known_cursor(connection, recipient, source), recipient.types_of(source)
    if cursor is None or cursor.starts.keys() == types:
        return cursor
    async with connection.transaction():
        await connection.execute(_END_TYPES, recipient.name, source, list(types))
        await _add_types(connection, recipient, source, types - cursor.starts.keys(), cursor.place)
    return await known_cursor(connection, recipient, source)


async def spans(connection: Connection, recipient: Recipient, source: str) -> Spans:
    """What a subscriber is and was sent of a source. A type that is no longer approved is not sent any more."""
    ended = [
        Span(type_, Checkpoint(xid, position), since, Checkpoint(*until))
        for type_, xid, position, since, *until in await connection.fetch(_ENDED, recipient.name, source)
    ]
    open_ = [
        Span(type_, Checkpoint(xid, position), since)
        for type_, xid, position, since in await connection.fetch(_STARTS, recipient.name, source)
    ]
    present = [each for each in open_ if each.type in recipient.types]
    return Spans(present, [*ended, *(each for each in open_ if each.type not in recipient.types)])


async def begin(connection: Connection, recipient: Recipient, source: str, place: Checkpoint) -> Cursor:
    """Set the cursor of a subscriber to the place from which its events start."""
    types = recipient.types_of(source)
    async with connection.transaction():
        await connection.execute(_END_TYPES, recipient.name, source, [])
        await connection.execute(_BEGIN, recipient.name, source, recipient.generation, *place)
        await _add_types(connection, recipient, source, types, place)
    return Cursor(place, dict.fromkeys(types, place))


async def move(
    connection: Connection,
    name: str,
    source: str,
    cursor: Cursor,
    row: Mapping[str, Any],
    epoch: UUID | None,
    sent: int,
) -> Cursor:
    """Set the cursor to a row that has been sent, or is not for the subscriber, as all before it."""
    place = checkpoint_of(row)
    await connection.execute(_MOVE, name, source, *place, row["id"], epoch, row["recorded_at"], sent)
    return Cursor(place, cursor.starts, row["id"], epoch)


async def note_problem(connection: Connection, name: str, source: str, problem: str | None) -> None:
    """Note why a subscriber receives nothing of a source; None: it does."""
    await connection.execute(_PROBLEM, name, source, problem)


async def is_full(connection: Connection, name: str) -> bool:
    """Whether a queue takes nothing."""
    full: bool = await connection.fetchval(_IS_FULL, name)
    return full


async def note_queue(connection: Connection, name: str, *, full: bool) -> None:
    """Note that a queue takes nothing, or that it takes messages again."""
    await connection.execute(_FULL if full else _NOT_FULL, name)


async def _starts(connection: Connection, name: str, source: str) -> Starts:
    return {row["type"]: checkpoint_of(row) for row in await connection.fetch(_STARTS, name, source)}


async def _add_types(
    connection: Connection, recipient: Recipient, source: str, types: Iterable[str], place: Checkpoint
) -> None:
    await connection.execute(_ADD_TYPES, recipient.name, source, sorted(types), *place, recipient.since)
