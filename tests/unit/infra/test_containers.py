"""Calls of the Compose client, recorded by a program in its place."""

from pathlib import Path

import pytest

from infra.compose import containers
from infra.stack.errors import StackError
from infra.stack.settings import StackSettings


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
