"""The law as data: rule sets of cited, dated rows."""

from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.errors import (
    IllFormedRow,
    OverlappingValidity,
    RuleSetError,
    UnknownReference,
    UnknownRow,
    UnknownRuleSet,
    UnreadableFile,
)
from shared.law.rule_sets.ruleset import RuleSet, RuleSets

__all__ = [
    "Citation",
    "IllFormedRow",
    "OverlappingValidity",
    "RuleSet",
    "RuleSetError",
    "RuleSets",
    "UnknownReference",
    "UnknownRow",
    "UnknownRuleSet",
    "UnreadableFile",
]
