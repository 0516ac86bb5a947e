"""Writes names of the rule set into the code lists of reasons and measures: `python -m infra.documents.codelists`.

Contracts import no other package of the project, so their code lists hold copies of the names in the rule set. Codes,
and rows without a ground or measure, are not changed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

import contracts.codelists
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.rows import Ground, Measure

FOLDER = Path(contracts.codelists.__file__).parent
LISTS: Mapping[str, type[Ground] | type[Measure]] = {"status_reasons": Ground, "measures": Measure}


def rendered(name: str) -> str:
    """The text of a list with current names."""
    head, _, _ = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").partition("version:")
    document = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    latest = max(RuleSets.load(), key=lambda rule_set: rule_set.valid_from)
    rows = {row.id: row for row in latest.all(LISTS[name])}
    document["codes"] = [_named(code, rows.get(code["code"])) for code in document["codes"]]
    return head + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=200)


def _named(code: dict[str, Any], row: Ground | Measure | None) -> dict[str, Any]:
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
