"""The rules of money of a rule set, by name: `caps.caps.levy`, `sale.revaluation`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from shared.law.names import Names
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.fields import Model
from shared.law.rule_sets.sheets import sheets_of


@dataclass(frozen=True)
class MoneyRule:
    """A rule, with its article and what it is."""

    article: Citation
    words: str


@cache
def money_rules(rules: RuleSet) -> Mapping[str, MoneyRule]:
    """Every row of the tables of money that has an article."""
    found = dict[str, MoneyRule]()
    for sheet in sheets_of(type(rules.money)):
        for name, row in _rows(sheet, getattr(rules.money, sheet)):
            article = getattr(row, "article", None)
            if article is not None:
                found[name] = MoneyRule(article, _words(name, row))
    return found


def _rows(sheet: str, held: Model) -> Iterator[tuple[str, Any]]:
    for table in type(held).model_fields:
        value = getattr(held, table)
        if isinstance(value, Mapping):
            yield from ((f"{sheet}.{table}.{key}".replace(" ", "-"), row) for key, row in value.items())
        elif isinstance(value, tuple):
            numbered = enumerate(value, start=1)
            yield from ((f"{sheet}.{table}.{getattr(row, 'code', place)}", row) for place, row in numbered)
        else:
            yield f"{sheet}.{table}", value


def _words(name: str, row: Model) -> str:
    names = getattr(row, "names", None)
    return names.en if isinstance(names, Names) else name.split(".", 1)[1].replace(".", ": ").replace("_", " ")
