"""The money rules of enforcement: pure functions over dated, cited tables; every result explains itself.

rules = rules_on(day_of_the_act)
distribute(rules, Collection(...)).sentence()
"""

from datetime import date

from shared.law.money.amounts import BYN, Rounding, add, money, percent_of, split, subtract, total, written, zero
from shared.law.money.caps import Limit, cap, third_person_limit
from shared.law.money.court import (
    Accessory,
    ClaimAmount,
    Demand,
    ExpenseSplit,
    PeriodicPayment,
    Presentable,
    Shares,
    claim_amount,
    deposits,
    duty_of_exempt_plaintiff,
    expenses_in_proportion,
    expenses_on_abandonment,
    presentable_payments,
    shares_of_co_participants,
)
from shared.law.money.distribution import Claim, Collection, Distribution, Payment, distribute
from shared.law.money.errors import MoneyError
from shared.law.money.explained import Explained, Step
from shared.law.money.fee import (
    Fee,
    FeeRight,
    PerformedAct,
    Withholding,
    fee_on_value,
    fee_right,
    non_property_fee,
    non_property_fee_right,
    withhold,
)
from shared.law.money.income import Deduction, Deductions, IncomeItem, IncomeLevy, Order, deductions, levy_on_income
from shared.law.money.levy import Asset, LevyPlan, Take, exemption, levy_plan
from shared.law.money.loading import RuleSets, load_rule_sets, packaged_rule_sets
from shared.law.money.rules import MoneyRules
from shared.law.money.sale import (
    OfficialRate,
    Price,
    PriceCheck,
    SaleCheck,
    TransferDifference,
    earnest_money,
    pledgeholder_value,
    price_still_due,
    revaluation,
    sale_by_debtor,
    sole_participant_price,
    transfer_difference,
    worth_selling,
)


def rules_on(day: date) -> MoneyRules:
    """The money rules in force on the day of the deciding act; raises `UnknownRuleSet`."""
    return packaged_rule_sets().on(day)


def rules_named(rule_set: str) -> MoneyRules:
    """The money rules of a rule set such as `epc-2021`, whatever the day; raises `UnknownRuleSet`."""
    return packaged_rule_sets().named(rule_set)


__all__ = [
    "BYN",
    "Accessory",
    "Asset",
    "Claim",
    "ClaimAmount",
    "Collection",
    "Deduction",
    "Deductions",
    "Demand",
    "Distribution",
    "ExpenseSplit",
    "Explained",
    "Fee",
    "FeeRight",
    "IncomeItem",
    "IncomeLevy",
    "LevyPlan",
    "Limit",
    "MoneyError",
    "MoneyRules",
    "OfficialRate",
    "Order",
    "Payment",
    "PerformedAct",
    "PeriodicPayment",
    "Presentable",
    "Price",
    "PriceCheck",
    "Rounding",
    "RuleSets",
    "SaleCheck",
    "Shares",
    "Step",
    "Take",
    "TransferDifference",
    "Withholding",
    "add",
    "cap",
    "claim_amount",
    "deductions",
    "deposits",
    "distribute",
    "duty_of_exempt_plaintiff",
    "earnest_money",
    "exemption",
    "expenses_in_proportion",
    "expenses_on_abandonment",
    "fee_on_value",
    "fee_right",
    "levy_on_income",
    "levy_plan",
    "load_rule_sets",
    "money",
    "non_property_fee",
    "non_property_fee_right",
    "packaged_rule_sets",
    "percent_of",
    "pledgeholder_value",
    "presentable_payments",
    "price_still_due",
    "revaluation",
    "rules_named",
    "rules_on",
    "sale_by_debtor",
    "shares_of_co_participants",
    "sole_participant_price",
    "split",
    "subtract",
    "third_person_limit",
    "total",
    "transfer_difference",
    "withhold",
    "worth_selling",
    "written",
    "zero",
]
