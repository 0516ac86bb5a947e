"""What problems and fields are called, and what was found, in three languages: names that no row of the law holds.

A table without one of the languages stops the process that loads it.
"""

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar

import yaml

from contracts.base import Contract
from contracts.codelists import Names

M = TypeVar("M", bound=Contract)
Language = Literal["en", "ru", "be"]


class Rule(Contract):
    """A rule that may be broken, in the languages in which the service does not say it itself."""

    next: str
    """What to do about it: a row of the advice."""
    ru: str
    be: str


class ProblemNames(Contract):
    """Rules by the code of the problem, and advice."""

    advice: dict[str, Names]
    rules: dict[str, Rule]


class FieldNames(Contract):
    """Names of fields by their names in messages."""

    fields: dict[str, Names]


class ThingNames(Contract):
    """Names of the statuses of things, by status, or by thing and status."""

    statuses: dict[str, Names]


class Finding(Contract):
    """What was found, in the languages in which the service does not say it; `{}` stands for what it names."""

    en: str
    ru: str
    be: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """What the service says, with what it names in groups."""
        return re.compile("(.+?)".join(map(re.escape, self.en.split("{}"))), re.DOTALL)


class Findings(Contract):
    """Every sentence that is known."""

    findings: tuple[Finding, ...]


@cache
def problem_names() -> ProblemNames:
    """The names of problems. Raises ValueError where a rule names advice that there is not."""
    names = _table("problems.yaml", ProblemNames)
    if unknown := {rule.next for rule in names.rules.values()} - names.advice.keys():
        raise ValueError(f"problems.yaml names advice that there is not: {sorted(unknown)}")
    return names


@cache
def field_names() -> FieldNames:
    """The names of fields."""
    return _table("fields.yaml", FieldNames)


@cache
def thing_names() -> ThingNames:
    """The names of the statuses of things."""
    return _table("things.yaml", ThingNames)


def advice_on(code: str) -> Names | None:
    """What to do about a problem with this code; None where nothing is known."""
    rule = problem_names().rules.get(code)
    return problem_names().advice[rule.next] if rule else None


def found_in(detail: str, language: Language, named: Callable[[str], str]) -> str:
    """What was found, in a language: `named` says what the named codes are called; English where nothing is known."""
    if language == "en":
        return detail
    for pattern, finding in _patterns():
        if found := pattern.fullmatch(detail):
            return str(getattr(finding, language)).format(*map(named, found.groups()))
    return detail


@cache
def findings() -> tuple[Finding, ...]:
    """The sentences that are put into other languages."""
    return _table("findings.yaml", Findings).findings


@cache
def _patterns() -> list[tuple[re.Pattern[str], Finding]]:
    """The most exact sentence first."""
    known = sorted(findings(), key=lambda each: -len(each.en.replace("{}", "")))
    return [(each.pattern, each) for each in known]


def _table(name: str, model: type[M]) -> M:
    text = files("contracts.names").joinpath(name).read_text(encoding="utf-8")
    loaded: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
    return model.model_validate(loaded)
