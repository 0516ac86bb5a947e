"""The committed schemas are what the code says, and no change breaks those who hold a published one."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts.catalogue import COMMANDS, EVENTS
from contracts.compatibility import Schema, incompatibilities
from contracts.schema_files import ASKED, breaks, keep, published, released, schemas
from infra.documents.codelists import FOLDER, LISTS, rendered
from infra.stack.settings import PROJECT

PAYMENT = "lea.proceedings.payment-received.v1"


def test_no_change_breaks_a_published_schema() -> None:
    assert breaks() == []


def test_the_committed_schemas_are_current() -> None:
    assert published() == schemas(), "run `make schemas`"


def test_every_release_is_compared_with(tmp_path: Path) -> None:
    held = copy.deepcopy(released()["0.1.0"])
    held[PAYMENT]["properties"]["bank"] = {"type": "string"}
    (tmp_path / "0.1.0.json").write_text(json.dumps(held), encoding="utf-8")
    keep("0.2.0", tmp_path)
    assert released(tmp_path)["0.2.0"] == published()
    assert breaks(releases=tmp_path) == [f"0.1.0: {PAYMENT} $.bank: field was removed"]


def test_what_was_released_does_not_change(tmp_path: Path) -> None:
    keep("0.2.0", tmp_path)
    with pytest.raises(FileExistsError):
        keep("0.2.0", tmp_path)


def test_every_release_left_its_schemas() -> None:
    changelog = (Path(PROJECT) / "CHANGELOG.md").read_text(encoding="utf-8")
    assert set(released()) == set(re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE))


def _without_a_field(schema: Schema) -> None:
    del schema["properties"]["fee"]


def _with_a_new_required_field(schema: Schema) -> None:
    schema["properties"]["bank"] = {"type": "string"}
    schema["required"].append("bank")


def _with_another_type(schema: Schema) -> None:
    schema["properties"]["article"]["type"] = "integer"


def _with_a_narrower_pattern(schema: Schema) -> None:
    schema["$defs"]["Money"]["properties"]["currency"]["pattern"] = "^933$"


def _with_fewer_choices(schema: Schema) -> None:
    schema["$defs"]["PaymentSource"]["enum"].remove("debtor")


def _without_none(schema: Schema) -> None:
    schema["properties"]["measure"] = {"type": "string", "format": "uuid"}


def _with_none(schema: Schema) -> None:
    schema["properties"]["payment"] = {"anyOf": [schema["properties"]["payment"], {"type": "null"}]}


def _with_a_list_of_it(schema: Schema) -> None:
    sum_ = schema["properties"]["fee"]
    schema["properties"]["fee"] = {"oneOf": [{"items": sum_, "type": "array"}, sum_]}


def _with_others_instead(schema: Schema) -> None:
    schema["properties"]["article"] = {"anyOf": [{"type": "integer"}, {"type": "null"}]}


def _with_one_more(schema: Schema) -> None:
    schema["properties"]["measure"]["anyOf"].append({"type": "integer"})


def _with_a_narrower_one(schema: Schema) -> None:
    schema["properties"]["article"] = {"anyOf": [{**schema["properties"]["article"], "maxLength": 3}, {"type": "null"}]}


def _closed(schema: Schema) -> None:
    schema["$defs"]["Money"]["additionalProperties"] = False


def _without_its_class(schema: Schema) -> None:
    del schema["properties"]["explanation"]["items"]["x-sensitive"]


def _with_an_optional_field(schema: Schema) -> None:
    schema["properties"]["bank"] = {"type": "string"}


def _with_more_choices(schema: Schema) -> None:
    schema["$defs"]["PaymentSource"]["enum"].append("insurance")


Change = Callable[[Schema], None]


def _changed(change: Change) -> tuple[Any, Any]:
    before = published()[PAYMENT]
    after = copy.deepcopy(before)
    change(after)
    return before, after


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without_a_field, "$.fee: field was removed"),
        (_with_a_new_required_field, "$.bank: field became required"),
        (_with_another_type, "$.article: type string became integer"),
        (_with_a_narrower_pattern, "$.costs.currency: pattern"),
        (_with_fewer_choices, "$.source: enum"),
        (_without_none, "$.measure: alternatives were removed"),
        (_with_none, "$.payment: may be null now"),
        (_with_a_list_of_it, "$.fee: may be array now"),
        (_with_one_more, "$.measure: may be integer now"),
        (_with_others_instead, "$.article: type string became integer"),
        (_with_a_narrower_one, "$.article: maxLength"),
        (_closed, "$.costs: fields that are not named"),
        (_without_its_class, "$.explanation[]: class free-text became None"),
    ],
)
def test_a_breaking_change_is_named(change: Change, said: str) -> None:
    assert any(problem.startswith(said) for problem in incompatibilities(*_changed(change)))


@pytest.mark.parametrize("change", [_with_none, _with_a_list_of_it, _with_one_more])
def test_what_we_are_asked_may_become_one_of_several(change: Change) -> None:
    assert incompatibilities(*_changed(change), asked=True) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_with_none, "$.payment: alternatives were removed"),
        (_with_a_list_of_it, "$.fee: alternatives were removed"),
        (_with_one_more, "$.measure|2: type integer became string"),
        (_with_others_instead, "$.article: alternatives were removed"),
    ],
)
def test_one_of_several_must_not_become_the_only_one(change: Change, said: str) -> None:
    """What was written under the schema with several must stay readable, and what is asked may still be asked."""
    after, before = _changed(change)
    for asked in (False, True):
        assert said in incompatibilities(before, after, asked=asked)


def test_what_a_wrong_alternative_has_in_common_is_compared_with_the_right_one_too() -> None:
    before = {
        "$defs": {"Sum": {"type": "string"}},
        "anyOf": [
            {"properties": {"a": {"$ref": "#/$defs/Sum"}, "b": {"const": 1}}, "type": "object"},
            {"properties": {"a": {"$ref": "#/$defs/Sum"}, "b": {"const": 2}}, "type": "object"},
        ],
    }
    after = {**before, "$defs": {"Sum": {"type": "integer"}}}
    assert [each for each in incompatibilities(before, after) if each.startswith("$|1")] != []


def _closed_objects(schema: Any) -> int:
    if isinstance(schema, list):
        return sum(map(_closed_objects, schema))
    if not isinstance(schema, dict):
        return 0
    return (schema.get("additionalProperties") is False) + sum(map(_closed_objects, schema.values()))


def test_events_are_open_to_added_fields() -> None:
    committed = published()
    assert [type_ for type_ in EVENTS.models if _closed_objects(committed[type_])] == []


def test_what_we_are_asked_is_strict() -> None:
    committed = published()
    asked = {**COMMANDS.models, **ASKED}
    assert [type_ for type_ in asked if committed[type_].get("additionalProperties") is not False] == []


def test_what_we_are_asked_may_stop_being_required() -> None:
    before, after = _changed(lambda schema: schema["required"].remove("fee"))
    assert incompatibilities(before, after, asked=True) == []
    assert incompatibilities(before, after) == ["$.fee: field is no longer certain to be there"]


@pytest.mark.parametrize("change", [_with_an_optional_field, _with_more_choices])
def test_an_additive_change_passes(change: Change) -> None:
    assert incompatibilities(*_changed(change)) == []


@pytest.mark.parametrize("name", LISTS)
def test_the_code_lists_carry_the_names_of_the_law(name: str) -> None:
    assert (FOLDER / f"{name}.yaml").read_text(encoding="utf-8") == rendered(name), "run `make schemas`"
