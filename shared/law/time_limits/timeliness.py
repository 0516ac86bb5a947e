"""Whether an act was done in time on the last day of a limit (Art. 135(8)-(9))."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from contracts.base import Contract
from shared.law.calendar import WorkingCalendar
from shared.law.calendar.hours import MINSK, OfficeHours


class Manner(StrEnum):
    """How an act is done. What is posted counts by the day of posting, not of arrival."""

    POSTED = "posted"
    ELECTRONIC = "electronic"  # the Code is silent; a portal takes papers until midnight
    AT_THE_OFFICE = "at_the_office"


class Deadline(Contract):
    """The first moment (UTC) at which the act comes too late."""

    too_late_from: datetime
    article: str


def deadline(last_day: date, manner: Manner, hours: OfficeHours, calendar: WorkingCalendar) -> Deadline:
    """When a limit with this last day runs out: at 24:00 in Minsk, or when the office closes.

    An office that does not open on the last day takes the act on its next opening day: the Code is silent, and the
    limit is not to end before the act can be done.
    """
    if manner is Manner.AT_THE_OFFICE:
        closes = hours.closing(hours.next_opening_day(last_day, calendar), calendar)
        return Deadline(too_late_from=closes.astimezone(UTC), article="Art. 135(9)")
    midnight = datetime.combine(last_day + timedelta(days=1), time(), MINSK)
    return Deadline(too_late_from=midnight.astimezone(UTC), article="Art. 135(8)")


def in_time(done_at: datetime, last_day: date, manner: Manner, hours: OfficeHours, calendar: WorkingCalendar) -> bool:
    """Whether an act done at an aware moment keeps a limit with this last day.

    An act handed in earlier is in time at any hour; only on the last day does the hour matter.
    """
    if done_at.astimezone(MINSK).date() < last_day:
        return True
    return done_at < deadline(last_day, manner, hours, calendar).too_late_from
