"""Verifies backups by the only proof there is: restoring them."""

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from infra.backup.losses import stores
from infra.backup.recovery import Recovered, recovered
from infra.backup.repository import Repository
from infra.database.databases import DATABASES
from infra.stack.binaries import as_user, postgres_folder, private_folder
from infra.stack.errors import StackError
from infra.stack.postgresql import ENVIRONMENT
from infra.stack.settings import StackSettings

_LONGEST_RECOVERY = 6 * 3600.0
# A version that is missing in the middle of a stream, of any: a hole in the archive would leave one.
_SOUND = "SELECT count(*) FROM (SELECT FROM event GROUP BY stream HAVING count(*) <> max(version)) AS holed"


@dataclass(frozen=True)
class Verified:
    """What a backup restores to."""

    last_commit: datetime | None
    events: Mapping[str, int]
    """In each store."""


def verify(home: Path, repository: Repository) -> Verified:
    """Restore everything that is archived beside the running cluster, and remove it again.

    Raises StackError if it cannot be restored, a page fails its checksum, or a stream has a hole.
    """
    binaries = postgres_folder(StackSettings())
    folder = Path(tempfile.mkdtemp(prefix="verifying-", dir=home / "postgresql"))
    private_folder(folder, repository.user)
    try:
        repository.restore(folder / "data", None)
        with recovered(
            binaries, repository, folder, _free_port(), lasting=False, patience=_LONGEST_RECOVERY
        ) as restored:
            found = Verified(restored.last_commit, {service: _counted(restored, service) for service in stores()})
        checked = subprocess.run(  # noqa: S603 - our own words
            [binaries / "pg_checksums", "--check", "-D", folder / "data"],
            env=ENVIRONMENT,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            **as_user(repository.user),
        )
        if checked.returncode != 0:
            raise StackError(f"Pages of the restored cluster are faulty:\n{checked.stdout}{checked.stderr}")
    finally:
        shutil.rmtree(folder)
    return found


def _counted(restored: Recovered, service: str) -> int:
    with restored.connected(DATABASES[service].name) as connection:
        (holed,) = connection.execute(_SOUND).fetchone() or (0,)
        if holed:
            raise StackError(f"{holed} streams of {service} have a hole in the restored cluster.")
        (events,) = connection.execute("SELECT count(*) FROM event").fetchone() or (0,)
        return int(str(events))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
