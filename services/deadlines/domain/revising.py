"""A revised course: the watch goes back to the first day revised, walks the entries, and publishes the differences."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from contracts.events.deadlines import LimitCancelled, LimitChange, LimitSet
from contracts.events.deadlines import LimitChangeKind as Kind
from contracts.events.deadlines import LimitStanding as Standing
from contracts.events.proceedings import CourseRevised
from contracts.identifiers import derived_id
from contracts.revisions import entries_of, entry_of
from services.deadlines.domain.observing import Bindings, Observed, first_day_after, observe
from services.deadlines.domain.rules import recomputed, row_of
from services.deadlines.domain.watch import Occurrence, Watch, after
from shared.decider import Recorded
from shared.law.calendar import WorkingCalendar
from shared.law.rule_sets import RuleSets

_BY_COMMAND = frozenset({Kind.EXTENDED, Kind.RESTORED})
"""Changes that somebody asked `deadlines` for: they are no part of the course, so a revision does not list them."""


def revise(
    watch: Watch, id_: UUID, revision: CourseRevised, rule_sets: RuleSets, calendar: WorkingCalendar
) -> Iterator[Recorded]:
    """What a revision, published under an id, changes: limits that stand otherwise, exist no longer, or are new."""
    walk = _Walk(watch, id_, revision, rule_sets, calendar)
    act = entry_of(revision.act) if revision.act is not None else None
    corrected = Observed(revision.corrects, act.day, act.data) if act and revision.corrects else None
    for ordinal, entry in enumerate(entries_of(revision)):
        if corrected is not None and entry.day > corrected.day:
            walk.start_anew(corrected)
            corrected = None
        walk.take(Observed(id_, entry.day, entry.data), ordinal)
    if corrected is not None:
        walk.start_anew(corrected)
    walk.finish()
    if act is not None and revision.corrects is None:
        walk.start(Observed(id_, act.day, act.data))
    yield from walk.differences(id_)


class _Walk:
    """A watch on its way through the entries of a revision."""

    def __init__(
        self, watch: Watch, id_: UUID, revision: CourseRevised, rule_sets: RuleSets, calendar: WorkingCalendar
    ) -> None:
        self._before, self._revision = watch, id_
        self._since = since = revision.since
        self._rule_sets = rule_sets
        self._calendar = calendar
        corrected = str(revision.corrects)
        kept = [
            each
            for each in watch.occurrences.values()
            if (each.about != corrected if each.about_its_start else each.starts_on < since)
        ]
        self._now = replace(watch, occurrences={each.ref.occurrence: self._rewound(each) for each in kept})
        self._gone = {id_: each for id_, each in watch.occurrences.items() if id_ not in self._now.occurrences}
        """Limits that started in what is revised, and have not started again yet."""
        self._asked_for = _asked_for(watch.occurrences.values(), since)
        """Extensions and restorations to be repeated, by day."""
        self._new: list[Recorded] = []

    def take(self, entry: Observed, ordinal: int) -> None:
        """Walk an entry over the limits."""
        self._repeat(entry.day)
        for data in list(observe(self._now, entry, self._rule_sets, self._calendar, Bindings.OF_THE_COURSE)):
            self._apply(self._identified(data, ordinal) if isinstance(data, LimitSet) else data, entry.day)

    def finish(self) -> None:
        """Repeat the rest of what was asked for; an expiry that the revision does not touch stands."""
        self._repeat(date.max)
        for id_, before in self._before.occurrences.items():
            now = self._now.occurrences.get(id_)
            if now is not None and _expires_as_before(before, now):
                self._put(now.changed(Kind.EXPIRED, first_day_after(now.due)))

    def start_anew(self, act: Observed) -> None:
        """Start the limits about an act that was corrected: it is still the act of the event that recorded it."""
        for data in list(observe(self._now, act, self._rule_sets, self._calendar, Bindings.OF_THE_ACT)):
            self._apply(self._identified(data, self._revision) if isinstance(data, LimitSet) else data, act.day)

    def start(self, act: Observed) -> None:
        """Start the limits about the act itself."""
        for data in list(observe(self._now, act, self._rule_sets, self._calendar, Bindings.OF_THE_ACT)):
            self._apply(data, act.day)

    def differences(self, cause: UUID) -> Iterator[Recorded]:
        """From the watch as it was to the watch as it is now."""
        for id_, before in self._before.occurrences.items():
            now = self._now.occurrences.get(id_)
            if now is not None and _substance(now) != _substance(before):
                yield Recorded(now.restated(cause), self._since)
            elif now is None and not _never_ran(before):
                yield Recorded(LimitCancelled(ref=before.ref, caused_by=cause), self._since)
        yield from self._new

    def _apply(self, data: Any, day: date) -> None:
        self._now = after(self._now, data, day)
        if data.ref.occurrence not in self._before.occurrences:
            self._new.append(Recorded(data, day))

    def _identified(self, data: LimitSet, place: int | UUID) -> LimitSet:
        """A limit that starts again keeps its id; several entries of one revision may start the same limit."""
        same = (data.ref.limit, data.starts_on, data.about)
        for id_, gone in self._gone.items():
            if (gone.ref.limit, gone.starts_on, gone.about) == same:
                del self._gone[id_]
                return data.model_copy(update={"ref": gone.ref})
        id_ = derived_id(data.started_by, f"{data.ref.limit}:{place}")
        return data.model_copy(update={"ref": data.ref.model_copy(update={"occurrence": id_})})

    def _repeat(self, day: date) -> None:
        """Repeat what was asked for up to the day: a limit restored on the day of a suspension is suspended."""
        while self._asked_for and self._asked_for[0][1].on <= day:
            id_, change = self._asked_for.pop(0)
            occurrence = self._now.occurrences.get(id_)
            if occurrence is not None and occurrence.open:
                self._put(_repeated(occurrence, change))

    def _put(self, occurrence: Occurrence) -> None:
        self._now = replace(self._now, occurrences={**self._now.occurrences, occurrence.ref.occurrence: occurrence})

    def _rewound(self, occurrence: Occurrence) -> Occurrence:
        """The occurrence as it stood before the first day revised."""
        if _never_ran(occurrence):
            return occurrence
        changes = tuple(change for change in occurrence.changes if change.on < self._since)
        rewound = replace(occurrence, changes=changes)
        if rewound.history == occurrence.history:
            return rewound
        row = row_of(self._rule_sets, occurrence.ref)
        computation = recomputed(_before_suspension(rewound), row, self._calendar)
        if computation is None or computation.due is None:
            return rewound
        return replace(
            rewound,
            due=computation.due,
            provisional=computation.provisional,
            calendar=computation.calendar_version,
        )


def _before_suspension(occurrence: Occurrence) -> Occurrence:
    """The occurrence while it still ran: a suspended limit keeps the date it had then."""
    if occurrence.standing is not Standing.SUSPENDED:
        return occurrence
    last = max(place for place, change in enumerate(occurrence.changes) if change.kind is Kind.SUSPENDED)
    return replace(occurrence, changes=occurrence.changes[:last])


def _asked_for(occurrences: Iterable[Occurrence], since: date) -> list[tuple[UUID, LimitChange]]:
    changes = chain.from_iterable(((each.ref.occurrence, change) for change in each.changes) for each in occurrences)
    return sorted(
        (pair for pair in changes if pair[1].kind in _BY_COMMAND and pair[1].on >= since), key=lambda pair: pair[1].on
    )


def _repeated(occurrence: Occurrence, change: LimitChange) -> Occurrence:
    until = max(change.until or occurrence.due, occurrence.due)
    if occurrence.standing is Standing.SUSPENDED:
        return occurrence.changed(change.kind, change.on, until=until)
    return occurrence.moved(change.kind, change.on, until)


def _expires_as_before(before: Occurrence, now: Occurrence) -> bool:
    return before.standing is Standing.EXPIRED and now.standing is Standing.RUNNING and before.due == now.due


def _never_ran(occurrence: Occurrence) -> bool:
    """A revision took it away before."""
    return any(change.kind is Kind.CANCELLED and change.on <= occurrence.starts_on for change in occurrence.changes)


def _substance(occurrence: Occurrence) -> tuple[Any, ...]:
    """What subscribers know of it; an expiry after which something happened counts no more."""
    last = occurrence.changes[-1:]
    lasting = [change for change in occurrence.changes if change.kind is not Kind.EXPIRED or (change,) == last]
    changes = tuple(sorted(lasting, key=lambda change: change.on))
    return occurrence.due, occurrence.provisional, occurrence.until, changes
