"""Read the folder of a rule set into validated rows, each with its table and its file."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from shared.law.rule_sets.documents import read_document
from shared.law.rule_sets.errors import IllFormedRow, OverlappingValidity, RuleSetError, UnreadableFile
from shared.law.rule_sets.fields import DisplayNames, Identifier, Model, written
from shared.law.rule_sets.parts import PARTS
from shared.law.rule_sets.placed import Placed
from shared.law.rule_sets.sheets import Form, Part, Sheet, Slot, sheets_of, slots_of
from shared.law.rule_sets.tables import TABLES

HEADER = "rule_set.yaml"

M = TypeVar("M", bound=BaseModel)


class Header(BaseModel):
    """`rule_set.yaml`: what the rule set is and when it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier
    name: DisplayNames
    valid_from: date
    valid_to: date | None = None
    based_on: Identifier | None = None
    """The rule set whose rows hold unless this one says otherwise; it ends the day before this one begins."""
    repealed: dict[str, tuple[str, ...]] = {}
    """By table (`grounds`, `money.caps.caps`): what identifies rows of `based_on` that hold no longer."""


def read_header(folder: Traversable) -> Header:
    """The header of a rule set; raises `RuleSetError`."""
    file = f"{folder.name}/{HEADER}"
    return _validated(Header, read_document(folder / HEADER, file), file, None)


def read_rows(folder: Traversable, rule_set: str) -> list[Placed]:
    """All rows of the folder, in the order of file names; raises `RuleSetError`."""
    parts = {part.folder: part for part in PARTS}
    placed: list[Placed] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name in parts:
            placed += _rows_of_part(entry, folder.name, parts[entry.name])
        else:
            placed += _rows_of_table(entry, folder.name, rule_set)
    return placed


def read_sheet(path: Traversable, file: str, sheet: type[Sheet], name: str) -> list[Placed]:
    """The tables of one file; raises `RuleSetError`."""
    document, slots = read_document(path, file), slots_of(sheet, name)
    if not isinstance(document, dict):
        raise UnreadableFile("is not a mapping of tables", file=file)
    for key in document:
        if key not in slots:
            raise IllFormedRow(f"the file has no table {key!r}", file=file, field=str(key))
    return [placed for key, raw in document.items() for placed in _rows_of_slot(slots[key], raw, file)]


def _rows_of_table(entry: Traversable, folder: str, rule_set: str) -> Iterator[Placed]:
    table = entry.name.removesuffix(".yaml")
    for path, file in _files(entry, folder):
        if path.name == HEADER:
            continue
        if table not in TABLES:
            raise UnreadableFile(f"there is no table {table!r}", file=f"{folder}/{entry.name}")
        rows = read_document(path, file)
        if not isinstance(rows, list):
            raise UnreadableFile("is not a list of rows", file=file)
        slot = Slot(table, Form.DATED, TABLES[table])
        for raw in rows:
            row = _row(slot.model, raw, file, {"rule_set": rule_set})
            yield Placed(slot, row.key, row, file)


def _rows_of_part(entry: Traversable, folder: str, part: type[Part]) -> Iterator[Placed]:
    """A sheet is a file of the part, or a folder of files that have its tables between them."""
    sheets = sheets_of(part)
    for child in sorted(entry.iterdir(), key=lambda child: child.name):
        name = child.name.removesuffix(".yaml")
        for path, file in _files(child, f"{folder}/{entry.name}"):
            if name not in sheets:
                raise UnreadableFile(f"there is no table {name!r} of {part.folder}", file=file)
            yield from read_sheet(path, file, sheets[name], f"{part.folder}.{name}")


def _files(entry: Traversable, folder: str) -> Iterator[tuple[Traversable, str]]:
    """The YAML files of an entry with the names that errors give them."""
    paths = sorted(entry.iterdir(), key=lambda path: path.name) if entry.is_dir() else [entry]
    for path in paths:
        if path.name.endswith(".yaml"):
            yield path, "/".join((folder, *((entry.name,) if entry.is_dir() else ()), path.name))


def _rows_of_slot(slot: Slot, raw: Any, file: str) -> Iterator[Placed]:
    name = slot.table.rpartition(".")[2]
    match slot.form:
        case Form.SINGLE:
            yield Placed(slot, "", _single(slot, raw, file, name), file)
        case Form.NAMED:
            if not isinstance(raw, dict):
                raise IllFormedRow("is not a mapping of names to lists of rows", file=file, row=name)
            for key, rows in raw.items():
                value = _single(slot, rows, file, str(key))
                if again := _again(value):
                    raise OverlappingValidity("is there twice", file=file, row=str(key), field=str(again[0]))
                yield Placed(slot, str(key), value, file)
        case Form.ORDERED:
            value = _sequence(slot, raw, file, name)
            if again := _again(value):
                row = again[1]
                raise OverlappingValidity("is there twice", file=file, row=row.key, field=row.identified_by[0])
            yield Placed(slot, "", value, file)
        case Form.KEYED:
            for row in _sequence(slot, raw, file, name):
                yield Placed(slot, row.key, row, file)


def _sequence(slot: Slot, raw: Any, file: str, name: str) -> tuple[Model, ...]:
    if not isinstance(raw, list):
        raise IllFormedRow("is not a list of rows", file=file, row=name)
    return tuple(_row(slot.model, each, file, {}, f"{name} {number}") for number, each in enumerate(raw, 1))


def _again(rows: Sequence[Model]) -> tuple[int, Model] | None:
    """The first row that is identified as an earlier one is, with its place."""
    seen: set[str] = set()
    for place, row in enumerate(rows):
        if row.key and row.key in seen:
            return place, row
        seen.add(row.key)
    return None


def _single(slot: Slot, raw: Any, file: str, name: str) -> Any:
    try:
        return _adapter(slot.model).validate_python(raw)
    except ValidationError as error:
        raise _ill_formed(error, file, name) from error


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def _row(model: type[Model], raw: Any, file: str, filled: dict[str, Any], name: str | None = None) -> Model:
    if not isinstance(raw, dict):
        raise IllFormedRow("a row is a mapping of fields", file=file, row=name or str(raw))
    given = " ".join(written(raw[field]) for field in model.identified_by if field in raw)
    return _validated(model, {**raw, **filled}, file, given or name or "(no id)")


def _validated(model: type[M], raw: Any, file: str, row: str | None) -> M:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise _ill_formed(error, file, row) from error


def _ill_formed(error: ValidationError, file: str, row: str | None) -> RuleSetError:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or None
    return IllFormedRow(f"{first['msg']} (given: {first['input']!r})", file=file, row=row, field=field)
