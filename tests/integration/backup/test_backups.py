"""Backups and archive of a native stack, and what is kept beside them, with a real pgBackRest."""

import asyncio
import fcntl
import json
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import psycopg
import pytest
from prometheus_client import REGISTRY
from typer.testing import CliRunner, Result

from contracts.envelope import EventEnvelope
from infra.backup.__main__ import Backups
from infra.backup.access import ACCESS_FILE, ACCOUNT, SERVICES, AccessFile, kept_in, standing_in
from infra.backup.access_keeper import AccessKeeper
from infra.backup.losses import stores
from infra.backup.measured import archive_of
from infra.backup.repository import FULL, INCREMENTAL, PASSPHRASE
from infra.backup.restoring import archive_rest
from infra.backup.settings import BackupSettings
from infra.cli.main import app
from infra.database.databases import DATABASES
from infra.stack.errors import StackError
from infra.stack.postgresql import SUPERUSER
from infra.stack.services import migrate
from infra.stack.stack import Stack
from services.desk.access.administration import add, disable
from services.desk.domain.people import Role
from shared.clock import SystemClock
from shared.database import Pool
from shared.eventstore.store import EventStore
from tests.factories.proceedings import life
from tests.integration.backup.conftest import repository_in
from tests.patience import until


@pytest.fixture
async def pool(stack: Stack) -> AsyncIterator[Pool]:
    async with asyncpg.create_pool(stack.server_url(), min_size=1, max_size=1) as pool:
        yield pool


def metric(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def test_the_first_backup_is_full_and_encrypted(stack: Stack) -> None:
    repository = repository_in(stack)
    (made,) = repository.backups()
    assert (made.kind, made.timeline, made.faulty) == (FULL, 1, False)
    assert made.started <= made.stopped <= datetime.now(UTC)
    assert made.size > made.stored > 0
    stored = [file for file in repository.path.rglob("*") if file.is_file()]
    # OpenSSL's sign of a file that is encrypted with a passphrase.
    assert stored
    assert {file.read_bytes()[:8] for file in stored} == {b"Salted__"}


def test_only_the_user_of_the_database_can_read_repository_and_passphrase(stack: Stack) -> None:
    repository, server = repository_in(stack), stack.pid("database")
    owner = Path(f"/proc/{server}").stat().st_uid
    for path, mode in ((repository.path, 0o700), (repository.configuration, 0o600), (repository.sockets, 0o700)):
        assert (path.stat().st_uid, path.stat().st_mode & 0o777) == (owner, mode)
    assert stack.passwords[PASSPHRASE] in repository.configuration.read_text()
    shown = Path(f"/proc/{server}/cmdline").read_text() + (stack.home / "logs" / "database.log").read_text()
    assert stack.passwords[PASSPHRASE] not in shown


async def test_the_archive_is_measured(stack: Stack, pool: Pool) -> None:
    with psycopg.connect(stack.server_url(), autocommit=True) as connection:
        connection.execute("SELECT pg_logical_emit_message(false, 'test', 'written'), pg_switch_wal()")

    async def archived() -> bool:
        return (await archive_of(pool)).waiting == 0

    await until(archived, "everything is archived")
    assert (await archive_of(pool)).failed == 0


async def test_a_repository_that_is_away_is_noticed_and_loses_nothing(stack: Stack, pool: Pool) -> None:
    repository = repository_in(stack)
    away = repository.path.with_name("away")
    repository.path.rename(away)
    try:
        with psycopg.connect(stack.server_url(), autocommit=True) as connection:
            connection.execute("SELECT pg_logical_emit_message(false, 'test', 'kept'), pg_switch_wal()")

        async def noticed() -> bool:
            archive = await archive_of(pool)
            return archive.failed > 0 and archive.waiting > 0 and archive.seconds > 0

        await until(noticed, "the failure is counted")
        assert metric("lea_backup_wal_waiting_files") > 0
        with pytest.raises(StackError):
            repository.back_up(INCREMENTAL, stack.passwords[SUPERUSER])
    finally:
        shutil.rmtree(repository.path, ignore_errors=True)
        away.rename(repository.path)

    async def caught_up() -> bool:
        return (await archive_of(pool)).waiting == 0

    await until(caught_up, "what waited is archived")


async def test_what_is_due_is_made_and_measured(stack: Stack, settings: BackupSettings, pool: Pool) -> None:
    repository = repository_in(stack)
    before = len(repository.backups())
    always_due = settings.model_copy(update={"incremental_hours": 1e-9})
    for chosen, made in ((settings, 0), (always_due, 1)):
        await Backups(chosen, repository, pool, stack.passwords[SUPERUSER], SystemClock()).step()
        assert len(repository.backups()) == before + made
    last = repository.backups()[-1]
    assert last.kind == INCREMENTAL
    assert metric("lea_backup_last_timestamp_seconds", kind="any") == last.stopped.timestamp()
    full = [backup for backup in repository.backups() if backup.kind == FULL][-1]
    assert metric("lea_backup_last_timestamp_seconds", kind="full") == full.stopped.timestamp()
    assert metric("lea_backup_repository_bytes") > full.stored


def test_another_passphrase_is_named_as_the_cause(stack: Stack, settings: BackupSettings) -> None:
    repository, port = repository_in(stack), stack.ports["postgresql"]
    repository.configure(settings, "another", port)
    try:
        for asked in (repository.backups, lambda: repository.back_up(INCREMENTAL, stack.passwords[SUPERUSER])):
            with pytest.raises(StackError, match="The passphrase does not open the backups in"):
                asked()
        with pytest.raises(StackError, match="The passphrase does not open the backups in"):
            repository.restore(repository.engine / "elsewhere", None)
    finally:
        repository.configure(settings, stack.passwords[PASSPHRASE], port)
    assert repository.backups()


def test_without_a_cluster_beside_them_the_backups_are_to_be_restored(stack: Stack) -> None:
    repository = repository_in(stack)
    new = replace(repository, data=repository.engine / "none", engine=repository.engine / "other")
    with pytest.raises(StackError, match="`lea backup restore` brings it back"):
        new.backups()


def test_a_second_backup_at_the_same_time_is_refused(stack: Stack) -> None:
    repository = repository_in(stack)
    with (repository.engine / "pgbackrest" / "lea-backup.lock").open("a") as lock:
        os.chown(lock.fileno(), repository.path.stat().st_uid, repository.path.stat().st_gid)
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StackError, match="Another backup is running"):
            repository.back_up(INCREMENTAL, stack.passwords[SUPERUSER])


