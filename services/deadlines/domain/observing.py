"""An event of a watched stream, walked over the rows: what it meets, stops, ends, and what it starts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from contracts.events.deadlines import (
    LimitCancelled,
    LimitChangeKind,
    LimitInterrupted,
    LimitMet,
    LimitRef,
    LimitResumed,
    LimitRevised,
    LimitSet,
    LimitSuspended,
)
from contracts.events.deadlines import LimitStanding as Standing
from contracts.identifiers import derived_id
from contracts.registry import Event
from services.deadlines.domain.rules import ENDED_BY_ACT, computed, recomputed, row_of, steps, watched
from services.deadlines.domain.watch import Occurrence, Watch
from shared.law.calendar import WorkingCalendar
from shared.law.rule_sets import RuleSet, RuleSets
from shared.law.rule_sets.bindings import Binding
from shared.law.rule_sets.rows import Event as ProceduralEvent
from shared.law.time_limits import Resumed

EVENT_ITSELF = "event-id"


class Observed(NamedTuple):
    """An event of a watched stream, published by itself or as a part of a revision."""

    cause: UUID
    """The event that carried it."""
    day: date
    data: Event


class Bindings(Enum):
    """Which of an event's bindings to the rule set are walked."""

    ALL = "all"
    OF_THE_COURSE = "of-the-course"
    """Without those about the event itself: an entry of a revision has no id that others could name."""
    OF_THE_ACT = "of-the-act"
    """Those about the event itself alone."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """The observed event as the rule set sees it."""

    event: Observed
    names: frozenset[str]
    """The procedural events it is, and the ground it rests on."""
    subjects: frozenset[str | None]
    """What it is about, by each of its bindings."""
    starts: tuple[tuple[ProceduralEvent, str | None], ...]


def observe(
    watch: Watch,
    event: Observed,
    rule_sets: RuleSets,
    calendar: WorkingCalendar,
    bindings: Bindings = Bindings.ALL,
) -> Iterator[Event]:
    """What the event does to the limits of its stream, those it starts last."""
    rule_set = rule_sets.named(watch.rule_set) if watch.rule_set else rule_sets.in_force(event.day)
    shown = _shown(event, rule_set, bindings)
    if not shown.names:
        return
    for occurrence in watch.open():
        yield from _touched(occurrence, shown, rule_sets, calendar)
    yield from _started(shown, rule_set, calendar)


def _shown(event: Observed, rule_set: RuleSet, bindings: Bindings) -> _Shown:
    data = json.loads(event.data.model_dump_json())
    pairs = [
        (row, _subject(binding, event, data))
        for row, binding in rule_set.events_shown_by(event.data.type, data)
        if bindings is Bindings.ALL or (binding.about == EVENT_ITSELF) is (bindings is Bindings.OF_THE_ACT)
    ]
    names = {row.id for row, _ in pairs} | (_grounds(data) if pairs else set())
    return _Shown(
        event=event,
        names=frozenset(names),
        subjects=frozenset(subject for _, subject in pairs),
        starts=tuple(pairs),
    )


def _grounds(data: dict[str, Any]) -> set[str]:
    """The ground the event rests on, where it names one."""
    status = data.get("status")
    named = {data.get("ground"), status.get("reason") if isinstance(status, dict) else None}
    return {ground for ground in named if ground}


def _subject(binding: Binding, event: Observed, data: dict[str, Any]) -> str | None:
    if binding.about is None:
        return None
    if binding.about == EVENT_ITSELF:
        return str(event.cause)
    value: Any = data
    for name in binding.about.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return None if value is None else str(value)


def _touched(occurrence: Occurrence, shown: _Shown, rule_sets: RuleSets, calendar: WorkingCalendar) -> Iterator[Event]:
    if not _concerns(occurrence, shown):
        return
    row, names, event = row_of(rule_sets, occurrence.ref), shown.names, shown.event
    if names.intersection(row.met_by):
        in_time = occurrence.in_time(event.day)
        yield LimitMet(ref=occurrence.ref, due=occurrence.due, in_time=in_time, met_by=event.cause)
    elif names.intersection(row.cancelled_by):
        yield LimitCancelled(ref=occurrence.ref, caused_by=event.cause)
    elif names.intersection(row.interrupted_by):
        if not occurrence.over(event.day):  # what has expired is not interrupted any more
            yield LimitInterrupted(ref=occurrence.ref, caused_by=event.cause)
    elif occurrence.standing is Standing.SUSPENDED:
        if _ends(occurrence, names, rule_sets):
            yield from _resumed(occurrence, shown, rule_sets, calendar)
    elif (states := sorted(names.intersection(row.suspended_by))) and not occurrence.over(event.day):
        yield _suspended(occurrence, event, states[0])


def _suspended(occurrence: Occurrence, event: Observed, state: str) -> LimitSuspended | LimitRevised:
    if occurrence.standing is Standing.RUNNING:
        return LimitSuspended(ref=occurrence.ref, caused_by=event.cause, state=state)
    # Its expiry was announced before it was known that it stopped earlier.
    suspended = occurrence.without_expiry().changed(LimitChangeKind.SUSPENDED, event.day, state=state)
    return suspended.restated(event.cause)


def _concerns(occurrence: Occurrence, shown: _Shown) -> bool:
    """An event touches a limit about something only if it is about the same."""
    return occurrence.about is None or None in shown.subjects or occurrence.about in shown.subjects


def _ends(occurrence: Occurrence, names: frozenset[str], rule_sets: RuleSets) -> bool:
    """Whether one of the events ends the state that suspended the limit."""
    rule_set = rule_sets.named(occurrence.ref.rule_set)
    states = [row for row in rule_set.all(ProceduralEvent) if row.id == occurrence.suspended_by]
    return any(names.intersection(state.ended_by) for state in states)


def _resumed(
    occurrence: Occurrence, shown: _Shown, rule_sets: RuleSets, calendar: WorkingCalendar
) -> Iterator[LimitResumed]:
    row = row_of(rule_sets, occurrence.ref)
    history = (*occurrence.history, Resumed(on=shown.event.day))
    computation = computed(row, occurrence.starts_on, occurrence.until, calendar, history)
    if computation is not None and computation.due is not None:
        yield LimitResumed(
            ref=occurrence.ref,
            due=computation.due,
            provisional=computation.provisional,
            caused_by=shown.event.cause,
        )


def _started(shown: _Shown, rule_set: RuleSet, calendar: WorkingCalendar) -> Iterator[LimitSet]:
    event = shown.event
    until = getattr(event.data, "until", None)
    seen: set[str] = set()
    for started, about in shown.starts:
        for row in rule_set.started_by(started.id):
            if row.id in seen or not watched(row):
                continue
            seen.add(row.id)
            named = until if row.kind in ENDED_BY_ACT else None
            computation = computed(row, event.day, named, calendar)
            if computation is None or computation.due is None:
                continue
            yield LimitSet(
                ref=LimitRef(
                    occurrence=derived_id(event.cause, row.id),
                    limit=row.id,
                    article=str(row.article),
                    rule_set=row.rule_set,
                ),
                starts_on=event.day,
                due=computation.due,
                provisional=computation.provisional,
                calendar=computation.calendar_version,
                started_by=event.cause,
                about=about,
                until=named,
                steps=steps(computation),
            )


def first_day_after(due: date) -> date:
    """The day on which a missed limit has expired."""
    return due + timedelta(days=1)


def due_under(occurrence: Occurrence, rule_sets: RuleSets, calendar: WorkingCalendar) -> tuple[date, bool] | None:
    """The date of a running limit under a calendar, and whether it is provisional."""
    computation = recomputed(occurrence, row_of(rule_sets, occurrence.ref), calendar)
    return None if computation is None or computation.due is None else (computation.due, computation.provisional)
