"""Digits are 0 to 9 in every interface: those of other scripts are malformed, never unknown."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.base import AS_STORED
from contracts.events.corrections import StatedAct
from contracts.schema_files import schemas
from contracts.service_3_11_01 import KnownAt
from contracts.service_3_11_01.changes import Cursor
from contracts.service_3_11_01.reconciliation import Sum
from contracts.values import (
    BodyCode,
    CaseNumber,
    Citation,
    CurrencyCode,
    Day,
    DecimalString,
    DocumentNumber,
    ExecutorId,
    PersonIdentifier,
    ProceedingNumber,
    RegistrationNumber,
    StatedCase,
)

ROOT = Path(__file__).parents[3]
WRITTEN: list[tuple[Any, Any]] = [
    (BodyCode, "0101"),
    (ExecutorId, "0101-001"),
    (ProceedingNumber, "0101-2026-000001"),
    (CurrencyCode, "933"),
    (DecimalString, "12.50"),
    (Sum, "12.50"),
    (Day, "2026-03-16"),
    (date, "2026-03-16"),
    (KnownAt, "2026-03-16T09:00:00+03:00"),
    (Cursor, "12-34"),
    (Citation, "Art. 358(1) ind. 5"),
    (DocumentNumber, "155ЭИП26"),
    (CaseNumber, "12-3/2026"),
    (RegistrationNumber, "0101/26-77"),
    (StatedCase, "12-3/2026"),
    (StatedAct, {"type": "lea.proceedings.record-service.v1", "data": {}}),
    (PersonIdentifier, {"kind": "unp", "value": "200988541"}),
    (PersonIdentifier, {"kind": "personal-number", "value": "3140462K000VF6"}),
    (PersonIdentifier, {"kind": "foreign", "value": "LT:302663412"}),
]
SCRIPTS = {"full-width": ord("\uff10"), "Arabic": ord("\u0660"), "Devanagari": ord("\u0966")}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(("type_", "written"), WRITTEN, ids=lambda value: getattr(value, "__name__", "") or str(value))
def test_digits_of_another_script_are_malformed(type_: Any, written: Any, script: str) -> None:
    adapter = TypeAdapter[Any](type_)
    adapter.validate_python(written)
    digits = {ord(str(digit)): chr(SCRIPTS[script] + digit) for digit in range(10)}
    other = json.dumps(written, ensure_ascii=False).translate(digits)
    with pytest.raises(ValidationError):
        adapter.validate_json(other)
    with pytest.raises(ValidationError):
        adapter.validate_python(json.loads(other))


@pytest.mark.parametrize("type_", [DocumentNumber, CaseNumber, RegistrationNumber, ExecutorId])
def test_what_was_recorded_is_read_as_it_stands(type_: Any) -> None:
    recorded = "\uff10101-001"
    assert TypeAdapter[Any](type_).validate_python(recorded, context=AS_STORED) == recorded


def test_an_identifier_that_was_recorded_is_read_as_it_stands() -> None:
    recorded = {"kind": "unp", "value": "20098854\uff12"}
    assert PersonIdentifier.model_validate(recorded, context=AS_STORED).value == recorded["value"]


def test_every_pattern_of_a_message_is_of_a_type_that_is_tested_here() -> None:
    tested = {each for type_, _ in WRITTEN for each in patterns(TypeAdapter[Any](type_).json_schema())}
    used = {each for schema in schemas().values() for each in patterns(schema)}
    assert {each for each in used if "\\d" in each} <= tested


def patterns(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return {each for item in schema for each in patterns(item)}
    if not isinstance(schema, dict):
        return set()
    own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
    return own.union(*(patterns(value) for value in schema.values()))


def test_no_pattern_of_the_code_takes_digits_of_other_scripts() -> None:
    """In Python `\\d` takes them; where a schema says `\\d`, the value is tested above."""
    expression = re.compile(r"\bre\.\w+\(.*\\d")
    found = [
        f"{path}:{number}"
        for folder in ("contracts", "services", "shared", "infra")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if expression.search(line.replace(r"[^\W\d_]", "")) and "re.ASCII" not in line  # letters of any script
    ]
    assert found == []
