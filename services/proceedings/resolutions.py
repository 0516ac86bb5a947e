"""The numbers of resolutions, in series without gaps per body and year (Art. 343(2) ind. 3)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from contracts.envelope import EventEnvelope
from services.proceedings.domain.journal import State
from services.proceedings.domain.resolutions import made_here
from shared.database import Connection


class _Resolution(NamedTuple):
    """A resolution without its number."""

    act: UUID
    event: UUID
    proceeding: UUID
    kind: str
    body: str
    made_on: date


async def number_resolutions(
    connection: Connection, events: Iterable[EventEnvelope[Any]], states: Mapping[UUID, State]
) -> None:
    """Give numbers, in the order of the events, to the resolutions that these events make.

    The series are locked until the transaction ends, in one order for everybody.
    """
    made = {
        event.causation_id: _Resolution(
            event.causation_id, event.id, event.stream, kind, state.body, event.effective_date
        )
        for event in events
        if (state := states[event.stream]) is not None and (kind := made_here(event, state)) is not None
    }
    if made:
        await connection.execute(_NUMBER, *[list(column) for column in zip(*made.values(), strict=True)])


async def numbers_of(connection: Connection, proceeding: UUID) -> Mapping[UUID, str]:
    """The numbers of the resolutions made in a proceeding, by act."""
    rows = await connection.fetch("SELECT act, number FROM resolution WHERE proceeding = $1", proceeding)
    return {row["act"]: row["number"] for row in rows}


_NUMBER = """
WITH made AS (
    SELECT act, event, proceeding, kind, body, made_on, extract(year FROM made_on)::integer AS year, place
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::date[])
         WITH ORDINALITY AS given (act, event, proceeding, kind, body, made_on, place)
), wanted AS (
    SELECT body, year, count(*)::integer AS count FROM made GROUP BY body, year
), series AS (
    INSERT INTO resolution_series (body, year, last)
    SELECT body, year, count FROM wanted ORDER BY body, year
    ON CONFLICT (body, year) DO UPDATE SET last = resolution_series.last + excluded.last
    RETURNING body, year, last
), due AS (
    INSERT INTO document_due (act) SELECT act FROM made
)
INSERT INTO resolution (act, event, proceeding, kind, body, year, running, made_on)
SELECT act, event, proceeding, kind, body, year,
       last - count + row_number() OVER (PARTITION BY body, year ORDER BY place), made_on
FROM made JOIN wanted USING (body, year) JOIN series USING (body, year)
"""
