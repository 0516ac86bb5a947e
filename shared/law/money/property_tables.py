"""The tables of what the debtor has: income, property, and its sale."""

from typing import Literal, Self

from pydantic import Field, model_validator

from contracts.base import Contract
from contracts.values import PartyKind
from shared.law.money.rows import NamedRow, PercentRule, Row, refuse_repeated

IncomeRate = Literal["wage", "pension"]


class IncomeKind(NamedRow):
    """A kind of income: levied at a rate, or exempt."""

    rate: IncomeRate | None = None
    """None where no recovery may be levied on it (Art. 394)."""


class IncomeTable(Contract):
    """Deductions from wages, pensions and equated income."""

    wage: PercentRule
    pension: PercentRule
    several_orders: Row
    kept: PercentRule
    corrective_works: Row
    small_sum: Row
    periodic: Row
    property_short: Row
    kinds: tuple[IncomeKind, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        refuse_repeated([kind.code for kind in self.kinds], "kinds of income")
        return self

    def rate(self, kind: IncomeKind) -> PercentRule | None:
        """The rate of a kind of income; none where it is exempt."""
        return None if kind.rate is None else {"wage": self.wage, "pension": self.pension}[kind.rate]


class LevyStage(NamedRow):
    """A kind of means, in the order in which recovery is levied on it."""

    debtors: tuple[PartyKind, ...] = tuple(PartyKind)


class Exemption(NamedRow):
    """Property on which no recovery may be levied for debtors of these kinds."""

    debtors: tuple[PartyKind, ...]


class LevyTable(Contract):
    """The order of levy and what it may not touch."""

    stages: tuple[LevyStage, ...] = Field(min_length=1)
    exemptions: tuple[Exemption, ...]
    special_regimes: tuple[NamedRow, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        refuse_repeated([stage.code for stage in self.stages], "stages of levy")
        refuse_repeated([(row.code, debtor) for row in self.exemptions for debtor in row.debtors], "exemptions")
        return self


class SaleTable(Contract):
    """Prices and limits in the sale of arrested property."""

    revaluation: PercentRule
    revaluation_upwards: Row
    sole_participant: PercentRule
    earnest_money: PercentRule
    earnest_money_set_off: Row
    pledgeholder: PercentRule
    transfer_difference: Row
    sale_by_debtor: Row
    unviable: Row
