"""Requirements are rows of the rule set, tests are code: each needs the other."""

from datetime import date
from pathlib import Path

import pytest

from services.intake.domain.assessment import Rules
from services.intake.domain.requirements import CHECKS
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSets, UnknownReference
from tests.unit.law.files import LATER, written

DETAIL = {"en": "Something is missing.", "ru": "Чего-то нет.", "be": "Нечага няма."}
ROW = {"article": "Art. 355(1)", "ground": "return-uninitiated-form", "detail": DETAIL}


def test_a_requirement_without_a_test_stops_the_service(tmp_path: Path) -> None:
    rows = {"requirements": [{"check": "is-perfect", **ROW}]}
    rule_sets = RuleSets.load(written(tmp_path, LATER, {"intake/requirements": rows}))
    with pytest.raises(UnknownReference, match="lacks a test") as raised:
        Rules(rule_sets, belarus())
    assert (raised.value.row, raised.value.field) == ("is-perfect", "check")


def test_a_test_without_a_requirement_stops_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHECKS, "is-perfect", lambda *_: True)
    with pytest.raises(UnknownReference, match="lacks a row"):
        Rules(RuleSets.load(), belarus())


def test_a_later_rule_set_may_repeal_a_requirement(tmp_path: Path) -> None:
    header = {**LATER, "repealed": {"intake.requirements.requirements": ["is-signed"]}}
    rules = Rules(RuleSets.load(written(tmp_path, header, {})), belarus())
    later = rules.rule_sets.in_force(date(2030, 1, 1)).intake.requirements.requirements
    assert set(CHECKS) - set(later) == {"is-signed"}


def test_a_circumstance_without_its_duty_stops_the_service(tmp_path: Path) -> None:
    header = {**LATER, "repealed": {"intake.duties.duties": ["act-was-not-open"]}}
    with pytest.raises(UnknownReference, match="lacks a row"):
        Rules(RuleSets.load(written(tmp_path, header, {})), belarus())
