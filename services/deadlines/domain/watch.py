"""The limits of one watched stream, as the events of deadlines describe them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events.deadlines import (
    CalendarPublished,
    LimitApproaching,
    LimitCancelled,
    LimitChange,
    LimitExpired,
    LimitExtended,
    LimitInterrupted,
    LimitMet,
    LimitRef,
    LimitRescheduled,
    LimitRestored,
    LimitResumed,
    LimitRevised,
    LimitSet,
    LimitSuspended,
)
from contracts.events.deadlines import LimitChangeKind as Kind
from contracts.events.deadlines import LimitStanding as Standing
from shared.law.time_limits import Entry, Extended, Interrupted, Restored, Resumed, Suspended

_CLOSING = {Kind.INTERRUPTED: Standing.CLOSED, Kind.CANCELLED: Standing.CLOSED, Kind.MET: Standing.MET}
_ARITHMETIC: Mapping[Kind, Callable[[LimitChange], Entry]] = {
    Kind.SUSPENDED: lambda change: Suspended(on=change.on),
    Kind.RESUMED: lambda change: Resumed(on=change.on),
    Kind.INTERRUPTED: lambda change: Interrupted(on=change.on),
    Kind.EXTENDED: lambda change: Extended(on=change.on, until=change.until),
    Kind.RESTORED: lambda change: Restored(on=change.on, until=change.until),
}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One running of one time limit."""

    ref: LimitRef
    starts_on: date
    due: date
    about: str | None
    provisional: bool
    calendar: str
    about_its_start: bool = False
    """It is about the very event that started it, as copies are about their resolution."""
    announced: bool = False
    """Its approach was announced."""
    until: date | None = None
    """Fixed last day, where the act that started it named one."""
    changes: tuple[LimitChange, ...] = ()
    """What happened to it, in the order in which it was noticed."""

    @property
    def standing(self) -> Standing:
        """Where it stands after its last change."""
        standing = Standing.RUNNING
        for change in self.changes:
            standing = _standing_after(standing, change.kind)
        return standing

    @property
    def suspended_by(self) -> str | None:
        """The procedural event that suspended it; its end lets the rest run on. None while it is not suspended."""
        suspended = self.standing is Standing.SUSPENDED
        states = [change.state for change in self.changes if change.kind is Kind.SUSPENDED]
        return states[-1] if suspended else None

    @property
    def closed_by(self) -> LimitChange | None:
        """The change that closed it; none while something can still happen to it."""
        return None if self.open else self.changes[-1]

    @property
    def history(self) -> tuple[Entry, ...]:
        """What its date is computed from besides its start, by day."""
        entries = [_ARITHMETIC[change.kind](change) for change in self.changes if change.kind in _ARITHMETIC]
        return tuple(sorted(entries, key=lambda entry: entry.on))

    @property
    def open(self) -> bool:
        """Something can still happen to it."""
        return self.standing in {Standing.RUNNING, Standing.SUSPENDED, Standing.EXPIRED}

    def in_time(self, day: date, *, waits: bool) -> bool:
        """Whether what it asks for would be in time on a day: by its due day, or where it `waits`, from it on."""
        if waits:
            return day >= self.due and self.standing is not Standing.SUSPENDED
        return day <= self.due or self.standing is Standing.SUSPENDED

    def over(self, day: date) -> bool:
        """Whether it ran out before a day, announced or not (Art. 137(1): nothing stops it then)."""
        return self.standing in {Standing.RUNNING, Standing.EXPIRED} and self.due < day

    def changed(self, kind: Kind, on: date, *, until: date | None = None, state: str | None = None) -> "Occurrence":
        """The occurrence after a change."""
        change = LimitChange(kind=kind, on=on, until=until, state=state)
        return replace(self, changes=(*self.changes, change))

    def without_expiry(self) -> "Occurrence":
        """The occurrence as if its expiry had not been announced."""
        return replace(self, changes=tuple(each for each in self.changes if each.kind is not Kind.EXPIRED))

    def without_last(self) -> "Occurrence":
        """The occurrence as if its last change had not happened."""
        return replace(self, changes=self.changes[:-1])

    def moved(self, kind: Kind, on: date, until: date) -> "Occurrence":
        """The occurrence extended or restored to a last day."""
        return replace(self.changed(kind, on, until=until), due=until, announced=False)

    def restated(self, caused_by: UUID, *, waits: bool) -> LimitRevised:
        """The event that states the occurrence whole; `waits`: it asks for something not before its due day."""
        return LimitRevised(
            ref=self.ref,
            starts_on=self.starts_on,
            due=self.due,
            provisional=self.provisional,
            calendar=self.calendar,
            standing=self.standing,
            suspended_by=self.suspended_by,
            history=self.changes,
            in_time=self._met_in_time(waits=waits),
            until=self.until,
            caused_by=caused_by,
        )

    def _met_in_time(self, *, waits: bool) -> bool | None:
        if self.standing is not Standing.MET:
            return None
        *before, met = self.changes
        return replace(self, changes=tuple(before)).in_time(met.on, waits=waits)


