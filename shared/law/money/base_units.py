"""The base unit of a day: set by acts of the Council of Ministers, so it is the same for every rule set."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from shared.law.money.errors import UnknownBaseUnit
from shared.law.rule_sets.building import sheet_of
from shared.law.rule_sets.errors import IllFormedRow, OverlappingValidity
from shared.law.rule_sets.fields import Model
from shared.law.rule_sets.reading import read_sheet
from shared.law.rule_sets.sheets import Fault, Ordered, Sheet


class BaseUnit(Model):
    """The base unit of a span of days."""

    identified_by = ("valid_from",)

    valid_from: date
    valid_to: date
    value: Annotated[Decimal, Field(gt=0)]


class BaseUnits(Sheet):
    """The base unit by date."""

    currency: str
    units: Annotated[Ordered[BaseUnit], Field(min_length=1)]

    def faults(self) -> Iterator[Fault]:
        """Spans run forward and follow one another."""
        for unit in self.units:
            if unit.valid_to < unit.valid_from:
                yield Fault(IllFormedRow, "valid_to lies before valid_from", "units", unit.key, "valid_to")
        for earlier, later in pairwise(sorted(self.units, key=lambda unit: unit.valid_from)):
            if earlier.valid_to >= later.valid_from:
                detail = f"holds on the same days as the row {earlier.key!r}"
                yield Fault(OverlappingValidity, detail, "units", later.key, "valid_from")

    def on(self, day: date) -> Decimal:
        """The base unit of a day; raises `UnknownBaseUnit` rather than guess."""
        for unit in self.units:
            if unit.valid_from <= day <= unit.valid_to:
                return unit.value
        raise UnknownBaseUnit(f"the base unit of {day} is not in the table")


def read_base_units(path: Traversable) -> BaseUnits:
    """The base units of a file, checked; raises `RuleSetError`."""
    file = f"money/{path.name}"
    return sheet_of(BaseUnits, "base_units", read_sheet(path, file, BaseUnits, "base_units"), file)


@cache
def base_units() -> BaseUnits:
    """The base units that come with the system, read and checked once."""
    return read_base_units(files("shared.law.money") / "base_units.yaml")
