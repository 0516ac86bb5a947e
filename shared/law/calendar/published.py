"""Government acts on the working calendar, from their events."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from uuid import UUID

from contracts.events.deadlines import CalendarPublished, DayKind
from contracts.identifiers import derived_id
from shared.law.calendar.acts import Act, ActDay, CalendarAct, Kind
from shared.law.calendar.belarus import belarus
from shared.law.calendar.working import WorkingCalendar
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


def encoded(published: CalendarPublished) -> bytes:
    """An act as the tables of a service keep it."""
    return published.model_dump_json().encode()


def calendar_with(acts: Sequence[bytes]) -> WorkingCalendar:
    """The working calendar with acts as tables keep them, in the order of publication."""
    return _calendar(tuple(acts))


@lru_cache(maxsize=4)
def _calendar(acts: tuple[bytes, ...]) -> WorkingCalendar:
    return belarus().with_overrides(acts_of(CalendarPublished.model_validate_json(act) for act in acts))


def _act(event: CalendarPublished) -> Act:
    titled = {} if event.title is None else {"title": Names(**event.title.model_dump())}
    return Act(adopted=event.adopted, number=event.number, **titled)
