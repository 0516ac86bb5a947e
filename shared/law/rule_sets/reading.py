"""Read a folder of YAML tables into validated rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.law.rule_sets.errors import IllFormedRow, RuleSetError, UnreadableFile
from shared.law.rule_sets.fields import DisplayNames, Identifier, Row
from shared.law.rule_sets.rows import ROWS

HEADER = "rule_set.yaml"
PARTS = frozenset({"money", "proceedings", "intake"})
"""Folders whose tables are not lists of rows; their own loaders read them."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Header(BaseModel):
    """`rule_set.yaml`: what the rule set is and when it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier
    name: DisplayNames
    valid_from: date
    valid_to: date | None = None
    based_on: Identifier | None = None
    """The rule set whose rows hold unless this one says otherwise; it ends the day before this one begins."""
    repealed: dict[str, tuple[Identifier, ...]] = {}
    """By table: rows of `based_on` that hold no longer."""


@dataclass(frozen=True)
class Placed:
    """A row and the file it stands in."""

    row: Row
    file: str


def read_header(folder: Traversable) -> Header:
    """The header of a rule set; raises `RuleSetError`."""
    file = f"{folder.name}/{HEADER}"
    try:
        header = Header.model_validate(_document(folder / HEADER, file))
    except ValidationError as error:
        raise _ill_formed(error, file, None) from error
    for table in header.repealed:
        if table not in ROWS:
            raise UnreadableFile(f"there is no table {table!r}", file=file, field="repealed")
    return header


def read_rows(folder: Traversable, rule_set: str) -> list[Placed]:
    """All rows of the folder, in the order of file names; raises `RuleSetError`."""
    return [
        Placed(_row(ROWS[table], raw, rule_set, file), file)
        for table, path, file in _files(folder)
        for raw in _raw_rows(path, file)
    ]


def _files(folder: Traversable) -> Iterator[tuple[str, Traversable, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name in PARTS:
            continue
        table = entry.name.removesuffix(".yaml")
        inside = sorted(entry.iterdir(), key=lambda path: path.name) if entry.is_dir() else [entry]
        paths = [path for path in inside if path.name.endswith(".yaml") and path.name != HEADER]
        if paths and table not in ROWS:
            raise UnreadableFile(f"there is no table {table!r}", file=f"{folder.name}/{entry.name}")
        for path in paths:
            yield table, path, "/".join((folder.name, *((entry.name,) if entry.is_dir() else ()), path.name))


def _document(path: Traversable, file: str) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableFile(f"cannot be read: {error}", file=file) from error


def _raw_rows(path: Traversable, file: str) -> list[Any]:
    rows = _document(path, file)
    if not isinstance(rows, list):
        raise UnreadableFile("is not a list of rows", file=file)
    return rows


def _row(model: type[Row], raw: Any, rule_set: str, file: str) -> Row:
    if not isinstance(raw, dict):
        raise IllFormedRow("a row is a mapping of fields", file=file, row=str(raw))
    try:
        return model.model_validate({**raw, "rule_set": rule_set})
    except ValidationError as error:
        raise _ill_formed(error, file, str(raw.get("id", "(no id)"))) from error


def _ill_formed(error: ValidationError, file: str, row: str | None) -> RuleSetError:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or None
    return IllFormedRow(f"{first['msg']} (given: {first['input']!r})", file=file, row=row, field=field)
