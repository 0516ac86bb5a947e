"""Reads the event stores of the sources: events in the order of commits, and which one came before in its stream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.database import Connection
from shared.eventstore.store import (
    BEGINNING,
    COLUMNS,
    Checkpoint,
    oldest_since,
    read_since,
    read_since_of_this_database,
)

# Of each type those after its place: from there on the subscriber receives it.
_PREVIOUS = """
    SELECT wanted.stream, wanted.version, coalesce((
        SELECT event.version
        FROM event JOIN unnest($3::text[], $4::xid8[], $5::bigint[]) AS start (type, xid, position) USING (type)
        WHERE event.stream = wanted.stream AND event.version < wanted.version
          AND (event.xid, event.position) > (start.xid, start.position)
          AND event.recorded_at >= coalesce($6::timestamptz, '-infinity')
        ORDER BY event.version DESC LIMIT 1
    ), 0) AS previous
    FROM unnest($1::uuid[], $2::integer[]) AS wanted (stream, version)
"""
_OF_STREAMS = f"""
    SELECT * FROM (
        SELECT xid, position, {COLUMNS}
        FROM event JOIN unnest($2::text[], $3::xid8[], $4::bigint[]) AS start (type, after_xid, after_position)
             USING (type)
        WHERE stream = ANY($1::uuid[]) AND (xid, position) > (after_xid, after_position)
          AND (xid, position) > ($5, $6) AND (xid, position) <= ($7, $8)
          AND recorded_at >= coalesce($9::timestamptz, '-infinity')
    ) AS chosen
    ORDER BY xid, position LIMIT $10
"""  # noqa: S608 - constants only
_BETWEEN = "(xid, position) > ($1, $2) AND (xid, position) <= ($3, $4)"
_PAGE = f"SELECT xid, position, {COLUMNS} FROM event WHERE {_BETWEEN} ORDER BY xid, position LIMIT $5"  # noqa: S608
_PAGE_OF_STREAMS = f"""
    SELECT * FROM (SELECT xid, position, {COLUMNS} FROM event WHERE stream = ANY ($6::uuid[]) AND {_BETWEEN}) AS chosen
    ORDER BY xid, position LIMIT $5
"""  # noqa: S608
# Not min(xid): that would be looked for along the order of commits, from its beginning.
_OF_POSITIONS = """
    SELECT min(xid::text::bigint), max(xid::text::bigint) FROM event
    WHERE position >= $1::bigint AND position <= $2::bigint
"""
_HIGHEST = 2**63 - 1
_THERE = "SELECT EXISTS (SELECT FROM event WHERE (xid, position) = ($1, $2) AND id = $3)"

Starts = Mapping[str, Checkpoint]
"""After which place of the order of commits a subscriber receives each type."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the order of commits of a source; everything up to it has been sent to a subscriber."""

    place: Checkpoint
    starts: Starts
    event: UUID | None = None
    """The event at the place; none: nothing has been read yet."""
    epoch: UUID | None = None
    """The epoch of the store in which it was read."""


async def page_after(store: Connection, after: Checkpoint, limit: int) -> list[Any]:
    """The next rows of all types, at most `limit`; also while other databases have open transactions."""
    rows = await read_since(store, after, limit)
    if not rows and await oldest_since(store, after):
        rows = await read_since_of_this_database(store, after, limit)
    return rows


async def page_between(
    store: Connection, after: Checkpoint, end: Checkpoint, streams: Sequence[UUID] | None, limit: int
) -> list[Any]:
    """The next rows up to a place that a cursor has passed, of these streams or of all, at most `limit`."""
    if streams is None:
        rows: list[Any] = await store.fetch(_PAGE, *after, *end, limit)
    else:
        rows = await store.fetch(_PAGE_OF_STREAMS, *after, *end, limit, list(streams))
    return rows


async def places_of_positions(store: Connection, first: int | None, last: int | None) -> tuple[Checkpoint, Checkpoint]:
    """Places in the order of commits between which all events of these positions are, as the store draws them.

    Both are the beginning where there are none.
    """
    bounds = (1 if first is None else first, _HIGHEST if last is None else last)
    lowest, highest = await store.fetchrow(_OF_POSITIONS, *bounds)
    return (BEGINNING, BEGINNING) if lowest is None else (Checkpoint(lowest, 0), Checkpoint(highest, _HIGHEST))


async def previous_of(
    store: Connection, rows: Sequence[Any], starts: Starts, since: datetime | None
) -> dict[tuple[UUID, int], int]:
    """By stream and version of each row, the version before it that the subscriber receives; 0: none."""
    if not rows:
        return {}
    found = await store.fetch(
        _PREVIOUS,
        [row["stream"] for row in rows],
        [row["version"] for row in rows],
        list(starts),
        [place.xid for place in starts.values()],
        [place.position for place in starts.values()],
        since,
    )
    return {(row["stream"], row["version"]): row["previous"] for row in found}


async def page_of_streams(
    store: Connection, streams: Sequence[UUID], cursor: Cursor, since: datetime | None, after: Checkpoint, limit: int
) -> list[Any]:
    """The next rows of these streams that a subscriber was sent up to its cursor, at most `limit`."""
    starts = cursor.starts
    rows: list[Any] = await store.fetch(
        _OF_STREAMS,
        list(streams),
        list(starts),
        [place.xid for place in starts.values()],
        [place.position for place in starts.values()],
        *after,
        *cursor.place,
        since,
        limit,
    )
    return rows


async def is_restored(store: Connection, epoch: UUID | None, cursor: Cursor) -> bool:
    """Whether a store, now in this epoch, lacks the event at the cursor: it was restored to an earlier moment."""
    if cursor.event is None or epoch == cursor.epoch:
        return False
    there: bool = await store.fetchval(_THERE, *cursor.place, cursor.event)
    return not there
