"""pgBackRest: its configuration for one stack, and its commands."""

import json
import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.backup.settings import BackupSettings
from infra.stack.binaries import INSTALL, PATH, as_user, engine_user, private_folder, write_private
from infra.stack.errors import StackError

STANZA = "lea"
"""What pgBackRest calls a cluster; each stack has one repository with one."""
PASSPHRASE = "backup-passphrase"  # noqa: S105 - its name
"""The name, among the passwords, of the passphrase that opens the repository and the secrets beside it."""
HEAD_FILE = "access-log-heads.jsonl"
"""The file of the kept heads of the access log, in the folder of backups."""
FULL, INCREMENTAL = "full", "incr"

_LOCKED, _MISMATCH, _DECRYPTION = 50, 28, 95
_UNREADABLE = ("FormatError", "CryptoError")
"""What pgBackRest calls a file that another passphrase has decrypted, by how much of it it has read."""
_OTHER_PROBLEM = 99
"""Its status of a repository that `info` could not read, although it ends with exit code 0."""
_ANOTHER_RUNS = "Another backup is running."
_LONGEST_LINE = 2000


@dataclass(frozen=True)
class Backup:
    """One backup in the repository."""

    label: str
    kind: str
    """`full` or `incr`."""
    started: datetime
    stopped: datetime
    """From this moment on it can be restored."""
    size: int
    """Bytes of the restored cluster."""
    stored: int
    """Bytes that this backup added to the repository."""
    timeline: int
    faulty: bool
    """A page failed its checksum while it was copied."""


@dataclass(frozen=True)
class Repository:
    """The backups of one stack, and the program that makes and restores them."""

    program: Path
    folder: Path
    """Where backups are, outside the data folder of the stack."""
    engine: Path
    """PostgreSQL's folder in the data folder of the stack."""
    user: str | None
    """The system user of PostgreSQL; None: the caller."""
    data: Path
    """The cluster."""
    sockets: Path
    """The folder of PostgreSQL's Unix socket, for pgBackRest alone."""

    @property
    def path(self) -> Path:
        """The folder that pgBackRest owns."""
        return self.folder / "repository"

    @property
    def configuration(self) -> Path:
        """pgBackRest's configuration, which has the passphrase."""
        return self.engine / "pgbackrest.conf"

    @property
    def exists(self) -> bool:
        """Whether it has been created, by this stack or one before it."""
        return (self.path / "archive" / STANZA / "archive.info").exists()

    @property
    def archive_command(self) -> str:
        """PostgreSQL's setting: how a segment of the write-ahead log is archived."""
        words = map(shlex.quote, self._command("archive-push"))
        return f"{' '.join(words).replace('%', '%%')} %p"

    def configure(self, settings: BackupSettings, passphrase: str, port: int) -> None:
        """Create the folders, and write the configuration. Its passphrase is on no command line."""
        self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        working = self.engine / "pgbackrest"
        for private in (self.engine, self.path, working):
            private_folder(private, self.user)
        if self.sockets.is_relative_to(self.engine):
            private_folder(self.sockets, self.user)
        text = f"""\
[global]
repo1-path={self.path}
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass={passphrase}
repo1-retention-full={settings.kept}
compress-type=zst
start-fast=y
log-level-console=warn
log-level-file=off
log-path={working}
lock-path={working}
spool-path={working}

[{STANZA}]
pg1-path={self.data}
pg1-port={port}
pg1-socket-path={self.sockets}
pg1-user=postgres
"""
        write_private(self.configuration, text, self.user)

    def create(self, password: str) -> None:
        """Create the repository unless it exists. Raises StackError if it belongs to another cluster."""
        self._run("stanza-create", password=password)

    def back_up(self, kind: str, password: str) -> None:
        """Make a backup. Raises StackError. An incremental one without a full one before it becomes full."""
        self._run("backup", f"--type={kind}", password=password)

    def restore(self, data: Path, moment: datetime | None, timeline: int | None = None) -> None:
        """Restore the files of a cluster into an empty folder; the server then recovers them to that moment.

        Without a moment it recovers everything that is archived. Raises StackError.
        """
        private_folder(data, self.user)
        self._run("restore", f"--pg1-path={data}", *target_of(moment, timeline))

    def backups(self) -> list[Backup]:
        """Every backup, oldest first. Raises StackError if the repository cannot be read."""
        self.check_set_up()
        return backups_in(self._run("info", "--output=json"), self.folder)

    def size(self) -> int:
        """Bytes of the repository on disk."""
        return sum(os.lstat(Path(folder) / name).st_size for folder, _, names in os.walk(self.path) for name in names)

    def _command(self, *words: str) -> list[str]:
        return [str(self.program), f"--config={self.configuration}", f"--stanza={STANZA}", *words]

    def check_set_up(self) -> None:
        """Raises StackError if the stack has not run with backups, or been restored, in this data folder."""
        if self.exists and not self.data.exists():
            raise StackError(
                f"There is no stack in {self.engine.parent}, but there are backups in {self.folder}: "
                "`lea backup restore` brings it back."
            )
        if not self.configuration.exists():
            raise StackError(f"Backups of {self.engine.parent} are not set up: `lea stack up` does it.")

    def _run(self, *words: str, password: str = "") -> str:
        done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - our own words
            self._command(*words),
            # Commands that ask the database connect by its socket.
            env={"PATH": PATH, "LC_ALL": "C.UTF-8", "TZ": "UTC", **({"PGPASSWORD": password} if password else {})},
            cwd=self.engine,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            **as_user(self.user),
        )
        if done.returncode != 0:
            raise StackError(self._explained(words[0], done.returncode, done.stdout + done.stderr))
        return done.stdout

    def _explained(self, command: str, code: int, output: str) -> str:
        if code == _LOCKED:
            return _ANOTHER_RUNS
        if code == _MISMATCH:
            return (
                f"The backups in {self.folder} are of another cluster than {self.data}. Restore them "
                "(`lea backup restore`), or name another folder by LEA_BACKUP_FOLDER."
            )
        return _failure(command, code, output, self.folder)


