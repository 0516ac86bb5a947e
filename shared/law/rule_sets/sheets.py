"""Files that hold several typed tables, single rows and values: the rules of money, proceedings and intake.

The tables of the Code are lists of rows, one table per file or folder (`rows.py`). A file of a part is a mapping
instead, a `Sheet`: each of its keys is a table, a single row, or a value. A `Part` is a folder of such files.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar, get_args

from pydantic.fields import FieldInfo

from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.errors import OverlappingValidity, RuleSetError
from shared.law.rule_sets.fields import Identifier, Model, Text

R = TypeVar("R", bound=Model)


class Form(Enum):
    """How a table is written, and what of it a later rule set replaces."""

    DATED = auto()
    """A table of the Code: a list of rows that may change in time; replaced row by row."""
    KEYED = auto()
    """A list of rows in any order; replaced row by row."""
    NAMED = auto()
    """A mapping from names to lists of rows; replaced name by name."""
    ORDERED = auto()
    """A list of rows whose order counts; replaced as a whole."""
    SINGLE = auto()
    """One row or value; replaced as a whole."""


Table = Annotated[dict[str, R], Form.KEYED]
"""Rows by what identifies them."""
Named = Annotated[dict[Identifier, tuple[R, ...]], Form.NAMED]
Ordered = Annotated[tuple[R, ...], Form.ORDERED]


class Cited(Model):
    """A rule with its article."""

    article: Citation
    note: Text | None = None
    """Why the row reads as it does, where the text is open or kept elsewhere."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row beside the others of its sheet."""

    kind: type[RuleSetError]
    detail: str
    table: str
    row: str
    field: str


class Sheet(Model):
    """A file of a part."""

    def faults(self) -> Iterator[Fault]:
        """What only shows when the rows are seen together, beyond repeated identifiers and references."""
        yield from ()


@dataclass(frozen=True)
class PartFault:
    """What is wrong with a row beside other sheets of its part."""

    sheet: str
    fault: Fault


class Part(Model):
    """A folder of a rule set; a field for each of its files."""

    folder: ClassVar[str]

    id: Identifier
    """The rule set, which every result names."""

    def faults(self) -> Iterator[PartFault]:
        """What only shows when the sheets are seen together."""
        yield from ()


@dataclass(frozen=True)
class Slot:
    """What a table is: its name, its form and the model of its rows."""

    table: str
    """`grounds`; of a key of a sheet its path: `money.fee.acts`."""
    form: Form
    model: Any
    """Of a named table and a single value: of the whole value."""


@cache
def sheets_of(part: type[Part]) -> Mapping[str, type[Sheet]]:
    """The sheets of a part by file name."""
    models = {name: field.annotation for name, field in part.model_fields.items()}
    return {name: model for name, model in models.items() if isinstance(model, type) and issubclass(model, Sheet)}


@cache
def slots_of(sheet: type[Sheet], name: str) -> Mapping[str, Slot]:
    """The keys of a sheet; `name` is where the sheet is (`money.fee`)."""
    return {key: _slot(f"{name}.{key}", field) for key, field in sheet.model_fields.items()}


def _slot(table: str, field: FieldInfo) -> Slot:
    form = next((each for each in field.metadata if isinstance(each, Form)), Form.SINGLE)
    arguments = get_args(field.annotation)
    match form:
        case Form.KEYED | Form.NAMED:
            model = arguments[1]
        case Form.ORDERED:
            model = arguments[0]
        case Form.SINGLE:
            model = field.annotation
    return Slot(table, form, model)


def repeated(values: Iterable[tuple[str, str]], table: str, field: str) -> Iterator[Fault]:
    """A fault for each (row, value) whose value stands in an earlier row of the table already."""
    first: dict[str, str] = {}
    for row, value in values:
        if value in first:
            detail = f"{value!r} stands in row {first[value]!r} already"
            yield Fault(OverlappingValidity, detail, table, row, field)
        first.setdefault(value, row)
