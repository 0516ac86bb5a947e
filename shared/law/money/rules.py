"""The money rules of one rule set, as typed rows; the numbers themselves live in `tables/`."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self, TypeVar

from pydantic import Field, model_validator

from contracts.base import Contract
from contracts.values import Citation, Code, PartyKind, Text
from shared.law.money.amounts import Rounding
from shared.law.money.errors import InvalidTables, UnknownBaseUnit, UnknownCode
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
    """Raise `InvalidTables` where a table names the same thing twice."""
    if len(set(values)) != len(values):
        raise InvalidTables(f"{what}: a row is listed twice")


class PercentRule(Row):
    """So many percent, rounded so."""

    percent: Percent
    rounding: Rounding = Rounding.HALF_UP


class Cap(NamedRow):
    """How much may be levied, arrested or seized for a demand."""

    includes_costs: bool
    margin: PercentRule | None = None


class CapTable(Contract):
    """All caps."""

    caps: tuple[Cap, ...] = Field(min_length=1)
    third_person: Row
    """A levy on what a third person owes the debtor."""


class FeeReading(StrEnum):
    """What the ten percent of Art. 402(1) ind. 2 are taken of."""

    OF_CREDITED = "of-credited"
    """Of what is credited to the claims: the debtor bears the fee on top of the claim."""
    OF_GROSS = "of-gross"
    """Of everything collected."""


class FeeAct(NamedRow):
    """An act of the executor, and what makes it bear the fee."""

    bears_fee: bool
    requires: tuple[Code, ...] = ()
    """Circumstances that must all be present."""


class Circumstance(NamedRow):
    """A fact on which a fee-bearing act may depend."""


class NonPropertyFee(Row):
    """The fee on a demand of a non-property nature, per execution document."""

    base_units: dict[PartyKind, Annotated[Decimal, Field(gt=0)]]
    requires: tuple[Code, ...]

    @model_validator(mode="after")
    def _for_everybody(self) -> Self:
        if set(self.base_units) != set(PartyKind):
            raise ValueError("base_units must name every kind of debtor")
        return self


class FeeTable(Contract):
    """The fee of Art. 402."""

    reading: FeeReading
    property_fee: PercentRule
    acts: tuple[FeeAct, ...] = Field(min_length=1)
    circumstances: tuple[Circumstance, ...]
    non_property: NonPropertyFee

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        known = {circumstance.code for circumstance in self.circumstances}
        needed = {code for act in self.acts for code in act.requires} | set(self.non_property.requires)
        if needed - known:
            raise ValueError(f"circumstances are not listed: {', '.join(sorted(needed - known))}")
        return self


class ClaimKind(Contract):
    """A kind of claim that belongs to a queue."""

    code: Code
    names: Names


class Queue(Row):
    """A queue: paid in full before the next one gets anything."""

    number: int = Field(ge=1)
    kinds: tuple[ClaimKind, ...] = Field(min_length=1)


class OutsideOrder(Row):
    """Money to which the order of the queues does not apply."""

    sources: tuple[Code, ...]
    debtors: tuple[PartyKind, ...]


class DistributionTable(Contract):
    """Who is paid out of collected money, and in what order."""

    costs: Row
    recoverers: Row
    queue_order: Row
    surplus: Row
    sources: tuple[NamedRow, ...]
    outside_order: OutsideOrder
    queues: tuple[Queue, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if [queue.number for queue in self.queues] != list(range(1, len(self.queues) + 1)):
            raise ValueError("queues must be numbered from 1 without a gap")
        refuse_repeated([kind.code for queue in self.queues for kind in queue.kinds], "kinds of claims")
        if set(self.outside_order.sources) - {source.code for source in self.sources}:
            raise ValueError("outside_order names a source that is not listed")
        return self


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


class RuleSetHeader(Contract):
    """What a rule set is, and when it holds."""

    id: Code
    title: Text
    source: Text
    based_on: Code | None = None
    """The rule set whose tables hold where this one brings none of its own."""
    valid_from: date
    valid_to: date | None = None


class MoneyRules(Contract):
    """All money rules of one rule set."""

    header: RuleSetHeader
    caps: CapTable
    fee: FeeTable
    distribution: DistributionTable
    base_units: BaseUnitTable

    @property
    def id(self) -> str:
        """The identifier that every result names."""
        return self.header.id
