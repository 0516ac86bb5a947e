"""Writes names of the rule set into code lists of the contracts: `python -m infra.documents.codelists`.

Contracts import no other package of the project, so their code lists hold copies of the names in the rule set. Codes,
and rows that the rule set does not have, are not changed.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

import contracts.codelists
from shared.law.rule_sets import RuleSet, RuleSets
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.fields import DisplayNames
from shared.law.rule_sets.rows import Ground, Measure
from shared.plain_yaml import read_table

FOLDER = Path(contracts.codelists.__file__).parent
LISTS: Mapping[str, Callable[[RuleSet], Mapping[str, "_Row"]]] = {
    "status_reasons": lambda rules: {row.id: _Row(row.article, row.name) for row in rules.all(Ground)},
    "measures": lambda rules: {row.id: _Row(row.article, row.name) for row in rules.all(Measure)},
    "statement_elements": lambda rules: {
        row.element: _Row(row.article, row.detail) for row in rules.intake.elements.elements.values()
    },
}


class _Row(NamedTuple):
    article: Citation
    name: DisplayNames


def rendered(name: str) -> str:
    """The text of a list with current names."""
    head, _, _ = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").partition("version:")
    document = read_table((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    latest = max(RuleSets.load(), key=lambda rule_set: rule_set.valid_from)
    rows = LISTS[name](latest)
    document["codes"] = [_named(code, rows.get(code["code"])) for code in document["codes"]]
    return head + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=200)


def _named(code: dict[str, Any], row: _Row | None) -> dict[str, Any]:
    if row is None:
        return code
    names = {language: getattr(row.name, language) for language in ("en", "ru", "be")}
    return {**code, "article": str(row.article), "names": names}


def main() -> None:
    """Write the lists."""
    for name in LISTS:
        (FOLDER / f"{name}.yaml").write_text(rendered(name), encoding="utf-8")


if __name__ == "__main__":
    main()
