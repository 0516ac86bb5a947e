"""A committed migration is never edited; adding one includes adding its checksum (`make checksums`)."""

from pathlib import Path

import pytest

from infra.database import checksums
from infra.database.checksums import altered, listed, missing
from shared.migrations import checksum


@pytest.fixture
def list_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the list that may be changed."""
    copy = tmp_path / "migrations.sha256"
    copy.write_bytes(checksums.LIST.read_bytes())
    monkeypatch.setattr(checksums, "LIST", copy)
    return copy


def test_no_committed_migration_has_changed() -> None:
    assert altered(listed()) == []


def test_every_migration_is_in_the_list() -> None:
    assert list(missing(listed())) == [], "run `make checksums`"


def test_an_edited_and_a_removed_migration_are_found(tmp_path: Path) -> None:
    (tmp_path / "0001.kept.sql").write_text("SELECT 1;\n")
    known = {"0001.kept.sql": checksum(tmp_path / "0001.kept.sql"), "0002.removed.sql": "0" * 64}
    (tmp_path / "0001.kept.sql").write_text("SELECT 2;\n")
    assert altered(known, tmp_path) == ["0001.kept.sql has changed", "0002.removed.sql is gone"]


def test_new_ones_are_added_and_the_rest_stays(list_: Path) -> None:
    *others, last = list_.read_text().splitlines(keepends=True)
    list_.write_text("".join(others))
    assert checksums.main() == 0
    assert list_.read_text() == "".join([*others, last])


def test_a_changed_one_is_refused_and_nothing_is_added(list_: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, *others = list_.read_text().splitlines(keepends=True)
    changed = "0" * 64 + first[64:]
    list_.write_text("".join([changed, *others[:-1]]))
    assert checksums.main() == 1
    assert list_.read_text() == "".join([changed, *others[:-1]])
    assert "has changed" in capsys.readouterr().err
