"""Time limits that run, are due or were missed: of a proceeding, an executor or a body."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Json

from contracts.base import Contract
from contracts.queries.deadlines import LimitKey
from shared.database import Connection
from shared.law.time_limits import Entry


class LimitLine(Contract):
    """One limit as it stands."""

    id: UUID
    """Of this run of the limit."""
    number: str
    """Number of the proceeding or statement."""
    body: str
    executor: str | None
    limit: str
    article: str
    starts_on: date
    until: date | None
    due: date
    provisional: bool
    standing: str
    met_in_time: bool | None
    rule_set: str
    history: Json[tuple[Entry, ...]]
    """What its date is computed from besides its start."""


@dataclass(frozen=True, slots=True)
class LimitFilter:
    """Which limits are wanted; a field that is None does not filter."""

    number: str | None = None
    body: str | None = None
    executor: str | None = None
    standing: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    after: LimitKey | None = None
    before: LimitKey | None = None


async def limits(
    connection: Connection, wanted: LimitFilter, at_most: int = 1000, *, latest: bool = False
) -> list[LimitLine]:
    """The limits that match, the earliest due first; of too many the first ones, or the latest."""
    after, before = wanted.after, wanted.before
    rows: list[Any] = await connection.fetch(
        _LATEST if latest else _FIRST,
        wanted.number,
        wanted.body,
        wanted.executor,
        wanted.standing,
        wanted.due_from,
        wanted.due_to,
        at_most,
        after and after.due,
        after and after.number,
        after and after.id,
        before and before.due,
        before and before.number,
        before and before.id,
    )
    return [LimitLine.model_validate(dict(row)) for row in (reversed(rows) if latest else rows)]


_LIMITS = """
SELECT l.occurrence AS id, w.number, w.body, w.executor, l.limit_id AS limit, l.article, l.starts_on, l.until, l.due,
       l.provisional, l.standing, l.met_in_time, l.rule_set, l.history
FROM limit_standing l JOIN watched_stream w USING (stream)
WHERE ($1::text IS NULL OR w.number = $1)
  AND ($2::text IS NULL OR w.body = $2)
  AND ($3::text IS NULL OR w.executor = $3)
  AND ($4::text IS NULL OR l.standing = $4)
  AND ($5::date IS NULL OR l.due >= $5)
  AND ($6::date IS NULL OR l.due <= $6)
  AND ($8::date IS NULL OR (l.due, w.number, l.occurrence) > ($8, $9::text, $10::uuid))
  AND ($11::date IS NULL OR (l.due, w.number, l.occurrence) < ($11, $12::text, $13::uuid))
"""
_FIRST = f"{_LIMITS} ORDER BY l.due, w.number, l.occurrence LIMIT $7"
_LATEST = f"{_LIMITS} ORDER BY l.due DESC, w.number DESC, l.occurrence DESC LIMIT $7"
