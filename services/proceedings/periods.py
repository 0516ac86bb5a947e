"""Closed periods of the accounts of a body: after the last day of one, nothing is posted up to that day.

They bind the day of posting alone: when an act takes effect, and what follows from it, does not depend on them.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events.accounts import PeriodClosed
from shared.database import Connection

_LOCK = 0x626F6F6B73
"""Advisory locks are per database: this one is shared by those who post, and taken alone by those who close."""


async def being_posted(connection: Connection) -> None:
    """Nobody closes a period, and nobody posts what is missing, until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock_shared($1)", _LOCK)


async def nobody_posts(connection: Connection) -> None:
    """Wait for those who post; nobody posts until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)


async def first_open_days(connection: Connection, owners: Sequence[UUID]) -> dict[UUID, date]:
    """By proceeding, or account of a body, the first open day of the body, where it ever closed a period."""
    rows = await connection.fetch(_CLOSED_UNTIL, owners)
    return {row["owner"]: row["until"] + timedelta(days=1) for row in rows}


async def close(connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
    """Write down the periods that were closed."""
    for event in events:
        data: PeriodClosed = event.data
        statement = data.statement.model_dump_json(exclude_none=True)
        await connection.execute(_CLOSE, data.body, data.until, event.recorded_at, event.actor, statement)


_CLOSED_UNTIL = """
SELECT owner, max(until) AS until FROM account_owner JOIN closed_period USING (body)
WHERE owner = ANY($1::uuid[]) GROUP BY owner
"""
_CLOSE = "INSERT INTO closed_period (body, until, closed_at, closed_by, statement) VALUES ($1, $2, $3, $4, $5::jsonb)"
