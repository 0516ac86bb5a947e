"""The tables of a body as files: CSV for programs, with codes; XLSX for people, with names and typed cells."""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import TypeAlias

from starlette.responses import Response
from xlsxwriter import Workbook

from contracts.queries.proceedings import Caseload
from services.desk.domain import figures
from services.desk.domain.figures import Load
from services.desk.domain.people import Person

Cell: TypeAlias = str | int | Decimal | date | None
CSV = "text/csv; charset=utf-8"
TABLES = ("load", "inflow", "outcomes", "recovered", "age")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OF_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTH = 24  # of a column, in characters


def rows_of(table: str, caseload: Caseload, loads: Sequence[Load], today: date) -> Iterable[Sequence[Cell]]:
    """The names of the columns, then the rows; a month is its first day."""
    match table:
        case "load":
            yield "executor", "full_name", "proceedings", "duties", "overdue"
            for load in loads:
                yield load.executor, load.full_name, load.proceedings, load.duties, load.overdue
        case "inflow":
            yield "month", "initiated"
            yield from figures.inflow(caseload, today)
        case "outcomes":
            yield "month", "status", "proceedings"
            for status, points in figures.outcomes(caseload, today).items():
                yield from ((month, status, number) for month, number in points)
        case "recovered":
            yield "month", "currency", "sum"
            for currency, sums in figures.recovered(caseload, today).items():
                yield from ((month, currency, amount) for month, amount in sums)
        case _:
            yield "months_below", "open_proceedings"
            yield from figures.ages(caseload, today)


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """RFC 4180; a text that a spreadsheet would read as a formula begins with an apostrophe."""
    text = StringIO()
    csv.writer(text).writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def as_xlsx(rows: Iterable[Sequence[Cell]], column: Callable[[str], str], value: Callable[[str], str]) -> bytes:
    """A workbook (ISO/IEC 29500): numbers are numbers, months are days, and a text stays text."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True, **_OF_TEXT}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        month, money = book.add_format({"num_format": "mm.yyyy"}), book.add_format({"num_format": "#,##0.00"})
        names, *others = [list(row) for row in rows]
        sheet.set_column(0, len(names) - 1, _WIDTH)
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(names):
            sheet.write_string(0, place, column(str(name)), bold)
        for line, row in enumerate(others, start=1):
            for place, cell in enumerate(row):
                match cell:
                    case None:
                        continue
                    case date():
                        sheet.write_datetime(line, place, cell, month)
                    case Decimal():
                        sheet.write_number(line, place, cell, money)
                    case int():
                        sheet.write_number(line, place, cell)
                    case _:
                        sheet.write_string(line, place, value(cell))
    return file.getvalue()


def file_of(person: Person, name: str, media_type: str, content: bytes) -> Response:
    """A file to keep; its name begins with the body of the person."""
    headers = {"content-disposition": f'attachment; filename="{person.body}-{name}"', "cache-control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, date):
        return f"{cell:%Y-%m}"
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