def _standing_after(standing: Standing, kind: Kind) -> Standing:
    match kind:
        case Kind.SUSPENDED:
            return Standing.SUSPENDED
        case Kind.EXPIRED:
            return Standing.EXPIRED
        case Kind.RESUMED:
            return Standing.RUNNING
        case Kind.EXTENDED | Kind.RESTORED:
            return standing if standing is Standing.SUSPENDED else Standing.RUNNING
    return _CLOSING[kind]


class Asked(NamedTuple):
    """A change that somebody recorded here: no event of the watched stream says it."""

    occurrence: UUID
    change: LimitChange


@dataclass(frozen=True, slots=True)
class Watch:
    """The state of one watched stream."""

    rule_set: str | None = None
    """The rule set in force at the first event; it stays with the stream."""
    occurrences: Mapping[UUID, Occurrence] = field(default_factory=lambda: MappingProxyType({}))
    asked: tuple[Asked, ...] = ()
    """What was recorded here, in the order of recording."""
    calendars: frozenset[str] = frozenset()
    """Versions published; only in the calendar's own stream."""

    def open(self) -> Iterator[Occurrence]:
        """The limits something can still happen to."""
        return (occurrence for occurrence in self.occurrences.values() if occurrence.open)


def evolve(watch: Watch, event: EventEnvelope[Any]) -> Watch:
    """The watch after an event of deadlines."""
    return after(watch, event.data, event.effective_date)


def after(watch: Watch, data: Any, on: date) -> Watch:
    """The watch after what an event of deadlines says, with the day it takes effect."""
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
                about_its_start=data.about == str(data.started_by),
                until=data.until,
            )
            return replace(
                watch, rule_set=watch.rule_set or data.ref.rule_set, occurrences=_with(watch, data.ref, began)
            )
    changed = _changed(watch.occurrences[data.ref.occurrence], data, on)
    moved = replace(watch, occurrences=_with(watch, data.ref, changed))
    if not _is_asked(data):
        return moved
    return replace(moved, asked=(*watch.asked, Asked(data.ref.occurrence, changed.changes[-1])))


def _is_asked(data: Any) -> bool:
    match data:
        case LimitExtended():
            return data.caused_by is None
        case LimitMet():
            return data.basis is not None
    return isinstance(data, LimitRestored)


def _with(watch: Watch, ref: LimitRef, occurrence: Occurrence) -> Mapping[UUID, Occurrence]:
    return MappingProxyType({**watch.occurrences, ref.occurrence: occurrence})


def _changed(occurrence: Occurrence, data: Any, on: date) -> Occurrence:
    match data:
        case LimitApproaching():
            return replace(occurrence, announced=True)
        case LimitExpired():
            return occurrence.changed(Kind.EXPIRED, on)
        case LimitMet():
            return occurrence.changed(Kind.MET, on, state=data.state)
        case LimitSuspended():
            return occurrence.changed(Kind.SUSPENDED, on, state=data.state)
        case LimitResumed():
            resumed = occurrence.changed(Kind.RESUMED, on)
            return replace(resumed, due=data.due, provisional=data.provisional, announced=False)
        case LimitExtended():
            return occurrence.moved(Kind.EXTENDED, on, data.due)
        case LimitRestored():
            return occurrence.moved(Kind.RESTORED, on, data.due)
        case LimitRescheduled():
            return replace(
                occurrence, due=data.due, provisional=data.provisional, calendar=data.calendar, announced=False
            )
        case LimitRevised():
            return replace(
                occurrence,
                due=data.due,
                provisional=data.provisional,
                calendar=data.calendar,
                announced=occurrence.announced and occurrence.due == data.due,
                until=data.until,
                changes=data.history,
            )
        case LimitInterrupted():
            return occurrence.changed(Kind.INTERRUPTED, on)
        case LimitCancelled():
            return occurrence.changed(Kind.CANCELLED, on, state=data.state)
    return occurrence
