"""Procedures as data, and the course that follows from the acts: a pure function of acts in the order of their days."""

from shared.law.procedures.acts import Act, ContradictoryOrder, in_order
from shared.law.procedures.differences import Difference, Item, Published, added, difference, revised
from shared.law.procedures.engine import Condition, Conditions, Effects, check, faults_of_form, walk
from shared.law.rule_sets.parts.procedures import ActKind, ActRow, Effective, Late, Procedure

__all__ = [
    "Act",
    "ActKind",
    "ActRow",
    "Condition",
    "Conditions",
    "ContradictoryOrder",
    "Difference",
    "Effective",
    "Effects",
    "Item",
    "Late",
    "Procedure",
    "Published",
    "added",
    "check",
    "difference",
    "faults_of_form",
    "in_order",
    "revised",
    "walk",
]
