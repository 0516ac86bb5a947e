"""Bringing a database up to date."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from shared import migrations
from shared.migrations import migrate
from tests.engines import NewDatabase

FOLDER = Path(__file__).parent / "migrations"
NAMES = ["eventstore-0001-events", "tally-0001-totals"]


def test_a_second_run_finds_nothing_to_do(empty_database: NewDatabase) -> None:
    database = empty_database("intake")

    assert migrate(database.owner_url, "intake", FOLDER) == NAMES
    assert migrate(database.owner_url, "intake", FOLDER) == []


def test_of_several_at_once_one_does_the_work(empty_database: NewDatabase) -> None:
    database = empty_database("intake")

    with ThreadPoolExecutor(4) as threads:
        runs = list(threads.map(lambda _: migrate(database.owner_url, "intake", FOLDER), range(4)))

    assert sorted(runs) == [[], [], [], NAMES]


def test_a_failing_migration_leaves_nothing_behind(empty_database: NewDatabase, tmp_path: Path) -> None:
    database = empty_database("intake")
    (tmp_path / "broken-0001-half.sql").write_text(
        "-- depends: eventstore-0001-events\nCREATE TABLE half (id int);\nCREATE TABLE half (id int);\n"
    )

    with pytest.raises(psycopg.errors.DuplicateTable):
        migrate(database.owner_url, "intake", tmp_path)

    with psycopg.connect(database.owner_url) as connection:
        row = connection.execute("SELECT to_regclass('half'), to_regclass('event')").fetchone()
    assert row == (None, None)
    assert migrate(database.owner_url, "intake", FOLDER) == NAMES


def test_only_the_parts_of_the_kit_that_a_service_asks_for(empty_database: NewDatabase, tmp_path: Path) -> None:
    database = empty_database("edge")
    (tmp_path / "edge-0001-log.sql").write_text("CREATE TABLE log (id int);\n")

    assert migrate(database.owner_url, "edge", tmp_path) == ["edge-0001-log"]


def test_a_lock_left_by_a_killed_run_does_not_hold_up_the_next(empty_database: NewDatabase) -> None:
    database = empty_database("intake")
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("CREATE TABLE yoyo_lock (locked int PRIMARY KEY, ctime timestamp, pid int NOT NULL)")
        connection.execute("INSERT INTO yoyo_lock VALUES (1, now(), 1)")

    assert migrate(database.owner_url, "intake", FOLDER) == NAMES


def test_a_service_without_migrations_is_an_error(empty_database: NewDatabase, tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        migrate(empty_database("intake").owner_url, "intake", tmp_path)


def test_the_command_line_says_how_it_is_used(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(migrations.ADDRESS, raising=False)

    assert migrations.main(["intake"]) == 2
    assert migrations.ADDRESS in capsys.readouterr().err
