"""The file of who has access: what is added to it, and what is read from it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.backup.access import ACCESS_FILE, ACCOUNT, SUBSCRIBER, TOKEN, AccessFile, changed, kept_in

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ACCESS_FILE


def test_changes_alone_are_added(path: Path) -> None:
    file = AccessFile(path)
    assert file.keep(ACCOUNT, {"ivanova": "1", "petrov": "2"}, AT) == 2
    assert file.keep(SUBSCRIBER, {"bank": "3"}, AT) == 1
    assert file.keep(ACCOUNT, {"ivanova": "1", "petrov": "2"}, AT) == 0
    assert file.keep(ACCOUNT, {"ivanova": "4", "petrov": "2"}, AT) == 1
    said = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert [(each["kind"], each["name"], each["digest"]) for each in said] == [
        (ACCOUNT, "ivanova", "1"),
        (ACCOUNT, "petrov", "2"),
        (SUBSCRIBER, "bank", "3"),
        (ACCOUNT, "ivanova", "4"),
    ]
    assert {datetime.fromisoformat(each["at"]) for each in said} == {AT}
    assert path.stat().st_mode & 0o777 == 0o600
    assert kept_in(path) == {
        ACCOUNT: {"ivanova": "4", "petrov": "2"},
        SUBSCRIBER: {"bank": "3"},
        TOKEN: {},
        "consumer": {},
    }


def test_another_process_goes_on_where_the_last_one_was(path: Path) -> None:
    AccessFile(path).keep(ACCOUNT, {"ivanova": "1", "petrov": "2"}, AT)
    assert AccessFile(path).keep(ACCOUNT, {"ivanova": "1"}, AT) == 1
    kept = kept_in(path)
    assert kept is not None
    assert kept[ACCOUNT] == {"ivanova": "1"}


def test_a_file_that_was_taken_away_begins_with_everybody(path: Path) -> None:
    file = AccessFile(path)
    file.keep(ACCOUNT, {"ivanova": "1"}, AT)
    file.keep(SUBSCRIBER, {"bank": "3"}, AT)
    path.rename(path.with_name("old"))
    file.keep(ACCOUNT, {"ivanova": "1"}, AT)
    file.keep(SUBSCRIBER, {"bank": "3"}, AT)
    assert kept_in(path) == kept_in(path.with_name("old"))


def test_a_line_that_was_not_written_to_its_end_spoils_no_other(path: Path) -> None:
    file = AccessFile(path)
    file.keep(ACCOUNT, {"ivanova": "1"}, AT)
    with path.open("ab") as torn:
        torn.write(b'{"kind":"account","na')
    file.keep(ACCOUNT, {"ivanova": "2"}, AT)
    kept = kept_in(path)
    assert kept is not None
    assert kept[ACCOUNT] == {"ivanova": "2"}


def test_what_could_not_be_written_comes_again(path: Path) -> None:
    file = AccessFile(path)
    file.keep(ACCOUNT, {}, AT)
    path.rename(path.with_name("away"))
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        file.keep(ACCOUNT, {"ivanova": "1"}, AT)
    path.rmdir()
    path.with_name("away").rename(path)
    assert file.keep(ACCOUNT, {"ivanova": "1"}, AT) == 1


def test_nobody_has_access_where_nobody_does(path: Path) -> None:
    assert kept_in(path) is None
    AccessFile(path).keep(ACCOUNT, {}, AT)
    assert kept_in(path) is not None


def test_whose_access_was_changed() -> None:
    restored = {"same": "1", "other": "1", "only-then": "1"}
    archive, file = {"same": "1", "other": "2", "only-then": "1"}, {"same": "1", "later": "3"}
    assert changed(restored, [archive, file]) == ["later", "other"]
    assert changed(restored, [{}, {}]) == []
