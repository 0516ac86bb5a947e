"""Requirements are rows of the rule set, tests are code: each needs the other."""

from datetime import date
from pathlib import Path

import pytest

from contracts.commands.intake import RegisterStatement
from contracts.events.intake import StatementRegistered
from services.intake.domain.assessment import Rules, limit_of
from services.intake.domain.requirements import CHECKS
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSets, UnknownReference
from tests.unit.intake.harness import FAULTLESS, merged
from tests.unit.law.files import LATER, copied, written

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


@pytest.mark.parametrize(("kept_by", "in_time"), [("receipt", False), ("posting", True)])
def test_the_row_says_whether_posting_keeps_the_presentation_limit(tmp_path: Path, kept_by: str, in_time: bool) -> None:
    folder = copied(tmp_path)
    limits = folder / "time_limits" / "section_4_presentation.yaml"
    limits.write_text(limits.read_text(encoding="utf-8").replace("kept_by: receipt", f"kept_by: {kept_by}"), "utf-8")
    rules = Rules(RuleSets.load(folder), belarus())
    document = {"decided_on": "2020-01-02", "issued_on": "2020-01-20", "in_force_on": "2020-01-17"}
    change = {"posted_on": "2020-07-17", "document": document}
    stated = dict(RegisterStatement.model_validate(merged(FAULTLESS, change)))
    statement = StatementRegistered(received_on=date(2020, 7, 20), **stated)
    limit = limit_of(statement, date(2020, 7, 20), rules)
    assert (limit.due, limit.in_time) == (date(2020, 7, 17), in_time)
