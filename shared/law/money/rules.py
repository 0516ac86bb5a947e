"""The money rules of one rule set, as typed rows; the numbers themselves live in `money/` of the rule set."""

from datetime import date

from contracts.base import Contract
from contracts.values import Code, Text
from shared.law.money.collection_tables import CapTable, DistributionTable, FeeTable
from shared.law.money.court_tables import ClaimAmountTable, CourtCostTable, PeriodicTable
from shared.law.money.property_tables import IncomeTable, LevyTable, SaleTable
from shared.law.money.rows import BaseUnitTable


class RuleSetHeader(Contract):
    """What a rule set is, and when it holds."""

    id: Code
    title: Text
    source: Text
    based_on: Code | None = None
    """The rule set whose tables hold where this one brings none; it ends the day before this one begins."""
    valid_from: date
    valid_to: date | None = None


class MoneyRules(Contract):
    """All money rules of one rule set."""

    header: RuleSetHeader
    caps: CapTable
    fee: FeeTable
    distribution: DistributionTable
    income: IncomeTable
    levy: LevyTable
    sale: SaleTable
    court_costs: CourtCostTable
    claim_amount: ClaimAmountTable
    periodic: PeriodicTable
    base_units: BaseUnitTable

    @property
    def id(self) -> str:
        """The identifier that every result names."""
        return self.header.id
