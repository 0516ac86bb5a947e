"""Calls of the Compose client, recorded by a program in its place."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from infra.backup.recovery import RECOVERY_SETTINGS
from infra.cli.main import app
from infra.compose import containers, restoring
from infra.recovery.restored import Restored
from infra.stack.errors import StackError
from infra.stack.settings import PROJECT, StackSettings
from shared.plain_yaml import read_table


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "home"
    monkeypatch.setattr(containers, "COMPOSE_HOME", made)
    return made


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which a stand-in for docker writes its arguments; it fails where the file `refuse` is there."""
    written = tmp_path / "calls"
    docker = tmp_path / "docker"
    noted = f'echo "$@" >> {written}\necho "$LEA_POSTGRES_SHARED_BUFFERS" > {tmp_path}/buffers'
    docker.write_text(f"#!/bin/sh\n{noted}\necho a-container\n[ ! -e {tmp_path}/refuse ]\n")
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return written


def test_up_prepares_builds_and_waits(home: Path, calls: Path) -> None:
    containers.up()
    assert (home / "secrets" / "edge-1.env").exists()
    assert calls.read_text() == "compose up --build --detach --wait\n"
    assert containers.running()


def test_the_database_is_given_its_part_of_the_memory(home: Path, calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEA_POSTGRES_SHARED_BUFFERS", "96")
    containers.up()
    assert (calls.parent / "buffers").read_text() == "96\n"
    monkeypatch.delenv("LEA_POSTGRES_SHARED_BUFFERS")
    containers.up()
    assert int((calls.parent / "buffers").read_text()) == StackSettings().buffers >= 128


def test_containers_without_preparation_do_not_run(home: Path, calls: Path) -> None:
    assert not containers.running()
    containers.down()
    assert not calls.exists()
    assert not home.exists()


def test_a_failure_is_a_sentence(tmp_path: Path, home: Path, calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "refuse").touch()
    with pytest.raises(StackError, match="docker compose logs"):
        containers.up()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StackError, match="docker is not installed"):
        containers.down()
    assert home.exists()
    assert calls.exists()


def test_a_restore_is_one_command(home: Path, calls: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    docker = tmp_path / "docker"
    docker.write_text(docker.read_text().replace("echo a-container", "echo f"))
    monkeypatch.setattr(restoring, "COMPOSE_HOME", home)
    begun: list[tuple[str, str]] = []

    async def prepare_databases(_: Any, *, actor: str, reason: str) -> list[Restored]:
        begun.append((actor, reason))
        return []

    monkeypatch.setattr(restoring, "after_restore", prepare_databases)
    moment = datetime(2026, 11, 30, 6, 15, tzinfo=UTC)
    with pytest.raises(StackError, match="passwords"):
        restoring.restore(moment, None, "operations:petrova", "fire", start=True, say=print)
    assert not calls.exists()
    containers.up()
    calls.unlink()
    restoring.restore(moment, 2, "operations:petrova", "fire", start=True, say=print)
    assert begun == [("operations:petrova", "fire")]
    psql = "compose exec -T database psql --username=postgres --no-align --tuples-only --command"
    assert calls.read_text().splitlines() == [
        "compose stop",
        (
            "compose run --rm --no-deps -T --entrypoint pgbackrest backup --stanza=lea --delta --type=time"
            " --target=2026-11-30 06:15:00.000000+00 --target-action=promote --target-timeline=2 restore"
        ),
        "compose run --rm --no-deps -T --entrypoint find broker /var/lib/rabbitmq -mindepth 1 -delete",
        "compose up --detach --wait database",
        f"{psql} SELECT pg_is_in_recovery()",
        *(f"{psql} ALTER SYSTEM RESET {setting}" for setting in RECOVERY_SETTINGS),
        "compose up --build --detach --wait",
    ]


BACKUP = {
    "label": "20261130-061500F",
    "type": "full",
    "timestamp": {"start": 1796019300, "stop": 1796019302},
    "info": {"size": 52428800, "repository": {"delta": 8388608}},
    "archive": {"start": "000000030000000000000007"},
}


@pytest.mark.parametrize(("words", "kind"), [(["run"], "incr"), (["run", "--full"], "full"), (["list"], None)])
def test_backups_of_containers_are_made_and_listed(
    words: list[str], kind: str | None, home: Path, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docker = calls.parent / "docker"
    answer = json.dumps([{"name": "lea", "repo": [{"status": {"code": 0}}], "backup": [BACKUP]}])
    docker.write_text(docker.read_text().replace("echo a-container", f"echo '{answer}'"))
    monkeypatch.setenv("LEA_STACK", "compose")
    refused = CliRunner().invoke(app, ["backup", *words])
    assert "The containers do not run" in refused.stderr
    assert not calls.exists()
    containers.up()
    calls.unlink()
    done = CliRunner().invoke(app, ["backup", *words, "--json"])
    assert done.exit_code == 0, done.output
    shown = json.loads(done.stdout)
    shown = shown if kind else shown[0]
    assert (shown["label"], shown["timeline"], shown["stored"]) == (BACKUP["label"], 3, 8388608)
    asked = [line.split("--stanza=lea ")[1] for line in calls.read_text().splitlines() if "--stanza" in line]
    assert asked == [*([f"--type={kind} backup"] if kind else []), "--output=json info"]
    folder = read_table((PROJECT / "docker-compose.yml").read_text())["services"]["backup"]["environment"]["LEA_HOME"]
    assert f"--config={folder}/postgresql/pgbackrest.conf " in calls.read_text()


def test_what_pgbackrest_cannot_read_is_a_sentence_in_containers_too(
    home: Path, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docker = calls.parent / "docker"
    docker.write_text(docker.read_text().replace("echo a-container", "echo '[FormatError]'"))
    monkeypatch.setenv("LEA_STACK", "compose")
    containers.up()
    assert (
        "The passphrase does not open the backups in the volume" in CliRunner().invoke(app, ["backup", "list"]).stderr
    )
    assert "verified by hand" in CliRunner().invoke(app, ["backup", "verify"]).stderr
