"""What each command of deadlines leads to."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from contracts.commands.deadlines import (
    AnnounceDueLimits,
    ExtendLimit,
    PublishCalendar,
    RescheduleLimits,
    RestoreLimit,
)
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.deadlines import (
    CalendarPublished,
    LimitApproaching,
    LimitExpired,
    LimitExtended,
    LimitRescheduled,
    LimitRestored,
)
from contracts.events.deadlines import LimitStanding as Standing
from contracts.events.proceedings import CourseRevised
from contracts.problems import Problem
from contracts.registry import Event
from services.deadlines.domain.commands import ObserveEvent
from services.deadlines.domain.observing import Observed, due_under, first_day_after, observe
from services.deadlines.domain.revising import revise
from services.deadlines.domain.rules import Facts, row_of
from services.deadlines.domain.watch import Occurrence, Watch, evolve
from shared.decider import Context, Decider, Recorded, Rejection
from shared.law.calendar import OutsideCalendar, WorkingCalendar
from shared.law.calendar.published import CALENDAR, acts_of
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.vocabulary import LimitKind


def decider(rule_sets: RuleSets) -> Decider[Watch, Facts]:
    """The rules of deadlines over the given law."""
    return Decider(initial=Watch(), decide=partial(_decide, rule_sets), evolve=evolve)


def _decide(
    rule_sets: RuleSets, watch: Watch, command: CommandEnvelope[Any], context: Context[Facts]
) -> Sequence[Event | Recorded]:
    calendar = context.facts.calendar
    match command.data:
        case ObserveEvent(event=EventEnvelope(data=CourseRevised() as revision) as event):
            return list(revise(watch, event.id, revision, rule_sets, calendar))
        case ObserveEvent(event=event):
            return list(observe(watch, Observed(event.id, event.effective_date, event.data), rule_sets, calendar))
        case AnnounceDueLimits(as_of=as_of):
            _must_have_come(as_of, context.today)
            return list(_announce(watch, as_of, rule_sets, calendar))
        case RescheduleLimits():
            return list(_reschedule(watch, command.data, rule_sets, calendar))
        case ExtendLimit():
            _must_be_known(command.data.until, calendar)
            return [_extend(watch, command.data, rule_sets)]
        case RestoreLimit():
            _must_be_known(command.data.until, calendar)
            return [_restore(watch, command.data, command.effective_date)]
        case PublishCalendar():
            _must_be_the_calendar(command.stream)
            return [_publish(watch, command.data, calendar)]
        case _:
            raise _rejected("command-not-for-deadlines", "type", "the service owns the command", None, command.type)


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
    watch: Watch, command: RescheduleLimits, rule_sets: RuleSets, calendar: WorkingCalendar
) -> Iterator[LimitRescheduled]:
    for occurrence in watch.open():
        if occurrence.standing is not Standing.RUNNING:
            continue
        found = due_under(occurrence, rule_sets, calendar)
        if found is not None and found != (occurrence.due, occurrence.provisional):
            yield LimitRescheduled(
                ref=occurrence.ref,
                old_due=occurrence.due,
                due=found[0],
                provisional=found[1],
                calendar=calendar.version,
                cause=command.cause,
            )


def _extend(watch: Watch, command: ExtendLimit, rule_sets: RuleSets) -> LimitExtended:
    occurrence = _known(watch, command.occurrence)
    if occurrence.standing is not Standing.RUNNING:
        raise _rejected(
            "limit-not-running", "occurrence", "only a running limit is extended", "Art. 139(1)", occurrence.standing
        )
    kind = row_of(rule_sets, occurrence.ref).kind
    if kind not in {LimitKind.SET_BY_COURT, LimitKind.SET_BY_EXECUTOR} and occurrence.until is None:
        raise _rejected(
            "limit-of-the-code",
            "occurrence",
            "only a limit that a court or an executor set is extended",
            "Art. 139(1)",
            f"{occurrence.ref.limit} is set by {occurrence.ref.article}",
        )
    if command.until <= occurrence.due:
        raise _rejected(
            "not-later", "until", "an extension ends later than the limit", "Art. 139(1)", f"due on {occurrence.due}"
        )
    return LimitExtended(ref=occurrence.ref, old_due=occurrence.due, due=command.until, reasons=command.reasons)


def _restore(watch: Watch, command: RestoreLimit, on: date) -> LimitRestored:
    occurrence = _known(watch, command.occurrence)
    if occurrence.standing is not Standing.EXPIRED:
        raise _rejected(
            "limit-not-missed", "occurrence", "only a missed limit is restored", "Art. 138(1)", occurrence.standing
        )
    if command.until < on:
        raise _rejected("not-later", "until", "a restored limit lies ahead", "Art. 138(1)", f"{command.until} < {on}")
    return LimitRestored(ref=occurrence.ref, due=command.until, reasons=command.reasons)


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


def _must_be_known(until: date, calendar: WorkingCalendar) -> None:
    try:
        calendar.next_working(until)
    except OutsideCalendar as error:
        raise _rejected(
            "date-outside-calendar", "until", "the working calendar knows the last day", "Art. 135(7)", str(error)
        ) from error


def _known(watch: Watch, occurrence: UUID) -> Occurrence:
    if occurrence not in watch.occurrences:
        raise _rejected("unknown-limit", "occurrence", "the limit was set", None, "no such limit in this stream")
    return watch.occurrences[occurrence]


def _rejected(code: str, field: str | None, rule: str, article: str | None, detail: str) -> Rejection:
    return Rejection(Problem(code=code, field=field, rule=rule, article=article, detail=detail))
