"""Rows of files in CSV, as Excel writes it too, and in JSON Lines.

A file is read twice: whether all of it can be read, then row by row. It never lies in memory as a whole.
"""

import codecs
import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from contracts.problems import Problem
from infra.cli.imports import faults

JSON_SUFFIXES = frozenset({".jsonl", ".ndjson", ".json"})
"""Of the names of files with JSON Lines."""
_DELIMITERS = (";", ",", "\t")
_EXCEL_HINT = "sep="
_LONGEST_CELL = 1_000_000
_BOMS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}


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


@dataclass(frozen=True)
class BacklogFile:
    """A file of rows."""

    path: Path
    encoding: Encoding = Encoding.UTF_8

    @property
    def is_json(self) -> bool:
        """Whether it holds JSON Lines."""
        return self.path.suffix.lower() in JSON_SUFFIXES

    def columns(self) -> tuple[str, ...]:
        """The columns of a CSV file; none of JSON Lines. Raises FileFault."""
        if self.is_json:
            return ()
        with self._opened() as text:
            return tuple(_Table(text).header)

    def rows(self) -> Iterator[Row]:
        """The rows. Raises FileFault."""
        with self._opened() as text:
            yield from _objects(text) if self.is_json else _Table(text)

    def check(self) -> None:
        """Raises FileFault unless all of the file is text in the encoding."""
        with self.path.open("rb") as file:
            start = file.read(4)
        if named := next((name for bom, name in _BOMS.items() if start.startswith(bom)), None):
            raise FileFault(1, faults.ENCODING.at(None, f"the file is {named}: save it as CSV UTF-8"))
        if self.encoding is Encoding.CP1251 and self._is_utf_8(start):
            raise FileFault(1, faults.ENCODING.at(None, "the file is UTF-8: import it without --encoding"))
        self._decode()

    def _is_utf_8(self, start: bytes) -> bool:
        """Whether it says so, or has text that only UTF-8 has."""
        if start.startswith(codecs.BOM_UTF8):
            return True
        try:
            with self.path.open(encoding="utf-8", newline="") as text:
                return any(not line.isascii() for line in text)
        except UnicodeDecodeError:
            return False

    def _decode(self) -> None:
        decode = codecs.getincrementaldecoder(self.encoding.value)(errors="strict")
        with self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if b"\0" in line:
                    raise FileFault(number, faults.ENCODING.at(None, "the line has zero bytes: it is no text"))
                try:
                    decode.decode(line)
                except UnicodeDecodeError:
                    raise FileFault(number, faults.ENCODING.at(None, self._undecodable())) from None

    def _undecodable(self) -> str:
        if self.encoding is Encoding.CP1251:
            return "the line is no text in cp1251"
        return "the line is not UTF-8: save the file as CSV UTF-8, or import a file of Windows with --encoding cp1251"

    def _opened(self) -> TextIO:
        encoding = "utf-8-sig" if self.encoding is Encoding.UTF_8 else self.encoding.value
        return self.path.open(encoding=encoding, newline="")


class _Table:
    """A CSV file: its header and its rows."""

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
            raise FileFault(self._before, faults.FORM.at(None, "the first line names no columns"))
        if twice := [name for place, name in enumerate(self.header) if name in self.header[:place]]:
            raise FileFault(self._before, *(faults.COLUMN.at(name[:60], "the column is there twice") for name in twice))

    def __iter__(self) -> Iterator[Row]:
        read = 0
        while True:
            line = self._before + read + 1
            try:
                cells = next(self._reader, None)
            except csv.Error as error:
                raise FileFault(line, faults.FORM.at(None, f"the row cannot be read: {error}")) from None
            if cells is None:
                return
            read = self._reader.line_num
            if any(cell.strip() for cell in cells):
                yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> Row:
        width = len(self.header)
        if len(cells) < width or any(cells[width:]):
            detail = f"the row has {len(cells)} cells, the header {width}"
            return Row(line, {}, (faults.FORM.at(None, detail),))
        return Row(line, {name: text for name, cell in zip(self.header, cells, strict=False) if (text := cell.strip())})


def _objects(text: TextIO) -> Iterator[Row]:
    for number, line in enumerate(text, start=1):
        if not line.strip():
            continue
        try:
            # Numbers stay as they are written: 100.10 is an amount.
            read = json.loads(
                line, parse_float=str, parse_int=str, parse_constant=_no_number, object_pairs_hook=_object
            )
        except (ValueError, RecursionError) as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else str(error) or "it is nested too deep"
            yield Row(number, {}, (faults.FORM.at(None, f"the line is no JSON: {what}"),))
            continue
        if isinstance(read, dict):
            yield Row(number, read)
        else:
            yield Row(number, {}, (faults.FORM.at(None, "the line holds no JSON object"),))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is there twice in one object")
    return found


def _no_number(_: str) -> Any:
    raise ValueError("NaN and Infinity are no numbers")


_READ = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_no_number, object_pairs_hook=_object)
