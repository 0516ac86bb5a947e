"""The limits of a stream as they follow from how it reads now, and how they differ from what was published.

A stream that is held from its first event on is walked whole. Of one that began before its events were kept, a revision
takes the limits back to its first day and walks its entries.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from contracts.events.deadlines import LimitCancelled, LimitChange, LimitRef, LimitSet
from contracts.events.deadlines import LimitChangeKind as Kind
from contracts.events.deadlines import LimitStanding as Standing
from contracts.identifiers import derived_id
from services.deadlines.domain.observing import first_day_after, observe, states_after
from services.deadlines.domain.reading import Reading, Shown
from services.deadlines.domain.rules import recomputed, row_of, waits
from services.deadlines.domain.watch import Asked, Occurrence, Watch, after
from shared.decider import Recorded
from shared.law.calendar import WorkingCalendar
from shared.law.rule_sets import RuleSets
from shared.limit_conditions import Conditions


def reread(
    watch: Watch, reading: Reading, rule_sets: RuleSets, calendar: WorkingCalendar, cause: UUID, since: date
) -> list[Recorded]:
    """What changes, from a day on, where a stream held from its first event on reads as it does now."""
    walk = _Walk(watch, {}, watch.asked, rule_sets, calendar, reading.conditions())
    walk.take(reading.in_order())
    return list(walk.differences(cause, since))


def revise(
    watch: Watch,
    entries: Sequence[Shown],
    acts: Sequence[Shown],
    rule_sets: RuleSets,
    calendar: WorkingCalendar,
    cause: UUID,
    since: date,
    corrected: UUID | None,
) -> list[Recorded]:
    """What a revision changes in a stream whose beginning is not held; `corrected` is the event of a corrected act."""
    kept = {
        id_: rewound(each, since, rule_sets, calendar)
        for id_, each in watch.occurrences.items()
        if (each.about != str(corrected) if each.about_its_start else each.starts_on < since)
    }
    asked = tuple(each for each in watch.asked if each.change.on >= since)
    walk = _Walk(watch, kept, asked, rule_sets, calendar, Reading(tuple(entries)).conditions())
    walk.take([*entries, *acts])
    return list(walk.differences(cause, since))


def rewound(occurrence: Occurrence, since: date, rule_sets: RuleSets, calendar: WorkingCalendar) -> Occurrence:
    """The occurrence as it stood before a day."""
    if never_ran(occurrence):
        return occurrence
    changes = tuple(change for change in occurrence.changes if change.on < since)
    before = replace(occurrence, changes=changes)
    if before.history == occurrence.history:
        return before
    computation = recomputed(_before_suspension(before), row_of(rule_sets, occurrence.ref), calendar)
    if computation is None or computation.due is None:
        return before
    return replace(
        before, due=computation.due, provisional=computation.provisional, calendar=computation.calendar_version
    )


def never_ran(occurrence: Occurrence) -> bool:
    """A revision took it away before."""
    return any(change.kind is Kind.CANCELLED and change.on <= occurrence.starts_on for change in occurrence.changes)


class _Walk:
    """Limits on their way through the events of a stream."""

    def __init__(
        self,
        before: Watch,
        kept: dict[UUID, Occurrence],
        asked: Sequence[Asked],
        rule_sets: RuleSets,
        calendar: WorkingCalendar,
        holding: Conditions,
    ) -> None:
        self._before = before
        self._now = replace(before, occurrences=kept)
        self._gone = {id_: each for id_, each in before.occurrences.items() if id_ not in kept}
        """Limits that were published and have not started again yet."""
        self._asked = sorted(asked, key=_place)
        """What was recorded here and is to be repeated, by day."""
        self._rule_sets = rule_sets
        self._calendar = calendar
        self._holding = holding
        self._new: list[Recorded] = []

    def take(self, events: Iterable[Shown]) -> None:
        """Walk the events; an expiry that nothing touches stands."""
        lasting = frozenset[str]()
        for shown in events:
            self._repeat(shown.day)
            begun: dict[UUID, LimitRef] = {}
            observed: list[Any] = [*observe(self._now, shown, self._rule_sets, self._calendar, self._holding, lasting)]
            for data in observed:
                found = self._identified(data) if isinstance(data, LimitSet) else _of(data, begun)
                begun[data.ref.occurrence] = found.ref
                self._apply(found, shown.day)
            lasting = states_after(lasting, shown, self._rule_sets)
            self._repeat(shown.day)
        self._repeat(date.max)
        for id_, before in self._before.occurrences.items():
            now = self._now.occurrences.get(id_)
            if now is not None and _expires_as_before(before, now):
                self._put(now.changed(Kind.EXPIRED, first_day_after(now.due)))

    def differences(self, cause: UUID, since: date) -> Iterator[Recorded]:
        """From the limits as they were published to those that follow now."""
        for id_, before in self._before.occurrences.items():
            now = self._now.occurrences.get(id_)
            if now is not None and _substance(now) != _substance(before):
                row = row_of(self._rule_sets, now.ref)
                yield Recorded(now.restated(cause, waits=waits(row)), since)
            elif now is None and not never_ran(before):
                yield Recorded(LimitCancelled(ref=before.ref, caused_by=cause), min(since, before.starts_on))
        yield from self._new

    def _apply(self, data: Any, day: date) -> None:
        self._now = after(self._now, data, day)
        if data.ref.occurrence not in self._before.occurrences:
            self._new.append(Recorded(data, day))

    def _identified(self, data: LimitSet) -> LimitSet:
        """A limit that starts again keeps its id."""
        own = data.ref.occurrence
        if own not in self._gone or _key(self._gone[own]) != _key_of(data):
            own = next((id_ for id_, gone in self._gone.items() if _key(gone) == _key_of(data)), own)
        if own in self._gone and _key(self._gone[own]) == _key_of(data):
            del self._gone[own]
        else:  # one of a corrected act that starts on another day is another limit
            while own in self._now.occurrences or own in self._before.occurrences:
                own = derived_id(own, data.ref.limit)
        return data.model_copy(update={"ref": data.ref.model_copy(update={"occurrence": own})})

    def _repeat(self, day: date) -> None:
        """Repeat what was asked for up to the day: a limit restored on the day of a suspension is suspended."""
        waiting = []
        for each in self._asked:
            occurrence = self._now.occurrences.get(each.occurrence)
            if each.change.on > day or occurrence is None:
                waiting.append(each)
            elif occurrence.open and occurrence.starts_on <= each.change.on:
                self._put(self._repeated(occurrence, each.change))
        self._asked = waiting

    def _repeated(self, occurrence: Occurrence, change: LimitChange) -> Occurrence:
        changed = occurrence.changed(change.kind, change.on, until=change.until)
        if not changed.open:
            return changed
        computation = recomputed(changed, row_of(self._rule_sets, occurrence.ref), self._calendar)
        if computation is None or computation.due is None:
            return changed
        return replace(changed, due=computation.due, provisional=computation.provisional)

    def _put(self, occurrence: Occurrence) -> None:
        self._now = replace(self._now, occurrences={**self._now.occurrences, occurrence.ref.occurrence: occurrence})


def _of(data: Any, begun: Mapping[UUID, LimitRef]) -> Any:
    """What is said of a limit that has just begun, under the id that it keeps."""
    return data.model_copy(update={"ref": begun.get(data.ref.occurrence, data.ref)})


def _place(asked: Asked) -> tuple[date, bool, date]:
    """By day; what meets a limit comes last. The order of recording never counts: the later extension prevails."""
    return asked.change.on, asked.change.kind is Kind.MET, asked.change.until or date.min


def _key(occurrence: Occurrence) -> tuple[Any, ...]:
    return occurrence.ref.limit, occurrence.starts_on, occurrence.about


def _key_of(data: LimitSet) -> tuple[Any, ...]:
    return data.ref.limit, data.starts_on, data.about


def _before_suspension(occurrence: Occurrence) -> Occurrence:
    """The occurrence while it still ran: a suspended limit keeps the date it had then."""
    if occurrence.standing is not Standing.SUSPENDED:
        return occurrence
    last = max(place for place, change in enumerate(occurrence.changes) if change.kind is Kind.SUSPENDED)
    return replace(occurrence, changes=occurrence.changes[:last])


def _expires_as_before(before: Occurrence, now: Occurrence) -> bool:
    return before.standing is Standing.EXPIRED and now.standing is Standing.RUNNING and before.due == now.due


def _substance(occurrence: Occurrence) -> tuple[Any, ...]:
    """What subscribers know of it; an expiry after which something happened counts no more."""
    last = occurrence.changes[-1:]
    lasting = [change for change in occurrence.changes if change.kind is not Kind.EXPIRED or (change,) == last]
    # Which event closed it is known since a later release, and no difference by itself.
    stated = [each if each.kind is Kind.SUSPENDED else each.model_copy(update={"state": None}) for each in lasting]
    changes = tuple(sorted(stated, key=lambda change: change.on))
    return occurrence.standing, occurrence.due, occurrence.provisional, occurrence.until, changes
