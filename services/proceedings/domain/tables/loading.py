"""Reading the tables: one folder per rule set, which brings only what differs from the rule sets before it."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from services.proceedings.domain.tables.rows import Tables


class UnknownTables(LookupError):
    """No tables of these rule sets are there."""


@cache
def packaged_tables(rule_sets: tuple[str, ...]) -> Tables:
    """The tables that come with the service, read and checked once."""
    return read_tables(rule_sets, files("shared.law"))


def read_tables(rule_sets: Sequence[str], *places: Traversable) -> Tables:
    """The tables after the last of these rule sets, given in the order in which they came into force.

    Raises `UnknownTables`, or ValidationError for an ill-formed row.
    """
    folders = [place / rule_set.replace("-", "_") / "proceedings" for rule_set in rule_sets for place in places]
    merged: dict[str, Any] = {}
    for folder in folders:
        for entry in folder.iterdir() if folder.is_dir() else ():
            merged |= yaml.safe_load(entry.read_text(encoding="utf-8")) if entry.name.endswith(".yaml") else {}
    if not merged:
        raise UnknownTables(f"no tables of {', '.join(rule_sets)}")
    return Tables.model_validate(merged)
