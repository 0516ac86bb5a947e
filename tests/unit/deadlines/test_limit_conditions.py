"""A limit that applies only in certain cases is set where its conditions are known to hold."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.catalogue import EVENTS
from contracts.events.deadlines import LimitSet
from contracts.identifiers import new_id
from services.deadlines.domain.observing import observe
from services.deadlines.domain.reading import Shown, shown
from services.deadlines.domain.watch import Watch
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSet, RuleSets
from shared.limit_conditions import Conditions, Known

GOLDEN = Path(__file__).parents[2] / "contract" / "golden"
TERM_STARTED = "lea.proceedings.voluntary-term-started.v1"
LATER_LAW = {
    "id": "law-2030",
    "name": {"en": "A later law", "ru": "Новый закон", "be": "Новы закон"},
    "valid_from": date(2030, 1, 1),
    "based_on": "epc-2021",
}


def later_law(folder: Path, **changes: Any) -> RuleSets:
    """The voluntary term of a law that is like the Code but for the changes."""
    limit = RuleSets.load().named("epc-2021").limit("voluntary-execution")
    row = {**limit.model_dump(mode="json", exclude_defaults=True), **changes}
    row.pop("rule_set")
    (folder / "rule_set.yaml").write_text(yaml.safe_dump(LATER_LAW, allow_unicode=True), encoding="utf-8")
    (folder / "time_limits.yaml").write_text(yaml.safe_dump([row], allow_unicode=True), encoding="utf-8")
    return RuleSets.load(folder)


def term_started(day: date, rule_set: RuleSet) -> Shown:
    data = EVENTS.decode(TERM_STARTED, (GOLDEN / f"{TERM_STARTED}.json").read_bytes())
    return shown(new_id(), day, data, rule_set)


@pytest.mark.parametrize(
    ("changes", "holding", "limits"),
    [
        ({}, [], ["voluntary-execution"]),
        ({"applies_when": ["debtor-is-individual"]}, [], []),
        ({"applies_when": ["debtor-is-individual"]}, ["debtor-is-individual"], ["voluntary-execution"]),
        ({"unless": ["debtor-is-individual"]}, [], ["voluntary-execution"]),
        ({"unless": ["debtor-is-individual"]}, ["debtor-is-individual"], []),
    ],
)
def test_conditions(tmp_path: Path, changes: dict[str, Any], holding: list[str], limits: list[str]) -> None:
    rule_sets = later_law(tmp_path, **changes)
    term = term_started(date(2030, 3, 20), rule_sets.named("law-2030"))
    known = Conditions([Known(date(2030, 3, 1), holding, ())])
    set_ = observe(Watch(), term, rule_sets, belarus(), known)
    assert [event.ref.limit for event in set_ if isinstance(event, LimitSet)] == limits
