"""Closed periods of the accounts of a body: after the last day of one, nothing is posted up to that day.

They bind the day of posting alone: when an act takes effect, and what follows from it, does not depend on them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.accounts import PeriodClosed
from services.proceedings.domain.accounts import AccountFacts
from shared.database import Connection

Commands = Sequence[CommandEnvelope[Any]]
_LOCK = 0x626F6F6B73
"""Advisory locks are per database: this one is shared by those who post, and taken alone by those who close."""


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


class PeriodTables:
    """The closed periods of bodies, and the bodies that have proceedings."""

    async def facts(self, connection: Connection, commands: Commands) -> Mapping[UUID, AccountFacts]:
        """What is known of each body; nobody posts from now on until the transaction ends."""
        await nobody_posts(connection)
        return {command.id: AccountFacts(*await connection.fetchrow(_KNOWN, command.data.body)) for command in commands}

    async def record(
        self, connection: Connection, events: Sequence[EventEnvelope[Any]], _: Mapping[UUID, date | None]
    ) -> None:
        """Write down the periods that were closed."""
        for event in events:
            data: PeriodClosed = event.data
            statement = data.statement.model_dump_json(exclude_none=True)
            await connection.execute(_CLOSE, data.body, data.until, event.recorded_at, event.actor, statement)


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
