"""PostgreSQL as a process of the stack, with a cluster in the stack's folder."""

import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg

from infra.backup.repository import PASSPHRASE, Repository
from infra.backup.settings import BackupSettings
from infra.stack.binaries import PATH, as_user, engine_user, postgres_folder, private_folder, write_private
from infra.stack.errors import StackError
from infra.stack.passwords import Passwords
from infra.stack.ports import Ports
from infra.stack.process import Program
from infra.stack.settings import StackSettings

SUPERUSER = "postgres"
ENVIRONMENT = {"PATH": PATH, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    # Pools connect rarely: a connection that no service explains means a stolen password.
    "log_connections": "on",
    "max_connections": "225",
    "max_wal_size": "2GB",
    "jit": "off",
    # Loads the previous cache contents after a restart: otherwise the first requests would wait for the disk.
    "shared_preload_libraries": "pg_prewarm",
}
ACCESS = """\
local all postgres scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
"""
"""Who may connect, and how (`pg_hba.conf`). The socket is for pgBackRest, which connects by nothing else."""
# A temporary database need not survive a power failure; it still survives kill -9. It is small.
THROWAWAY = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "256MB"}


def program(
    home: Path,
    settings: StackSettings,
    ports: Ports,
    passwords: Passwords,
    durable: bool,
    archive: tuple[Repository, BackupSettings] | None = None,
) -> Program:
    """The server; its cluster is created if there is none. With a repository its write-ahead log is archived."""
    repository = archive and archive[0]
    user = engine_user("postgres")
    binaries = postgres_folder(settings)
    folder = private_folder(home / "postgresql", user)
    data = folder / "data"
    if not data.exists():
        if repository and repository.exists:
            raise StackError(
                f"There is no {data}, but there are backups of it in {repository.folder}: restore them "
                "(`lea backup restore`), or remove them if you want to begin with empty data."
            )
        _initialise(binaries, folder, passwords[SUPERUSER], user, durable)
    _check_version(binaries, data)
    port = ports["postgresql"]
    lasting = {"shared_buffers": f"{settings.buffers}MB"}
    chosen = {**SETTINGS, **(lasting if durable else THROWAWAY), "port": str(port)}
    if archive:
        archive[0].configure(archive[1], passwords[PASSPHRASE], port)
        chosen |= archiving(*archive)
    url = superuser_url(port, passwords[SUPERUSER])
    return Program(
        name="database",
        argv=(str(binaries / "postgres"), "-D", str(data), *_options(chosen)),
        environment=ENVIRONMENT,
        ready=lambda: _answers(url),
        ports={"postgresql": port},
        user=user,
        folder=folder,
        # Fast shutdown: SIGTERM would wait until every client disconnects.
        stop_signal=signal.SIGINT,
    )


def archiving(repository: Repository, settings: BackupSettings) -> dict[str, str]:
    """The settings with which the write-ahead log is archived, and pgBackRest can connect."""
    access = repository.engine / "access.conf"
    write_private(access, ACCESS, repository.user)
    return {
        "archive_mode": "on",
        "archive_command": repository.archive_command,
        "archive_timeout": str(settings.archive_timeout),
        "unix_socket_directories": str(repository.sockets),
        "hba_file": str(access),
    }


def superuser_url(port: int, password: str, database: str = "postgres") -> str:
    """The address of a database for the superuser."""
    return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{port}/{database}"


def _options(settings: dict[str, str]) -> list[str]:
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _initialise(binaries: Path, folder: Path, password: str, user: str | None, durable: bool) -> None:
    """Create a cluster completely or not at all: the folder is renamed when it is finished."""
    secret = folder / "superuser"
    write_private(secret, password, user)
    with tempfile.TemporaryDirectory(prefix="new-", dir=folder) as draft:
        private_folder(Path(draft), user)
        arguments = [
            *(str(binaries / "initdb"), "-D", f"{draft}/data", "-U", SUPERUSER, f"--pwfile={secret}"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"),
            *("--auth-local=reject", "--auth-host=scram-sha-256"),
            *([] if durable else ["--no-sync"]),
        ]
        made = subprocess.run(
            arguments, env=ENVIRONMENT, cwd=folder, capture_output=True, text=True, check=False, **as_user(user)
        )
        secret.unlink()
        if made.returncode != 0:
            raise StackError(f"initdb could not create {folder / 'data'}:\n{made.stderr.strip()}")
        (Path(draft) / "data").rename(folder / "data")


def _check_version(binaries: Path, data: Path) -> None:
    made_by = (data / "PG_VERSION").read_text().strip()
    version = subprocess.run(
        [binaries / "postgres", "--version"], env=ENVIRONMENT, capture_output=True, text=True, check=True
    ).stdout.split()[2]
    if version.split(".")[0] != made_by:
        raise StackError(
            f"{data} was created by PostgreSQL {made_by}, this is {version}: "
            "name the old one's folder by LEA_POSTGRES_BIN, or remove the data."
        )


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True
