"""The tables beside this module: calendar, time limits, hours. Every row is a test a lawyer can check."""

from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import TypeAdapter

from shared.law.calendar import CalendarAct, Reason, belarus, executive_action, packaged_hours
from shared.law.calendar.hours import MINSK
from shared.law.names import LANGUAGES
from shared.law.time_limits import (
    Entry,
    Manner,
    Rest,
    compute,
    deadline,
    due_date,
    in_time,
    sentence,
)
from shared.law.time_limits.columns import Limits, Running
from shared.law.time_limits.recalculation import recalculate
from shared.plain_yaml import read_table

TABLES = Path(__file__).parent / "tables"
CALENDAR = belarus()
HISTORY: TypeAdapter[list[Entry]] = TypeAdapter(list[Entry])


def table(name: str) -> Any:
    return read_table((TABLES / f"{name}.yaml").read_text(encoding="utf-8"))


def named(row: dict[str, Any]) -> str:
    return str(row["name"])


def rule(row: dict[str, Any]) -> Any:
    return SimpleNamespace(
        id=row["name"],
        article=row.get("article", "Art. 134(1)"),
        amount=row.get("amount"),
        unit=row["unit"],
        direction=row.get("direction", "after"),
        rule_set="epc-2021",
    )


def history_of(row: dict[str, Any]) -> list[Entry]:
    return HISTORY.validate_python([entry(**written) for written in row.get("history", [])])


def entry(
    *, by: int | None = None, unit: str | None = None, until: date | None = None, **happened: date
) -> dict[str, Any]:
    ((kind, day),) = happened.items()
    measure = {"amount": by, "unit": unit, "until": until}
    return {"kind": kind, "on": day} | {key: value for key, value in measure.items() if value is not None}


@pytest.mark.parametrize("row", table("periods") + table("histories"), ids=named)
def test_time_limit(row: dict[str, Any]) -> None:
    history = history_of(row)
    computed = compute(rule(row), row["from"], CALENDAR, history)

    assert computed.due == row["due"]
    assert computed.provisional == row.get("provisional", False)
    assert "rest" not in row or computed.rest == Rest.model_validate(row["rest"])
    assert due_date(rule(row), row["from"], CALENDAR, history) == row["due"]
    together = recalculate(Limits.of([Running(rule(row), row["from"], history, row["due"])]), CALENDAR)
    assert together.changed.size == 0
    assert together.provisional.tolist() == [computed.provisional]


@pytest.mark.parametrize("row", table("sentences"), ids=named)
def test_sentence(row: dict[str, Any]) -> None:
    computed = compute(rule(row), row["from"], CALENDAR, history_of(row))
    for language in LANGUAGES:
        assert row.get(language, sentence(computed, language)) == sentence(computed, language)


@pytest.mark.parametrize(
    ("named_by_act", "says"), [(None, "16 января (перенос с 08.01.2027)"), ("день труда", "(день труда, перенос с 0")]
)
def test_a_name_that_an_act_gives_a_day_stands_before_its_transfer(named_by_act: str | None, says: str) -> None:
    name = None if named_by_act is None else {"en": named_by_act, "ru": named_by_act, "be": named_by_act}
    days = [
        {"date": "2027-01-08", "kind": "non_working", "exchanged_with": "2027-01-16"},
        {"date": "2027-01-16", "kind": "working", "exchanged_with": "2027-01-08", "name": name},
    ]
    act = CalendarAct.model_validate({"version": "2027-1", "act": {}, "settles": [2027], "days": days})
    row = {"name": "a", "amount": 7, "unit": "working_days"}
    computed = compute(rule(row), date(2027, 1, 11), CALENDAR.with_overrides([act]))
    assert says in sentence(computed, "ru")


@pytest.mark.parametrize("row", table("refused"), ids=named)
def test_refused(row: dict[str, Any]) -> None:
    history = history_of(row)
    for calculate in (due_date, compute):
        with pytest.raises((ValueError, LookupError), match=str(row["says"])) as refusal:
            calculate(rule(row), row["from"], CALENDAR, history)
        assert type(refusal.value).__name__ == row["error"]


@pytest.mark.parametrize("row", table("calendar")["transfers"], ids=lambda row: str(row["free"]))
def test_transfer(row: dict[str, Any]) -> None:
    free, worked = CALENDAR.day(row["free"]), CALENDAR.day(row["worked"])

    assert (free.reason, free.exchanged_with) == (Reason.MOVED_OFF, row["worked"])
    assert (worked.reason, worked.exchanged_with) == (Reason.MOVED_WORKING, row["free"])
    assert free.act is not None
    assert free.act == worked.act
    assert row["act"] in free.act.en


def test_no_other_transfers() -> None:
    published = {row[end] for row in table("calendar")["transfers"] for end in ("free", "worked")}
    moved = {day.date for day in CALENDAR.days(date(2019, 1, 1), date(2026, 12, 31)) if day.exchanged_with}
    assert moved == published


@pytest.mark.parametrize("day", table("calendar")["radunitsa"], ids=str)
def test_radunitsa(day: date) -> None:
    assert CALENDAR.day(day).name.en.startswith("Radunitsa")
    assert day.isoweekday() == 2


@pytest.mark.parametrize("row", table("calendar")["days"], ids=lambda row: str(row["day"]))
def test_day(row: dict[str, Any]) -> None:
    day = CALENDAR.day(row["day"])
    assert (day.reason, day.name.en, day.name.ru) == (row["reason"], row["en"], row["ru"])


@pytest.mark.parametrize(("year", "hours"), table("calendar")["hours_of_the_year"].items())
def test_working_time_of_the_year(year: int, hours: int) -> None:
    """A transfer moves a day and adds none: working days agree with the official hours of the year."""
    worked = sum(day.working for day in CALENDAR.year(year))
    assert 8 * worked - len(shorter_days(year)) == hours


def shorter_days(year: int) -> list[date]:
    """Weekdays right before a public holiday, transfers left out of account."""
    around = CALENDAR.days(date(year, 1, 1), date(year + 1, 1, 1))
    holidays = {day.date for day in around if day.reason is Reason.HOLIDAY and "Easter" not in day.name.en}
    eves = {holiday - timedelta(days=1) for holiday in holidays}
    return [eve for eve in eves - holidays if eve.year == year and eve.isoweekday() <= 5]


def minsk(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=MINSK)


@pytest.mark.parametrize("row", table("hours")["in_time"], ids=named)
def test_in_time(row: dict[str, Any]) -> None:
    manner, hours = Manner(row["manner"]), packaged_hours().of_body()
    assert in_time(minsk(row["done"]), row["last_day"], manner, hours, CALENDAR) is row["in_time"]
    assert deadline(row["last_day"], manner, hours, CALENDAR).article == row["article"]


@pytest.mark.parametrize("row", table("hours")["actions"], ids=named)
def test_executive_action(row: dict[str, Any]) -> None:
    urgent = row.get("urgent", False)
    permission = executive_action(minsk(row["at"]), CALENDAR, packaged_hours().night, urgent=urgent)
    assert permission.allowed is row["allowed"]
    assert (permission.reason and permission.reason.en) == row.get("reason")
