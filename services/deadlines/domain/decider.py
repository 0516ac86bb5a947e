"""What each command of deadlines leads to."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from contracts.commands.deadlines import (
    AnnounceDueLimits,
    ExtendLimit,
    MeetLimit,
    PublishCalendar,
    RescheduleLimits,
    RestoreLimit,
)
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.deadlines import (
    CalendarPublished,
    LimitApproaching,
    LimitExpired,
    LimitRescheduled,
)
from contracts.events.deadlines import LimitStanding as Standing
from contracts.events.intake_corrections import CorrectionMade
from contracts.events.proceedings import CourseRevised
from contracts.problems import Problem
from services.deadlines.domain.asking import asked
from services.deadlines.domain.authority import unfit
from services.deadlines.domain.commands import ObserveEvent, ReadAnew
from services.deadlines.domain.observing import due_under, first_day_after, observe, states_after
from services.deadlines.domain.reading import Reading, act_of, revised, shown
from services.deadlines.domain.revising import reread, revise
from services.deadlines.domain.rules import Facts, row_of
from services.deadlines.domain.watch import Watch, evolve
from shared.decider import Context, Decided, Decider, Recorded, Rejection
from shared.law.calendar import OutsideCalendar, WorkingCalendar
from shared.law.calendar.published import CALENDAR, acts_of
from shared.law.rule_sets import RuleSet, RuleSets
from shared.recordings import unknown_attestations


def decider(rule_sets: RuleSets) -> Decider[Watch, Facts]:
    """The rules of deadlines over the given law."""
    return Decider(initial=Watch(), decide=partial(_decide, rule_sets), evolve=evolve)


def _decide(rule_sets: RuleSets, watch: Watch, command: CommandEnvelope[Any], context: Context[Facts]) -> Decided:
    calendar = context.facts.calendar
    if problems := tuple(
        unfit(command, context.facts.carrier, context.facts.stands_in, _law_of(rule_sets, watch, context.today))
    ):
        raise Rejection(*problems)
    if watch.rule_set is not None:
        law = rule_sets.named(watch.rule_set)
        if unknown := tuple(unknown_attestations(command.recording, command.effective_date, law)):
            raise Rejection(*unknown)
    match command.data:
        case ObserveEvent(event=event):
            return _observed(watch, event, context.facts, rule_sets)
        case ReadAnew():
            return reread(watch, context.facts.reading, rule_sets, calendar, command.id, command.effective_date)
        case AnnounceDueLimits(as_of=as_of):
            _must_have_come(as_of, context.today)
            return list(_announce(watch, as_of, rule_sets, calendar))
        case RescheduleLimits():
            return list(_reschedule(watch, command, context.facts, rule_sets))
        case ExtendLimit() | RestoreLimit() | MeetLimit():
            return asked(watch, command, context, rule_sets)
        case PublishCalendar():
            _must_be_the_calendar(command.stream)
            return [_publish(watch, command.data, calendar)]
        case _:
            raise _rejected("command-not-for-deadlines", "type", "the service owns the command", None, command.type)


def _law_of(rule_sets: RuleSets, watch: Watch, today: date) -> RuleSet:
    """The rule set of the stream; of one that has none, that in force."""
    return rule_sets.named(watch.rule_set) if watch.rule_set else rule_sets.in_force(today)


def _observed(watch: Watch, event: EventEnvelope[Any], facts: Facts, rule_sets: RuleSets) -> Decided:
    """What an observed event changes: where it stands last, what it does itself, else all that reads otherwise."""
    reading, calendar = facts.reading, facts.calendar
    named = reading.rule_set or watch.rule_set
    rule_set = rule_sets.named(named) if named else rule_sets.in_force(event.effective_date)
    if isinstance(event.data, CourseRevised):
        since = event.data.since
        if reading.complete:
            return reread(watch, reading, rule_sets, calendar, event.id, since)
        entries, acts = revised(event.id, event.data, rule_set), act_of(event, rule_set)
        corrected = event.data.corrects
        return revise(watch, list(entries), list(acts), rule_sets, calendar, event.id, since, corrected)
    if isinstance(event.data, CorrectionMade):
        since = event.data.reads.day if event.data.reads else event.effective_date
        return reread(watch, reading, rule_sets, calendar, event.id, since) if reading.complete else []
    found = shown(event.id, event.effective_date, event.data, rule_set)
    if not found.events:
        return []
    begins_now = all(each.since in {None, found.day} for each in found.events)
    last = begins_now and reading.ends_with(found) and all(each.change.on <= found.day for each in watch.asked)
    if reading.complete and (found.of_a_delay or not last):
        return reread(watch, reading, rule_sets, calendar, event.id, event.effective_date)
    found, lasting = reading.in_place(found), frozenset[str]()
    for each in (each for each in reading.in_order() if each.cause != event.id):
        lasting = states_after(lasting, each, rule_sets)
    holding = (reading if reading.complete else Reading((found,))).conditions()
    return list(observe(watch, found, rule_sets, calendar, holding, lasting))


def _must_have_come(as_of: date, today: date) -> None:
    if as_of > today:
        raise _rejected(
            "as-of-in-future", "as_of", "a limit expires after its last day", "Art. 135(8)", f"{as_of} is after {today}"
        )


def _announce(
    watch: Watch, as_of: date, rule_sets: RuleSets, calendar: WorkingCalendar
) -> Iterator[LimitApproaching | Recorded]:
    for occurrence in watch.open():
        if occurrence.standing is not Standing.RUNNING:
            continue
        row = row_of(rule_sets, occurrence.ref)
        if occurrence.due < as_of:
            expired = LimitExpired(
                ref=occurrence.ref,
                due=occurrence.due,
                consequence=row.missed_means.en if row.missed_means else None,
            )
            yield Recorded(expired, first_day_after(occurrence.due))
        elif not occurrence.announced and approaching_on(row.approaching_days, occurrence.due, calendar) <= as_of:
            yield LimitApproaching(ref=occurrence.ref, due=occurrence.due)


def approaching_on(days_before: int, due: date, calendar: WorkingCalendar) -> date:
    """The day from which a limit counts as approaching; never, if it is not announced."""
    return calendar.nth_before(due, days_before) if days_before else date.max


def _reschedule(
    watch: Watch, command: CommandEnvelope[RescheduleLimits], facts: Facts, rule_sets: RuleSets
) -> Iterator[LimitRescheduled | Recorded]:
    """What a new calendar moves; where the stream is held from its first event on, also limits that ran out."""
    calendar, moved = facts.calendar, set()
    for occurrence in watch.open():
        if occurrence.standing is not Standing.RUNNING:
            continue
        found = due_under(occurrence, rule_sets, calendar)
        if found is not None and found != (occurrence.due, occurrence.provisional):
            moved.add(occurrence.ref.occurrence)
            yield LimitRescheduled(
                ref=occurrence.ref,
                old_due=occurrence.due,
                due=found[0],
                provisional=found[1],
                calendar=calendar.version,
                cause=command.data.cause,
            )
    if facts.reading.complete:
        for item in reread(watch, facts.reading, rule_sets, calendar, command.id, command.effective_date):
            data: Any = item.data
            if data.ref.occurrence not in moved:
                yield item


def _must_be_the_calendar(stream: UUID) -> None:
    if stream != CALENDAR:
        # On another stream nobody would see that the version of an act is taken.
        raise _rejected(
            "stream-is-not-the-calendar",
            "stream",
            "acts are published on the calendar's stream",
            None,
            f"use {CALENDAR}",
        )


def _publish(watch: Watch, command: PublishCalendar, calendar: WorkingCalendar) -> CalendarPublished:
    published = CalendarPublished(**{name: getattr(command, name) for name in PublishCalendar.model_fields})
    if command.version in watch.calendars:
        raise _rejected(
            "calendar-version-taken", "version", "each act has a version of its own", None, f"{command.version} exists"
        )
    try:
        calendar.with_overrides(acts_of([published]))
    except (ValueError, OutsideCalendar) as error:
        raise _rejected(
            "calendar-act-inconsistent", "days", "the days of an act fit each other", "Art. 134(3)", str(error)
        ) from error
    return published


def _rejected(code: str, field: str | None, rule: str, article: str | None, detail: str) -> Rejection:
    return Rejection(Problem(code=code, field=field, rule=rule, article=article, detail=detail))
