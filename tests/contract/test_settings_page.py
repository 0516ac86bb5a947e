"""docs/settings.md knows every setting that the code reads."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from infra.documents.settings import GROUPS, own_fields, page, set_by_the_stack, variable_of

PROJECT = Path(__file__).resolve().parents[2]
CODE = ("shared", "services", "infra")
READ = re.compile(r"\bLEA(?:_[A-Z0-9]+)+\b")
PAGE = page()
OF_TESTS = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
"""Describes the variables that tests alone read."""
OF_SUBSCRIBERS = (PROJECT / "docs" / "subscribing.md").read_text(encoding="utf-8")
"""Describes those of the kit for subscribers outside."""


def test_every_settings_class_is_on_the_page() -> None:
    defined = set()
    for path in chain.from_iterable((PROJECT / folder).rglob("*.py") for folder in CODE):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Settings") for base in node.bases):
                defined.add(node.name)
    assert {group.model.__name__ for group in GROUPS} == defined


@pytest.mark.parametrize("model", [group.model for group in GROUPS], ids=lambda model: model.__name__)
def test_every_setting_is_described(model: type[BaseSettings]) -> None:
    assert [name for name, field in own_fields(model).items() if not field.description] == []


def test_every_variable_named_in_the_code_is_on_the_page() -> None:
    files = [PROJECT / "Makefile", PROJECT / "docker-compose.yml"]
    files += [
        path for folder in CODE for path in (PROJECT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"
    ]
    named = {name for path in files for name in READ.findall(path.read_text(encoding="utf-8", errors="ignore"))}
    assert {name for name in named if f"`{name}`" not in PAGE + OF_TESTS + OF_SUBSCRIBERS} == set()


def test_what_the_stack_sets_is_a_setting() -> None:
    settings = {variable_of(group.model, name) for group in GROUPS for name in own_fields(group.model)}
    assert set_by_the_stack() <= settings


def test_secrets_are_marked() -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith("| `LEA_SIGNING_KEY`")]
    assert "*Secret, set by the stack.*" in row
    assert "LEA_DATABASE_URL" in PAGE
