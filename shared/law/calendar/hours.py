"""Office hours of bodies (Art. 135(9)), and when executive actions are allowed (Art. 351(4))."""

from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from contracts.base import Contract
from shared.law.calendar.days import Day, Reason
from shared.law.calendar.working import WorkingCalendar
from shared.law.names import Names
from shared.plain_yaml import read_table

MINSK = ZoneInfo("Europe/Minsk")
CLOSING = frozenset({Reason.HOLIDAY, Reason.MOVED_OFF})
"""Days on which no body opens; on Saturdays and Sundays those open whose week has them."""


class OfficeClosed(ValueError):
    """A body does not work on the day asked for."""


class Opening(Contract):
    """Opening and closing time of one day of the week, in Minsk."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _closes_later(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("an office closes after it opens")
        return self


class OfficeHours(Contract):
    """The week of one body; keys are ISO days of the week, 1 is Monday."""

    week: dict[int, Opening] = Field(min_length=1)
    before_holiday_minutes: int = Field(default=0, ge=0)
    """By how much the eve of a public holiday is shorter, and a day that is worked in place of such an eve."""

    @model_validator(mode="after")
    def _has_iso_days(self) -> Self:
        if not set(self.week) <= set(range(1, 8)):
            raise ValueError("days of the week are 1 (Monday) to 7 (Sunday)")
        return self

    def closing(self, day: date, calendar: WorkingCalendar) -> datetime:
        """When the body closes on a day. Raises `OfficeClosed` on a day it does not open."""
        opening = self._opening(day, calendar)
        if opening is None:
            raise OfficeClosed(f"the office is closed on {day}")
        closes = datetime.combine(day, opening.closes, MINSK)
        if any(_before_holiday(each, calendar) for each in (day, calendar.day(day).exchanged_with) if each is not None):
            closes -= timedelta(minutes=self.before_holiday_minutes)
        return closes

    def next_opening_day(self, day: date, calendar: WorkingCalendar) -> date:
        """The first day from `day` on at which the body opens. Raises `OutsideCalendar` where the calendar ends."""
        while self._opening(day, calendar) is None:
            day += timedelta(days=1)
        return day

    def _opening(self, day: date, calendar: WorkingCalendar) -> Opening | None:
        """The hours of a day; none on public holidays and on days made free.

        A Saturday worked for a weekday has that weekday's hours, where the body works on that weekday.
        """
        row = calendar.day(day)
        if row.reason in CLOSING:
            return None
        exchanged = None if row.exchanged_with is None else self.week.get(row.exchanged_with.isoweekday())
        return exchanged or self.week.get(day.isoweekday())


def _before_holiday(day: date, calendar: WorkingCalendar) -> bool:
    return calendar.day(day + timedelta(days=1)).reason is Reason.HOLIDAY


class NightTime(Contract):
    """The hours of night in Minsk, across midnight or not."""

    begins: time
    ends: time
    source: str

    def covers(self, moment: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends


class Hours(Contract):
    """Office hours by body, with a common week for every body that has none of its own, and night time."""

    office: OfficeHours
    bodies: dict[str, OfficeHours] = Field(default_factory=dict)
    night: NightTime

    def of_body(self, code: str | None = None) -> OfficeHours:
        return self.bodies.get(code or "", self.office)


@cache
def packaged_hours() -> Hours:
    """The hours as packaged with the system."""
    return Hours.model_validate(read_table(files(__package__).joinpath("hours.yaml").read_text("utf-8")))


class Permission(Contract):
    """Whether an executive action may be taken at a moment, and why not."""

    allowed: bool
    article: str = "Art. 351(4)"
    day: Day
    reason: Names | None = None


_NIGHT = Names(en="night time", ru="ночное время", be="начны час")


def executive_action(
    moment: datetime, calendar: WorkingCalendar, night: NightTime, *, urgent: bool = False
) -> Permission:
    """Whether an action may be taken at an aware `moment`: not at night or on a non-working day unless urgent."""
    local = moment.astimezone(MINSK)
    day = calendar.day(local.date())
    obstacle = day.name if not day.working else _NIGHT if night.covers(local.time()) else None
    return Permission(allowed=urgent or obstacle is None, day=day, reason=obstacle)
