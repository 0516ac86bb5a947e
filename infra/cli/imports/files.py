"""Rows of files in CSV, as Excel writes it too, and in JSON Lines.

A file is read twice: whether all of it can be read, then row by row. It never lies in memory as a whole.
"""

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from infra.cli.imports import faults
from shared.csv_tables import CsvTable, Encoding, FileFault, Row

JSON_SUFFIXES = frozenset({".jsonl", ".ndjson", ".json"})
"""Of the names of files with JSON Lines."""
_BOMS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}


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
            return tuple(CsvTable(text).header)

    def rows(self) -> Iterator[Row]:
        """The rows. Raises FileFault."""
        with self._opened() as text:
            yield from _objects(text) if self.is_json else CsvTable(text)

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
