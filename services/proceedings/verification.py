"""Every course computed anew and compared with what was published of it; nothing is changed."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from contracts.envelope import EventEnvelope
from services.proceedings.application import SERVICE
from services.proceedings.calendar import current_calendar
from services.proceedings.domain.computing import computed
from services.proceedings.domain.decide import PROCEEDING
from services.proceedings.domain.inputs import inputs_of, unpublished
from services.proceedings.domain.journal import State
from shared.database import Connection
from shared.eventstore.store import EventStore
from shared.law.calendar import WorkingCalendar

_PAGE = 200
_STREAMS = "SELECT DISTINCT stream FROM event WHERE stream > $1 ORDER BY stream LIMIT $2"


class Differing(NamedTuple):
    """A proceeding whose course reads otherwise than it was published."""

    proceeding: UUID
    number: str
    version: int
    since: date
    """The first day that reads otherwise."""
    explained: bool
    """Whether it was published with other inputs: the next command publishes the difference. If not, it is a fault."""


class Verified(NamedTuple):
    """The result of a comparison."""

    courses: int
    differing: Sequence[Differing]


async def verify_courses(connection: Connection) -> Verified:
    """Compare the courses of all proceedings, a page of streams at a time."""
    calendar = await current_calendar(connection)
    courses, differing = 0, []
    async for histories in _histories(connection):
        courses += len(histories)
        found = (_difference(id_, history, calendar) for id_, history in histories.items())
        differing += [each for each in found if each is not None]
    return Verified(courses, differing)


async def _histories(connection: Connection) -> AsyncIterator[Mapping[UUID, list[EventEnvelope[Any]]]]:
    store, last = EventStore(SERVICE), UUID(int=0)
    while rows := await connection.fetch(_STREAMS, last, _PAGE):
        streams = [row["stream"] for row in rows]
        yield await store.load_many(connection, streams)
        last = streams[-1]


def _difference(proceeding: UUID, history: Sequence[EventEnvelope[Any]], calendar: WorkingCalendar) -> Differing | None:
    state: State = PROCEEDING.initial
    for event in history:
        state = PROCEEDING.evolve(state, event)
    if state is None:
        return None
    change = unpublished(state, computed(state, state.through, calendar))
    if change is None:
        return None
    since = change.since or min(item.day for item in change.added)
    explained = state.inputs != inputs_of(calendar)
    return Differing(proceeding, state.number, history[-1].version, since, explained)
