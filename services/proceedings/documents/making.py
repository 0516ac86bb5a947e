"""The resolutions of proceedings, made from their streams as their events made them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from services.proceedings.calendar import current_calendar
from services.proceedings.domain.computing import computed
from services.proceedings.domain.documents.contents import Made, resolution
from services.proceedings.domain.journal import State, evolve
from services.proceedings.resolutions import numbers_of
from shared.database import Connection
from shared.documents.resolution import Resolution
from shared.eventstore.store import EventStore
from shared.law.calendar import WorkingCalendar

_NO_JOURNAL: State = None
_NO_NUMBER = ""


async def made(connection: Connection, due: Mapping[str, Any], *, store: EventStore) -> Resolution:
    """What a numbered resolution says."""
    events = await store.load(connection, due["stream"])
    numbers = await numbers_of(connection, due["stream"])
    return resolution(made_from(events, due, numbers, await current_calendar(connection)))


async def draft(connection: Connection, events: Sequence[EventEnvelope[Any]], event: UUID, kind: str) -> Resolution:
    """What a resolution would say; `event` would make it, and is among the last of these events."""
    due = {"event": event, "number": _NO_NUMBER, "kind": kind}
    numbers = await numbers_of(connection, events[0].stream)
    return replace(resolution(made_from(events, due, numbers, await current_calendar(connection))), draft=True)


def made_from(
    events: Sequence[EventEnvelope[Any]], due: Mapping[str, Any], numbers: Mapping[UUID, str], calendar: WorkingCalendar
) -> Made:
    """A resolution as its event made it, whatever was recorded later."""
    place = [event.id for event in events].index(due["event"])
    before = reduce(evolve, events[:place], _NO_JOURNAL)
    journal = evolve(before, events[place])
    if journal is None:
        raise LookupError("a resolution is made in a proceeding")
    event = events[place]
    return Made(
        due["number"], due["kind"], event, journal, computed(journal, event.effective_date, calendar), before, numbers
    )
