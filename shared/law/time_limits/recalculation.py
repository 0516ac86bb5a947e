"""All running limits computed anew in bulk: after a new calendar, or after a new rule set.

The same arithmetic as `arithmetic`, over columns. Limits of one unit and direction are taken together; those that
have a history are led through it rank by rank: the first entry of each limit, then the second, and so on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from shared.law.calendar import WorkingCalendar
from shared.law.calendar.tables import NAT, CalendarTables, Flags, Positions
from shared.law.time_limits.columns import DIRECTIONS, KINDS, UNITS, Days, Entries, History, Integers, Limits
from shared.law.time_limits.rules import CALENDAR_UNITS, LENGTHLESS, Direction, Terms, Unit


@dataclass(frozen=True, slots=True)
class Recalculation:
    """The new date of every limit (NaT while it does not run), and the positions of those that changed."""

    due: Days
    provisional: Flags
    changed: Integers
    calendar_version: str

    def differences(self, limits: Limits) -> Iterator[tuple[int, np.datetime64, np.datetime64]]:
        """Position, old date and new date of each changed limit."""
        for position in self.changed:
            yield int(position), limits.due[position], self.due[position]


def recalculate(limits: Limits, calendar: WorkingCalendar) -> Recalculation:
    """Compute every limit under `calendar` and compare it with the date it has.

    Raises `OutsideCalendar` if a limit leaves the calendar. Histories are taken as valid: `check_history` has
    seen them when they were recorded.
    """
    tables = CalendarTables(calendar)
    start = tables.positions(limits.start)
    due = np.full(len(start), NAT)
    provisional = np.zeros(len(start), dtype=np.bool_)
    for rows, unit, direction in _groups(limits):
        group = _Group(tables, Terms(1, unit, direction), start[rows], limits.amount[rows])
        if limits.history is not None and not group.terms.backward:
            group.follow(limits.history, rows)
        due[rows], provisional[rows] = group.result()
    dates = tables.dates(due)
    same = (dates == limits.due) | (np.isnat(dates) & np.isnat(limits.due))
    return Recalculation(dates, provisional, np.flatnonzero(~same), calendar.version)


def _groups(limits: Limits) -> Iterator[tuple[Integers, Unit, Direction]]:
    """Positions of the limits of each unit and direction."""
    keys = limits.unit * np.int8(len(DIRECTIONS)) + limits.direction
    for key in np.flatnonzero(np.bincount(keys)):
        unit, direction = divmod(int(key), len(DIRECTIONS))
        yield np.flatnonzero(keys == key), UNITS[unit], DIRECTIONS[direction]


class _Group:
    """Limits of one unit and direction: their runs in columns, as `arithmetic.Standing` has them one by one."""

    def __init__(self, tables: CalendarTables, terms: Terms, start: Positions, amount: Integers) -> None:
        self.tables, self.terms, self.amount = tables, terms, amount
        self.first, self.end = self._begin(start, amount)
        # The day from which a length in months is counted while that length decides the last day, and that length.
        self.origin, self.months = self._counted_from(start, amount)
        self.in_days = np.full(len(start), terms.unit is Unit.WORKING_DAYS)
        self.since = np.full(len(start), NAT)
        self.stopped = np.zeros(len(start), dtype=np.bool_)

    def result(self) -> tuple[Positions, Flags]:
        """The dates (`NAT` while not running), and which of them are provisional."""
        running = (self.since == NAT) & ~self.stopped
        if running.all():
            return self._result(self.first, self.end, self.in_days)
        due, provisional = np.full(len(running), NAT), np.zeros(len(running), dtype=np.bool_)
        due[running], provisional[running] = self._result(self.first[running], self.end[running], self.in_days[running])
        return due, provisional

    def _result(self, first: Positions, end: Positions, in_days: Flags) -> tuple[Positions, Flags]:
        if self.terms.unmoved:
            return end, np.zeros(len(end), dtype=np.bool_)
        due = last = self._last_day(end)
        if self.terms.direction is Direction.NOT_EARLIER_THAN and self.terms.unit not in LENGTHLESS:
            due = self.tables.next_working(last + 1)
        counted_from = np.where(in_days, first, end)
        low, high = np.minimum(counted_from, due), np.maximum(np.maximum(end, due), counted_from)
        return due, self.tables.touches_unsettled(low, high)

    def follow(self, history: History, rows: Integers) -> None:
        """Lead the limits, which stand at `rows` of the whole, through their entries."""
        begins = history.offsets[rows]
        counts = history.offsets[rows + 1] - begins
        for rank in range(int(counts.max(initial=0))):
            having = np.flatnonzero(counts > rank)
            entries = begins[having] + rank
            for code in np.unique(history.kind[entries]):
                these = history.kind[entries] == code
                self._apply(KINDS[code], having[these], history.at(entries[these]))

    def _begin(self, start: Positions, amount: Integers) -> tuple[Positions, Positions]:
        tables, unit, backward = self.tables, self.terms.unit, self.terms.backward
        if unit in LENGTHLESS:
            return start, start.copy()  # two columns: each is changed in place
        first = start - 1 if backward else start + 1
        if unit is Unit.WORKING_DAYS:
            return first, tables.nth_before(start, amount) if backward else tables.nth_from(first, amount)
        months = amount * _months_in(unit)
        return first, tables.add_months(start, -months if backward else months)

    def _counted_from(self, start: Positions, amount: Integers) -> tuple[Positions, Integers]:
        if self.terms.unit not in CALENDAR_UNITS:
            return np.full(len(start), NAT), np.zeros(len(start), dtype=np.int64)
        return start.copy(), amount * _months_in(self.terms.unit)

    def _last_day(self, end: Positions) -> Positions:
        if self.terms.unmoved:
            return end
        if self.terms.direction is Direction.BEFORE:
            return self.tables.previous_working(end)
        return self.tables.next_working(end)

    def _apply(self, kind: str, at: Integers, entries: Entries) -> None:
        """One entry for each of the limits at `at`."""
        on = self.tables.positions(entries.on)
        match kind:
            case "suspended":
                live = ~self._expired(at, on)
                self.since[at[live]] = on[live]
            case "resumed":
                running_on = (self.since[at] != NAT) & ~self.stopped[at]
                self._resume(at[running_on], on[running_on])
                self.since[at] = NAT
            case "interrupted":
                self.stopped[at] |= ~self._expired(at, on)
            case "restarted":
                anew = self.stopped[at]
                self._restart(at[anew], on[anew])
            case "extended":
                self._extend(at, entries)
            case "restored":
                named = ~np.isnat(entries.until)
                self._prolong(at[named], self.tables.positions(entries.until[named]))
                self._restart(at[~named], on[~named])

    def _expired(self, at: Integers, on: Positions) -> Flags:
        expired: Flags = (self.since[at] == NAT) & ~self.stopped[at] & (on > self._last_day(self.end[at]))
        return expired

    def _resume(self, at: Integers, on: Positions) -> None:
        first, end = self.first[at], self.end[at]
        since, resumed = np.maximum(self.since[at], first), np.maximum(on, first)
        days, self.first[at] = self.in_days[at], resumed
        left = self.tables.count(since[days], end[days])
        self.end[at[days]] = self.tables.nth_from(resumed[days], left)
        since, end, resumed = since[~days], end[~days], resumed[~days]
        end = np.where(since <= end, end, self._last_day(end))
        self.end[at[~days]] = resumed + (end - since)

    def _restart(self, at: Integers, on: Positions) -> None:
        self.first[at], self.end[at] = self._begin(on, self.amount[at])
        self.origin[at], self.months[at] = self._counted_from(on, self.amount[at])
        self.in_days[at] = self.terms.unit is Unit.WORKING_DAYS
        self.stopped[at] = False

    def _prolong(self, at: Integers, until: Positions) -> None:
        later = until > self.end[at]
        self._decide(at[later], until[later], in_days=False)

    def _decide(self, at: Integers, end: Positions, *, in_days: bool) -> None:
        """A last day that no longer follows from the length."""
        self.end[at], self.in_days[at], self.origin[at] = end, in_days, NAT

    def _extend(self, at: Integers, entries: Entries) -> None:
        named = ~np.isnat(entries.until)
        until = self.tables.positions(entries.until[named])
        if self.terms.unmoved:
            self._decide(at[named], until, in_days=False)
        else:
            self._prolong(at[named], until)
        days = entries.unit == UNITS.index(Unit.WORKING_DAYS)
        after = self._last_day(self.end[at[days]]) + 1
        self._decide(at[days], self.tables.nth_from(after, entries.amount[days]), in_days=True)
        months = ~named & ~days
        factor = np.where(entries.unit == UNITS.index(Unit.YEARS), 12, 1)
        same = months & (entries.unit == UNITS.index(self.terms.unit)) & (self.origin[at] != NAT)
        self._lengthen(at[same], (entries.amount * factor)[same])
        other = months & ~same
        end = self.tables.add_months(self.end[at[other]], (entries.amount * factor)[other])
        self._decide(at[other], end, in_days=False)

    def _lengthen(self, at: Integers, months: Integers) -> None:
        origin, longer = self.origin[at], self.months[at] + months
        self.end[at] += self.tables.add_months(origin, longer) - self.tables.add_months(origin, self.months[at])
        self.months[at] = longer


def _months_in(unit: Unit) -> int:
    return 12 if unit is Unit.YEARS else 1
