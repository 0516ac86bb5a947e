"""Office hours beyond the common week: shorter Saturdays, and bodies that do not open on the last day (Art. 135(9))."""

from datetime import date, datetime, time, timedelta

import pytest

from shared.law.calendar import OfficeClosed, OfficeHours, Reason, belarus, packaged_hours
from shared.law.calendar.hours import MINSK, Opening
from shared.law.time_limits.timeliness import Manner, deadline, in_time

CALENDAR = belarus()
COMMON = packaged_hours().office
TUESDAY_TO_SATURDAY = OfficeHours(
    week={
        **{day: Opening(opens=time(8, 30), closes=time(17, 30)) for day in (2, 3, 4, 5)},
        6: Opening(opens=time(9), closes=time(14)),
    },
    before_holiday_minutes=60,
)

# Saturdays of 2020-2026 that are worked in place of the eve of a public holiday, and that eve.
SHORTER = {
    date(2020, 1, 4): date(2020, 1, 6),
    date(2020, 4, 4): date(2020, 4, 27),
    date(2021, 5, 15): date(2021, 5, 10),
    date(2022, 3, 12): date(2022, 3, 7),
    date(2022, 5, 14): date(2022, 5, 2),
    date(2023, 4, 29): date(2023, 4, 24),
    date(2023, 5, 13): date(2023, 5, 8),
    date(2023, 11, 11): date(2023, 11, 6),
    date(2024, 5, 18): date(2024, 5, 13),
    date(2025, 1, 11): date(2025, 1, 6),
    date(2025, 4, 26): date(2025, 4, 28),
    date(2026, 4, 25): date(2026, 4, 20),
}


def minsk(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MINSK)


def test_a_saturday_worked_in_place_of_the_eve_of_a_holiday_is_an_hour_shorter() -> None:
    worked = [day for day in CALENDAR.days(date(2020, 1, 1), date(2026, 12, 31)) if day.reason is Reason.MOVED_WORKING]
    closing = {day.date: COMMON.closing(day.date, CALENDAR).time() for day in worked}
    assert len(worked) == 16
    assert {day for day, closes in closing.items() if closes == time(16, 30)} == set(SHORTER)
    assert {closes for day, closes in closing.items() if day not in SHORTER} == {time(17, 30)}
    assert {day: CALENDAR.day(day).exchanged_with for day in SHORTER} == SHORTER


# 2026-03-09 is an ordinary Monday; 2026-05-01 (Friday) a holiday; 2026-04-20 (Monday) made free, 2026-04-21 Radunitsa.
@pytest.mark.parametrize(
    ("last_day", "opens"),
    [
        (date(2026, 3, 9), date(2026, 3, 10)),
        (date(2026, 3, 10), date(2026, 3, 10)),
        (date(2026, 3, 14), date(2026, 3, 14)),  # a Saturday of the body's own week
        (date(2026, 4, 20), date(2026, 4, 22)),
        (date(2026, 5, 1), date(2026, 5, 2)),
        (date(2026, 4, 25), date(2026, 4, 25)),  # worked for a Monday, on which the body is closed: its own Saturday
    ],
)
def test_the_next_day_on_which_a_body_opens(last_day: date, opens: date) -> None:
    assert TUESDAY_TO_SATURDAY.next_opening_day(last_day, CALENDAR) == opens


def test_a_body_is_closed_on_a_day_that_is_not_in_its_week() -> None:
    with pytest.raises(OfficeClosed, match="2026-03-09"):
        TUESDAY_TO_SATURDAY.closing(date(2026, 3, 9), CALENDAR)
    with pytest.raises(OfficeClosed, match="2026-03-14"):
        COMMON.closing(date(2026, 3, 14), CALENDAR)


@pytest.mark.parametrize(
    ("manner", "done", "kept"),
    [
        (Manner.AT_THE_OFFICE, "2026-03-10 17:29", True),
        (Manner.AT_THE_OFFICE, "2026-03-10 17:30", False),
        (Manner.POSTED, "2026-03-09 23:59", True),
        (Manner.POSTED, "2026-03-10 00:00", False),  # posting was possible on the last day itself
        (Manner.ELECTRONIC, "2026-03-10 09:00", False),
    ],
)
def test_a_last_day_on_which_the_body_is_closed(manner: Manner, done: str, kept: bool) -> None:
    assert in_time(minsk(done), date(2026, 3, 9), manner, TUESDAY_TO_SATURDAY, CALENDAR) is kept


def test_no_last_day_is_an_exception() -> None:
    """Whatever a body's week, every working day of ten years has a closing time on it or after it."""
    for weekday in range(1, 8):
        one_day = OfficeHours(week={weekday: Opening(opens=time(9), closes=time(13))})
        for day in CALENDAR.days(date(2020, 1, 1), date(2029, 12, 31)):
            late = deadline(day.date, Manner.AT_THE_OFFICE, one_day, CALENDAR).too_late_from
            assert timedelta() <= late.astimezone(MINSK).date() - day.date <= timedelta(days=28)
