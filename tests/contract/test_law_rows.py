"""Every act that the articles name is accounted for by what there is: rows, names of the rule set, tests."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.documents.law_rows import FOLDER, faults, latest, read

ROW = {"row": "postpone-action", "article": "Art. 368(2)"}
GOOD = {**ROW, "act": "postpone-action", "test": "cases/measures.yaml"}


def test_the_entries_name_what_is_there() -> None:
    assert not [*faults(read(), latest())]


def _faults_with(folder: Path, *entries: dict[str, Any]) -> list[str]:
    for path in FOLDER.glob("*.txt"):
        shutil.copy(path, folder)
    (folder / "some.yaml").write_text(yaml.safe_dump([*entries]), encoding="utf-8")
    return [*faults(read(folder), latest())]


def test_an_entry_in_order_has_no_fault(tmp_path: Path) -> None:
    assert _faults_with(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({**GOOD, "row": "no-such-row"}, "there is no such row"),
        ({**GOOD, "article": "Art. 368(9)"}, "is not in the Code"),
        ({**GOOD, "article": "368"}, "is not a citation"),
        ({**GOOD, "act": "no-such-act"}, "there is no act"),
        ({**GOOD, "code": "no-such-code"}, "is in no list of the act"),
        ({**GOOD, "test": "cases/no_such_file.yaml"}, "there is no test"),
        ({**GOOD, "test": "cases/caps.yaml"}, "does not name"),
        ({**GOOD, "duty": "complete-proceeding"}, "give one of"),
        ({**GOOD, "left_out": "a reason and an act"}, "give one of"),
        (ROW, "give one of"),
        ({**GOOD, "act": "add-measure", "code": "ea-summon", "test": None}, "give the test"),
        (
            {"row": "postpone-action", "article": "Art. 368(2)", "ground": "bank-step-exempt-no-account"},
            "give the test",
        ),
        ({"row": "postpone-action", "article": "Art. 368(2)", "money": "no.rule"}, "there is no money"),
        ({**ROW, "left_out": "for a reason", "test": "x"}, "give no test"),
        ({**ROW, "left_out": "for a reason", "code": "x"}, "a code of an act"),
        ({**GOOD, "acts": "postpone-action"}, "Extra inputs"),
    ],
)
def test_a_fault_of_an_entry_is_named(entry: dict[str, Any], fault: str, tmp_path: Path) -> None:
    found = _faults_with(tmp_path, entry)
    assert any(fault in each and each.startswith("some.yaml: ") for each in found), found


@pytest.mark.parametrize(
    "held",
    [
        {"act": "postpone-action"},
        {"limit": "postponement-max"},
        {"condition": "working-time"},
        {"money": "sale.unviable"},
    ],
)
def test_a_row_may_have_the_tests_that_are_found(held: dict[str, str], tmp_path: Path) -> None:
    assert _faults_with(tmp_path, {**ROW, **held}) == []


def test_a_row_of_the_section_has_its_article(tmp_path: Path) -> None:
    assert _faults_with(tmp_path, {"row": "court-delay-02", "act": "record-grant-of-delay"}) == []


def test_a_row_has_one_entry(tmp_path: Path) -> None:
    again = {**ROW, "left_out": "It is there already."}
    assert _faults_with(tmp_path, GOOD, again) == ["some.yaml: postpone-action: the row has several entries"] * 2


@pytest.mark.parametrize("code", ["ens-arrest-property", "arrest-of-property"])
def test_a_code_of_a_list_stands_for_a_row(code: str, tmp_path: Path) -> None:
    named = next(row for row in read().catalogue.values() if row.article.article == "348")
    entry = {"row": named.row, "article": "Art. 348(1)", "act": "add-measure", "code": code, "test": GOOD["test"]}
    assert _faults_with(tmp_path, entry) == []


def test_a_ground_of_the_decision_stands_for_a_row(tmp_path: Path) -> None:
    named = next(row for row in read().catalogue.values() if row.article.article == "366")
    entry = {"row": named.row, "article": "Art. 366(1)", "act": "return-document", "code": "return-no-property",
             "test": "cases/ending.yaml"}  # fmt: skip
    assert _faults_with(tmp_path, entry) == []
