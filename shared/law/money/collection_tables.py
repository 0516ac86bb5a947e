"""The tables of what is collected: caps, the fee, distribution."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.base import Contract
from contracts.codelists import MEASURES
from contracts.listed import Listed
from contracts.values import Code, PartyKind
from shared.law.money.rows import NamedRow, PercentRule, Row, refuse_repeated
from shared.law.names import Names


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
    measures: tuple[Annotated[str, Listed(MEASURES)], ...] = ()
    """The measures of the code list by which the act is done."""
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
        refuse_repeated([act.code for act in self.acts], "acts")
        refuse_repeated([measure for act in self.acts for measure in act.measures], "measures of acts")
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
