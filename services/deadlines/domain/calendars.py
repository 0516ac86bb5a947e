"""Government acts on the working calendar, from their events."""

from collections.abc import Iterable
from uuid import UUID

from contracts.events.deadlines import CalendarPublished, DayKind
from contracts.identifiers import derived_id
from shared.law.calendar import Act, ActDay, CalendarAct, Kind
from shared.law.names import Names

CALENDAR = derived_id(UUID(int=0), "lea.deadlines.calendar")
"""The stream of the working calendar."""

_KINDS = {
    DayKind.WORKING: Kind.WORKING,
    DayKind.NON_WORKING: Kind.NON_WORKING,
    DayKind.ORDINARY: Kind.ORDINARY,
}


def acts_of(published: Iterable[CalendarPublished]) -> tuple[CalendarAct, ...]:
    """The acts as the calendar takes them, in their order. Raises ValueError where an act contradicts itself."""
    return tuple(
        CalendarAct(
            version=event.version,
            act=_act(event),
            settles=event.settles,
            days=tuple(
                ActDay(date=day.day, kind=_KINDS[day.kind], exchanged_with=day.exchanged_with) for day in event.days
            ),
        )
        for event in published
    )


def _act(event: CalendarPublished) -> Act:
    titled = {} if event.title is None else {"title": Names(**event.title.model_dump())}
    return Act(adopted=event.adopted, number=event.number, **titled)