@pytest.fixture(scope="module")
def migrated(stack: Stack) -> Stack:
    """The stack with the tables of all services, and events."""
    for kind in DATABASES.values():
        migrate(kind.service, stack.database_url(kind.service, kind.owner))
    return stack


async def stored(stack: Stack) -> list[EventEnvelope[Any]]:
    connection = await asyncpg.connect(stack.database_url("proceedings", DATABASES["proceedings"].owner))
    try:
        events = list(life(1))
        async with connection.transaction():
            await EventStore("proceedings").append(connection, events)
        return events
    finally:
        await connection.close()


async def test_the_backups_are_verified_by_restoring_them(migrated: Stack, settings: BackupSettings) -> None:
    """The command as an operator gives it, with nothing replaced, beside a cluster that goes on."""

    def verified(*options: str) -> Result:
        archive_rest(migrated.home)
        environment = {"LEA_HOME": str(migrated.home), "LEA_BACKUP_FOLDER": str(settings.folder)}
        return CliRunner().invoke(app, ["backup", "verify", *options], env=environment)

    events = await stored(migrated)
    done = await asyncio.to_thread(verified, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["events"] == {**dict.fromkeys(stores(), 0), "proceedings": len(events)}
    assert not [*migrated.home.glob("postgresql/verifying-*")]
    # A stream that has lost an event in its middle.
    with psycopg.connect(migrated.server_url(DATABASES["proceedings"].name), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # without the trigger that forbids it
        connection.execute("DELETE FROM event WHERE version = 2")
    done = await asyncio.to_thread(verified)
    assert (done.exit_code, "1 streams of proceedings have a hole" in done.stderr) == (1, True), done.output
    assert not [*migrated.home.glob("postgresql/verifying-*")]


async def test_who_has_access_is_kept_outside_the_cluster(migrated: Stack, tmp_path: Path) -> None:
    path = tmp_path / ACCESS_FILE
    keeper = AccessKeeper(migrated.server_url(), AccessFile(path), 0.1, SystemClock())
    desk = await asyncpg.connect(migrated.database_url("desk", DATABASES["desk"].owner))
    running, begun = asyncio.create_task(keeper.run()), SystemClock().now().timestamp()
    try:
        await add(desk, "ivanova", "Ivanova A. P.", Role.EXECUTOR, "0101-017", "operator:petrova")
        await until(lambda: "ivanova" in (kept_in(path) or {}).get(ACCOUNT, {}), "the account is kept")
        open_ = (kept_in(path) or {})[ACCOUNT]
        # It survives the end of its sessions.
        with psycopg.connect(migrated.server_url(), autocommit=True) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lea-access'"
            )
        await disable(desk, "ivanova", "operator:petrova")
        await until(lambda: (kept_in(path) or {})[ACCOUNT] != open_, "that it is disabled is kept")
        await until(lambda: metric("lea_backup_access_kept_timestamp_seconds") > begun, "the time of it is measured")
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await desk.close()


async def test_a_database_without_tables_says_nothing(stack: Stack) -> None:
    connection = await asyncpg.connect(stack.server_url())
    try:
        assert [await standing_in(connection, kind) for kind in SERVICES] == [None] * len(SERVICES)
    finally:
        await connection.close()
