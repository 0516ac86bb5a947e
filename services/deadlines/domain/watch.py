"""The limits of one watched stream, as the events of deadlines tell them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events.deadlines import (
    CalendarPublished,
    LimitApproaching,
    LimitCancelled,
    LimitExpired,
    LimitExtended,
    LimitInterrupted,
    LimitMet,
    LimitRef,
    LimitRescheduled,
    LimitRestored,
    LimitResumed,
    LimitSet,
    LimitSuspended,
)
from shared.law.time_limits import Entry, Extended, Interrupted, Restored, Resumed, Suspended


class Standing(StrEnum):
    """Where a limit stands."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    MET = "met"
    CLOSED = "closed"
    """Cancelled or interrupted: nothing can happen to it any more."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One running of one time limit."""

    ref: LimitRef
    starts_on: date
    due: date
    about: str | None
    provisional: bool
    calendar: str
    standing: Standing = Standing.RUNNING
    announced: bool = False
    """Its approach was announced."""
    until: date | None = None
    """Fixed last day, where the act that started it named one."""
    history: tuple[Entry, ...] = ()
    suspended_by: str | None = None
    """The procedural event that suspended it; its end lets the rest run on."""

    @property
    def open(self) -> bool:
        """Something can still happen to it."""
        return self.standing in {Standing.RUNNING, Standing.SUSPENDED, Standing.EXPIRED}


@dataclass(frozen=True, slots=True)
class Watch:
    """The state of one watched stream."""

    rule_set: str | None = None
    """The rule set in force at the first event; it stays with the stream."""
    occurrences: Mapping[UUID, Occurrence] = field(default_factory=lambda: MappingProxyType({}))
    calendars: frozenset[str] = frozenset()
    """Versions published; only in the calendar's own stream."""

    def open(self) -> Iterator[Occurrence]:
        """The limits something can still happen to."""
        return (occurrence for occurrence in self.occurrences.values() if occurrence.open)


def evolve(watch: Watch, event: EventEnvelope[Any]) -> Watch:
    """The watch after an event of deadlines."""
    data = event.data
    match data:
        case CalendarPublished():
            return replace(watch, calendars=watch.calendars | {data.version})
        case LimitSet():
            began = Occurrence(
                ref=data.ref,
                starts_on=data.starts_on,
                due=data.due,
                about=data.about,
                provisional=data.provisional,
                calendar=data.calendar,
                until=data.until,
            )
            return replace(
                watch, rule_set=watch.rule_set or data.ref.rule_set, occurrences=_with(watch, data.ref, began)
            )
    changed = _changed(watch.occurrences[data.ref.occurrence], data, event.effective_date)
    return replace(watch, occurrences=_with(watch, data.ref, changed))


def _with(watch: Watch, ref: LimitRef, occurrence: Occurrence) -> Mapping[UUID, Occurrence]:
    return MappingProxyType({**watch.occurrences, ref.occurrence: occurrence})


def _changed(occurrence: Occurrence, data: Any, on: date) -> Occurrence:
    match data:
        case LimitApproaching():
            return replace(occurrence, announced=True)
        case LimitExpired():
            return replace(occurrence, standing=Standing.EXPIRED)
        case LimitMet():
            return replace(occurrence, standing=Standing.MET)
        case LimitSuspended():
            history = (*occurrence.history, Suspended(on=on))
            return replace(occurrence, standing=Standing.SUSPENDED, history=history, suspended_by=data.state)
        case LimitResumed():
            history = (*occurrence.history, Resumed(on=on))
            return replace(
                occurrence,
                standing=Standing.RUNNING,
                history=history,
                due=data.due,
                provisional=data.provisional,
                suspended_by=None,
                announced=False,
            )
        case LimitExtended():
            return _moved(occurrence, Extended(on=on, until=data.due), data.due)
        case LimitRestored():
            return _moved(occurrence, Restored(on=on, until=data.due), data.due)
        case LimitRescheduled():
            return replace(
                occurrence, due=data.due, provisional=data.provisional, calendar=data.calendar, announced=False
            )
        case LimitInterrupted():
            history = (*occurrence.history, Interrupted(on=on))
            return replace(occurrence, standing=Standing.CLOSED, history=history)
        case LimitCancelled():
            return replace(occurrence, standing=Standing.CLOSED)
    return occurrence


def _moved(occurrence: Occurrence, entry: Entry, due: date) -> Occurrence:
    return replace(
        occurrence,
        standing=Standing.RUNNING,
        history=(*occurrence.history, entry),
        due=due,
        announced=False,
    )
