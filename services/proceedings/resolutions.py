"""The numbers of the resolutions made in proceedings, and those that events say."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from services.proceedings.domain.journal import State
from services.proceedings.domain.resolutions import made_here, numbers_of_papers, with_numbers
from shared.database import Connection
from shared.documents.numbering import Series, Unnumbered

SERIES = Series("proceeding")


async def numbered(
    connection: Connection,
    events: Sequence[EventEnvelope[Any]],
    follows: Mapping[UUID, tuple[UUID | None, ...]],
    states: Mapping[UUID, State],
) -> list[EventEnvelope[Any]]:
    """The events with the numbers of the resolutions that they follow from, once those have got theirs.

    It is the transaction that stores them: a number that is given is used, and each event says it for good.
    """
    # What follows from no act on record, a correction, is a resolution of its own, or has no number.
    causes = {event.id: follows.get(event.id, (event.causation_id,)) for event in events}
    asked = {act for acts in causes.values() for act in acts if act is not None}
    numbers = numbers_of_papers(events, asked, states) | await _given(connection, events, states)
    earlier = asked - numbers.keys() - {event.causation_id for event in events}
    if earlier:
        rows = await connection.fetch("SELECT act, number FROM resolution WHERE act = ANY ($1::uuid[])", [*earlier])
        numbers |= {row["act"]: row["number"] for row in rows}
    return [with_numbers(event, causes[event.id], numbers) for event in events]


async def _given(
    connection: Connection, events: Iterable[EventEnvelope[Any]], states: Mapping[UUID, State]
) -> dict[UUID, str]:
    """Give numbers, in the order of the events, to the resolutions that these events make; returns them by act."""
    made = {
        event.causation_id: Unnumbered(
            event.causation_id, event.id, event.stream, kind, state.body, event.effective_date
        )
        for event in events
        if (state := states[event.stream]) is not None and (kind := made_here(event, state)) is not None
    }
    return await SERIES.number(connection, made.values())


async def numbers_of(connection: Connection, proceeding: UUID) -> Mapping[UUID, str]:
    """The numbers of the resolutions made in a proceeding, by act."""
    rows = await connection.fetch("SELECT act, number FROM resolution WHERE proceeding = $1", proceeding)
    return {row["act"]: row["number"] for row in rows}
