"""What an operator may do with messages a consumer holds: look, try again, drop."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Record

from shared.database import Connection
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
_SKIP = """
INSERT INTO stream_position (consumer, source, stream, version) VALUES ($1, $2, $3, $4)
ON CONFLICT (consumer, stream, source) DO UPDATE SET version = excluded.version
"""
_WAKE = """
UPDATE deferred_message SET reason = 'retry', next_attempt_at = now(), changed_at = now()
WHERE consumer = $1 AND source = $2 AND stream = $3 AND version = $4 AND reason = 'gap'
"""


class NotHeld(LookupError):
    """There is no such message; it may have been applied meanwhile."""


class NotDroppable(Exception):
    """The message may not be dropped, or not without saying what becomes of its place in the stream."""


class HeldMessage(NamedTuple):
    """A held message as an operator sees it."""

    id: int
    consumer: str
    reason: str
    problem: str
    ordered: bool
    """It holds its place in its stream: later events wait for it."""
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
    connection: Connection, message_id: int, *, pass_over: bool | None = None, position_key: str | None = None
) -> None:
    """Forget a message for good.

    If its stream waits for its version, somebody has to say what then: with `pass_over` the position moves past it
    and later events are applied without it; False leaves the place open for another message of that version, which
    only an unreadable message may do. `position_key` is the name positions are kept under, if it is not the
    consumer's own. Raises NotHeld or NotDroppable.
    """
    async with connection.transaction():
        message = await show(connection, message_id)
        if message.source is not None and message.stream is not None and message.version is not None:
            place = (position_key or message.consumer, message.source, message.stream)
            await _settle_place(connection, message, place, message.version, pass_over)
        await release(connection, [message_id])


async def _settle_place(
    connection: Connection, message: HeldMessage, place: tuple[str, str, UUID], version: int, pass_over: bool | None
) -> None:
    missing = (await connection.fetchval(_POSITION, *place) or 0) + 1
    if version < missing or (not message.ordered and (version > missing or pass_over is False)):
        return
    if version > missing:
        raise NotDroppable(f"the stream waits for version {missing} first; this is version {version}")
    if not pass_over:
        raise NotDroppable(f"the stream waits for version {version}: say that it may be passed over")
    await connection.execute(_SKIP, *place, version)
    await connection.execute(_WAKE, message.consumer, message.source, message.stream, version + 1)


def _message(row: Record) -> HeldMessage:
    return HeldMessage(**{**row, "headers": json.loads(row["headers"])})
