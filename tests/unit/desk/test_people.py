"""Roles, actors, and rules of passwords."""

import pytest

from services.desk.access.dependencies import local
from services.desk.domain.people import Person, Role, WeakPassword, check_code, weakness

GOOD = "correct horse battery"


@pytest.mark.parametrize(
    ("role", "code", "actor", "body"),
    [
        (Role.EXECUTOR, "0101-017", "executor:0101-017", "0101"),
        (Role.REGISTRAR, "0101-003", "registrar:0101-003", "0101"),
        (Role.HEAD, "0101", "head:0101", "0101"),
        (Role.ACCOUNTANT, "0101", "accountant:0101", "0101"),
        (Role.OPERATOR, "petrova", "operator:petrova", None),
        (Role.AUDITOR, "petrova", "auditor:petrova", None),
    ],
)
def test_the_actor_follows_from_role_and_number(role: Role, code: str, actor: str, body: str | None) -> None:
    check_code(role, code)
    person = Person("petrova", "Petrova", role, code)
    assert (person.actor, person.body) == (actor, body)
    assert person.executor == (code if role is Role.EXECUTOR else None)


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.EXECUTOR, "0101"),
        (Role.EXECUTOR, "0101-017\n"),
        (Role.HEAD, "0101-017"),
        (Role.HEAD, "١٢٣٤"),
        (Role.OPERATOR, "policy:x"),
        (Role.AUDITOR, ""),
    ],
)
def test_a_number_that_the_role_cannot_have_is_refused(role: Role, code: str) -> None:
    with pytest.raises(ValueError, match="is expected"):
        check_code(role, code)


@pytest.mark.parametrize(
    ("new", "repeated", "broken"),
    [
        (GOOD, GOOD, None),
        (GOOD, GOOD + " ", WeakPassword.DIFFERENT),
        ("short words", "short words", WeakPassword.TOO_SHORT),
        ("x" * 201, "x" * 201, WeakPassword.TOO_LONG),
        ("the present one", "the present one", WeakPassword.UNCHANGED),
        ("my name is Petrova", "my name is Petrova", WeakPassword.CAN_BE_GUESSED),
        ("aaaaaaaaaaaabc", "aaaaaaaaaaaabc", WeakPassword.CAN_BE_GUESSED),
    ],
)
def test_rules_of_passwords(new: str, repeated: str, broken: WeakPassword | None) -> None:
    assert weakness(new, repeated, "the present one", "petrova") == broken


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/proceedings?q=1", "/proceedings?q=1"),
        ("https://example.com/", "/"),
        ("//example.com/", "/"),
        ("/\\example.com", "/"),
        ("/\texample.com", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_nobody_is_sent_to_another_site(path: str, shown: str) -> None:
    assert local(path) == shown
