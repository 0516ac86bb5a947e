"""A working calendar as arrays: the same questions as `WorkingCalendar` answers, asked for many days at once.

Days are positions: whole days since the calendar's first day.
"""

import numpy as np
import numpy.typing as npt

from shared.law.calendar.working import OutsideCalendar, WorkingCalendar

Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]

NAT = np.int64(np.iinfo(np.int64).min)  # the position of no day; what NaT is as an integer


class CalendarTables:
    """Prefix sums, month lengths and settled years of one calendar."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._span = f"{calendar.first}..{calendar.last}"
        self._base = np.datetime64(calendar.first, "D").astype(np.int64)
        flags = np.frombuffer(calendar.flags, dtype=np.uint8)
        dates = np.arange(np.datetime64(calendar.first, "D"), np.datetime64(calendar.last, "D") + 1)
        months, years = dates.astype("datetime64[M]"), dates.astype("datetime64[Y]").astype(np.int64) + 1970

        self._before = np.concatenate(([0], np.cumsum(flags, dtype=np.int64)))
        self._worked = np.flatnonzero(flags)
        self._month = (months - months[0]).astype(np.int64)
        self._day_of_month = (dates - months.astype("datetime64[D]")).astype(np.int64)
        starts = np.arange(months[0], months[-1] + 2).astype("datetime64[D]")
        self._month_start = starts[:-1].astype(np.int64) - self._base
        self._month_length = np.diff(starts).astype(np.int64)

        unsettled = ~np.isin(np.arange(years[0], years[-1] + 1), list(calendar.settled))
        until = np.cumsum(unsettled, dtype=np.int64)
        self._unsettled_until: Positions = until[years - years[0]]
        self._unsettled_before: Positions = (until - unsettled)[years - years[0]]

    def positions(self, dates: Dates) -> Positions:
        """Dates as positions; NaT as `NAT`. Days outside of the calendar are refused only when they are used."""
        positions = dates.astype("datetime64[D]").astype(np.int64)
        return np.where(positions == NAT, NAT, positions - self._base)

    def dates(self, positions: Positions) -> Dates:
        return np.where(positions == NAT, NAT, positions + self._base).astype("datetime64[D]")

    def count(self, first: Positions, last: Positions) -> Positions:
        """Working days from `first` to `last`, both included."""
        return self._taken(self._before, last + 1) - self._taken(self._before, first)

    def nth_from(self, day: Positions, n: Positions | int) -> Positions:
        """The n-th working day counted from `day` itself on."""
        return self._taken(self._worked, self._taken(self._before[:-1], day) + (n - 1))

    def nth_before(self, day: Positions, n: Positions | int) -> Positions:
        """The n-th working day counted back from the day before `day`."""
        return self._taken(self._worked, self._taken(self._before[:-1], day) - n)

    def next_working(self, day: Positions) -> Positions:
        return self.nth_from(day, 1)

    def previous_working(self, day: Positions) -> Positions:
        return self.nth_before(day + 1, 1)

    def add_months(self, day: Positions, months: Positions) -> Positions:
        """The same day of another month, or that month's last day (Art. 135(5)-(6))."""
        month = self._taken(self._month, day) + months
        last = self._taken(self._month_length, month) - 1
        moved: Positions = self._month_start[month] + np.minimum(self._day_of_month[day], last)
        return moved

    def touches_unsettled(self, first: Positions, last: Positions) -> Flags:
        """Whether any year from `first` to `last` has no published transfers."""
        return self._taken(self._unsettled_until, last) > self._taken(self._unsettled_before, first)

    def _taken(self, table: Positions, index: Positions) -> Positions:
        # A negative index is a huge one when read unsigned: one comparison finds both kinds of excess.
        if index.size and index.view(np.uint64).max() >= len(table):
            raise OutsideCalendar(f"a date or a count leaves the calendar {self._span}")
        return table[index]
