"""An event of a watched stream, walked over the rows: what it meets, stops, ends, and what it starts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from contracts.envelope import EventEnvelope
from contracts.events.deadlines import (
    LimitCancelled,
    LimitInterrupted,
    LimitMet,
    LimitRef,
    LimitResumed,
    LimitSet,
    LimitSuspended,
)
from contracts.identifiers import derived_id
from contracts.registry import Event
from services.deadlines.domain.rules import ENDED_BY_ACT, computed, recomputed, row_of, steps, watched
from services.deadlines.domain.watch import Occurrence, Standing, Watch
from shared.law.calendar import WorkingCalendar
from shared.law.rule_sets import RuleSet, RuleSets
from shared.law.rule_sets.bindings import Binding
from shared.law.rule_sets.rows import Event as ProceduralEvent
from shared.law.time_limits import Resumed

EVENT_ITSELF = "event-id"


@dataclass(frozen=True, slots=True)
class _Shown:
    """The observed event as the rule set sees it."""

    event: EventEnvelope[Any]
    names: frozenset[str]
    """The procedural events it is, and the ground it rests on."""
    subjects: frozenset[str | None]
    """What it is about, by each of its bindings."""
    starts: tuple[tuple[ProceduralEvent, str | None], ...]


def observe(watch: Watch, event: EventEnvelope[Any], rule_sets: RuleSets, calendar: WorkingCalendar) -> Iterator[Event]:
    """What the event does to the limits of its stream, those it starts last."""
    rule_set = rule_sets.named(watch.rule_set) if watch.rule_set else rule_sets.in_force(event.effective_date)
    shown = _shown(event, rule_set)
    if not shown.names:
        return
    for occurrence in watch.open():
        yield from _touched(occurrence, shown, rule_sets, calendar)
    yield from _started(shown, rule_set, calendar)


def _shown(event: EventEnvelope[Any], rule_set: RuleSet) -> _Shown:
    data = json.loads(event.data.model_dump_json())
    pairs = [(row, _subject(binding, event, data)) for row, binding in rule_set.events_shown_by(event.type, data)]
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


def _subject(binding: Binding, event: EventEnvelope[Any], data: dict[str, Any]) -> str | None:
    if binding.about is None:
        return None
    if binding.about == EVENT_ITSELF:
        return str(event.id)
    value: Any = data
    for name in binding.about.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return None if value is None else str(value)


def _touched(occurrence: Occurrence, shown: _Shown, rule_sets: RuleSets, calendar: WorkingCalendar) -> Iterator[Event]:
    if not _concerns(occurrence, shown):
        return
    row, names, event = row_of(rule_sets, occurrence.ref), shown.names, shown.event
    if names.intersection(row.met_by):
        in_time = event.effective_date <= occurrence.due or occurrence.standing is Standing.SUSPENDED
        yield LimitMet(ref=occurrence.ref, due=occurrence.due, in_time=in_time, met_by=event.id)
    elif names.intersection(row.cancelled_by):
        yield LimitCancelled(ref=occurrence.ref, caused_by=event.id)
    elif names.intersection(row.interrupted_by):
        if occurrence.standing is not Standing.EXPIRED:  # what has expired is not interrupted any more
            yield LimitInterrupted(ref=occurrence.ref, caused_by=event.id)
    elif occurrence.standing is Standing.RUNNING and (state := sorted(names.intersection(row.suspended_by))):
        yield LimitSuspended(ref=occurrence.ref, caused_by=event.id, state=state[0])
    elif occurrence.standing is Standing.SUSPENDED and _ends(occurrence, names, rule_sets):
        yield from _resumed(occurrence, shown, rule_sets, calendar)


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
    history = (*occurrence.history, Resumed(on=shown.event.effective_date))
    computation = computed(row, occurrence.starts_on, occurrence.until, calendar, history)
    if computation is not None and computation.due is not None:
        yield LimitResumed(
            ref=occurrence.ref,
            due=computation.due,
            provisional=computation.provisional,
            caused_by=shown.event.id,
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
            computation = computed(row, event.effective_date, named, calendar)
            if computation is None or computation.due is None:
                continue
            yield LimitSet(
                ref=LimitRef(
                    occurrence=derived_id(event.id, row.id),
                    limit=row.id,
                    article=str(row.article),
                    rule_set=row.rule_set,
                ),
                starts_on=event.effective_date,
                due=computation.due,
                provisional=computation.provisional,
                calendar=computation.calendar_version,
                started_by=event.id,
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
