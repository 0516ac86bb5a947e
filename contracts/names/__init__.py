"""What problems and fields are called, in three languages: names that no row of the law holds.

A table without one of the languages stops whoever loads it.
"""

from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml

from contracts.base import Contract
from contracts.codelists import Names

M = TypeVar("M", bound=Contract)


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


def advice_on(code: str) -> Names | None:
    """What to do about a problem with this code; None where nothing is known."""
    rule = problem_names().rules.get(code)
    return problem_names().advice[rule.next] if rule else None


def _table(name: str, model: type[M]) -> M:
    text = files("contracts.names").joinpath(name).read_text(encoding="utf-8")
    loaded: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
    return model.model_validate(loaded)
