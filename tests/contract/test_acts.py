"""The contracts of acts are what their rows say: generated ones as committed, hand-written ones field by field."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from contracts import acts
from contracts.catalogue import COMMANDS, EVENTS
from contracts.registry import Command, Registry
from infra.documents.acts import FOLDER, generated, modules, samples
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.parts.act_fields import FieldRow, FieldType
from shared.law.rule_sets.parts.acts import ActRow
from tests.contract.test_golden_samples import GOLDEN

RULES = RuleSets.load().named("epc-2021").procedures
BY_HAND = [
    pytest.param(procedure.service, row, id=row.act)
    for procedure in RULES.procedures().values()
    for row in procedure.acts.values()
    if not row.generated and procedure.service != "intake"  # what papers say is no single field
]


def test_the_generated_contracts_are_current() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py")}
    assert committed == dict(modules()), "run `make schemas`"


def test_every_generated_type_is_in_the_catalogue() -> None:
    found = {type_ for type_, model in {**COMMANDS.models, **EVENTS.models}.items() if "contracts.acts" in repr(model)}
    assert found == set(samples())
    assert {path.stem for path in GOLDEN.glob("*.json")} >= found


def test_generated_types_are_not_built_before_they_are_used() -> None:
    for act in generated():
        command = COMMANDS.models[f"lea.{act.service}.{act.row.act}.v1"]
        assert command.model_config["defer_build"]


@pytest.mark.parametrize(("service", "row"), BY_HAND)
def test_a_hand_written_command_states_what_its_row_says(service: str, row: ActRow) -> None:
    command = COMMANDS.models[f"lea.{service}.{row.command}.v1"]
    assert issubclass(command, Command)
    schema = command.model_json_schema(mode="validation")
    found = {
        name: (_kind(field, schema), name in schema.get("required", ()))
        for name, field in schema.get("properties", {}).items()
    }
    assert found == {name: (kind, required) for name, kind, required in _stated(row)}


def _stated(row: ActRow) -> Iterator[tuple[str, Any, bool]]:
    for field, required in RULES.fields_of(row):
        yield field.name, _KINDS.get(field.type, _detailed)(field), required


def _detailed(field: FieldRow) -> Any:
    return field.list or field.values or (field.at_least, field.at_most)


_KINDS: Mapping[FieldType, Callable[[FieldRow], Any]] = {
    FieldType.ID: lambda _: "uuid",
    FieldType.DAY: lambda _: "date",
    FieldType.TEXT: lambda _: "string",
    FieldType.FLAG: lambda _: "boolean",
    FieldType.SUM: lambda _: "PositiveMoney",
    FieldType.CLAIM: lambda _: "integer",
    FieldType.EXECUTOR: lambda _: "Executor",
    FieldType.PARTY: lambda _: "Party",
    FieldType.PAPER: lambda _: "Paper",
    FieldType.BANK_ORDER: lambda _: "BankOrder",
    FieldType.ACCOUNTS: lambda _: ["Account"],
    FieldType.CURRENCY: lambda _: "string",
    FieldType.RATE: lambda _: "ExchangeRate",
    FieldType.RATES: lambda _: ["ExchangeRate"],
    FieldType.CODE: lambda _: "string",
    FieldType.PROCEEDING: lambda _: "string",
    FieldType.PARTS: lambda _: ["PartOfDebt"],
    FieldType.CLAIM_SUMS: lambda _: ["ClaimSum"],
    FieldType.RETURNED_ITEMS: lambda _: ["ReturnedItem"],
}


def _kind(field: dict[str, Any], schema: dict[str, Any]) -> Any:
    """A field of a JSON Schema, as far as a row describes it."""
    if "anyOf" in field:
        [some] = [choice for choice in field["anyOf"] if choice.get("type") != "null"]
        return _kind(some, schema)
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[1]
        return tuple(schema["$defs"][name].get("enum", ())) or name
    if field.get("type") == "array" and "$ref" in field["items"]:
        return [_kind(field["items"], schema)]
    if field.get("type") == "array":
        return field["minItems"], field["maxItems"]
    return field.get("x-code-list", "").replace("_", "-") or field.get("format") or field["type"]


def test_generated_modules_are_not_imported_before_they_are_used() -> None:
    code = (
        "import sys, contracts.catalogue; print([name for name in sys.modules if name.startswith('contracts.acts.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_order_of_types_does_not_depend_on_what_was_imported() -> None:
    elsewhere = dict(list(acts.EVENTS.items())[:2])
    registry = Registry((), unknown_fields="ignore", elsewhere=elsewhere)
    first, last = registry.models
    assert registry.models[last].type == last
    assert [*registry.models] == [first, last], "importing one of them moved it"