def backups_in(output: str, folder: object) -> list[Backup]:
    """The backups that `info` lists as JSON, oldest first. Raises StackError if it could not read the repository."""
    if _unreadable(output):
        # It quotes what it could not read, so this may be no JSON.
        raise StackError(_failure("info", _DECRYPTION, output, folder))
    answer = json.loads(output)
    for each in (repository for stanza in answer for repository in stanza.get("repo", ())):
        if each["status"]["code"] == _OTHER_PROBLEM:
            raise StackError(_failure("info", _OTHER_PROBLEM, each["status"]["message"], folder))
    return [_backup(each) for stanza in answer if stanza["name"] == STANZA for each in stanza.get("backup", ())]


def _failure(command: str, code: int, output: str, folder: object) -> str:
    if code == _DECRYPTION or "cipher" in output.lower() or _unreadable(output):
        return f"The passphrase does not open the backups in {folder}, or their list is damaged."
    return f"pgBackRest could not {command}:\n{output.strip()[-_LONGEST_LINE:]}"


def repository_of(home: Path, settings: BackupSettings) -> Repository:
    """The repository of the stack with this data folder. Raises StackError if the program is missing."""
    found = settings.program or shutil.which("pgbackrest", path=PATH)
    if found is None or not os.access(found, os.X_OK):
        where = f"at {found} (LEA_BACKUP_PROGRAM)" if found else f"in {PATH}: {INSTALL}"
        raise StackError(f"No pgbackrest {where}. LEA_BACKUP_ENABLED=false runs without backups.")
    engine = home / "postgresql"
    return Repository(
        program=Path(found),
        folder=settings.folder_of(home),
        engine=engine,
        user=engine_user("postgres"),
        data=settings.data or engine / "data",
        sockets=settings.sockets or engine / "socket",
    )


def target_of(moment: datetime | None, timeline: int | None) -> list[str]:
    """The options of pgBackRest for a moment, None being the end of the archive, on a timeline, None being the last."""
    # Sub-second moments are kept: PostgreSQL stops before the first commit behind it.
    target = ["--type=default"] if moment is None else ["--type=time", f"--target={_text(moment)}"]
    if moment is not None:
        target.append("--target-action=promote")
    return [*target, *([] if timeline is None else [f"--target-timeline={timeline}"])]


def _unreadable(output: str) -> bool:
    return any(word in output for word in _UNREADABLE)


def _backup(data: dict[str, Any]) -> Backup:
    return Backup(
        label=data["label"],
        kind=data["type"],
        started=datetime.fromtimestamp(data["timestamp"]["start"], UTC),
        stopped=datetime.fromtimestamp(data["timestamp"]["stop"], UTC),
        size=data["info"]["size"],
        stored=data["info"]["repository"]["delta"],
        # The first eight hexadecimal digits of a segment's name.
        timeline=int(data["archive"]["start"][:8], 16),
        faulty=bool(data.get("error")),
    )


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00"
