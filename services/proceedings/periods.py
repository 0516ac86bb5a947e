"""Closed periods of the accounts of a body: after the last day of one, nothing is posted up to that day.

They bind the day of posting alone: when an act takes effect, and what follows from it, does not depend on them.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from contracts.recording import Paper
from services.proceedings.domain.refusals import Refusal
from services.proceedings.domain.rules import rules_on
from shared.clock import day_of
from shared.database import Connection
from shared.decider import Rejection

ALREADY_CLOSED = Refusal("period-already-closed", "a period is closed once", "Art. 403", "until")
NOT_OVER = Refusal("period-not-over", "a period is closed when its last day has come", "Art. 403", "until")
NOT_FOR_THE_BODY = Refusal("actor-unfit", "the body closes its own accounts", "Art. 403", "actor")
UNKNOWN_BODY = Refusal("body-without-accounts", "the body has proceedings on record", "Art. 403", "body")
_BY = frozenset({"enforcement-body", "head-of-enforcement-body"})
_LOCK = 0x626F6F6B73
"""Advisory locks are per database: this one is shared by those who post, and taken alone by those who close."""


class Period(NamedTuple):
    """A period that is to be closed."""

    body: str
    until: date
    """Its last day."""
    closed_by: str
    """The accountant or the head of the body: `accountant:0101-003`."""
    statement: Paper
    """The statement of the bank with which the accounts agree."""


async def being_posted(connection: Connection) -> None:
    """Nobody closes a period, and nobody posts what is missing, until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock_shared($1)", _LOCK)


async def nobody_posts(connection: Connection) -> None:
    """Wait for those who post; nobody posts until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)


async def first_open_days(connection: Connection, proceedings: Sequence[UUID]) -> dict[UUID, date]:
    """By proceeding the first open day of its body, where the body ever closed a period."""
    rows = await connection.fetch(_CLOSED_UNTIL, proceedings)
    return {row["proceeding"]: row["until"] + timedelta(days=1) for row in rows}


async def close_period(connection: Connection, period: Period, now: datetime) -> None:
    """Close the accounts of a body up to a day, in the caller's transaction. Raises Rejection."""
    actor, today = rules_on(period.until).actor(period.closed_by), day_of(now)
    if actor not in _BY or period.closed_by.partition(":")[2].partition("-")[0] != period.body:
        raise Rejection(NOT_FOR_THE_BODY.because(f"{period.closed_by} does not keep the accounts of {period.body}"))
    if period.until > today:
        raise Rejection(NOT_OVER.because(f"{period.until} is after {today}"))
    await nobody_posts(connection)
    known, closed = await connection.fetchrow(_KNOWN, period.body)
    if not known:
        raise Rejection(UNKNOWN_BODY.because(f"no proceeding has a number of {period.body}"))
    if closed is not None and period.until <= closed:
        raise Rejection(ALREADY_CLOSED.because(f"the accounts of {period.body} are closed until {closed}"))
    statement = period.statement.model_dump_json(exclude_none=True)
    await connection.execute(_CLOSE, period.body, period.until, now, period.closed_by, statement)


_CLOSED_UNTIL = """
SELECT proceeding, max(until) AS until
FROM proceeding_number JOIN closed_period ON body = split_part(number, '-', 1)
WHERE proceeding = ANY($1::uuid[]) GROUP BY proceeding
"""
_KNOWN = """
SELECT EXISTS (SELECT FROM proceeding_number WHERE split_part(number, '-', 1) = $1),
       (SELECT max(until) FROM closed_period WHERE body = $1)
"""
_CLOSE = "INSERT INTO closed_period (body, until, closed_at, closed_by, statement) VALUES ($1, $2, $3, $4, $5::jsonb)"
