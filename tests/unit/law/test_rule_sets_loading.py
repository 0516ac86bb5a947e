"""Bad rule sets: each is refused with an error that names the file, the row and the field."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shared.law.rule_sets import (
    IllFormedRow,
    OverlappingValidity,
    RuleSetError,
    RuleSets,
    UnknownReference,
    UnreadableFile,
)
from tests.unit.law.files import HEADER, LATER, written

ACTOR = {"id": "debtor", "article": "Art. 345(1)", "name": {"en": "Debtor", "ru": "Должник", "be": "Даўжнік"}}
EVENT = {"id": "served", "article": "Art. 357(1)", "name": "The debtor is served"}
LIMIT = {
    "id": "pay",
    "article": "Art. 357(1)",
    "what": "Pay",
    "who": "debtor",
    "amount": 7,
    "unit": "working_days",
    "kind": "act_by",
    "direction": "after",
    "starts_from": "served",
}
GROUND = {
    "id": "waived",
    "article": "Art. 358(1) ind. 2",
    "decision": "refuse",
    "name": {"en": "Waived", "ru": "Отказ", "be": "Адмова"},
}
DECISION = {
    "id": "refuse",
    "article": "Art. 358(1)",
    "decided_by": "debtor",
    "name": {"en": "Refusal", "ru": "Отказ", "be": "Адмова"},
}
MEASURE = {
    "id": "levy",
    "article": "Art. 360(1)",
    "category": "compulsory",
    "decided_by": "debtor",
    "act": "resolution",
    "is_execution_document": False,
    "fee": "none",
    "name": {"en": "Levy", "ru": "Взыскание", "be": "Спагнанне"},
}
TABLES: dict[str, list[dict[str, Any]]] = {
    "actors": [ACTOR],
    "events": [EVENT],
    "time_limits": [LIMIT],
    "decisions": [DECISION],
    "grounds": [GROUND],
    "measures": [MEASURE],
}


def without(row: dict[str, Any], *fields: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in fields}


@dataclass(frozen=True)
class Bad:
    """One fault in an otherwise sound rule set, and where the error must point."""

    name: str
    tables: dict[str, Any]
    error: type[RuleSetError]
    file: str
    row: str | None
    field: str | None
    says: str


def bad_limit(name: str, change: dict[str, Any], field: str | None, says: str, *drop: str) -> Bad:
    row = {**without(LIMIT, *drop), **change}
    return Bad(name, {"time_limits": [row]}, IllFormedRow, "test_law/time_limits.yaml", "pay", field, says)


def dangling(table: str, row: dict[str, Any], field: str, says: str) -> Bad:
    return Bad(f"{table}: {says}", {table: [row]}, UnknownReference, f"test_law/{table}.yaml", row["id"], field, says)


CASES = [
    bad_limit("missing article", {}, "article", "required", "article"),
    bad_limit("article without its prefix", {"article": "357"}, "article", "not a citation"),
    bad_limit("article zero", {"article": "Art. 0(1)"}, "article", "not a citation"),
    bad_limit("part zero", {"article": "Art. 357(0)"}, "article", "not a citation"),
    bad_limit("indent without part", {"article": "Art. 357 ind. 2"}, "article", "not a citation"),
    bad_limit("article in other words", {"article": "Article 357, part 1"}, "article", "not a citation"),
    bad_limit("unknown unit", {"unit": "fortnights"}, "unit", "fortnights"),
    bad_limit("calendar days", {"unit": "days"}, "unit", "days"),
    bad_limit("missing unit", {}, "unit", "required", "unit"),
    bad_limit("unknown kind", {"kind": "sometimes"}, "kind", "sometimes"),
    bad_limit("unknown direction", {"direction": "around"}, "direction", "around"),
    bad_limit("amount missing where counted", {}, None, "amount", "amount"),
    bad_limit("amount given where not counted", {"unit": "event"}, None, "amount"),
    bad_limit("amount zero", {"amount": 0}, "amount", "greater than 0"),
    bad_limit("amount negative", {"amount": -7}, "amount", "greater than 0"),
    bad_limit("amount no number", {"amount": "seven"}, "amount", "seven"),
    bad_limit("no start", {}, "starts_from", "required", "starts_from"),
    bad_limit("unknown field", {"start": "served"}, "start", "Extra inputs"),
    Bad(
        "identifier with spaces",
        {"time_limits": [{**LIMIT, "id": "pay up"}]},
        IllFormedRow,
        "test_law/time_limits.yaml",
        "pay up",
        "id",
        "pattern",
    ),
    bad_limit(
        "validity the wrong way round",
        {"valid_from": date(2030, 2, 1), "valid_to": date(2030, 1, 1)},
        None,
        "valid_to lies before",
    ),
    bad_limit("basis without its place", {"basis": "analogy"}, None, "taken_from"),
    dangling("time_limits", {**LIMIT, "starts_from": "sevred"}, "starts_from", "unknown event 'sevred'"),
    dangling("time_limits", {**LIMIT, "met_by": ["served", "paid"]}, "met_by", "unknown event 'paid'"),
    dangling("time_limits", {**LIMIT, "suspended_by": "stayed"}, "suspended_by", "unknown event or ground 'stayed'"),
    dangling("time_limits", {**LIMIT, "who": "bailiff"}, "who", "unknown actor 'bailiff'"),
    dangling("time_limits", {**LIMIT, "covered_by": "other"}, "covered_by", "unknown time limit 'other'"),
    dangling("time_limits", {**LIMIT, "missed_ground": "late"}, "missed_ground", "unknown ground 'late'"),
    dangling("events", {**EVENT, "ended_by": "over"}, "ended_by", "unknown event 'over'"),
    dangling("grounds", {**GROUND, "decision": "perhaps"}, "decision", "unknown decision 'perhaps'"),
    dangling("grounds", {**GROUND, "document": "paper"}, "document", "unknown document 'paper'"),
    dangling("time_limits", {**LIMIT, "article": "Art. 999(1)"}, "article", "unknown article '999'"),
    dangling("time_limits", {**LIMIT, "see": ["Art. 357(1)", "Art. 998"]}, "see", "unknown article '998'"),
    dangling("measures", {**MEASURE, "preconditions": ["moon"]}, "preconditions", "unknown condition 'moon'"),
    Bad(
        "ground without Belarusian",
        {"grounds": [{**GROUND, "name": {"en": "Waived", "ru": "Отказ"}}]},
        IllFormedRow,
        "test_law/grounds.yaml",
        "waived",
        "name.be",
        "required",
    ),
    Bad(
        "conditional fee without condition",
        {"measures": [{**MEASURE, "fee": "conditional"}]},
        IllFormedRow,
        "test_law/measures.yaml",
        "levy",
        None,
        "fee_condition",
    ),
    Bad(
        "binding to no event type",
        {"events": [{**EVENT, "bound_to": {"type": "served"}}]},
        IllFormedRow,
        "test_law/events.yaml",
        "served",
        "bound_to.0.type",
        "pattern",
    ),
    Bad(
        "the same row twice",
        {"time_limits": [LIMIT, LIMIT]},
        OverlappingValidity,
        "test_law/time_limits.yaml",
        "pay",
        "valid_from",
        "same days",
    ),
    Bad(
        "overlapping validity",
        {"time_limits": [{**LIMIT, "valid_to": date(2030, 6, 1)}, {**LIMIT, "valid_from": date(2030, 6, 1)}]},
        OverlappingValidity,
        "test_law/time_limits.yaml",
        "pay",
        "valid_from",
        "same days",
    ),
    Bad("no such table", {"limits": [LIMIT]}, UnreadableFile, "test_law/limits.yaml", None, None, "no table 'limits'"),
    Bad("not a list", {"grounds": {"waived": GROUND}}, UnreadableFile, "test_law/grounds.yaml", None, None, "list"),
    Bad("empty file", {"grounds": ""}, UnreadableFile, "test_law/grounds.yaml", None, None, "list"),
    Bad(
        "a key twice",
        {"grounds": "- id: waived\n  article: Art. 358(1)\n  id: refused"},
        OverlappingValidity,
        "test_law/grounds.yaml",
        None,
        "id",
        "line 3",
    ),
    Bad("no YAML", {"grounds": "- id: [waived"}, UnreadableFile, "test_law/grounds.yaml", None, None, "cannot be read"),
    Bad(
        "a row that is no mapping",
        {"grounds": ["waived"]},
        IllFormedRow,
        "test_law/grounds.yaml",
        "waived",
        None,
        "mapping",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_rows_are_refused(case: Bad, tmp_path: Path) -> None:
    folder = written(tmp_path, LATER, {**TABLES, **case.tables})
    with pytest.raises(case.error) as raised:
        RuleSets.load(folder)
    error = raised.value
    assert (error.file, error.row, error.field) == (case.file, case.row, case.field)
    assert case.says in str(error)
    assert case.file in str(error)


def test_the_sound_rule_set_is_accepted(tmp_path: Path) -> None:
    rule_sets = RuleSets.load(written(tmp_path, LATER, TABLES))
    assert rule_sets.named("test-law").limit("pay").amount == 7


@pytest.mark.parametrize(
    ("header", "error", "says"),
    [
        (without(HEADER, "valid_from"), IllFormedRow, "valid_from"),
        ({**HEADER, "valid_from": "some day"}, IllFormedRow, "valid_from"),
        ({**HEADER, "name": "A test law"}, IllFormedRow, "name"),
        ({**HEADER, "edition": 2}, IllFormedRow, "edition"),
        (HEADER, OverlappingValidity, "same days as epc-2021"),
        ({**HEADER, "id": "epc-2021"}, OverlappingValidity, "another rule set has this id"),
        ({**HEADER, "based_on": "epc-1998"}, UnknownReference, "epc-1998"),
        ({**HEADER, "based_on": "epc-2021", "valid_from": date(2020, 1, 1)}, UnknownReference, "no earlier rule set"),
        ({**LATER, "repealed": {"limits": ["pay"]}}, UnreadableFile, "no table 'limits'"),
        ({**LATER, "repealed": {"money.sale.unviable": ["x"]}}, UnreadableFile, "no table 'money.sale.unviable'"),
        ({**LATER, "repealed": {"grounds": ["waived-twice"]}}, UnknownReference, "no row 'waived-twice' in grounds"),
    ],
)
def test_bad_headers_are_refused(header: dict[str, Any], error: type[RuleSetError], says: str, tmp_path: Path) -> None:
    with pytest.raises(error, match=says):
        RuleSets.load(written(tmp_path, header, TABLES))


def test_a_folder_without_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"rule_set\.yaml"):
        RuleSets.load(tmp_path)
