"""The working calendar: which days are worked, counted by prefix sums (Art. 134(3), 135(7))."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import accumulate

from shared.law.calendar.acts import CalendarAct, Kind
from shared.law.calendar.days import Day, plain_day


class OutsideCalendar(LookupError):
    """A date, or the result of counting, lies outside of the years the calendar knows."""


class WorkingCalendar:
    """Working days from `first` to `last`, both included; immutable.

    `moved` days prevail over `holidays`, and these over the plain week; `settled` are the years whose transfers
    are published; `flags` has a 1 for every worked day from `first` on. Two calendars with the same `version`
    have the same working days and settled years.
    """

    __slots__ = ("_base", "_before", "_holidays", "_moved", "_worked", "first", "flags", "last", "settled", "version")

    def __init__(
        self, first: date, last: date, holidays: Mapping[date, Day], moved: Mapping[date, Day], settled: Iterable[int]
    ) -> None:
        self.first, self.last = first, last
        self._holidays, self._moved = dict(holidays), dict(moved)
        self.settled = frozenset(settled)
        self._base = first.toordinal()
        self.flags = bytes(self._flag(first + timedelta(i)) for i in range((last - first).days + 1))
        self._before = [0, *accumulate(self.flags)]
        self._worked = [self._base + i for i, flag in enumerate(self.flags) if flag]
        self.version = self._version()

    def _special(self, day: date) -> Day | None:
        return self._moved.get(day) or self._holidays.get(day)

    def _flag(self, day: date) -> bool:
        special = self._special(day)
        return special.working if special else day.weekday() < 5

    def _version(self) -> str:
        content = f"{self.first} {self.last} {sorted(self.settled)} ".encode() + self.flags
        return f"by-{max(self.settled, default=0)}-{hashlib.sha256(content).hexdigest()[:8]}"

    def __repr__(self) -> str:
        return f"WorkingCalendar({self.version}, {self.first}..{self.last})"

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._base
        if not 0 <= index < len(self.flags):
            raise OutsideCalendar(f"{day} lies outside of the calendar {self.first}..{self.last}")
        return index

    def _nth(self, position: int) -> date:
        if not 0 <= position < len(self._worked):
            raise OutsideCalendar(f"the count leaves the calendar {self.first}..{self.last}")
        return date.fromordinal(self._worked[position])

    def require(self, day: date) -> None:
        """Raise `OutsideCalendar` unless the calendar knows the day."""
        self._index(day)

    def is_working(self, day: date) -> bool:
        return bool(self.flags[self._index(day)])

    def day(self, day: date) -> Day:
        """The day with its reason and, if it was moved, the act."""
        self.require(day)
        return self._special(day) or plain_day(day)

    def days(self, first: date, last: date) -> tuple[Day, ...]:
        """Every day from `first` to `last`, both included."""
        return tuple(self.day(first + timedelta(i)) for i in range((last - first).days + 1))

    def year(self, year: int) -> tuple[Day, ...]:
        return self.days(date(year, 1, 1), date(year, 12, 31))

    def count(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both included; 0 if `last` is earlier."""
        return max(0, self._before[self._index(last) + 1] - self._before[self._index(first)])

    def nth_from(self, day: date, n: int) -> date:
        """The n-th working day (n >= 1) counted from `day` itself on."""
        return self._nth(self._before[self._index(day)] + n - 1)

    def nth_before(self, day: date, n: int) -> date:
        """The n-th working day (n >= 1) counted back from the day before `day`."""
        return self._nth(self._before[self._index(day)] - n)

    def next_working(self, day: date) -> date:
        """`day` if it is worked, otherwise the next working day (Art. 135(7))."""
        return self.nth_from(day, 1)

    def previous_working(self, day: date) -> date:
        """`day` if it is worked, otherwise the last working day before it."""
        return day if self.is_working(day) else self.nth_before(day, 1)

    def first_unsettled(self, first: date, last: date) -> date | None:
        """The first day from `first` to `last` in a year whose transfers are not published."""
        years = (year for year in range(first.year, last.year + 1) if year not in self.settled)
        return next((max(first, date(year, 1, 1)) for year in years), None)

    def with_overrides(self, acts: Iterable[CalendarAct]) -> "WorkingCalendar":
        """A new calendar with the acts applied in their order; a later act prevails over an earlier one."""
        moved, settled = dict(self._moved), set(self.settled)
        for act in acts:
            settled.update(act.settles)
            for row in act.days:
                self.require(row.date)
                if row.kind is Kind.ORDINARY:
                    moved.pop(row.date, None)
                else:
                    moved[row.date] = row.as_day(act.act)
        return WorkingCalendar(self.first, self.last, self._holidays, moved, settled)
