"""Commits while the only standby is stopped: not visible, not cancelled by clients, not believed if cancelled."""

import asyncio
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import psycopg
import pytest

from infra.stack.binaries import as_user, engine_user, postgres_folder
from infra.stack.postgresql import ENVIRONMENT
from infra.stack.settings import StackSettings
from shared.commits import CommitGuard, CommitUnconfirmed, confirmed, until_confirmed
from shared.database import in_transaction
from shared.http.health import _unreachable
from tests.patience import until

_WAITING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


class Pair:
    """A primary and a synchronous standby."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs = postgres_folder(StackSettings())
        with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
            self._ports = {"primary": first.getsockname()[1], "standby": second.getsockname()[1]}
        self.url = f"postgresql://postgres@127.0.0.1:{self._ports['primary']}/postgres"

    def create(self) -> None:
        self._run("initdb", "-D", self._folder / "primary", "-U", "postgres", "-A", "trust", "--no-sync")
        self.start("primary")
        self._run(
            *("pg_basebackup", "-R", "-X", "stream", "--checkpoint=fast", "--no-sync", "-D", self._folder / "standby"),
            *("-d", self.url),
        )
        self.start("standby")
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE relay_checkpoint AS SELECT 1 AS position")
            connection.execute("CREATE TABLE written (name text)")
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("SELECT pg_reload_conf()")

    def start(self, name: str) -> None:
        options = f"-p {self._ports[name]} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        log = self._folder / f"{name}.log"
        self._run("pg_ctl", "-w", "-t", "120", "-D", self._folder / name, "-l", log, "-o", options, "start")

    def stop(self, name: str) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "-D", self._folder / name, "stop")

    def _run(self, program: str, *arguments: str | Path) -> None:
        subprocess.run(
            [self._programs / program, *arguments],
            env=ENVIRONMENT,
            cwd=self._folder,
            check=True,
            stdout=subprocess.DEVNULL,
            **as_user(engine_user("postgres")),
        )


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    folder = Path(tempfile.mkdtemp(prefix="ais-lea-pair-"))
    if user := engine_user("postgres"):
        shutil.chown(folder, user)
    pair = Pair(folder)
    try:
        pair.create()
        yield pair
    finally:
        for name in ("standby", "primary"):
            with suppress(subprocess.CalledProcessError):
                pair.stop(name)
        shutil.rmtree(folder)


@pytest.fixture
async def pool(pair: Pair) -> AsyncIterator[asyncpg.Pool]:
    """A pool, while the standby is stopped."""
    pool = await asyncpg.create_pool(pair.url, min_size=0, max_size=4)
    await pool.execute("TRUNCATE written")
    pair.stop("standby")
    yield pool
    pool.terminate()
    with suppress(subprocess.CalledProcessError):  # a test has started it
        pair.start("standby")


async def _write(connection: asyncpg.Connection) -> None:
    await connection.execute("INSERT INTO written VALUES ('act')")


async def _written(pool: asyncpg.Pool) -> int:
    return int(await pool.fetchval("SELECT count(*) FROM written"))


async def test_a_wait_cancelled_on_the_server_is_a_commit_that_is_not_known(pool: asyncpg.Pool) -> None:
    guard = CommitGuard()
    ends = asyncio.create_task(guard.run())

    async def write() -> None:
        async with pool.acquire() as connection, confirmed(connection, guard):
            await _write(connection)

    writing = asyncio.create_task(write())
    waiting = await until(lambda: pool.fetchval(_WAITING), "the commit waits")
    assert await _written(pool) == 0
    await pool.execute("SELECT pg_cancel_backend($1)", waiting)
    with pytest.raises(CommitUnconfirmed):
        await writing
    # Everybody sees what a failover would lose: the process ends, and relies on nothing until then.
    assert await _written(pool) == 1
    with pytest.raises(CommitUnconfirmed):
        await ends
    with pytest.raises(CommitUnconfirmed):
        await write()


async def test_a_client_that_is_cancelled_does_not_cancel_its_commit(pair: Pair, pool: asyncpg.Pool) -> None:
    writing = asyncio.create_task(in_transaction(pool, _write))
    await until(lambda: pool.fetchval(_WAITING), "the commit waits")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await writing
    await asyncio.sleep(0.5)
    assert await pool.fetchval(_WAITING)
    assert await _written(pool) == 0
    pair.start("standby")
    await until(lambda: _written(pool), "the commit is visible")


async def test_readiness_says_that_commits_wait_and_a_start_waits_for_a_standby(pair: Pair, pool: asyncpg.Pool) -> None:
    assert await _unreachable(pool) is None
    starting = asyncio.create_task(until_confirmed(pool))
    found = await until(lambda: _unreachable(pool), "the commit has waited for long")
    assert found == "database: 1 commits wait, no standby confirms"
    assert not starting.done()
    pair.start("standby")
    await starting
    assert await _unreachable(pool) is None
