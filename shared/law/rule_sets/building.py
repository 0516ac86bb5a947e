"""Put the typed parts of a rule set together from their rows."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from shared.law.rule_sets.errors import MissingRow, RuleSetError
from shared.law.rule_sets.placed import Placed
from shared.law.rule_sets.sheets import Fault, Form, Part, Sheet, sheets_of, slots_of

S = TypeVar("S", bound=Sheet)
P = TypeVar("P", bound=Part)


def part_of(part: type[P], rule_set: str, rows: Sequence[Placed]) -> P:
    """A part of a rule set; raises `RuleSetError`."""
    by_sheet: defaultdict[str, list[Placed]] = defaultdict(list)
    for placed in rows:
        by_sheet[placed.table.rpartition(".")[0]].append(placed)
    folder = f"{rule_set.replace('-', '_')}/{part.folder}"
    sheets = {
        name: sheet_of(sheet, f"{part.folder}.{name}", by_sheet[f"{part.folder}.{name}"], f"{folder}/{name}.yaml")
        for name, sheet in sheets_of(part).items()
    }
    complete = part.model_validate({"id": rule_set, **sheets})
    for found in complete.faults():
        name = f"{part.folder}.{found.sheet}"
        raise _error(found.fault, name, by_sheet[name], f"{folder}/{found.sheet}.yaml")
    return complete


def sheet_of(sheet: type[S], name: str, rows: Sequence[Placed], file: str) -> S:
    """A sheet; `file` is named where a table of it is in no file. Raises `RuleSetError`."""
    tables: dict[str, Any] = {}
    for key, slot in slots_of(sheet, name).items():
        found = {placed.key: placed.value for placed in rows if placed.table == slot.table}
        if slot.form in {Form.KEYED, Form.NAMED}:
            tables[key] = found
        elif found:
            tables[key] = found[""]
        else:
            raise MissingRow("is in no file of the rule set or of those it is based on", file=file, field=key)
    try:
        complete = sheet.model_validate(tables)
    except ValidationError as error:  # of rows that are valid by themselves: a table has too few of them
        first = error.errors(include_url=False)[0]
        raise MissingRow(first["msg"], file=file, field=str(first["loc"][0])) from error
    for fault in complete.faults():
        raise _error(fault, name, rows, file)
    return complete


def _error(fault: Fault, sheet: str, rows: Sequence[Placed], file: str) -> RuleSetError:
    """A fault with the file of its row; `file` where its table is in none."""
    files = [row.file for row in rows if row.table == f"{sheet}.{fault.table}" and row.key in {fault.row, ""}]
    return fault.kind(fault.detail, file=files[0] if files else file, row=fault.row, field=fault.field)
