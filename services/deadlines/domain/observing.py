"""What an event of a watched stream shows, walked over the rows: what it meets, stops, ends, and what it starts."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import chain

from contracts.events.deadlines import (
    LimitCancelled,
    LimitChangeKind,
    LimitExtended,
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
from services.deadlines.domain.reading import Shown
from services.deadlines.domain.rules import recomputed, row_of, steps, waits
from services.deadlines.domain.watch import Occurrence, Watch
from shared.law.calendar import WorkingCalendar
from shared.law.rule_sets import RuleSet, RuleSets
from shared.law.rule_sets.rows import Event as ProceduralEvent
from shared.law.rule_sets.rows import TimeLimit
from shared.law.time_limits import Resumed
from shared.limit_conditions import Conditions
from shared.watched_limits import ENDED_BY_ACT, computed, watched


def observe(
    watch: Watch,
    shown: Shown,
    rule_sets: RuleSets,
    calendar: WorkingCalendar,
    holding: Conditions,
    lasting: Collection[str] = (),
) -> Iterator[Event]:
    """What an event does to the limits of its stream, those it starts last.

    `holding` are the conditions known, `lasting` the states that last when it comes: a limit that starts while one that
    stops it lasts begins to run with its end (Art. 137).
    """
    if not shown.names:
        return
    limits = _touched_limits(rule_sets.named(shown.rule_set))
    touched = frozenset(limit for name in shown.names for limit in limits.get(name, ()))
    for occurrence in list(watch.occurrences.values()):
        if occurrence.ref.limit in touched and _concerns(occurrence, shown):
            if occurrence.open:
                yield from _touched(occurrence, shown, rule_sets, calendar)
            else:
                states = states_after(frozenset(lasting), shown, rule_sets)
                yield from _touched_after_its_end(occurrence, shown, rule_sets, calendar, states)
    yield from _started(shown, rule_sets, calendar, holding, lasting)


def states_after(lasting: frozenset[str], shown: Shown, rule_sets: RuleSets) -> frozenset[str]:
    """The states that last after an event, such as a suspension of the proceeding."""
    ends = _ends_of_states(rule_sets.named(shown.rule_set))
    ended = {state for state in lasting if shown.names.intersection(ends[state])}
    return (lasting - ended) | {name for name in shown.names if ends.get(name)}


@cache
def _touched_limits(rule_set: RuleSet) -> Mapping[str, Collection[str]]:
    """Identifiers of the limits that an event or a ground meets, stops, lets run on or ends."""
    ends = _ends_of_states(rule_set)
    touched: defaultdict[str, set[str]] = defaultdict(set)
    for row in rule_set.limits():
        resumed_by = chain.from_iterable(ends.get(state, ()) for state in row.suspended_by)
        closed_by = chain(row.met_by, row.cancelled_by) if row.reopens else ()
        reopened_by = chain.from_iterable(ends.get(state, ()) for state in closed_by)
        stopped_by = chain(row.interrupted_by, row.suspended_by, resumed_by)
        for name in chain(row.met_by, row.cancelled_by, row.extended_by, row.restored_by, stopped_by, reopened_by):
            touched[name].add(row.id)
    return touched


@cache
def _ends_of_states(rule_set: RuleSet) -> Mapping[str, Collection[str]]:
    """By procedural event, what ends the state that it opens."""
    return {event.id: event.ended_by for event in rule_set.all(ProceduralEvent)}


def _touched(occurrence: Occurrence, shown: Shown, rule_sets: RuleSets, calendar: WorkingCalendar) -> Iterator[Event]:
    row, names = row_of(rule_sets, occurrence.ref), shown.names
    if met := sorted(names.intersection(row.met_by)):
        in_time = occurrence.in_time(shown.day, waits=waits(row))
        yield LimitMet(ref=occurrence.ref, due=occurrence.due, in_time=in_time, met_by=shown.cause, state=met[0])
    elif ended := sorted(names.intersection(row.cancelled_by)):
        yield LimitCancelled(ref=occurrence.ref, caused_by=shown.cause, state=ended[0])
    elif names.intersection(row.interrupted_by):
        # What has expired is not interrupted any more, and what begins later is not interrupted yet.
        if occurrence.starts_on <= shown.day and not occurrence.over(shown.day):
            yield LimitInterrupted(ref=occurrence.ref, caused_by=shown.cause)
    elif extended := sorted(names.intersection(row.extended_by)):
        yield from _extended(occurrence, shown, extended[0], rule_sets, calendar)
    elif occurrence.standing is Standing.SUSPENDED:
        if _ends(occurrence, occurrence.suspended_by, names, rule_sets):
            yield from _resumed(occurrence, shown, rule_sets, calendar)
    elif (states := sorted(names.intersection(row.suspended_by))) and not occurrence.over(shown.day):
        yield _suspended(occurrence, shown, states[0], row)


def _extended(
    occurrence: Occurrence, shown: Shown, event: str, rule_sets: RuleSets, calendar: WorkingCalendar
) -> Iterator[LimitExtended]:
    """An act of the watched stream lets the limit run until the last day that it names."""
    extended = occurrence.changed(LimitChangeKind.EXTENDED, shown.day, until=shown.until)
    computation = recomputed(extended, row_of(rule_sets, occurrence.ref), calendar)
    if shown.until is not None and computation is not None and computation.due is not None:
        named = rule_sets.named(occurrence.ref.rule_set).event(event)
        yield LimitExtended(
            ref=occurrence.ref,
            old_due=occurrence.due,
            due=computation.due,
            reasons=f"{named.name.en} ({named.article})",
            caused_by=shown.cause,
        )


def _suspended(occurrence: Occurrence, shown: Shown, state: str, row: TimeLimit) -> LimitSuspended | LimitRevised:
    if occurrence.standing is Standing.RUNNING:
        return LimitSuspended(ref=occurrence.ref, caused_by=shown.cause, state=state)
    # Its expiry was announced before it was known that it stopped earlier.
    suspended = occurrence.without_expiry().changed(LimitChangeKind.SUSPENDED, shown.day, state=state)
    return suspended.restated(shown.cause, waits=waits(row))


def _concerns(occurrence: Occurrence, shown: Shown) -> bool:
    """An event touches a limit about something only if it is about the same, as far as both say what that is."""
    about = occurrence.about
    return about is None or any(each.about is None or _the_same(about, each.about) for each in shown.events)


def _the_same(one: str, other: str) -> bool:
    """Whether both name the same; a ruling that is named by its day alone is any of that day."""
    return one == other or one.startswith(f"{other}:") or other.startswith(f"{one}:")


def _ends(occurrence: Occurrence, state: str | None, names: frozenset[str], rule_sets: RuleSets) -> bool:
    """Whether one of the events ends a state that stopped or closed the limit."""
    ends = _ends_of_states(rule_sets.named(occurrence.ref.rule_set))
    return state is not None and bool(names.intersection(ends.get(state, ())))


def _touched_after_its_end(
    occurrence: Occurrence,
    shown: Shown,
    rule_sets: RuleSets,
    calendar: WorkingCalendar,
    lasting: frozenset[str],
) -> Iterator[LimitRevised]:
    if shown.names.intersection(row_of(rule_sets, occurrence.ref).restored_by):
        yield from _restored(occurrence, shown, rule_sets, calendar)
    else:
        yield from _reopened(occurrence, shown, rule_sets, calendar, lasting)


def _restored(
    occurrence: Occurrence, shown: Shown, rule_sets: RuleSets, calendar: WorkingCalendar
) -> Iterator[LimitRevised]:
    """What was done too late counts as done in time, on the day on which it was done (Art. 138(1))."""
    row = row_of(rule_sets, occurrence.ref)
    if occurrence.standing is not Standing.MET:
        return
    done, before = occurrence.changes[-1], occurrence.without_last()
    if before.in_time(done.on, waits=waits(row)):
        return
    restored = before.without_expiry().changed(LimitChangeKind.RESTORED, done.on, until=done.on)
    computation = recomputed(restored, row, calendar)
    if computation is not None and computation.due is not None:
        met = restored.changed(LimitChangeKind.MET, done.on, state=done.state)
        stands = replace(met, due=computation.due, provisional=computation.provisional)
        yield stands.restated(shown.cause, waits=waits(row))


def _reopened(
    occurrence: Occurrence,
    shown: Shown,
    rule_sets: RuleSets,
    calendar: WorkingCalendar,
    lasting: frozenset[str],
) -> Iterator[LimitRevised]:
    """A limit goes on where what closed it is taken back, as an annulled end is; the time in between does not count.

    It waits where what stops it lasts, and is met where what it asks for was done meanwhile.
    """
    row, closed = row_of(rule_sets, occurrence.ref), occurrence.closed_by
    if closed is None or not (row.reopens and _ends(occurrence, closed.state, shown.names, rule_sets)):
        return
    reopened, stopping = occurrence.without_last(), sorted(lasting.intersection(row.suspended_by))
    if reopened.standing is not Standing.SUSPENDED and not reopened.over(closed.on):
        state = stopping[0] if stopping else closed.state
        reopened = reopened.changed(LimitChangeKind.SUSPENDED, closed.on, state=state)
    if reopened.standing is Standing.SUSPENDED and not stopping:
        for resumed in _resumed(reopened, shown, rule_sets, calendar):
            reopened = replace(
                reopened.changed(LimitChangeKind.RESUMED, shown.day), due=resumed.due, provisional=resumed.provisional
            )
    if met := sorted(lasting.intersection(row.met_by)):
        reopened = reopened.changed(LimitChangeKind.MET, shown.day, state=met[0])
    yield reopened.restated(shown.cause, waits=waits(row))


def _resumed(
    occurrence: Occurrence, shown: Shown, rule_sets: RuleSets, calendar: WorkingCalendar
) -> Iterator[LimitResumed]:
    row = row_of(rule_sets, occurrence.ref)
    history = (*occurrence.history, Resumed(on=shown.day))
    computation = computed(row, occurrence.starts_on, occurrence.until, calendar, history)
    if computation is not None and computation.due is not None:
        yield LimitResumed(
            ref=occurrence.ref,
            due=computation.due,
            provisional=computation.provisional,
            caused_by=shown.cause,
        )


def _started(
    shown: Shown, rule_sets: RuleSets, calendar: WorkingCalendar, holding: Conditions, lasting: Collection[str]
) -> Iterator[LimitSet | LimitMet | LimitSuspended]:
    rule_set = rule_sets.named(shown.rule_set)
    seen: set[str] = set()
    for started in shown.events:
        begins = started.since or shown.day
        for row in rule_set.started_by(started.id, {*holding.on(begins), *started.conditions}):
            if row.id in seen or not watched(row):
                continue
            seen.add(row.id)
            named = started.until or shown.until if row.kind in ENDED_BY_ACT else None
            computation = computed(row, begins, named, calendar)
            if computation is None or computation.due is None:
                continue
            ref = LimitRef(
                occurrence=derived_id(shown.cause, _name(row.id, shown)),
                limit=row.id,
                article=str(row.article),
                rule_set=row.rule_set,
            )
            yield LimitSet(
                ref=ref,
                starts_on=begins,
                due=computation.due,
                provisional=computation.provisional,
                calendar=computation.calendar_version,
                started_by=shown.cause,
                about=started.about,
                until=named,
                steps=steps(computation),
            )
            if met := sorted(set(lasting).intersection(row.met_by)):
                yield LimitMet(ref=ref, due=computation.due, in_time=True, met_by=shown.cause, state=met[0])
            elif states := sorted(set(lasting).intersection(row.suspended_by)):
                yield LimitSuspended(ref=ref, caused_by=shown.cause, state=states[0])


def _name(limit: str, shown: Shown) -> str:
    return limit if shown.ordinal is None else f"{limit}:{shown.ordinal}"


def first_day_after(due: date) -> date:
    """The day on which a missed limit has expired."""
    return due + timedelta(days=1)


def due_under(occurrence: Occurrence, rule_sets: RuleSets, calendar: WorkingCalendar) -> tuple[date, bool] | None:
    """The date of a running limit under a calendar, and whether it is provisional."""
    computation = recomputed(occurrence, row_of(rule_sets, occurrence.ref), calendar)
    return None if computation is None or computation.due is None else (computation.due, computation.provisional)
