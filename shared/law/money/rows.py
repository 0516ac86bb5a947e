"""The rows that tables are made of: an article, a code with names, a percentage, the base unit of a day."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Self, TypeVar

from pydantic import Field, model_validator

from contracts.base import Contract
from contracts.values import Citation, Code, Text
from shared.law.money.amounts import Rounding
from shared.law.money.errors import UnknownBaseUnit, UnknownCode
from shared.law.names import Names

Percent = Annotated[Decimal, Field(ge=0, le=100)]


class Row(Contract):
    """A rule with its article."""

    article: Citation
    note: Text | None = None
    """Why the row reads as it does, where the text is open or kept elsewhere."""


class NamedRow(Row):
    """A rule that people choose or see by code and name."""

    code: Code
    names: Names


R = TypeVar("R", bound=NamedRow)


def row(rows: Sequence[R], code: str) -> R:
    """The row of a code; raises `UnknownCode`."""
    for candidate in rows:
        if candidate.code == code:
            return candidate
    raise UnknownCode(f"code {code!r} is not one of {', '.join(known.code for known in rows)}")


def refuse_repeated(values: Sequence[object], what: str) -> None:
    """Raise `ValueError` where a table names the same thing twice."""
    if len(set(values)) != len(values):
        raise ValueError(f"{what}: a row is listed twice")


class PercentRule(Row):
    """So many percent, rounded so."""

    percent: Percent
    rounding: Rounding = Rounding.HALF_UP


class BaseUnit(Contract):
    """The base unit of a span of days."""

    valid_from: date
    valid_to: date
    value: Annotated[Decimal, Field(gt=0)]


class BaseUnitTable(Contract):
    """The base unit by date; set by government act, so it is the same for every rule set."""

    currency: str
    units: tuple[BaseUnit, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _without_overlap(self) -> Self:
        for earlier, later in zip(self.units, self.units[1:], strict=False):
            if earlier.valid_to >= later.valid_from:
                raise ValueError(f"base units overlap on {later.valid_from}")
        return self

    def on(self, day: date) -> Decimal:
        """The base unit of a day; raises `UnknownBaseUnit` rather than guess."""
        for unit in self.units:
            if unit.valid_from <= day <= unit.valid_to:
                return unit.value
        raise UnknownBaseUnit(f"the base unit of {day} is not in the table")
