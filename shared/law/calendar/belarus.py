"""The calendar of Belarus, built from the data of the `holidays` package and the acts table beside this file."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from holidays import HolidayBase, country_holidays
from pydantic import BaseModel, ConfigDict

from shared.law.calendar.acts import Act, CalendarAct, transfer
from shared.law.calendar.days import Day, Reason
from shared.law.calendar.working import WorkingCalendar
from shared.law.names import Names
from shared.plain_yaml import read_table


class _Base(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    first_year: int
    last_year: int
    acts: dict[int, Act]


@cache
def belarus() -> WorkingCalendar:
    """The calendar as published: holidays of every year, transfers of the years that have an act."""
    base = _Base.model_validate(read_table(files(__package__).joinpath("belarus.yaml").read_text("utf-8")))
    years = range(base.first_year, base.last_year + 1)
    acts = [_act(year, base.acts.get(year, Act()), moves) for year, moves in _transfers() if year in years]
    moved = {day.date for act in acts for day in act.days}
    plain = WorkingCalendar(
        date(base.first_year, 1, 1), date(base.last_year, 12, 31), _holidays(years, moved), {}, settled=()
    )
    return plain.with_overrides(acts)


def _act(year: int, act: Act, moves: list[tuple[date, date]]) -> CalendarAct:
    return transfer(act, f"by-{year}", [year], moves)


def _transfers() -> Iterator[tuple[int, list[tuple[date, date]]]]:
    """Published transfers by year: pairs (weekday made free, day off worked instead)."""
    rows: dict[int, tuple[int, ...] | tuple[tuple[int, ...], ...]] = country_holidays("BY").special_public_holidays
    for year, row in rows.items():
        moves = [row] if isinstance(row[0], int) else row
        yield year, [_move(year, *move) for move in moves]


def _move(
    year: int, month: int, day: int, worked_month: int, worked_day: int, worked_year: int = 0
) -> tuple[date, date]:
    return date(year, month, day), date(worked_year or year, worked_month, worked_day)


def _holidays(years: range, moved: set[date]) -> dict[date, Day]:
    english, russian, belarusian = (_named(years, language) for language in ("en_US", "ru", "be"))
    return {
        day: Day(date=day, reason=Reason.HOLIDAY, name=Names(en=name, ru=russian[day], be=belarusian[day]))
        for day, name in english.items()
        if day not in moved
    }


def _named(years: range, language: str) -> HolidayBase:
    return country_holidays("BY", years=years, language=language)
