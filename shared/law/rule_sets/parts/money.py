"""The rules of money, as typed rows; the arithmetic over them is in `shared.law.money`."""

from typing import ClassVar

from shared.law.rule_sets.parts.collection import CapTable, DistributionTable, FeeTable
from shared.law.rule_sets.parts.court import ClaimAmountTable, CourtCostTable, PeriodicTable
from shared.law.rule_sets.parts.property import IncomeTable, LevyTable, SaleTable
from shared.law.rule_sets.sheets import Part


class MoneyRules(Part):
    """All money rules of one rule set."""

    folder: ClassVar[str] = "money"

    caps: CapTable
    fee: FeeTable
    distribution: DistributionTable
    income: IncomeTable
    levy: LevyTable
    sale: SaleTable
    court_costs: CourtCostTable
    claim_amount: ClaimAmountTable
    periodic: PeriodicTable
