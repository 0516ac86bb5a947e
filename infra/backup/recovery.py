"""A restored cluster on its own: recovered to its moment, reachable by this machine alone, outside the stack."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import Connection, sql

from infra.backup.repository import Repository
from infra.stack.binaries import as_user, private_folder, write_private
from infra.stack.errors import StackError
from infra.stack.postgresql import ENVIRONMENT, SETTINGS, SUPERUSER
from infra.stack.process import tail

# Only the users of the folder of the socket reach it: PostgreSQL's and the one that restores.
_ACCESS = "local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
RECOVERY_SETTINGS = (
    "restore_command",
    "recovery_target",
    "recovery_target_time",
    "recovery_target_timeline",
    "recovery_target_action",
    "archive_mode",
)
"""Settings that pgBackRest writes into a restored cluster: they must not stay, the next recovery would follow them."""
_POLL = 0.1
_LONGEST_STOP = 60.0


@dataclass(frozen=True)
class Recovered:
    """A running restored cluster."""

    sockets: Path
    port: int
    last_commit: datetime | None
    """Of the transactions that recovery replayed; None: there were none."""
    timeline: int

    def connected(self, database: str = "postgres") -> "Connection[tuple[object, ...]]":
        """A connection of the superuser to one of its databases."""
        return psycopg.connect(host=str(self.sockets), port=self.port, user=SUPERUSER, dbname=database, autocommit=True)


@contextmanager
def recovered(
    binaries: Path, repository: Repository, folder: Path, port: int, *, lasting: bool, patience: float
) -> Iterator[Recovered]:
    """Recover the restored cluster `folder/data`, and serve it until the end of the context.

    If it is `lasting`, what it writes stays queued for the archive, which nothing reaches before the stack starts with
    it: an abandoned restore leaves no trace there. Raises StackError if recovery fails or takes more than `patience`
    seconds.
    """
    sockets, access = private_folder(folder / "socket", repository.user), folder / "access.conf"
    write_private(access, _ACCESS, repository.user)
    settings = {
        **SETTINGS,
        "shared_buffers": "128MB",
        "port": str(port),
        "unix_socket_directories": str(sockets),
        "hba_file": str(access),
        "shared_preload_libraries": "",
        "archive_mode": "on" if lasting else "off",
        "archive_command": "",
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    log = folder / "recovery.log"
    with log.open("wb") as output:
        server = subprocess.Popen(  # noqa: S603 - our own words
            [binaries / "postgres", "-D", folder / "data", *options],
            env=ENVIRONMENT,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **as_user(repository.user),
        )
    try:
        yield _wait(server, Recovered(sockets, port, None, 0), log, patience)
    finally:
        _stop(server)


def forget_recovery(connection: "Connection[tuple[object, ...]]", password: str) -> None:
    """Remove the settings of the recovery, and set the superuser's password, which may have been changed since."""
    for name in RECOVERY_SETTINGS:
        connection.execute(sql.SQL("ALTER SYSTEM RESET {}").format(sql.Identifier(name)))
    verifier = connection.pgconn.encrypt_password(password.encode(), SUPERUSER.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(SUPERUSER), sql.Literal(verifier)))


def _wait(server: "subprocess.Popen[bytes]", at: Recovered, log: Path, patience: float) -> Recovered:
    ends = time.monotonic() + patience
    while server.poll() is None and time.monotonic() < ends:
        try:
            with at.connected() as connection:
                (recovering,) = connection.execute("SELECT pg_is_in_recovery()").fetchone() or (True,)
                if not recovering:
                    return _state(connection, at)
        except psycopg.OperationalError:
            pass
        time.sleep(_POLL)
    why = "takes too long" if server.poll() is None else "ended"
    raise StackError(f"The recovery of the restored cluster {why}. Its log ends:\n{tail(log, 8)}")


def _state(connection: "Connection[tuple[object, ...]]", at: Recovered) -> Recovered:
    row = connection.execute(
        "SELECT pg_last_xact_replay_timestamp(), timeline_id FROM pg_control_checkpoint()"
    ).fetchone()
    last, timeline = row or (None, 0)
    return Recovered(at.sockets, at.port, last if isinstance(last, datetime) else None, int(str(timeline)))


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(2)  # SIGINT: fast shutdown
    try:
        server.wait(_LONGEST_STOP)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
