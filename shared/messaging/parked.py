"""Messages a consumer holds, for an operator: list them, show them, have them tried again.

Decisions about them, with who made them and why, are in `shared/messaging/decisions.py`.
"""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Record

from shared.database import Connection

REASONS = ("parked", "retry", "gap")
"""Why a message is held: an operator has to look; it is tried again; it waits for earlier versions."""

_COLUMNS = """id, consumer, reason, problem, ordered, source, stream, version, type, message_id, trace_id, routing_key,
              sender, attempts, next_attempt_at, first_seen_at, changed_at, headers, body"""
_WANTED = "($1::text IS NULL OR consumer = $1) AND ($2::text IS NULL OR reason = $2)"
_LIST = f"""
SELECT {_COLUMNS} FROM deferred_message WHERE {_WANTED} AND ($4::bigint[] IS NULL OR id = ANY ($4))
ORDER BY id LIMIT $3
"""  # noqa: S608 - constants
_COUNT = f"SELECT count(*) FROM deferred_message WHERE {_WANTED}"  # noqa: S608 - constants
_IDS = f"SELECT id FROM deferred_message WHERE {_WANTED} ORDER BY id"  # noqa: S608 - constants
_SHOW = f"SELECT {_COLUMNS} FROM deferred_message WHERE id = $1"  # noqa: S608 - constants
_REASONS_OF = "SELECT id, reason FROM deferred_message WHERE id = ANY ($1::bigint[])"
_RETRY = """
UPDATE deferred_message SET reason = 'retry', attempts = 0, next_attempt_at = now(), changed_at = now()
WHERE id = ANY ($1::bigint[]) AND reason <> 'gap' RETURNING id
"""


class NotHeld(LookupError):
    """There is no such message; it may have been applied meanwhile."""


class UnknownReason(ValueError):
    """No message is ever held for this reason; the text names those there are."""


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
    sender: str | None
    """The user who sent it, as the broker has verified; None: the message named none."""
    attempts: int
    next_attempt_at: datetime | None
    first_seen_at: datetime
    changed_at: datetime
    headers: dict[str, Any]
    body: bytes


class Retried(NamedTuple):
    """The outcome of a request to try messages again."""

    ids: list[int]
    """They are tried again; in a dry run: they would be."""
    waiting: list[int]
    """They only wait for earlier versions of their streams, and are applied as soon as those are."""
    not_held: list[int]
    """There are no such messages; they may have been applied meanwhile."""


async def list_held(
    connection: Connection,
    *,
    consumer: str | None = None,
    reason: str | None = "parked",
    ids: Collection[int] | None = None,
    limit: int = 100,
) -> list[HeldMessage]:
    """Held messages, oldest first; `reason` None: for any reason; `ids`: only these. Raises UnknownReason."""
    wanted = None if ids is None else list(ids)
    return [_message(row) for row in await connection.fetch(_LIST, consumer, _known(reason), limit, wanted)]


async def count_held(connection: Connection, *, consumer: str | None = None, reason: str | None = "parked") -> int:
    """How many there are, however few are listed. Raises UnknownReason."""
    number: int = await connection.fetchval(_COUNT, consumer, _known(reason))
    return number


async def parked_ids(connection: Connection, consumer: str | None = None) -> list[int]:
    """The ids of everything that is parked."""
    return [row["id"] for row in await connection.fetch(_IDS, consumer, "parked")]


async def show(connection: Connection, message_id: int) -> HeldMessage:
    """One held message. Raises NotHeld."""
    row = await connection.fetchrow(_SHOW, message_id)
    if row is None:
        raise NotHeld(message_id)
    return _message(row)


async def retry(connection: Connection, ids: Collection[int], *, dry_run: bool = False) -> Retried:
    """Have messages tried again at once, with all their attempts; a dry run changes nothing."""
    reasons = {row["id"]: row["reason"] for row in await connection.fetch(_REASONS_OF, list(ids))}
    waiting = {id_ for id_, reason in reasons.items() if reason == "gap"}
    tried = reasons.keys() - waiting
    if not dry_run:
        tried = {row["id"] for row in await connection.fetch(_RETRY, list(ids))}
    asked = dict.fromkeys(ids)
    return Retried(
        [id_ for id_ in asked if id_ in tried],
        [id_ for id_ in asked if id_ in waiting - tried],
        [id_ for id_ in asked if id_ not in waiting | tried],
    )


async def retry_parked(connection: Connection, consumer: str | None = None) -> int:
    """Have everything parked tried again; returns how many messages that were."""
    return len((await retry(connection, await parked_ids(connection, consumer))).ids)


def _known(reason: str | None) -> str | None:
    if reason is not None and reason not in REASONS:
        raise UnknownReason(f"no message is held for the reason {reason!r}; there are: {', '.join(REASONS)}")
    return reason


def _message(row: Record) -> HeldMessage:
    return HeldMessage(**{**row, "headers": json.loads(row["headers"])})
