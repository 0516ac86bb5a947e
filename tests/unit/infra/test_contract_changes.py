"""The page of what each release added to the contracts."""

from typing import Any

import pytest

from infra.documents.contract_changes import additions, rendered

PAID, SERVED = "lea.proceedings.payment-received.v1", "lea.proceedings.debtor-served.v1"
OLD: dict[str, Any] = {
    "$defs": {
        "Money": {"title": "Money", "properties": {"amount": {"type": "string"}}, "type": "object"},
        "Part": {
            "title": "Part",
            "properties": {"sum": {"$ref": "#/$defs/Money"}, "of": {"$ref": "#/$defs/Part"}},
            "type": "object",
        },
    },
    "properties": {
        "fee": {"anyOf": [{"$ref": "#/$defs/Money"}, {"type": "null"}]},
        "parts": {"items": {"$ref": "#/$defs/Part"}, "type": "array"},
        "source": {"enum": ["debtor"], "type": "string"},
    },
}
MONEY = {"title": "Money", "properties": {"amount": {"type": "string"}, "currency": {"type": "string"}}}


def _with_definition(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    return {**OLD, "$defs": {**OLD["$defs"], name: definition}}


def _with_field(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {**OLD, "properties": {**OLD["properties"], name: schema}}


@pytest.mark.parametrize(
    ("new", "found"),
    [
        (OLD, []),
        (_with_field("bank", {"type": "string"}), ["`bank`"]),
        (_with_field("source", {"enum": ["debtor", "sale"], "type": "string"}), ["`source`: `sale`"]),
        (_with_definition("Money", MONEY), ["`fee.currency`", "`parts[].sum.currency`"]),
        (_with_field("fee", {"anyOf": [*OLD["properties"]["fee"]["anyOf"], {"type": "integer"}]}), ["`fee`: integer"]),
    ],
)
def test_what_is_added_is_named_by_its_path(new: dict[str, Any], found: list[str]) -> None:
    assert additions(OLD, new) == found


def test_the_latest_release_stands_first_and_only_what_is_new_in_it() -> None:
    more = _with_field("bank", {"type": "string"})
    page = rendered({"0.1.0": {PAID: OLD}, "0.2.0": {PAID: more}, "Unreleased": {PAID: more, SERVED: OLD}})
    headings = [line for line in page.splitlines() if line.startswith("#")][1:]
    assert headings == [
        "## Unreleased", "### New events of `proceedings` (1)", "## 0.2.0", "### Added to events", "## 0.1.0",
    ]  # fmt: skip
    assert f"| `{PAID}` | `bank` |" in page
    assert f"`{SERVED}`\n" in page
