"""A stranger's service, built from the wheels alone, is killed at random while commands flow, and loses nothing.

It subscribes when much has happened, with an environment and a database of its own. In the end it has what the read
model has, as far as it was approved for it.
"""

import asyncio
import inspect
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from typer.testing import CliRunner

from infra.cli.main import app
from infra.database.provisioning import DATABASES
from infra.demo.cases import scripts
from infra.demo.player import play
from infra.demo.script import Script
from infra.packages.sources import renamed
from infra.packages.wheels import build
from shared.clock import SystemClock
from shared.law.calendar import belarus
from shared.messaging.client import CommandClient
from tests.e2e.stranger import service
from tests.environments import environment
from tests.patience import until
from tests.system import System

SEED = int(os.environ.get("LEA_FAULT_SEED", "31101"))
FIRST_CASE = 2000
"""No other test plays cases so far on."""
CASES_BEFORE = 12
"""What has happened before it subscribes: a case of each scenario, and of some defects."""
CONCURRENT_CASES = 4
AFTER_START, AT_WORK = (0.2, 4.0), (0.0, 1.0)
"""Seconds until a kill: the process may be about to start, to connect or to catch up, or is known to be at work."""

_COLUMNS = {
    "status": "proceeding, version, effective, code, reason",
    "measure": "proceeding, version, effective, measure, code, status",
    "repayment": "proceeding, version, effective, claim, amount",
}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheels and what they declare."""
    wheels = build(tmp_path_factory.mktemp("wheels"))
    return environment(tmp_path_factory.mktemp("environment"), wheels, ["postgresql"])


@dataclass
class Stranger:
    """The service as a process, with its database and its connection file."""

    python: Path
    folder: Path
    database: str
    processes: list[asyncio.subprocess.Process] = field(default_factory=list)

    @property
    def connection(self) -> Path:
        return self.folder / "connection.json"

    async def start(self) -> None:
        """Start the process, with variables that lead to nothing of this project."""
        words = (self.python, "-I", self.folder / "service.py", self.connection, self.database)
        environment = {"PATH": os.environ["PATH"]}
        with (self.folder / "log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *map(str, words), cwd=self.folder, env=environment, stdout=log, stderr=log
            )
        self.processes.append(process)

    async def killed(self) -> None:
        """Kill the process at once."""
        assert self.processes[-1].returncode is None, (self.folder / "log").read_text()
        self.processes[-1].kill()
        await self.processes[-1].wait()

    async def applied(self) -> int:
        """How far it has come: the sum of its positions."""
        connection = await asyncpg.connect(self.database)
        try:
            if await connection.fetchval("SELECT to_regclass('lea_position') IS NULL"):
                return 0
            return int(await connection.fetchval("SELECT coalesce(sum(sequence), 0) FROM lea_position"))
        finally:
            await connection.close()

    async def beyond(self, before: int) -> bool:
        """Whether it has applied more."""
        return await self.applied() > before

    async def run(self, *words: str) -> str:
        """What the command of the kit prints."""
        process = await asyncio.create_subprocess_exec(
            *map(str, (self.python.parent / "lea-subscriber", "--store", self.database)),
            *("--connection", str(self.connection), *words),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await process.communicate()
        return printed.decode()


@asynccontextmanager
async def stranger_of(system: System, python: Path, folder: Path, name: str) -> AsyncIterator[Stranger]:
    """A stranger with a new database; its process is killed at the end."""
    (folder / "service.py").write_text(renamed(inspect.getsource(service)), encoding="utf-8")
    await _in_cluster(system, f'CREATE DATABASE "{name}"')
    stranger = Stranger(python, folder, system.stack.server_url(name))
    connection = await asyncpg.connect(stranger.database)
    await connection.execute(service.TABLES)
    await connection.close()
    try:
        yield stranger
    finally:
        for process in stranger.processes:
            if process.returncode is None:
                process.kill()
                await process.wait()
        await _in_cluster(system, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _in_cluster(system: System, statement: str) -> None:
    connection = await asyncpg.connect(system.stack.server_url())
    await connection.execute(statement)
    await connection.close()


async def lea(*words: str) -> Any:
    """What a command of the operators prints as JSON."""
    done = await asyncio.to_thread(CliRunner().invoke, app, ["subscribers", *words, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


async def subscribe(name: str, connection: Path) -> None:
    """Two people give it access, from the beginning, without any class of sensitive fields."""
    types = [word for model in service.HANDLED for word in ("--type", model.type)]
    proposed = await lea(
        "add", name, "--organization", "Stranger", "--contact", "Ivanova", "--purpose", "a test",
        "--legal-ground", "an act", *types, "--from", "beginning", "--reason", "letter 7",
        "--connection", str(connection), "--as", "operator:petrova",
    )  # fmt: skip
    await lea("approve", proposed["proposal"], "--as", "operator:ivanov")


async def play_until(done: asyncio.Event, operator: CommandClient, cases: Sequence[Script]) -> list[Script]:
    """Play cases beside each other, and return them; those that have begun are completed."""
    played: list[Script] = []

    async def one_after_the_other(own: Sequence[Script]) -> None:
        for case in own:
            await play([case], operator, SystemClock())
            played.append(case)
            if done.is_set():
                break

    async with asyncio.TaskGroup() as group:
        for lane in range(CONCURRENT_CASES):
            group.create_task(one_after_the_other(cases[lane::CONCURRENT_CASES]))
    return played


async def rows(url: str, proceedings: Sequence[UUID], query: str) -> Counter[tuple[Any, ...]]:
    """The rows of these proceedings, each as often as it is there."""
    connection = await asyncpg.connect(url)
    try:
        return Counter(tuple(row) for row in await connection.fetch(query, list(proceedings)))
    finally:
        await connection.close()


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.long)])
async def test_a_stranger_that_is_killed_at_random_has_what_the_read_model_has(
    kills: int, system: System, operator: CommandClient, python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEA_HOME", str(system.stack.home))
    random, name = Random(SEED), f"stranger-{kills}"
    cases = list(islice(scripts(SystemClock().today(), belarus(), 2 * FIRST_CASE), FIRST_CASE, None))
    await play(cases[:CASES_BEFORE], operator, SystemClock())
    async with stranger_of(system, python, tmp_path, name) as stranger:
        await subscribe(name, stranger.connection)
        killed, reached = asyncio.Event(), [0]
        playing = asyncio.create_task(play_until(killed, operator, cases[CASES_BEFORE:]))
        try:
            for number in range(kills):
                await stranger.start()
                if number % 2:
                    await until(partial(stranger.beyond, reached[-1]), "it applies what is new")
                await asyncio.sleep(random.uniform(*(AT_WORK if number % 2 else AFTER_START)))
                await stranger.killed()
                reached.append(await stranger.applied())
                if number == kills // 2:
                    # Everything comes again, beside what is new.
                    await lea("replay", name, "--from", "beginning", "--reason", "a test", "--as", "operator:petrova")
        finally:
            killed.set()
        played = await playing
        await system.settle()
        await stranger.start()

        async def complete() -> bool:
            return (await stranger.run("verify", "--wait", "1")).strip() == "Nothing is missing."

        await until(complete, "it has applied everything")
        sys.stdout.write(f"LEA_FAULT_SEED={SEED}, applied at each kill: {reached}\n")
        # Of its own cases: other tests send the same system what no event store has.
        own = [case.proceeding for case in (*cases[:CASES_BEFORE], *played)]
        model = system.stack.server_url(DATABASES["court_query"].name)
        for table, columns in _COLUMNS.items():
            selected = f"SELECT {columns} FROM {{}}.{table} WHERE proceeding = ANY ($1)"  # noqa: S608 - names above
            expected = await rows(model, own, selected.format("read_model") + " AND superseded_by IS NULL")
            assert await rows(stranger.database, own, selected.format("public")) == expected, table
            assert expected, table
        selected = "SELECT id, number, {} FROM {}.proceeding WHERE id = ANY ($1)"
        known = await rows(stranger.database, own, selected.format("debtor", "public"))
        assert known == await rows(model, own, selected.format("NULL", "read_model"))
        assert len(known) > CASES_BEFORE
        assert await stranger.run("parked", "list") == ""
