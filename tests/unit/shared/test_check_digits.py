"""Identifiers that can exist, and those that cannot."""

import pytest

from contracts.values import IdentifierKind, PartyKind, PersonIdentifier
from shared.check_digits import fault_of


@pytest.mark.parametrize(
    ("kind", "value"),
    [("unp", "200988541"), ("unp", "MA1953684"), ("personal-number", "3140462K000VF6"), ("foreign", "LT:302663412")],
)
def test_it_can_exist(kind: str, value: str) -> None:
    assert fault_of(PersonIdentifier(kind=IdentifierKind(kind), value=value)) is None


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("unp", "200988542", "checksum"),
        ("unp", "000000000", "invalid or unknown"),
        ("personal-number", "9999999Z999ZZ9", "first digit"),
        ("personal-number", "3310262K000VF6", "day of birth"),
        ("personal-number", "3140462K000VF7", "check digit"),
    ],
)
def test_it_cannot_exist(kind: str, value: str, why: str) -> None:
    assert why in (fault_of(PersonIdentifier(kind=IdentifierKind(kind), value=value)) or "")


def test_a_legal_person_has_no_personal_number() -> None:
    identifier = PersonIdentifier(kind=IdentifierKind.PERSONAL_NUMBER, value="3140462K000VF6")
    assert fault_of(identifier, PartyKind.LEGAL_PERSON)
    assert fault_of(identifier, PartyKind.CITIZEN) is None
