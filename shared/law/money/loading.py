"""Load rule sets from folders of YAML tables, check them, and find the one in force."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any

import yaml
from pydantic import ValidationError

from shared.law.money.errors import InvalidTables, UnknownRuleSet
from shared.law.money.rules import MoneyRules

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FOLDER = "money"
HEADER = "rule_set.yaml"
BASE_UNITS = "base_units.yaml"
_TABLES = tuple(name for name in MoneyRules.model_fields if name not in {"header", "base_units"})


class RuleSets:
    """The rule sets of a folder: by name, or by the day of the act."""

    def __init__(self, rule_sets: Mapping[str, MoneyRules]) -> None:
        self._rule_sets = dict(rule_sets)
        in_order = sorted(self._rule_sets.values(), key=lambda rules: rules.header.valid_from)
        for earlier, later in pairwise(in_order):
            if self._last_day(earlier) >= later.header.valid_from:
                raise InvalidTables(f"rule sets {earlier.id} and {later.id} hold on the same days")

    def named(self, rule_set: str) -> MoneyRules:
        """The rule set of that id, whatever the day; raises `UnknownRuleSet`."""
        if rule_set not in self._rule_sets:
            raise UnknownRuleSet(f"rule set {rule_set!r} is not one of {', '.join(sorted(self._rule_sets))}")
        return self._rule_sets[rule_set]

    def on(self, day: date) -> MoneyRules:
        """The rule set in force on the day of the deciding act; raises `UnknownRuleSet`."""
        for rules in self._rule_sets.values():
            if rules.header.valid_from <= day <= self._last_day(rules):
                return rules
        raise UnknownRuleSet(f"no rule set is in force on {day}")

    def _last_day(self, rules: MoneyRules) -> date:
        """The stated last day; else the day before the rule set that is based on this one begins."""
        if rules.header.valid_to is not None:
            return rules.header.valid_to
        heirs = (heir.header for heir in self._rule_sets.values() if heir.header.based_on == rules.id)
        return min((heir.valid_from - timedelta(days=1) for heir in heirs), default=date.max)


def load_rule_sets(folder: Traversable) -> RuleSets:
    """Every rule set of a folder, which holds a folder each, and `money/base_units.yaml`; raises `InvalidTables`."""
    base_units = _document(folder / FOLDER / BASE_UNITS)
    tables = {table_set["header"]["id"]: table_set for table_set in _table_sets(folder)}
    return RuleSets({name: _rules(name, tables, base_units) for name in tables})


@cache
def packaged_rule_sets() -> RuleSets:
    """The rule sets that come with the system, read and checked once."""
    return load_rule_sets(files("shared.law"))


def _table_sets(folder: Traversable) -> list[dict[str, Any]]:
    folders = sorted((entry for entry in folder.iterdir() if entry.is_dir()), key=lambda entry: entry.name)
    return [_table_set(entry / FOLDER) for entry in folders if (entry / FOLDER / HEADER).is_file()]


def _table_set(folder: Traversable) -> dict[str, Any]:
    present = {name: folder / f"{name}.yaml" for name in _TABLES}
    documents = {name: _document(path) for name, path in present.items() if path.is_file()}
    return {"header": _document(folder / HEADER), **documents}


def _rules(name: str, tables: Mapping[str, dict[str, Any]], base_units: Any) -> MoneyRules:
    merged: dict[str, Any] = {"base_units": base_units}
    for ancestor in reversed(_ancestry(name, tables)):
        merged |= tables[ancestor]
    try:
        return MoneyRules.model_validate(merged)
    except ValidationError as error:
        raise InvalidTables(f"rule set {name}: {error}") from error


def _ancestry(name: str, tables: Mapping[str, dict[str, Any]]) -> list[str]:
    line = [name]
    while (parent := tables[line[-1]]["header"].get("based_on")) is not None:
        if parent not in tables or parent in line:
            raise InvalidTables(f"rule set {name} is based on {parent!r}, which is not there or leads back to it")
        line.append(parent)
    return line


def _document(path: Traversable) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except (OSError, yaml.YAMLError) as error:
        raise InvalidTables(f"{path.name} cannot be read: {error}") from error
