"""Tables in CSV, as Excel writes them too: the delimiter is found, the first line names the columns."""

import csv
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, TextIO

from contracts.problems import Problem
from shared.file_faults import COLUMN, FORM

_DELIMITERS = (";", ",", "\t")
_EXCEL_HINT = "sep="
_LONGEST_CELL = 1_000_000


class Encoding(StrEnum):
    """How a file is written."""

    UTF_8 = "utf-8"
    CP1251 = "cp1251"


class Row(NamedTuple):
    """A row as it stands in a file: cells by column, or a JSON object."""

    line: int
    """The line on which it begins."""
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    """Why it cannot be read."""


class FileFault(Exception):
    """A file of which nothing can be read, or of which a line makes the rest unreadable."""

    def __init__(self, line: int, *problems: Problem) -> None:
        super().__init__(problems[0].detail)
        self.line = line
        self.problems = problems


class CsvTable:
    """A CSV file: its header and its rows. Raises FileFault."""

    def __init__(self, text: TextIO) -> None:
        csv.field_size_limit(_LONGEST_CELL)
        first, self._before = text.readline(), 1
        delimiter = None
        if first.lower().startswith(_EXCEL_HINT):
            delimiter = first[len(_EXCEL_HINT) :].strip("\r\n") or None
            first, self._before = text.readline(), 2
        delimiter = delimiter or max(_DELIMITERS, key=first.count)
        self._reader = csv.reader(text, delimiter=delimiter, strict=True)
        [self.header] = [[cell.strip() for cell in row] for row in csv.reader([first], delimiter=delimiter)] or [[]]
        while self.header and not self.header[-1]:
            self.header.pop()  # Excel writes empty columns at the end
        if not self.header:
            raise FileFault(self._before, FORM.at(None, "the first line names no columns"))
        if twice := [name for place, name in enumerate(self.header) if name in self.header[:place]]:
            raise FileFault(self._before, *(COLUMN.at(name[:60], "the column is there twice") for name in twice))

    def __iter__(self) -> Iterator[Row]:
        read = 0
        while True:
            line = self._before + read + 1
            try:
                cells = next(self._reader, None)
            except csv.Error as error:
                raise FileFault(line, FORM.at(None, f"the row cannot be read: {error}")) from None
            if cells is None:
                return
            read = self._reader.line_num
            if any(cell.strip() for cell in cells):
                yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> Row:
        width = len(self.header)
        if len(cells) < width or any(cells[width:]):
            detail = f"the row has {len(cells)} cells, the header {width}"
            return Row(line, {}, (FORM.at(None, detail),))
        return Row(line, {name: text for name, cell in zip(self.header, cells, strict=False) if (text := cell.strip())})
