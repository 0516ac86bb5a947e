"""Parties with two identifiers, and what one record says of whose they are."""

from typing import Any

import pytest
from pydantic import ValidationError

from contracts.values import IdentifierKind, Party, PayerRecord

UNP = {"kind": "unp", "value": "191234563"}
PERSONAL = {"kind": "personal-number", "value": "3140462K000VF6"}


def party(**changed: Any) -> Party:
    return Party.model_validate({"kind": "entrepreneur", "identifier": UNP, "name": "Ivanov", **changed})


@pytest.mark.parametrize(("first", "second"), [(UNP, PERSONAL), (PERSONAL, UNP)])
def test_either_number_may_be_the_first(first: dict[str, str], second: dict[str, str]) -> None:
    both = party(identifier=first, second_identifier=second)
    assert [each.value for each in both.identifiers] == [first["value"], second["value"]]
    assert both.payer_record == PayerRecord(UNP["value"], PERSONAL["value"])


def test_the_second_number_has_the_same_form_as_the_first() -> None:
    typed = {"kind": "personal-number", "value": " 3140462 k000-vf6".replace("-", "")}
    second = party(second_identifier=typed).second_identifier
    assert second is not None
    assert (second.kind, second.value) == (IdentifierKind.PERSONAL_NUMBER, PERSONAL["value"])


@pytest.mark.parametrize("second", [UNP, {"kind": "unp", "value": "291234572"}, {"kind": "foreign", "value": "LT:1"}])
def test_two_of_a_kind_and_a_foreign_number_are_no_pair(second: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as raised:
        party(second_identifier=second)
    assert raised.value.errors()[0]["loc"] == ("second_identifier",)


def test_a_party_with_one_identifier_is_written_as_before() -> None:
    assert "second_identifier" not in party().model_dump_json()


@pytest.mark.parametrize(
    ("kind", "first", "second", "record"),
    [
        ("legal-person", UNP, None, PayerRecord("191234563", None)),
        ("entrepreneur", UNP, None, None),
        ("citizen", PERSONAL, None, None),
        ("citizen", PERSONAL, UNP, PayerRecord("191234563", "3140462K000VF6")),
        ("legal-person", {"kind": "foreign", "value": "LT:302663412"}, None, None),
    ],
)
def test_what_a_record_says(kind: str, first: Any, second: Any, record: PayerRecord | None) -> None:
    assert party(kind=kind, identifier=first, second_identifier=second).payer_record == record


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        (("U", "P"), ("U", "P"), False),
        (("U", "P"), ("U", "Q"), True),
        (("U", "P"), ("V", "P"), True),
        (("U", "P"), ("V", "Q"), False),
        (("U", None), ("U", "P"), True),
        (("U", None), ("U", None), False),
        (("U", None), ("V", None), False),
    ],
)
def test_records_that_cannot_both_be_right(one: Any, other: Any, contradict: bool) -> None:
    assert PayerRecord(*one).contradicts(PayerRecord(*other)) is contradict
    assert PayerRecord(*other).contradicts(PayerRecord(*one)) is contradict
