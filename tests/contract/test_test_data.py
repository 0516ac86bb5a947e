"""The data of the tests can be read, whatever branches they come from."""

from pathlib import Path

import pytest

from shared.plain_yaml import read_table

TESTS = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.yaml")), ids=lambda path: str(path.relative_to(TESTS)))
def test_a_file_can_be_read(path: Path) -> None:
    read_table(path.read_text(encoding="utf-8"))
