"""The rows of all files by case, and the acts of a case in the order in which they are decided."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from contracts.problems import Problem
from infra.cli.clerk.fields import rows as act_rows
from infra.cli.imports import faults
from infra.cli.imports.columns import nested, unknown_columns
from infra.cli.imports.files import BacklogFile
from infra.cli.imports.recordings import Defaults, text_of
from infra.cli.imports.rows import CaseKey, Entry, Faulty, Place, RowReader, case_of
from shared.csv_tables import FileFault, Row
from shared.written_values import Unreadable, day


class FaultyRow(NamedTuple):
    """A row with what is wrong with it: it is rejected, or recorded as not open on its day."""

    place: Place
    act: str | None
    case: str | None
    problems: Sequence[Problem]


class _Kept(NamedTuple):
    """A row that waits for its case: small, as there may be many."""

    file: int
    line: int
    values: bytes


@dataclass
class Backlog:
    """The rows of some files."""

    defaults: Defaults
    until: date | None = None
    """The last day of which acts are recorded; none: today."""
    rows: int = 0
    later: int = 0
    """Rows of days after `until`."""
    unassigned: int = 0
    """Rows that cannot be read so far as to know their case: they may belong to any."""
    _files: list[str] = field(default_factory=list)
    _cases: dict[CaseKey, list[_Kept]] = field(default_factory=dict)

    @property
    def cases(self) -> dict[CaseKey, int]:
        """How many rows each case has."""
        return {key: len(kept) for key, kept in self._cases.items()}

    def read(self, file: BacklogFile, rejected: Callable[[FaultyRow], None]) -> None:
        """Read a file; what cannot be read is passed to `rejected`."""
        try:
            file.check()
            self._check_columns(file)
        except FileFault as fault:
            self.unassigned += 1
            rejected(FaultyRow(Place(str(file.path), fault.line), None, None, fault.problems))
            return
        self._files.append(str(file.path))
        for row in file.rows():
            self.rows += 1
            try:
                self._keep(row, file)
            except Faulty as faulty:
                self.unassigned += 1
                place = Place(str(file.path), row.line)
                rejected(FaultyRow(place, None, None, faulty.problems))

    def rows_of(self, key: CaseKey) -> Iterator[tuple[Place, dict[str, Any]]]:
        """The rows of a case, in the order of the files."""
        for kept in self._cases[key]:
            yield Place(self._files[kept.file], kept.line), json.loads(kept.values)

    def _keep(self, row: Row, file: BacklogFile) -> None:
        if row.problems:
            raise Faulty(*row.problems)
        values = row.values if file.is_json else nested(row.values)
        if self._is_later(values):
            self.later += 1
            return
        key = case_of(values, self.defaults)
        text = json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")
        self._cases.setdefault(key, []).append(_Kept(len(self._files) - 1, row.line, text))

    def _is_later(self, values: Mapping[str, Any]) -> bool:
        """Whether a row is of a day after the last one; one whose day cannot be read is not."""
        text = text_of(values, "day")
        if self.until is None or text is None:
            return False
        try:
            return date.fromisoformat(day(text)) > self.until
        except Unreadable:
            return False

    def _check_columns(self, file: BacklogFile) -> None:
        """Raises FileFault: of a column that nobody knows, no cell would be recorded."""
        acts = {str(row.values.get("act")) for row in file.rows()}
        unknown = unknown_columns(file.columns(), acts)
        if unknown:
            raise FileFault(1, *(_unknown(name, meant) for name, meant in unknown.items()))


class CaseRows(NamedTuple):
    """The acts of a case, and its rows that are none."""

    entries: list[Entry]
    rejected: list[FaultyRow]


def read_case(backlog: Backlog, key: CaseKey, reader: RowReader) -> CaseRows:
    """The acts of a case, each once, in the order in which they are decided."""
    entries, rejected = dict[Any, Entry](), list[FaultyRow]()
    for place, values in backlog.rows_of(key):
        try:
            entry = reader.entry(place, values)
        except Faulty as faulty:
            act = values.get("act")
            rejected.append(FaultyRow(place, str(act) if act else None, str(key), faulty.problems))
            continue
        if before := entries.get(entry.act.id):
            problem = faults.TWICE.at("name" if values.get("name") else None, _twice(before))
            rejected.append(FaultyRow(place, entry.name, str(key), [problem]))
        else:
            entries[entry.act.id] = entry
    return CaseRows(in_order(entries.values()), rejected)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """By day; within a day after what they refer to, then by the rank of acts on statements, then as in the files."""
    ordered: list[Entry] = []
    for _, of_day in groupby(sorted(entries, key=_place), key=lambda entry: entry.act.day):
        waiting = list(of_day)
        while waiting:
            defined = [entry.defines for entry in waiting]
            ready = (
                entry
                for place, entry in enumerate(waiting)
                if not any(entry.mentions & ids for other, ids in enumerate(defined) if other != place)
            )
            following = next(ready, waiting[0])
            waiting.remove(following)
            ordered.append(following)
    return ordered


def _place(entry: Entry) -> tuple[Any, ...]:
    rank = act_rows()[entry.name].rank if entry.service == "intake" else 0
    return entry.act.day, rank, entry.place


def _twice(before: Entry) -> str:
    return f"the row is in line {before.place.line} of {before.place.file}"


def _unknown(name: str, meant: str) -> Problem:
    return faults.COLUMN.at(
        name[:60], f"there is no such column; {meant} is meant" if meant else "there is no such column"
    )
