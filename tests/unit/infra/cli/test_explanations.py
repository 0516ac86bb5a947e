"""Patterns are explained, and no label is missing in a language."""

import re
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

import contracts
from contracts.queries.deadlines import Standing
from contracts.queries.proceedings import TermKind
from contracts.service_3_11_01 import Agreement, Outcome
from contracts.service_3_11_01.bulk import BulkState
from infra.cli.clerk import labels as clerk
from infra.cli.common.errors import USAGE
from infra.cli.court.labels import WORDS, words_in
from infra.cli.main import app
from shared.bank_statements.matching import Outcome as Matched
from shared.bank_statements.recording import Became
from shared.explanations import SHAPES, UNEXPLAINED, explained
from shared.law.names import LANGUAGES, Language

INFRA = Path(__file__).parents[4] / "infra"
WORD = re.compile(r'"([^"]+)"')
COLUMNS = re.compile(r"""(?:columns = |table\([^()]*?(?:say\([^()]*\))?[^()]*?)\(((?:"[^"]+",?\s*)+)\)""")
"""The headings of a table."""
SPOKEN = re.compile(r"""say\(\s*["']([^"']+)["']""")


def test_every_pattern_of_a_contract_is_explained() -> None:
    sources = [file.read_text() for file in Path(contracts.__file__).parent.rglob("*.py")]
    patterns = {found for source in sources for found in re.findall(r'(?<!")\bpattern=r"([^"]+)"', source)}
    assert len(patterns) > 10
    assert patterns <= SHAPES.keys()


@pytest.mark.parametrize("pattern", SHAPES)
def test_a_pattern_is_replaced_by_words(pattern: str) -> None:
    text = f"number: String should match pattern '{pattern}'; and so on"
    assert explained(text) == f"number: {SHAPES[pattern]}; and so on"
    assert explained(f"400 Bad Request: String should match pattern '{pattern}'.").endswith(f"{SHAPES[pattern]}.")


def test_an_unknown_pattern_is_not_shown() -> None:
    assert explained("String should match pattern '^x+$'") == UNEXPLAINED


@pytest.mark.parametrize("kind", [Outcome, Agreement, BulkState])
def test_every_code_has_words(kind: type[StrEnum]) -> None:
    assert {each.value for each in kind} <= WORDS.keys()


def test_every_label_has_words() -> None:
    sources = [INFRA / "cli" / "court" / name for name in ("cards.py", "tables.py", "commands.py")]
    spoken = {word for file in sources for word in SPOKEN.findall(file.read_text())}
    assert len(spoken) > 15
    assert spoken <= WORDS.keys()


def test_every_label_of_the_clerk_has_words() -> None:
    sources = [file.read_text() for file in (INFRA / "cli" / "clerk").glob("*.py")]
    sources.append((INFRA / "cli" / "deadlines.py").read_text())
    spoken = {word for source in sources for word in SPOKEN.findall(source)}
    columns = {word for source in sources for listed in COLUMNS.findall(source) for word in WORD.findall(listed)}
    codes = {each.value for kind in (TermKind, Standing, Matched, Became) for each in kind}
    assert len(columns) > 20
    assert spoken | columns | codes <= clerk.WORDS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_words(language: Language) -> None:
    assert language in get_args(Language)
    wanted = {"en": "Claims", "ru": "Требования", "be": "Патрабаванні"}
    assert words_in(language)("Claims") == wanted[language]


@pytest.mark.parametrize("given", ["--from=２０２６-03-16", "--from=٢٠٢٦-03-16"])
def test_digits_of_another_script_are_a_wrong_argument(given: str) -> None:
    result = CliRunner().invoke(app, ["law", "limit", "voluntary-execution", given])
    assert result.exit_code == USAGE
    assert "digits are written as 0 to 9" in result.stderr
