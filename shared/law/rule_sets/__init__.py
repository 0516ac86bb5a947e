"""The law as data: rule sets of cited, dated rows."""

from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.errors import (
    IllFormedRow,
    MissingRow,
    OverlappingValidity,
    PublishedChanged,
    RuleSetError,
    UnknownReference,
    UnknownRow,
    UnknownRuleSet,
    UnreadableFile,
)
from shared.law.rule_sets.rule_set import RuleSet, RuleSets

__all__ = [
    "Citation",
    "IllFormedRow",
    "MissingRow",
    "OverlappingValidity",
    "PublishedChanged",
    "RuleSet",
    "RuleSetError",
    "RuleSets",
    "UnknownReference",
    "UnknownRow",
    "UnknownRuleSet",
    "UnreadableFile",
]
