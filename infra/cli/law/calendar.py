"""`lea law calendar`: one year of the working calendar, readable."""

from calendar import Calendar as Weeks
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.columns import Columns
from rich.text import Text

from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.terminal import PlainTable
from shared.law.calendar import Day, Reason, WorkingCalendar, belarus, load_acts
from shared.law.names import Language, in_language

app = typer.Typer()

STYLES = {
    Reason.WORKING: "",
    Reason.SATURDAY: "dim",
    Reason.SUNDAY: "dim",
    Reason.HOLIDAY: "bold red",
    Reason.MOVED_OFF: "bold yellow",
    Reason.MOVED_WORKING: "bold green",
}
MARKS = {Reason.HOLIDAY: "*", Reason.MOVED_OFF: "*", Reason.MOVED_WORKING: "+"}
WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "months": "January February March April May June July August September October November December",
        "week": "Mo Tu We Th Fr Sa Su",
        "columns": "Day|What it is|Exchanged with|Act",
        "marks": "* day off   + worked although Saturday or Sunday",
        "total": "{days} working days; calendar {version}.",
        "provisional": "Provisional: the transfers of working days for {year} are not published.",
    },
    "ru": {
        "months": "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь",
        "week": "Пн Вт Ср Чт Пт Сб Вс",
        "columns": "День|Что это|Обмен с|Акт",
        "marks": "* выходной   + рабочий день (перенос)",
        "total": "Рабочих дней: {days}; календарь {version}.",
        "provisional": "Предварительно: переносы рабочих дней на {year} год не опубликованы.",
    },
    "be": {
        "months": "Студзень Люты Сакавік Красавік Май Чэрвень Ліпень Жнівень Верасень Кастрычнік Лістапад Снежань",
        "week": "Пн Аў Ср Чц Пт Сб Нд",
        "columns": "Дзень|Што гэта|Абмен з|Акт",
        "marks": "* выхадны   + рабочы дзень (перанос)",
        "total": "Рабочых дзён: {days}; каляндар {version}.",
        "provisional": "Папярэдне: пераносы рабочых дзён на {year} год не апублікаваны.",
    },
}


@app.command()
def calendar(
    year: Annotated[int, typer.Argument(min=1, max=9999, help="The year.")],
    *,
    language: InLanguage,
    acts: Annotated[
        Path | None, typer.Option("--acts", exists=True, help="A file of government acts to see the year under.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a year: weekends, holidays, transferred days with their acts, working days of each month."""
    known = belarus().with_overrides(load_acts(acts)) if acts else belarus()
    days = known.year(year)
    if as_json:
        print_json(_as_data(year, days, known))
    else:
        _print(year, days, known, language)


def _as_data(year: int, days: tuple[Day, ...], known: WorkingCalendar) -> dict[str, Any]:
    return {
        "year": year,
        "calendar_version": known.version,
        "provisional": year not in known.settled,
        "working_days": sum(day.working for day in days),
        "working_days_by_month": [_working(days, month) for month in range(1, 13)],
        "days": [day.model_dump(mode="json") for day in days if _is_special(day)],
    }


def _print(year: int, days: tuple[Day, ...], known: WorkingCalendar, language: Language) -> None:
    words = WORDS[language]
    console.print(Columns([_month(year, month, days, language) for month in range(1, 13)], padding=(1, 4)))
    columns = words["columns"].split("|")
    table = PlainTable(*columns, prose=(columns[1], columns[3]), box=None, header_style="bold", padding=(0, 2, 0, 0))
    for day in filter(_is_special, days):
        moved = f"{day.exchanged_with:%d.%m.%Y}" if day.exchanged_with else ""
        name = Text(in_language(day.name, language), STYLES[day.reason])
        table.add_row(f"{day.date:%d.%m.%Y}", name, moved, in_language(day.act, language) if day.act else "")
    console.print(words["marks"] + "\n", style="dim")
    console.print(table)
    console.print("\n" + words["total"].format(days=sum(day.working for day in days), version=known.version))
    if year not in known.settled:
        console.print(words["provisional"].format(year=year), style="yellow")


def _month(year: int, month: int, days: tuple[Day, ...], language: Language) -> PlainTable:
    reasons = {day.date.day: day.reason for day in days if day.date.month == month}
    name = WORDS[language]["months"].split()[month - 1]
    table = PlainTable(title=f"{name} · {_working(days, month)}", box=None, padding=(0, 1, 0, 0), header_style="dim")
    for weekday in WORDS[language]["week"].split():
        table.add_column(weekday, justify="right", min_width=3)
    for week in Weeks().monthdayscalendar(year, month):
        table.add_row(*(_cell(number, reasons[number]) if number else "" for number in week))
    return table


def _cell(number: int, reason: Reason) -> Text:
    return Text(f"{MARKS.get(reason, '')}{number}", STYLES[reason])


def _working(days: tuple[Day, ...], month: int) -> int:
    return sum(day.working for day in days if day.date.month == month)


def _is_special(day: Day) -> bool:
    return day.reason in {Reason.HOLIDAY, Reason.MOVED_OFF, Reason.MOVED_WORKING}
