"""One day of the working calendar and the reason why it is worked or not."""

import datetime as dt
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.law.names import Names


class Reason(StrEnum):
    WORKING = "working"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"
    MOVED_OFF = "moved_off"  # a weekday made free by a government act
    MOVED_WORKING = "moved_working"  # a day off that is worked by a government act


WORKED = frozenset({Reason.WORKING, Reason.MOVED_WORKING})

REASON_NAMES: dict[Reason, Names] = {
    Reason.WORKING: Names(en="working day", ru="рабочий день", be="рабочы дзень"),
    Reason.SATURDAY: Names(en="Saturday", ru="суббота", be="субота"),
    Reason.SUNDAY: Names(en="Sunday", ru="воскресенье", be="нядзеля"),
    Reason.HOLIDAY: Names(en="public holiday", ru="праздничный день", be="святочны дзень"),
    Reason.MOVED_OFF: Names(en="day off by transfer", ru="выходной по переносу", be="выхадны па пераносе"),
    Reason.MOVED_WORKING: Names(
        en="working day by transfer", ru="рабочий день по переносу", be="рабочы дзень па пераносе"
    ),
}


class Day(BaseModel):
    """A calendar day in Belarus: worked or not, why, and by which act if it was moved.

    `exchanged_with` is the other day of a transfer: a free weekday names the Saturday worked for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: dt.date
    reason: Reason
    name: Names
    exchanged_with: dt.date | None = None
    act: Names | None = None

    @property
    def working(self) -> bool:
        return self.reason in WORKED


def plain_day(day: dt.date) -> Day:
    """The day as the week alone makes it: Monday to Friday are worked."""
    reason = {5: Reason.SATURDAY, 6: Reason.SUNDAY}.get(day.weekday(), Reason.WORKING)
    return Day(date=day, reason=reason, name=REASON_NAMES[reason])
