"""The law as data: rule sets of cited, dated rows."""

from shared.law.rulesets.citation import Citation
from shared.law.rulesets.errors import (
    IllFormedRow,
    OverlappingValidity,
    RuleSetError,
    UnknownReference,
    UnknownRow,
    UnknownRuleSet,
    UnreadableFile,
)
from shared.law.rulesets.ruleset import RuleSet, RuleSets

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
