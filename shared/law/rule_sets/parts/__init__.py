"""What a rule set holds beside the tables of the Code: money, proceedings, their procedures, and intake."""

from shared.law.rule_sets.parts.intake import IntakeRules
from shared.law.rule_sets.parts.money import MoneyRules
from shared.law.rule_sets.parts.procedures import ProcedureRules
from shared.law.rule_sets.parts.proceedings import ProceedingRules
from shared.law.rule_sets.sheets import Part

PARTS: tuple[type[Part], ...] = (MoneyRules, ProceedingRules, ProcedureRules, IntakeRules)

__all__ = ["PARTS", "IntakeRules", "MoneyRules", "ProcedureRules", "ProceedingRules"]
