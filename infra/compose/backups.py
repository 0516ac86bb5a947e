"""Backups of the containers: pgBackRest in the container `backup` makes and lists them."""

import subprocess
from collections.abc import Sequence

from infra.backup.repository import STANZA, Backup, backups_in
from infra.compose.containers import client, running
from infra.stack.errors import StackError

_VOLUME = "the volume `backups`"
# As the process `backup` calls it: its file of settings, which has the passphrase, and its lock.
_PGBACKREST = (
    *("exec", "-T", "backup", "env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"),
    *("pgbackrest", "--config=/tmp/lea/postgresql/pgbackrest.conf", f"--stanza={STANZA}"),
)


def back_up(kind: str) -> None:
    """Make a backup while everything runs. Raises StackError."""
    _pgbackrest(f"--type={kind}", "backup")


def backups() -> Sequence[Backup]:
    """Every backup, oldest first. Raises StackError."""
    return backups_in(_pgbackrest("--output=json", "info"), _VOLUME)


def _pgbackrest(*words: str) -> str:
    if not running():
        raise StackError("The containers do not run: `make up` starts them.")
    return client(*_PGBACKREST, *words, stdout=subprocess.PIPE)
