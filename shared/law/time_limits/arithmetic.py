"""The arithmetic of Articles 134-139: from an event and a rule to a date.

A limit is a *run*: the first day counted and the nominal last day. Entries of its history move the run; only at
the end is the last day rolled over a non-working day. `recalculation` does the same in columns.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from shared.law.calendar import WorkingCalendar
from shared.law.time_limits.history import (
    Entry,
    Extended,
    Interrupted,
    Restarted,
    Restored,
    Resumed,
    Suspended,
    check_history,
)
from shared.law.time_limits.rules import Direction, Rule, Terms, Unit, terms

ONE_DAY = timedelta(days=1)


class Run(NamedTuple):
    """First day counted, nominal last day, and whether its rest is measured in working days (else calendar days).

    `origin` is the day from which a length in `months` is counted, as long as that length decides the last day; it is
    None for other units, and once a date or an extension in another unit has decided it.
    """

    first: date
    end: date
    in_days: bool
    origin: date | None = None
    months: int = 0


class Standing(NamedTuple):
    """Where a limit stands: its run, the day it is suspended since, and whether an interruption stopped it."""

    run: Run
    since: date | None = None
    stopped: bool = False

    @property
    def running(self) -> bool:
        return self.since is None and not self.stopped


def due_date(rule: Rule, start: date, calendar: WorkingCalendar, history: Sequence[Entry] = ()) -> date | None:
    """The date of a limit without its explanation; None while it is suspended or interrupted.

    For the directions `after` and `before` the last day to act, for the others the earliest one. Raises
    `NotComputable`, `HistoryError` or `OutsideCalendar`.
    """
    counted = terms(rule)
    standing = Standing(begin(counted, start, calendar))
    if history:
        *_, standing = follow(counted, start, calendar, history)
    return due(standing.run, counted, calendar) if standing.running else None


def follow(counted: Terms, start: date, calendar: WorkingCalendar, history: Sequence[Entry]) -> Iterator[Standing]:
    """The standing at the beginning and after each entry of the history."""
    check_history(counted, start, history)
    standing = Standing(begin(counted, start, calendar))
    yield standing
    for entry in history:
        standing = _after(entry, standing, counted, calendar)
        yield standing


def begin(counted: Terms, start: date, calendar: WorkingCalendar) -> Run:
    """The run that an event starts: from the next day (Art. 135(1)), or back from the day before."""
    amount, unit, _ = counted
    calendar.require(start)
    match unit:
        case Unit.IMMEDIATE | Unit.DATE | Unit.STATED:
            return Run(start, start, in_days=False)
        case Unit.WORKING_DAYS if counted.backward:
            return Run(start - ONE_DAY, calendar.nth_before(start, amount), in_days=True)
        case Unit.WORKING_DAYS:
            first = start + ONE_DAY
            return Run(first, calendar.nth_from(first, amount), in_days=True)
    months = in_months(amount, unit)
    first, months = (start - ONE_DAY, -months) if counted.backward else (start + ONE_DAY, months)
    return Run(first, add_months(start, months), in_days=False, origin=start, months=months)


def in_months(amount: int, unit: Unit) -> int:
    """A length in years or months as months."""
    return amount * 12 if unit is Unit.YEARS else amount


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day if it has no such day (Art. 135(5)-(6))."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(run: Run, counted: Terms, calendar: WorkingCalendar) -> date:
    """The last day after roll-over (Art. 135(7)).

    Counted back, a last day to act moves to an earlier working day: a later one would cut the time that the
    limit keeps free before the event.
    """
    if counted.unmoved:
        return run.end
    if counted.direction is Direction.BEFORE:
        return calendar.previous_working(run.end)
    return calendar.next_working(run.end)


def due(run: Run, counted: Terms, calendar: WorkingCalendar) -> date:
    """The date the rule asks for; for `not_earlier_than` the first working day after the period."""
    last = last_day(run, counted, calendar)
    if counted.direction is Direction.NOT_EARLIER_THAN and counted.amount:
        return calendar.next_working(last + ONE_DAY)
    return last


def rest(run: Run, since: date, counted: Terms, calendar: WorkingCalendar) -> int:
    """How much is left of a run suspended on `since`, that day included: working days, or calendar days.

    The Code does not say how the rest of a limit in months is measured; calendar days keep its length.
    """
    since = max(since, run.first)
    if run.in_days:
        return calendar.count(since, run.end)
    end = run.end if since <= run.end else last_day(run, counted, calendar)
    return (end - since).days + 1


def _after(entry: Entry, standing: Standing, counted: Terms, calendar: WorkingCalendar) -> Standing:
    run, since, stopped = standing
    if counted.backward:
        return standing  # the event to come fixes the limit, not the time that runs
    expired = since is None and not stopped and entry.on > last_day(run, counted, calendar)
    match entry:
        case Suspended():
            return standing if expired else Standing(run, entry.on, stopped)
        case Resumed():
            if since is None or stopped:
                return Standing(run, None, stopped)
            return Standing(_resume(run, since, entry.on, counted, calendar))
        case Interrupted():
            return standing if expired and not entry.kept else Standing(run, since, stopped=True)
        case Restarted():
            return Standing(begin(counted, entry.on, calendar), since) if stopped else standing
        case Extended():
            return Standing(_extend(run, entry, counted, calendar), since)
        case Restored(until=None):
            return Standing(begin(counted, entry.on, calendar), since)
        case Restored(until=until):
            return Standing(_prolong(run, until or run.end), since)


def _resume(run: Run, since: date, on: date, counted: Terms, calendar: WorkingCalendar) -> Run:
    left = rest(run, since, counted, calendar)
    first = max(on, run.first)
    if run.in_days:
        return Run(first, calendar.nth_from(first, left), in_days=True)
    return run._replace(first=first, end=first + timedelta(days=left - 1))


def _extend(run: Run, entry: Extended, counted: Terms, calendar: WorkingCalendar) -> Run:
    """In its own unit the limit becomes longer, counted from its start; in another one it runs on from its last day."""
    if entry.until is not None and counted.unmoved:
        # How long a state lasts that the court set: until the day that it named last, an earlier one too (Art. 348).
        return Run(run.first, entry.until, in_days=False)
    if entry.until is not None:
        return _prolong(run, entry.until)
    amount, unit = entry.amount or 0, entry.unit or counted.unit
    if unit is Unit.WORKING_DAYS:
        after = last_day(run, counted, calendar) + ONE_DAY
        return Run(run.first, calendar.nth_from(after, amount), in_days=True)
    months = in_months(amount, unit)
    if run.origin is None or unit is not counted.unit:
        return Run(run.first, add_months(run.end, months), in_days=False)
    longer = run.months + months
    added = add_months(run.origin, longer) - add_months(run.origin, run.months)  # what suspensions moved stays moved
    return run._replace(end=run.end + added, months=longer)


def _prolong(run: Run, until: date) -> Run:
    """To a date that was named; an earlier one changes nothing."""
    return Run(run.first, until, in_days=False) if until > run.end else run
