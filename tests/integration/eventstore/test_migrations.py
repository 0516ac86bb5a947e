"""Bringing a database up to date."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from structlog.testing import capture_logs

from infra.database.provisioning import DATABASES
from infra.stack import services
from infra.stack.errors import StackError
from shared import migrations
from shared.migrations import MigrationAltered, migrate
from tests.engines import NewDatabase
from tests.releases.sample import FIRST_STAGE, Sample, dump_of

FOLDER = Path(__file__).parent / "migrations"
NAMES = [
    "eventstore-0001-events",
    "eventstore-0002-recording",
    "eventstore-0003-epochs",
    "eventstore-0004-positions",
    "tally-0001-totals",
]


def test_a_second_run_finds_nothing_to_do(empty_database: NewDatabase) -> None:
    database = empty_database("intake")

    assert migrate(database.owner_url, "intake", FOLDER) == NAMES
    assert migrate(database.owner_url, "intake", FOLDER) == []


def test_concurrent_runs_apply_a_migration_once(empty_database: NewDatabase) -> None:
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
    assert row == (None, "event"), "what was applied before it stays"
    assert migrate(database.owner_url, "intake", FOLDER) == NAMES[-1:]


def test_only_the_parts_of_the_kit_that_a_service_asks_for(empty_database: NewDatabase, tmp_path: Path) -> None:
    database = empty_database("edge")
    (tmp_path / "edge-0001-log.sql").write_text("CREATE TABLE log (id int);\n")

    assert migrate(database.owner_url, "edge", tmp_path) == ["edge-0001-log"]


def test_a_lock_left_by_a_killed_run_does_not_block_the_next(empty_database: NewDatabase) -> None:
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two migrations that may be changed."""
    for name in ("edge-0001-one", "edge-0002-two"):
        (tmp_path / f"{name}.sql").write_text(f"CREATE TABLE {name.rpartition('-')[2]} (id int);\n")
    return tmp_path


def test_a_changed_migration_is_refused_before_anything_is_applied(empty_database: NewDatabase, folder: Path) -> None:
    database = empty_database("edge")
    migrate(database.owner_url, "edge", folder)
    (folder / "edge-0001-one.sql").write_text("CREATE TABLE one (id bigint);\n")
    (folder / "edge-0003-three.sql").write_text("CREATE TABLE three (id int);\n")

    with pytest.raises(MigrationAltered, match=r"^edge: the migration edge-0001-one was changed .* new migration\.$"):
        migrate(database.owner_url, "edge", folder)

    with psycopg.connect(database.owner_url) as connection:
        assert connection.execute("SELECT to_regclass('three')").fetchone() == (None,)


def test_a_migration_whose_file_is_gone_is_refused(empty_database: NewDatabase, folder: Path) -> None:
    database = empty_database("edge")
    migrate(database.owner_url, "edge", folder)
    (folder / "edge-0002-two.sql").unlink()

    with pytest.raises(MigrationAltered, match=r"^edge: the migration edge-0002-two was applied .* gone"):
        migrate(database.owner_url, "edge", folder)


def test_the_start_of_the_stack_names_the_altered_migration(empty_database: NewDatabase) -> None:
    database = empty_database("intake")
    migrate(database.owner_url, "intake")
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("UPDATE migration_checksum SET sha256 = repeat('0', 64)")

    with pytest.raises(StackError, match="was changed after it had been applied"):
        services.migrate("intake", database.owner_url)


@pytest.mark.parametrize("service", [name for name in DATABASES if dump_of(FIRST_STAGE, name).exists()])
def test_a_database_older_than_checksums_is_adopted(first_stage: Sample, service: str) -> None:
    database = first_stage.as_released(service)
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        assert connection.execute("SELECT to_regclass('migration_checksum')").fetchone() == (None,)
        applied = {name for (name,) in connection.execute("SELECT migration_id FROM _yoyo_migration").fetchall()}

        with capture_logs() as logs:
            new = migrate(database.owner_url, service)

        assert {line["migration"] for line in logs if line["event"].startswith("checksum")} == applied
        recorded = connection.execute("SELECT migration FROM migration_checksum").fetchall()
        assert {name for (name,) in recorded} == applied | set(new)
        assert migrate(database.owner_url, service) == []
