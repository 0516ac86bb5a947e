"""What an operator may do with messages a consumer holds: look, try again, drop."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Record

from shared.database import Connection
from shared.messaging import positions
from shared.messaging.deferred import release

_COLUMNS = """id, consumer, reason, problem, ordered, source, stream, version, type, message_id, trace_id, routing_key,
              attempts, next_attempt_at, first_seen_at, changed_at, headers, body"""
_LIST = f"""
SELECT {_COLUMNS} FROM deferred_message
WHERE ($1::text IS NULL OR consumer = $1) AND ($2::text IS NULL OR reason = $2)
ORDER BY id LIMIT $3
"""  # noqa: S608 - constants
_SHOW = f"SELECT {_COLUMNS} FROM deferred_message WHERE id = $1"  # noqa: S608
_RETRY = """
UPDATE deferred_message SET reason = 'retry', attempts = 0, next_attempt_at = now(), changed_at = now()
WHERE id = ANY ($1::bigint[]) AND reason <> 'gap' RETURNING id
"""
_RETRY_PARKED = """
UPDATE deferred_message SET reason = 'retry', attempts = 0, next_attempt_at = now(), changed_at = now()
WHERE reason = 'parked' AND ($1::text IS NULL OR consumer = $1) RETURNING id
"""
_POSITION = """
SELECT version FROM stream_position WHERE consumer = $1 AND source = $2 AND stream = $3 FOR UPDATE
"""
_WAKE = """
UPDATE deferred_message SET reason = 'retry', next_attempt_at = now(), changed_at = now()
WHERE consumer = $1 AND source = $2 AND stream = $3 AND version = $4 AND reason = 'gap'
"""


class NotHeld(LookupError):
    """There is no such message; it may have been applied meanwhile."""


class NotDroppable(Exception):
    """The message may not be dropped, or not in this way; the text says why."""


class HeldMessage(NamedTuple):
    """A held message as an operator sees it."""

    id: int
    consumer: str
    reason: str
    problem: str
    ordered: bool
    """It is an event and holds its place in its stream: later events wait for it. False: it could not be read."""
    source: str | None
    stream: UUID | None
    version: int | None
    type: str | None
    message_id: str | None
    trace_id: str | None
    routing_key: str
    attempts: int
    next_attempt_at: datetime | None
    first_seen_at: datetime
    changed_at: datetime
    headers: dict[str, Any]
    body: bytes


async def list_held(
    connection: Connection, *, consumer: str | None = None, reason: str | None = "parked", limit: int = 100
) -> list[HeldMessage]:
    """Held messages, oldest first; `reason` None: all of them."""
    return [_message(row) for row in await connection.fetch(_LIST, consumer, reason, limit)]


async def show(connection: Connection, message_id: int) -> HeldMessage:
    """One held message. Raises NotHeld."""
    row = await connection.fetchrow(_SHOW, message_id)
    if row is None:
        raise NotHeld(message_id)
    return _message(row)


async def retry(connection: Connection, ids: Collection[int]) -> int:
    """Have messages tried again at once, with all their attempts; returns how many there were.

    Waiting ones (`gap`) are left out: they are applied as soon as the versions before them are.
    """
    return len(await connection.fetch(_RETRY, list(ids)))


async def retry_parked(connection: Connection, consumer: str | None = None) -> int:
    """Have everything parked tried again; returns how many messages that were."""
    return len(await connection.fetch(_RETRY_PARKED, consumer))


async def drop(
    connection: Connection, message_id: int, *, pass_over: bool = False, position_key: str | None = None
) -> None:
    """Forget a message for good.

    An event that its stream waits for is dropped only with `pass_over`: the position moves past it and later events
    are applied without it. A message that could not be read has no place in a stream, whatever version it claims: it
    is dropped without passing over, and the event of that version is applied when it comes. `position_key` is the
    name positions are kept under, if it is not the consumer's own. Raises NotHeld or NotDroppable.
    """
    async with connection.transaction():
        message = await show(connection, message_id)
        if message.ordered:
            await _settle_place(connection, message, position_key or message.consumer, pass_over)
        elif pass_over:
            raise NotDroppable("the message could not be read, so its version cannot be passed over: drop it without")
        await release(connection, [message_id])


async def _settle_place(connection: Connection, message: HeldMessage, position_key: str, pass_over: bool) -> None:
    if message.source is None or message.stream is None or message.version is None:
        raise ValueError("an event that holds a place has a stream and a version")
    place = (position_key, message.source, message.stream)
    missing = (await connection.fetchval(_POSITION, *place) or 0) + 1
    if message.version < missing:
        return
    if message.version > missing:
        raise NotDroppable(f"the stream waits for version {missing} first; this is version {message.version}")
    if not pass_over:
        raise NotDroppable(f"the stream waits for version {message.version}: say that it may be passed over")
    await positions.pass_over(connection, *place, message.version)
    await connection.execute(_WAKE, message.consumer, message.source, message.stream, message.version + 1)


def _message(row: Record) -> HeldMessage:
    return HeldMessage(**{**row, "headers": json.loads(row["headers"])})
