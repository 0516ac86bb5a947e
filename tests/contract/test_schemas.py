"""The committed schemas are what the code says, and no change breaks those who hold a published one."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from contracts.compatibility import Schema, incompatibilities
from contracts.schema_files import breaks, published, schemas
from infra.documents.codelists import FOLDER, LISTS, rendered

PAYMENT = "lea.proceedings.payment-received.v1"


def test_no_change_breaks_a_published_schema() -> None:
    assert breaks() == []


def test_the_committed_schemas_are_current() -> None:
    assert published() == schemas(), "run `make schemas`"


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
    ],
)
def test_a_breaking_change_is_named(change: Change, said: str) -> None:
    assert any(problem.startswith(said) for problem in incompatibilities(*_changed(change)))


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
