"""Replays: what subscribers are sent again on request, and how far each is (table `replay`).

A replay is of one source. It ends where the cursor of the subscriber was when it was requested: what follows comes by
the cursor, which a replay never moves.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from services.subscribers.delivery.cursors import Recipient
from services.subscribers.delivery.reading import Cursor
from shared.database import Connection
from shared.eventstore.store import Checkpoint, checkpoint_of

HIGHEST_RATE = 2000
"""Events per second that a replay may ask for."""

Standing = Literal["waiting", "running", "stopped", "finished", "superseded"]

_REQUEST = """
    INSERT INTO replay (subscriber, source, generation, types, streams, since, until, first_position, last_position,
                        rate, actor, reason, end_xid, end_position, end_at)
    SELECT name, source, generation, $3, $4, $5, $6, $7, $8, $9, $10, $11, xid, position, recorded_at
    FROM subscriber JOIN delivery_cursor USING (generation)
    WHERE name = $1 AND standing = 'active' AND delivery_cursor.subscriber = name AND source = $2
    RETURNING id
"""
# Of each subscriber the oldest one: they follow each other.
_OPEN = """
    SELECT DISTINCT ON (subscriber) id, subscriber, source, generation, types, streams, since, until, first_position,
           last_position, rate, after_xid, after_position, end_xid, end_position
    FROM replay WHERE finished_at IS NULL AND stopped_at IS NULL AND subscriber = ANY ($1::text[])
    ORDER BY subscriber, id
"""
_BEGIN = """
    UPDATE replay SET after_xid = $2, after_position = $3, end_xid = $4, end_position = $5
    WHERE id = $1 AND after_xid IS NULL
"""
_MOVE = """
    UPDATE replay SET after_xid = $2, after_position = $3, reached_at = $4, sent = sent + $5, waits = NULL WHERE id = $1
"""
_WAITS = "UPDATE replay SET waits = $2::text WHERE id = $1 AND waits IS DISTINCT FROM $2::text"
_FINISH = "UPDATE replay SET finished_at = now(), superseded = $2, waits = NULL WHERE id = $1 AND finished_at IS NULL"
_STOP = """
    UPDATE replay SET stopped_at = now(), stopped_by = $2, waits = NULL
    WHERE id = $1 AND stopped_at IS NULL AND finished_at IS NULL RETURNING id
"""
_RESUME = """
    UPDATE replay SET stopped_at = NULL, resumed_at = now(), resumed_by = $2
    WHERE id = $1 AND stopped_at IS NOT NULL AND finished_at IS NULL RETURNING id
"""
_LISTED = """
    SELECT id, subscriber, source, types, streams, since, until, first_position, last_position, rate, actor, reason,
           requested_at, sent, after_position, end_position, reached_at, end_at, waits, stopped_at, stopped_by,
           resumed_at, resumed_by, finished_at, superseded
    FROM replay WHERE subscriber = coalesce($1::text, subscriber) ORDER BY id DESC LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is sent again; None: not limited by it."""

    types: Sequence[str] | None = None
    streams: Sequence[UUID] | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Those recorded at this moment or later are not sent."""
    first_position: int | None = None
    last_position: int | None = None
    """The last one that is sent, as positions are drawn by the store."""

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Whether a stored event is chosen."""
        return (
            (self.types is None or row["type"] in self.types)
            and (self.streams is None or row["stream"] in self.streams)
            and (self.since is None or row["recorded_at"] >= self.since)
            and (self.until is None or row["recorded_at"] < self.until)
            and (self.first_position is None or row["position"] >= self.first_position)
            and (self.last_position is None or row["position"] <= self.last_position)
        )


class Replay(NamedTuple):
    """One that is to be sent."""

    id: int
    subscriber: str
    source: str
    generation: int
    choice: Choice
    rate: int
    after: Checkpoint | None
    """Up to where it has been sent; None: it has not begun."""
    end: Checkpoint

    def sends(self, row: Mapping[str, Any], recipient: Recipient, cursor: Cursor) -> bool:
        """Whether an event is sent: it is chosen, and among what the subscriber has been sent by its present terms."""
        start = cursor.starts.get(row["type"])
        return start is not None and checkpoint_of(row) > start and recipient.receives(row) and self.choice.holds(row)


async def request(
    connection: Connection, subscriber: str, source: str, choice: Choice, *, rate: int, actor: str, reason: str
) -> int | None:
    """Request a replay; its id. None: the subscriber is not active, or receives nothing of the source yet."""
    types = None if choice.types is None else list(choice.types)
    streams = None if choice.streams is None else list(choice.streams)
    places = (choice.first_position, choice.last_position)
    id_: int | None = await connection.fetchval(
        _REQUEST, subscriber, source, types, streams, choice.since, choice.until, *places, rate, actor, reason
    )
    return id_


async def open_replays(connection: Connection, names: Collection[str]) -> list[Replay]:
    """The next one of each of these subscribers."""
    return [_replay(row) for row in await connection.fetch(_OPEN, list(names))]


async def begin(connection: Connection, replay: Replay, after: Checkpoint, end: Checkpoint) -> None:
    """Note between which places the events of a replay are."""
    await connection.execute(_BEGIN, replay.id, *after, *end)


async def move(connection: Connection, replay: Replay, row: Mapping[str, Any], sent: int) -> None:
    """Note that everything up to a row has been sent, as far as it is chosen."""
    await connection.execute(_MOVE, replay.id, *checkpoint_of(row), row["recorded_at"], sent)


async def note_wait(connection: Connection, replay: Replay, reason: str | None) -> None:
    """Note why nothing is sent; None: something is."""
    await connection.execute(_WAITS, replay.id, reason)


async def finish(connection: Connection, replay: Replay, *, superseded: bool = False) -> None:
    """Note that a replay has ended; superseded: as the events of the subscriber start anew."""
    await connection.execute(_FINISH, replay.id, superseded)


async def stop(connection: Connection, replay: int, actor: str) -> bool:
    """Stop a replay, with the page that is being sent; whether it ran."""
    return await connection.fetchval(_STOP, replay, actor) is not None


async def resume(connection: Connection, replay: int, actor: str) -> bool:
    """Have a stopped replay go on from where it was; whether it was stopped."""
    return await connection.fetchval(_RESUME, replay, actor) is not None


async def listed(connection: Connection, subscriber: str | None, limit: int) -> list[dict[str, Any]]:
    """The latest replays, of one subscriber or of all, with how far each is."""
    rows = [dict(row) for row in await connection.fetch(_LISTED, subscriber, limit)]
    return [{**row, "standing": _standing(row)} for row in rows]


def _standing(row: Mapping[str, Any]) -> Standing:
    if row["finished_at"] is not None:
        return "superseded" if row["superseded"] else "finished"
    if row["stopped_at"] is not None:
        return "stopped"
    return "running" if row["after_position"] is not None and row["waits"] is None else "waiting"


def _replay(row: Mapping[str, Any]) -> Replay:
    after = None if row["after_xid"] is None else Checkpoint(row["after_xid"], row["after_position"])
    choice = Choice(
        row["types"], row["streams"], row["since"], row["until"], row["first_position"], row["last_position"]
    )
    end = Checkpoint(row["end_xid"], row["end_position"])
    return Replay(row["id"], row["subscriber"], row["source"], row["generation"], choice, row["rate"], after, end)
