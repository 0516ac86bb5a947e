"""Events published again, on an operator's request (table `republication`).

The relay itself publishes them, in the order of commits and beside what is new: consumers skip what they have applied,
so a request repairs what was lost behind the broker's confirm and changes nothing else. Only what had been published
when it was requested goes out again.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from shared.database import Connection
from shared.eventstore.store import BEGINNING, CHANNEL, COLUMNS, Checkpoint, checkpoint_of

HIGHEST_RATE = 2000
"""Events per second that a request may ask for."""

_MARGIN = timedelta(hours=1)
"""By how much the order of commits may differ from that of recording times: more than any transaction lasts."""

_OPEN = """
    SELECT id, streams, since, until, rate, after_xid, after_position, end_xid, end_position
    FROM republication WHERE finished_at IS NULL ORDER BY id LIMIT 1
"""
_WITHIN = """
    (xid, position) > ($1, $2) AND (xid, position) <= ($3, $4)
    AND recorded_at >= coalesce($5::timestamptz, '-infinity') AND recorded_at < coalesce($6::timestamptz, 'infinity')
"""
_NEXT = f"SELECT xid, position, {COLUMNS} FROM event WHERE {_WITHIN} ORDER BY xid, position LIMIT $7"  # noqa: S608
_NEXT_OF_STREAMS = f"""
    SELECT * FROM (SELECT xid, position, {COLUMNS} FROM event WHERE stream = ANY($8::uuid[]) AND {_WITHIN}) AS chosen
    ORDER BY xid, position LIMIT $7
"""  # noqa: S608
_ADVANCE = """
    UPDATE republication SET after_xid = $2, after_position = $3, published = published + $4 WHERE id = $1
"""
_FINISH = "UPDATE republication SET finished_at = now() WHERE id = $1"
_PUBLISHED = "SELECT xid, position FROM relay_checkpoint"
_REQUEST = """
    INSERT INTO republication (actor, reason, streams, since, until, rate, after_xid, after_position,
                               end_xid, end_position)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id
"""
_PROGRESS = "SELECT published, requested_at, finished_at FROM republication WHERE id = $1"
_BOUNDS = """
    SELECT (SELECT xid FROM event ORDER BY xid, position LIMIT 1),
           (SELECT xid FROM event ORDER BY xid DESC, position DESC LIMIT 1)
"""
_FIRST_FROM = "SELECT recorded_at FROM event WHERE xid >= $1 ORDER BY xid, position LIMIT 1"


class Republication(NamedTuple):
    """An open request."""

    id: int
    streams: Sequence[UUID] | None
    since: datetime | None
    until: datetime | None
    rate: int
    after: Checkpoint
    end: Checkpoint


class Progress(NamedTuple):
    """How far a request is."""

    published: int
    requested_at: datetime
    finished_at: datetime | None


async def open_republication(connection: Connection) -> Republication | None:
    """The oldest open request."""
    row = await connection.fetchrow(_OPEN)
    if row is None:
        return None
    id_, streams, since, until, rate, *places = row
    return Republication(id_, streams, since, until, rate, Checkpoint(*places[:2]), Checkpoint(*places[2:]))


async def next_rows(connection: Connection, request: Republication, limit: int) -> list[Any]:
    """The next events of a request, at most `limit` of them, in the order of commits; none: it is done."""
    arguments = (*request.after, *request.end, request.since, request.until, limit)
    if request.streams is None:
        rows: list[Any] = await connection.fetch(_NEXT, *arguments)
    else:
        rows = await connection.fetch(_NEXT_OF_STREAMS, *arguments, request.streams)
    return rows


async def advance(connection: Connection, request: Republication, rows: Sequence[Any]) -> None:
    """Note that these rows have been published; without any the request is finished."""
    if rows:
        await connection.execute(_ADVANCE, request.id, *checkpoint_of(rows[-1]), len(rows))
    else:
        await connection.execute(_FINISH, request.id)


async def request_republication(
    connection: Connection,
    *,
    actor: str,
    reason: str,
    streams: Collection[UUID] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    rate: int = 200,
) -> int:
    """Have published events published again, with the rights of the store's owner; returns the id of the request."""
    end = Checkpoint(*await connection.fetchrow(_PUBLISHED))
    after = BEGINNING
    if streams is None:
        # The time of recording has no index, the order of commits has: the search is for where it begins and ends.
        after = await place_before(connection, since) if since else BEGINNING
        end = min(end, await place_after(connection, until)) if until else end
    chosen = None if streams is None else list(streams)
    id_: int = await connection.fetchval(_REQUEST, actor, reason, chosen, since, until, rate, *after, *end)
    await connection.execute(f"SELECT pg_notify('{CHANNEL}', '')")
    return id_


async def progress_of(connection: Connection, request: int) -> Progress:
    """How far a request is."""
    return Progress(*await connection.fetchrow(_PROGRESS, request))


async def place_before(connection: Connection, moment: datetime) -> Checkpoint:
    """A place in the order of commits after which every event comes that was recorded at `moment` or later."""
    return await _place_at(connection, moment - _MARGIN)


async def place_after(connection: Connection, moment: datetime) -> Checkpoint:
    """A place in the order of commits up to which every event comes that was recorded before `moment`."""
    return await _place_at(connection, moment + _MARGIN)


async def _place_at(connection: Connection, moment: datetime) -> Checkpoint:
    """A place in the order of commits from which on every event was recorded at `moment` or later, all but an hour."""
    first, last = await connection.fetchrow(_BOUNDS)
    if first is None:
        return BEGINNING
    low, high = first, last + 1
    while low < high:
        middle = (low + high) // 2
        recorded_at = await connection.fetchval(_FIRST_FROM, middle)
        if recorded_at is not None and recorded_at < moment:
            low = middle + 1
        else:
            high = middle
    return Checkpoint(low, 0)
