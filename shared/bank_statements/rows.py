"""Statements in CSV: a row for each entry, in columns with English, Russian or Belarusian names."""

from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from typing import TypeVar

from pydantic import ValidationError

from contracts.problems import Problem
from contracts.values import PersonIdentifier
from shared.bank_statements.entries import (
    ENTRIES_AT_MOST,
    LONGEST_TEXT,
    BankEntry,
    BankStatement,
    EntryKind,
    money_of,
    stated,
)
from shared.bank_statements.faults import ENTRY, FORM, SIZE, StatementFault, in_entry, of_entry
from shared.bank_statements.identifiers import identifier_of
from shared.csv_tables import CsvTable, FileFault, Row
from shared.file_faults import VALUE
from shared.written_values import Unreadable, amount, day

T = TypeVar("T")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "date": ("дата", "дата"),
    "order": ("номер", "нумар"),
    "order_date": ("дата документа", "дата дакумента"),
    "amount": ("сумма", "сума"),
    "currency": ("валюта", "валюта"),
    "direction": ("направление", "кірунак"),
    "name": ("корреспондент", "карэспандэнт"),
    "identifier": ("унп", "унп"),
    "account": ("счет", "рахунак"),
    "bank": ("бик", "бік"),
    "purpose": ("назначение", "прызначэнне"),
}
"""The names of columns, and what they are in Russian and Belarusian."""
REQUIRED = ("date", "order", "amount", "direction")
_FIELDS = {"date": "booked_on", "order_date": "dated", "amount": "sum", "direction": "kind"}
"""Fields of an entry that are called otherwise."""
_NAMES = {name: column for column, others in COLUMNS.items() for name in (column, *others)}
_DIRECTIONS: Mapping[str, EntryKind] = {
    **{kind.value: kind for kind in EntryKind},
    **dict.fromkeys(("кредит", "крэдыт", "кт"), EntryKind.CREDIT),
    **dict.fromkeys(("дебет", "дэбет", "дт"), EntryKind.DEBIT),
    **dict.fromkeys(("сторно кредита", "сторна крэдыту"), EntryKind.CREDIT_REVERSED),
    **dict.fromkeys(("сторно дебета", "сторна дэбету"), EntryKind.DEBIT_REVERSED),
}
_CURRENCY = "BYN"
"""Where a row names none: the account is in roubles."""


def read_csv(text: str) -> BankStatement:
    """The statement in a table. Raises StatementFault."""
    try:
        table = CsvTable(StringIO(text, newline=""))
        columns = _columns(table.header)
        rows = list(_bounded(table))
    except FileFault as fault:
        raise StatementFault([in_entry(str(fault.line), problem) for problem in fault.problems]) from None
    found, problems = list[BankEntry](), list[Problem]()
    for row in rows:
        try:
            found.append(_entry(row, columns))
        except StatementFault as fault:
            problems += fault.problems
    if problems:
        raise StatementFault(problems)
    return BankStatement(format="csv", entries=tuple(found))


def _columns(header: list[str]) -> Mapping[str, str]:
    """The names in the header by column. Raises StatementFault."""
    found: dict[str, str] = {}
    problems = []
    for name in header:
        column = _NAMES.get(" ".join(name.lower().split()))
        if column is None or column in found:
            problems.append(
                FORM.at(name[:60], "a statement has no such column" if column is None else "it is there twice")
            )
        else:
            found[column] = name
    problems += [FORM.at(name, "the column is missing") for name in REQUIRED if name not in found]
    if problems:
        raise StatementFault(problems)
    return found


def _bounded(table: CsvTable) -> Iterator[Row]:
    """Raises StatementFault."""
    for number, row in enumerate(table, start=1):
        if number > ENTRIES_AT_MOST:
            raise StatementFault([SIZE.at(None, f"a file has at most {ENTRIES_AT_MOST} entries")])
        yield row


def _entry(row: Row, columns: Mapping[str, str]) -> BankEntry:
    """Raises StatementFault."""
    place = str(row.line)
    if row.problems:
        raise StatementFault([in_entry(place, problem) for problem in row.problems])
    cells = {column: str(row.values.get(name, "")) for column, name in columns.items()}
    reading = _Reading(cells)
    booked = reading.read("date", day)
    values = {
        "place": place,
        "kind": reading.read("direction", _direction),
        "order": reading.read("order", str),
        "dated": reading.read("order_date", day) or booked,
        "booked_on": booked,
        "sum": money_of(reading.read("amount", amount) or "", cells.get("currency") or _CURRENCY),
        "name": cells.get("name"),
        "identifier": reading.read("identifier", _identifier),
        "account": cells.get("account"),
        "bank": cells.get("bank"),
        "purpose": cells.get("purpose", "")[:LONGEST_TEXT],
    }
    if reading.problems:
        raise StatementFault([in_entry(place, problem) for problem in reading.problems])
    try:
        return BankEntry.model_validate(stated(values))
    except ValidationError as error:
        raise StatementFault(of_entry(place, error)) from None


class _Reading:
    """Reads the cells of one row; collects what cannot be read."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.problems: list[Problem] = []

    def read(self, column: str, reader: Callable[[str], T]) -> T | None:
        """What a cell says; none where it is empty or cannot be read."""
        field, text = _FIELDS.get(column, column), self._cells.get(column, "")
        if not text:
            if column in REQUIRED:
                self.problems.append(ENTRY.at(field, "the cell is empty"))
            return None
        try:
            return reader(text)
        except Unreadable as unreadable:
            self.problems.append(VALUE.at(field, str(unreadable)))
            return None


def _direction(text: str) -> EntryKind:
    """Raises Unreadable."""
    found = _DIRECTIONS.get(" ".join(text.lower().split()))
    if found is None:
        raise Unreadable(f"a direction is one of {', '.join(EntryKind)}")
    return found


def _identifier(text: str) -> PersonIdentifier:
    """Raises Unreadable."""
    found = identifier_of(text)
    if found is None:
        raise Unreadable("an identifier is the number of a payer, or a personal number")
    return found
