"""A migration waits for no lock for long, is ended when it takes too long, and is reported while it runs."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from structlog.testing import capture_logs

from shared import migration_bounds, migration_watch
from shared.database import Pool, create_pool
from shared.migration_bounds import MigrationSettings, MigrationStopped
from shared.migration_watch import RUNNING, MigrationWatch
from shared.migrations import migrate
from shared.settings import Settings
from tests.engines import Database, NewDatabase
from tests.patience import until

QUICK = MigrationSettings(lock_timeout=0.1, attempts=3, statement_timeout=0.5)


@pytest.fixture
def database(empty_database: NewDatabase, tmp_path: Path) -> Database:
    """A database with a table `things`."""
    made = empty_database("edge")
    write(tmp_path, "edge-0001-things", "CREATE TABLE things (id int);")
    migrate(made.owner_url, "edge", tmp_path)
    return made


def write(folder: Path, name: str, statements: str) -> None:
    (folder / f"{name}.sql").write_text(f"{statements}\n")


@contextmanager
def using(database: Database, statement: LiteralString = "SELECT FROM things") -> Iterator[int]:
    """A transaction that uses the table and stays open; its pid."""
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute(statement)
        yield connection.info.backend_pid


def columns(database: Database) -> set[str]:
    with psycopg.connect(database.owner_url) as connection:
        found = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'things'::regclass AND attnum > 0"
        )
        return {name for (name,) in found.fetchall()}


def test_without_its_locks_it_gives_up_and_names_who_holds_them(database: Database, tmp_path: Path) -> None:
    write(tmp_path, "edge-0002-new", "CREATE TABLE new (id int);")
    write(tmp_path, "edge-0003-column", "ALTER TABLE things ADD COLUMN more int;")
    with using(database) as pid, capture_logs() as logs:
        with pytest.raises(MigrationStopped, match=rf"edge-0003-column did not get its locks in 3 .*pid {pid}"):
            migrate(database.owner_url, "edge", tmp_path, QUICK)
        # Between the attempts others get the table: a reader that came later did not wait for the one before it.
        with psycopg.connect(database.superuser_url) as reader:
            reader.execute("SET lock_timeout = 100")
            reader.execute("SELECT FROM things")
    assert [line["attempt"] for line in logs if line["event"] == "migration got no locks"] == [1, 2, 3]
    assert migrate(database.owner_url, "edge", tmp_path, QUICK) == ["edge-0003-column"], "the one before it stays"
    assert columns(database) == {"id", "more"}


def test_it_goes_on_when_its_locks_are_free(database: Database, tmp_path: Path) -> None:
    write(tmp_path, "edge-0002-column", "ALTER TABLE things ADD COLUMN more int;")
    with using(database), capture_logs() as logs:
        applying = threading.Thread(
            target=migrate, args=(database.owner_url, "edge", tmp_path, QUICK.model_copy(update={"attempts": 50}))
        )
        applying.start()
        while not logs:
            time.sleep(0.05)
    applying.join(30)
    assert columns(database) == {"id", "more"}


def test_a_statement_that_takes_too_long_is_ended(database: Database, tmp_path: Path) -> None:
    write(tmp_path, "edge-0002-slow", "ALTER TABLE things ADD COLUMN more int;\nSELECT pg_sleep(60);")
    with pytest.raises(MigrationStopped, match=r"edge-0002-slow was ended after 0.5 s"):
        migrate(database.owner_url, "edge", tmp_path, QUICK)
    assert columns(database) == {"id"}


def test_an_index_is_created_while_others_write_and_after_an_interrupted_attempt(
    database: Database, tmp_path: Path
) -> None:
    write(
        tmp_path,
        "edge-0002-index",
        "-- transactional: false\n\nDROP INDEX CONCURRENTLY IF EXISTS things_id;\n"
        "CREATE INDEX CONCURRENTLY things_id ON things (id);",
    )
    once = QUICK.model_copy(update={"attempts": 1})
    with using(database, "INSERT INTO things VALUES (1)"), pytest.raises(MigrationStopped, match="not get its locks"):
        migrate(database.owner_url, "edge", tmp_path, once)
    assert migrate(database.owner_url, "edge", tmp_path, QUICK) == ["edge-0002-index"]
    with psycopg.connect(database.owner_url) as connection:
        valid = connection.execute(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = 'things_id'::regclass"
        ).fetchone()
    assert valid == (True,)


def test_its_time_is_logged_and_so_is_that_it_still_runs(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration_bounds, "_REPORTED_EVERY", 0.2)
    write(tmp_path, "edge-0002-slow", "SELECT pg_sleep(0.7);")
    with capture_logs() as logs:
        migrate(database.owner_url, "edge", tmp_path)
    runs = [line for line in logs if line["event"] == "migration runs"]
    assert {(line["migration"], line["waits_for_a_lock"]) for line in runs} == {("edge-0002-slow", False)}
    assert [line["seconds"] >= 0.7 for line in logs if line["event"] == "migration applied"] == [True]


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    async with await create_pool(Settings(service="edge", database_url=database.url)) as opened:
        yield opened


@pytest.mark.parametrize("waiting", [False, True])
async def test_services_report_a_migration_that_takes_long(
    database: Database, tmp_path: Path, pool: Pool, monkeypatch: pytest.MonkeyPatch, waiting: bool
) -> None:
    monkeypatch.setattr(migration_watch, "REPORTED_AFTER", 0.3)
    watch = MigrationWatch(pool, 0.05)
    watching = asyncio.create_task(watch.run())
    statement = "ALTER TABLE things ADD COLUMN more int" if waiting else "SELECT pg_sleep(3)"
    write(tmp_path, "edge-0002-slow", f"{statement};")
    bounds = MigrationSettings(lock_timeout=5)

    async def reported() -> bool:
        problem = await watch.readiness()
        return problem is not None and problem.endswith("waits for a lock" if waiting else "works")

    async def over() -> bool:
        return await watch.readiness() is None and RUNNING._value.get() == 0

    assert await watch.readiness() is None
    applying = asyncio.create_task(asyncio.to_thread(migrate, database.owner_url, "edge", tmp_path, bounds))
    if waiting:
        with using(database):
            await until(reported)
    else:
        await until(reported)
    assert RUNNING._value.get() >= 0.3
    assert await applying == ["edge-0002-slow"]
    await until(over)
    watching.cancel()
