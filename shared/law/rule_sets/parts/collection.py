"""The tables of what is collected: caps, the fee, distribution."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_validator

from contracts.values import PartyKind
from shared.law.rule_sets.errors import IllFormedRow
from shared.law.rule_sets.fields import DisplayNames, Identifier, Model, Ref
from shared.law.rule_sets.parts.rows import MeasureCode, NamedRow, PercentRule
from shared.law.rule_sets.sheets import Cited, Fault, Ordered, Sheet, Table, repeated
from shared.law.rule_sets.vocabulary import FeeReading

CircumstanceCode = Annotated[Identifier, Ref(("money.fee.circumstances",))]
SourceCode = Annotated[Identifier, Ref(("money.distribution.sources",))]


class Cap(NamedRow):
    """How much may be levied, arrested or seized for a demand."""

    includes_costs: bool
    margin: PercentRule | None = None


class CapTable(Sheet):
    """All caps."""

    caps: Annotated[Table[Cap], Field(min_length=1)]
    third_person: Cited
    """A levy on what a third person owes the debtor."""


class FeeAct(NamedRow):
    """An act of the executor, and what makes it bear the fee."""

    bears_fee: bool
    measures: tuple[MeasureCode, ...] = ()
    """The measures of the code list by which the act is done."""
    requires: tuple[CircumstanceCode, ...] = ()
    """Circumstances that must all be present."""


class NonPropertyFee(Cited):
    """The fee on a demand of a non-property nature, per execution document."""

    base_units: dict[PartyKind, Annotated[Decimal, Field(gt=0)]]
    requires: tuple[CircumstanceCode, ...]

    @field_validator("base_units")
    @classmethod
    def _for_every_debtor(cls, base_units: dict[PartyKind, Decimal]) -> dict[PartyKind, Decimal]:
        if set(base_units) != set(PartyKind):
            raise ValueError("base_units must name every kind of debtor")
        return base_units


class FeeTable(Sheet):
    """The fee of Art. 402."""

    reading: FeeReading
    property_fee: PercentRule
    acts: Annotated[Table[FeeAct], Field(min_length=1)]
    circumstances: Table[NamedRow]
    """Facts on which a fee-bearing act may depend."""
    non_property: NonPropertyFee

    def faults(self) -> Iterator[Fault]:
        """A measure is one act: else it would bear the fee twice."""
        pairs = ((act.code, measure) for act in self.acts.values() for measure in act.measures)
        return repeated(pairs, "acts", "measures")


class ClaimKind(Model):
    """A kind of claim that belongs to a queue."""

    code: Identifier
    names: DisplayNames
    out_of_the_pledged_thing: bool = False
    """It belongs to the queue for money out of the pledged thing alone, else to the last queue."""


class Queue(Cited):
    """A queue: paid in full before the next one gets anything."""

    identified_by = ("number",)

    number: int = Field(ge=1)
    kinds: tuple[ClaimKind, ...] = Field(min_length=1)


class OutsideOrder(Cited):
    """Money to which the order of the queues does not apply."""

    sources: tuple[SourceCode, ...]
    debtors: tuple[PartyKind, ...]


class DistributionTable(Sheet):
    """Who is paid out of collected money, and in what order."""

    costs: Cited
    recoverers: Cited
    queue_order: Cited
    surplus: Cited
    sources: Table[NamedRow]
    outside_order: OutsideOrder
    queues: Annotated[Ordered[Queue], Field(min_length=1)]

    def faults(self) -> Iterator[Fault]:
        """Queues are numbered from 1 without a gap, and a kind of claim is in one of them."""
        for number, queue in enumerate(self.queues, 1):
            if queue.number != number:
                yield Fault(IllFormedRow, "queues are numbered from 1 without a gap", "queues", queue.key, "number")
        pairs = ((queue.key, kind.code) for queue in self.queues for kind in queue.kinds)
        yield from repeated(pairs, "queues", "kinds")
