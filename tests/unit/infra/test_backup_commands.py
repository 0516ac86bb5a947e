"""`lea backup verify` and `restore --timeline`, with a stand-in for pgBackRest and the restored cluster."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from infra.backup import restoring, verifying
from infra.backup.aftermath import Aftermath
from infra.backup.closing import Closed
from infra.backup.losses import Losses, stores
from infra.backup.recovery import Recovered
from infra.backup.repository import target_of
from infra.backup.restoring import Order, Restored
from infra.cli import backup
from infra.cli.main import app
from infra.stack.errors import StackError

AT = datetime(2026, 11, 30, 6, 15, tzinfo=UTC)
COMMITTED = datetime(2026, 11, 30, 6, 14, 59, tzinfo=UTC)


@dataclass
class Store:
    """What the restored cluster says of an event store."""

    holes: int = 0
    events: int = 7

    def execute(self, query: str) -> "Store":
        self.asked = self.holes if "holed" in query else self.events
        return self

    def fetchone(self) -> tuple[int]:
        return (self.asked,)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None: ...


@dataclass
class Backups:
    """A repository that restores nothing."""

    folder: Path
    user: None = None
    exists: bool = True
    restored: list[tuple[Path, None]] = field(default_factory=list)

    def check_set_up(self) -> None: ...

    def restore(self, data: Path, moment: None) -> None:
        data.mkdir()
        self.restored.append((data, moment))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backups:
    made = Backups(tmp_path / "backups")
    made.folder.mkdir()
    monkeypatch.setattr(backup, "_repository", lambda _: made)
    return made


def lea(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["backup", *words], env={"LEA_HOME": str(home)})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder; pages that are checked are sound unless `pg_checksums` of this folder fails."""
    made = tmp_path / "home"
    (made / "postgresql").mkdir(parents=True)
    checks = tmp_path / "pg_checksums"
    checks.write_text("#!/bin/sh\nexit 0\n")
    checks.chmod(0o755)
    monkeypatch.setattr(verifying, "postgres_folder", lambda _: tmp_path)
    return made


def restores_to(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    @contextmanager
    def recovered(*_: Any, lasting: bool, **__: Any) -> Iterator[Recovered]:
        assert not lasting
        yield Recovered(Path("/sockets"), 1, COMMITTED, 1)

    monkeypatch.setattr(verifying, "recovered", recovered)
    monkeypatch.setattr(Recovered, "connected", lambda *_: store)


def test_a_sound_backup_is_counted_and_leaves_nothing(
    home: Path, repository: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    restores_to(monkeypatch, Store())
    done = lea(home, "verify", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"last_commit": COMMITTED.isoformat(), "events": dict.fromkeys(stores(), 7)}
    assert "every page is sound" in lea(home, "verify").stdout
    assert [moment for _, moment in repository.restored] == [None, None]
    assert list((home / "postgresql").iterdir()) == []


def test_a_hole_in_a_stream_is_a_fault(home: Path, repository: Backups, monkeypatch: pytest.MonkeyPatch) -> None:
    restores_to(monkeypatch, Store(holes=2))
    done = lea(home, "verify")
    assert done.exit_code == 1
    assert "2 streams of intake have a hole in the restored cluster." in done.stderr
    assert list((home / "postgresql").iterdir()) == []


def test_a_faulty_page_is_a_fault(
    home: Path, repository: Backups, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    restores_to(monkeypatch, Store())
    (tmp_path / "pg_checksums").write_text("#!/bin/sh\necho 'block 3: bad checksum'\nexit 1\n")
    done = lea(home, "verify")
    assert done.exit_code == 1
    assert "block 3: bad checksum" in done.stderr


def test_without_backups_nothing_is_verified(home: Path, repository: Backups) -> None:
    repository.exists = False
    assert "There are no backups in" in lea(home, "verify").stderr


@pytest.mark.parametrize(
    ("moment", "timeline", "options"),
    [
        (None, None, ["--type=default"]),
        (None, 1, ["--type=default", "--target-timeline=1"]),
        (AT, None, ["--type=time", "--target=2026-11-30 06:15:00.000000+00", "--target-action=promote"]),
        (
            AT,
            2,
            ["--type=time", "--target=2026-11-30 06:15:00.000000+00", "--target-action=promote", "--target-timeline=2"],
        ),
    ],
)
def test_the_options_of_a_moment_and_a_timeline(
    moment: datetime | None, timeline: int | None, options: list[str]
) -> None:
    assert target_of(moment, timeline) == options


@pytest.mark.parametrize(("words", "timeline"), [([], None), (["--timeline", "1"], 1)])
def test_a_restore_follows_the_timeline_that_is_named(
    words: list[str], timeline: int | None, home: Path, repository: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders: list[Order] = []

    def restore(_: Path, order: Order, *__: Any) -> Restored:
        orders.append(order)
        return Restored(AT, AT, AT, 3, None, Aftermath(Losses([], [], [], [], {}), Closed(), {}))

    monkeypatch.setattr(restoring, "restore", restore)
    monkeypatch.setattr(backup, "_bring_secrets", lambda *_: None)
    stated = ["--to", "end", "--as", "operations:petrova", "--reason", "Undone", "--yes", "--no-start"]
    done = lea(home, "restore", *stated, *words)
    assert done.exit_code == 0, done.output
    assert orders == [Order(None, "operations:petrova", "Undone", timeline)]
    assert lea(home, "restore", *stated, "--timeline", "0").exit_code == 2
    (file,) = {file.suffix for file in (repository.folder / "restores").iterdir()}
    assert file == ".json"


def test_a_running_stack_is_not_stopped_for_a_restore_with_another_passphrase(
    home: Path, repository: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[Path] = []

    def refused(*_: Any) -> None:
        raise StackError("another passphrase")

    monkeypatch.setattr(backup, "_bring_secrets", refused)
    monkeypatch.setattr(backup, "overview", lambda _: SimpleNamespace(supervised=True))
    monkeypatch.setattr(restoring, "archive_rest", stopped.append)
    monkeypatch.setattr(backup, "stop", stopped.append)
    done = lea(home, "restore", "--to", "end", "--as", "operations:petrova", "--reason", "Lost", "--yes")
    assert (done.exit_code, stopped) == (1, [])
    assert "another passphrase" in done.stderr
