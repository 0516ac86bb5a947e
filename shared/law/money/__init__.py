"""The money rules of enforcement: pure functions over dated, cited tables; every result explains itself.

rules = rules_on(day_of_the_act)
distribute(rules, Collection(...)).sentence()
"""

from datetime import date

from shared.law.money.amounts import BYN, Rounding, add, money, percent_of, split, subtract, written
from shared.law.money.caps import Limit, cap, third_person_limit
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
from shared.law.money.loading import RuleSets, load_rule_sets, packaged_rule_sets
from shared.law.money.rules import MoneyRules


def rules_on(day: date) -> MoneyRules:
    """The money rules in force on the day of the deciding act; raises `UnknownRuleSet`."""
    return packaged_rule_sets().on(day)


def rules_named(rule_set: str) -> MoneyRules:
    """The money rules of a rule set such as `epc-2021`, whatever the day; raises `UnknownRuleSet`."""
    return packaged_rule_sets().named(rule_set)


__all__ = [
    "BYN",
    "Claim",
    "Collection",
    "Distribution",
    "Explained",
    "Fee",
    "FeeRight",
    "Limit",
    "MoneyError",
    "MoneyRules",
    "Payment",
    "PerformedAct",
    "Rounding",
    "RuleSets",
    "Step",
    "Withholding",
    "add",
    "cap",
    "distribute",
    "fee_on_value",
    "fee_right",
    "load_rule_sets",
    "money",
    "non_property_fee",
    "non_property_fee_right",
    "packaged_rule_sets",
    "percent_of",
    "rules_named",
    "rules_on",
    "split",
    "subtract",
    "third_person_limit",
    "withhold",
    "written",
]
