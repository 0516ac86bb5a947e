"""The numbers of the resolutions made in proceedings."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from services.proceedings.domain.journal import State
from services.proceedings.domain.resolutions import made_here
from shared.database import Connection
from shared.documents.numbering import Series, Unnumbered

SERIES = Series("proceeding")


async def number_resolutions(
    connection: Connection, events: Iterable[EventEnvelope[Any]], states: Mapping[UUID, State]
) -> None:
    """Give numbers, in the order of the events, to the resolutions that these events make."""
    made = {
        event.causation_id: Unnumbered(
            event.causation_id, event.id, event.stream, kind, state.body, event.effective_date
        )
        for event in events
        if (state := states[event.stream]) is not None and (kind := made_here(event, state)) is not None
    }
    await SERIES.number(connection, made.values())


async def numbers_of(connection: Connection, proceeding: UUID) -> Mapping[UUID, str]:
    """The numbers of the resolutions made in a proceeding, by act."""
    rows = await connection.fetch("SELECT act, number FROM resolution WHERE proceeding = $1", proceeding)
    return {row["act"]: row["number"] for row in rows}
