"""The tables of what the debtor has: income, property, and its sale."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from contracts.values import PartyKind
from shared.law.rule_sets.parts.rows import NamedRow, PercentRule
from shared.law.rule_sets.sheets import Cited, Fault, Ordered, Sheet, Table, repeated

IncomeRate = Literal["wage", "pension"]


class IncomeKind(NamedRow):
    """A kind of income: levied at a rate, or exempt."""

    rate: IncomeRate | None = None
    """None where no recovery may be levied on it (Art. 394)."""


class CappedTogether(Cited):
    """Rates that limit what all documents take together, not what each takes."""

    rates: tuple[IncomeRate, ...]


class IncomeTable(Sheet):
    """Deductions from wages, pensions and equated income."""

    wage: PercentRule
    pension: PercentRule
    capped_together: CappedTogether
    several_orders: Cited
    kept: PercentRule
    corrective_works: Cited
    small_sum: Cited
    periodic: Cited
    property_short: Cited
    kinds: Annotated[Table[IncomeKind], Field(min_length=1)]

    def rate(self, kind: IncomeKind) -> PercentRule | None:
        """The rate of a kind of income; none where it is exempt."""
        return None if kind.rate is None else {"wage": self.wage, "pension": self.pension}[kind.rate]


class LevyStage(NamedRow):
    """A kind of means, in the order in which recovery is levied on it."""

    debtors: tuple[PartyKind, ...] = tuple(PartyKind)


class Exemption(NamedRow):
    """Property on which no recovery may be levied for debtors of these kinds."""

    identified_by = ("code", "debtors")

    debtors: tuple[PartyKind, ...] = Field(min_length=1)


class LevyTable(Sheet):
    """The order of levy and what it may not touch."""

    stages: Annotated[Ordered[LevyStage], Field(min_length=1)]
    exemptions: Table[Exemption]
    special_regimes: Table[NamedRow]

    def faults(self) -> Iterator[Fault]:
        """Each kind of property is exempt once for a kind of debtor."""
        pairs = ((row.key, f"{row.code} {debtor}") for row in self.exemptions.values() for debtor in row.debtors)
        return repeated(pairs, "exemptions", "debtors")


class SaleTable(Sheet):
    """Prices and limits in the sale of arrested property."""

    revaluation: PercentRule
    revaluation_upwards: Cited
    sole_participant: PercentRule
    earnest_money: PercentRule
    earnest_money_set_off: Cited
    pledgeholder: PercentRule
    transfer_difference: Cited
    sale_by_debtor: Cited
    unviable: Cited
