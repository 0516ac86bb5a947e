"""The working calendar against an independent source, and under acts of government."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import holidays
import numpy as np
import pytest
from pydantic import ValidationError

from shared.law.calendar import (
    CalendarAct,
    OfficeClosed,
    OutsideCalendar,
    Reason,
    WorkingCalendar,
    belarus,
    load_acts,
    packaged_hours,
)
from shared.law.calendar.tables import CalendarTables

CALENDAR = belarus()
FIRST, LAST = date(2015, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
ORACLE = holidays.country_holidays("BY", years=range(2014, 2028))

ACT_OF_2027 = {
    "version": "2027-1",
    "act": {"adopted": "2026-10-09", "number": "500"},
    "settles": [2027],
    "days": [
        {"date": "2027-01-08", "kind": "non_working", "exchanged_with": "2027-01-16"},
        {"date": "2027-01-16", "kind": "working", "exchanged_with": "2027-01-08"},
    ],
}


def act(**changes: Any) -> CalendarAct:
    return CalendarAct.model_validate(ACT_OF_2027 | changes)


def test_every_working_day_agrees_with_the_oracle() -> None:
    assert [day for day in EVERY_DAY if CALENDAR.is_working(day) != ORACLE.is_working_day(day)] == []


@pytest.mark.parametrize("n", [1, 3, 7, 30])
def test_nth_working_day_agrees_with_the_oracle(n: int) -> None:
    for day in EVERY_DAY[:-60]:
        assert CALENDAR.nth_from(day + timedelta(days=1), n) == ORACLE.get_nth_working_day(day, n)


@pytest.mark.parametrize("n", [1, 10])
def test_nth_working_day_back_agrees_with_the_oracle(n: int) -> None:
    for day in EVERY_DAY:
        assert CALENDAR.nth_before(day, n) == ORACLE.get_nth_working_day(day, -n)


def test_count_agrees_with_the_oracle() -> None:
    for first, last in zip(EVERY_DAY, EVERY_DAY[37:], strict=False):
        assert CALENDAR.count(first, last) == ORACLE.get_working_days_count(first, last)


def test_tables_answer_as_the_calendar() -> None:
    tables = CalendarTables(CALENDAR)
    positions = tables.positions(np.array(EVERY_DAY, dtype="datetime64[D]"))
    for tabled, one in (
        (tables.next_working(positions), CALENDAR.next_working),
        (tables.previous_working(positions), CALENDAR.previous_working),
        (tables.nth_before(positions, 9), lambda day: CALENDAR.nth_before(day, 9)),
    ):
        assert tables.dates(tabled).tolist() == [one(day) for day in EVERY_DAY]


def test_every_non_working_day_knows_its_reason() -> None:
    for day in CALENDAR.days(FIRST, LAST):
        weekend = day.date.isoweekday() > 5
        assert day.working == (day.reason in {Reason.WORKING, Reason.MOVED_WORKING})
        assert (day.reason in {Reason.SATURDAY, Reason.SUNDAY, Reason.MOVED_WORKING}) <= weekend
        assert (day.exchanged_with is not None) == (day.reason in {Reason.MOVED_OFF, Reason.MOVED_WORKING})
        assert all((day.name.en, day.name.ru, day.name.be))


def test_an_act_settles_its_year_and_moves_its_days() -> None:
    later = CALENDAR.with_overrides([act()])

    assert later.version != CALENDAR.version
    assert later.settled == CALENDAR.settled | {2027}
    assert not later.is_working(date(2027, 1, 8))
    assert later.is_working(date(2027, 1, 16))
    assert later.day(date(2027, 1, 8)).act == later.day(date(2027, 1, 16)).act
    assert CALENDAR.is_working(date(2027, 1, 8))


def test_an_act_that_moves_nothing_still_settles() -> None:
    later = CALENDAR.with_overrides([act(days=[])])
    assert CALENDAR.first_unsettled(date(2026, 12, 1), date(2027, 2, 1)) == date(2027, 1, 1)
    assert later.first_unsettled(date(2026, 12, 1), date(2027, 2, 1)) is None
    assert later.flags == CALENDAR.flags
    assert later.version != CALENDAR.version


def test_the_same_act_twice_changes_nothing_more() -> None:
    assert CALENDAR.with_overrides([act(), act()]).version == CALENDAR.with_overrides([act()]).version


def test_a_later_act_prevails_and_can_take_a_transfer_back() -> None:
    amended = act(
        version="2027-2",
        days=[{"date": "2027-01-08", "kind": "ordinary"}, {"date": "2027-01-16", "kind": "ordinary"}],
    )
    later = CALENDAR.with_overrides([act(), amended])
    assert later.flags == CALENDAR.flags
    assert later.day(date(2027, 1, 16)).reason is Reason.SATURDAY


def test_a_published_transfer_can_be_amended() -> None:
    days = [
        {"date": "2026-04-25", "kind": "ordinary"},
        {"date": "2026-04-20", "kind": "non_working", "exchanged_with": "2026-05-16"},
        {"date": "2026-05-16", "kind": "working", "exchanged_with": "2026-04-20"},
    ]
    later = CALENDAR.with_overrides([act(version="2026-2", settles=[], days=days)])
    assert later.day(date(2026, 4, 20)).exchanged_with == date(2026, 5, 16)
    assert not later.is_working(date(2026, 4, 25))


@pytest.mark.parametrize("content", [json.dumps(ACT_OF_2027), json.dumps([ACT_OF_2027])])
def test_acts_are_read_from_files(tmp_path: Path, content: str) -> None:
    file = tmp_path / "acts.yaml"
    file.write_text(content, encoding="utf-8")
    assert load_acts(file) == (act(),)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"version": "with space"}, "version"),
        ({"days": [], "settles": []}, "settle a year or change a day"),
        ({"days": [{"date": "2027-02-30", "kind": "working"}]}, "date"),
        ({"days": [{"date": "2027-01-16", "kind": "half"}]}, "kind"),
        ({"days": [{"date": "2027-01-16", "kind": "working", "exchanged_with": "2027-01-08"}]}, "does not move"),
        ({"days": [{"date": "2027-01-16", "kind": "working"}] * 2}, "twice"),
        ({"minister": "unknown"}, "minister"),
    ],
)
def test_a_wrong_act_is_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        act(**changes)


def test_an_act_outside_of_the_calendar_is_refused() -> None:
    with pytest.raises(OutsideCalendar, match="2060-01-02"):
        CALENDAR.with_overrides([act(days=[{"date": "2060-01-02", "kind": "non_working"}])])


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2051, 1, 1)])
def test_a_day_outside_of_the_calendar_is_refused(day: date) -> None:
    for question in (CALENDAR.is_working, CALENDAR.day, CALENDAR.next_working, CALENDAR.previous_working):
        with pytest.raises(OutsideCalendar, match=str(day)):
            question(day)


def test_the_version_follows_the_content() -> None:
    same = WorkingCalendar(CALENDAR.first, CALENDAR.last, {}, {}, settled=())
    assert same.version == WorkingCalendar(CALENDAR.first, CALENDAR.last, {}, {}, settled=()).version
    assert CALENDAR.version.startswith("by-2026-")


def test_an_office_is_closed_on_a_day_off() -> None:
    with pytest.raises(OfficeClosed, match="2026-04-21"):
        packaged_hours().of_body("0101").closing(date(2026, 4, 21), CALENDAR)
