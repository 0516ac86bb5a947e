"""A restore of a stopped stack: one cluster to one moment, an empty broker, and a report.

The present cluster is not touched before the restored one is complete: a restore that fails, or is killed, changes
nothing and can be repeated.
"""

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from infra.backup.aftermath import Aftermath, follow_up
from infra.backup.recovery import Recovered, forget_recovery, recovered
from infra.backup.repository import PASSPHRASE, Repository
from infra.backup.settings import BackupSettings
from infra.database.provisioning import DATABASES, LOGINS, provision
from infra.stack import services
from infra.stack.addresses import Addresses, addresses_in, on_loopback
from infra.stack.binaries import postgres_folder, private_folder
from infra.stack.errors import StackError
from infra.stack.passwords import password_of
from infra.stack.postgresql import SUPERUSER
from infra.stack.stack import Stack

_LONGEST_RECOVERY = 6 * 3600.0
_ARCHIVED_WITHIN = 60.0
_POLL = 0.1

Say = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """Who restores what, and why."""

    moment: datetime | None
    """None: everything that is archived."""
    actor: str
    reason: str
    timeline: int | None = None
    """None: the one in use."""


@dataclass(frozen=True)
class Restored:
    """What a restore has done. The stack does not run yet."""

    moment: datetime
    """The moment that was ordered; without one, that of the last transaction in the archive."""
    last_commit: datetime | None
    archive_end: datetime | None
    """The last transaction in the archive: nothing is known of what came after it."""
    timeline: int
    replaced: Path | None
    """Where the cluster that was there before is now."""
    aftermath: Aftermath


def restore(home: Path, order: Order, backups: BackupSettings, say: Say) -> Restored:
    """Restore the stopped stack in `home`. Raises StackError; nothing is changed then."""
    with Stack(home, backups=backups) as stack:
        repository = stack.repository
        if repository is None:
            raise StackError("Backups are not enabled: LEA_BACKUP_ENABLED=false.")
        repository.configure(backups, stack.passwords[PASSPHRASE], stack.ports["postgresql"])
        with _working_folder(repository) as working:
            restored = _restore(stack, repository, working, order, say)
    return restored


def archive_rest(home: Path) -> None:
    """Have the running server archive what it has written so far; without effect if it does not answer."""
    addresses = addresses_in(home)
    with suppress(psycopg.Error), psycopg.connect(addresses.database(SUPERUSER, "postgres"), autocommit=True) as server:
        switched = server.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        ends = time.monotonic() + _ARCHIVED_WITHIN
        while time.monotonic() < ends:
            last = server.execute("SELECT last_archived_wal FROM pg_stat_archiver").fetchone()
            if last and switched and str(last[0]) >= str(switched[0]):
                return
            time.sleep(_POLL)


def _restore(stack: Stack, repository: Repository, working: Path, order: Order, say: Say) -> Restored:
    say("restoring the end of the archive, to see what is lost")
    with _cluster(stack, repository, working / "end", None, order.timeline, lasting=False) as end:
        moment = order.moment
        if moment is not None and end.last_commit is not None and moment >= end.last_commit:
            # PostgreSQL refuses a moment that no transaction follows: it is the end of the archive.
            moment = None
        say(f"restoring {'everything that is archived' if moment is None else f'to {moment.astimezone(UTC)}'}")
        with _cluster(stack, repository, working / "moment", moment, order.timeline, lasting=True) as made:
            reached = order.moment or made.last_commit or datetime.now(UTC)
            say("naming what is lost, and recording the restore")
            aftermath = asyncio.run(
                follow_up(stack.addresses, _reached(stack, end), repository.folder, reached, order.actor, order.reason)
            )
    replaced = _exchange(stack.home, repository, working / "moment" / "data")
    return Restored(reached, made.last_commit, end.last_commit, made.timeline, replaced, aftermath)


@contextmanager
def _working_folder(repository: Repository) -> Iterator[Path]:
    """A folder beside the cluster, so that the restored one can be renamed into its place."""
    working = repository.engine / "restoring"
    shutil.rmtree(working, ignore_errors=True)
    try:
        yield private_folder(working, repository.user)
    finally:
        shutil.rmtree(working, ignore_errors=True)


@contextmanager
def _cluster(
    stack: Stack, repository: Repository, folder: Path, moment: datetime | None, timeline: int | None, *, lasting: bool
) -> Iterator[Recovered]:
    """A restored cluster that runs, with today's roles, passwords and schemas."""
    private_folder(folder, repository.user)
    repository.restore(folder / "data", moment, timeline)
    # The broker does not run: its port serves the second cluster.
    port = stack.ports["postgresql" if lasting else "amqp"]
    with recovered(
        postgres_folder(stack.settings), repository, folder, port, lasting=lasting, patience=_LONGEST_RECOVERY
    ) as made:
        with made.connected() as connection:
            forget_recovery(connection, stack.passwords[SUPERUSER])
        _bring_up_to_date(stack, _reached(stack, made))
        yield made


def _bring_up_to_date(stack: Stack, addresses: Addresses) -> None:
    server = addresses.database(SUPERUSER, "postgres")
    provision(server, {role: stack.passwords[password_of(role)] for role in LOGINS})
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(
            pool.map(
                lambda kind: services.migrate(kind.service, addresses.database(kind.owner, kind.name)),
                DATABASES.values(),
            )
        )


def _reached(stack: Stack, cluster: Recovered) -> Addresses:
    """The addresses of the stack, with this cluster in the place of its database."""
    return on_loopback({**stack.ports.named, "postgresql": cluster.port}, stack.passwords)


def _exchange(home: Path, repository: Repository, restored: Path) -> Path | None:
    """Put the restored cluster in the place of the present one, which is kept; empty the broker."""
    replaced = None
    if repository.data.exists():
        replaced = repository.data.with_name(f"replaced-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        repository.data.rename(replaced)
    # Messages of after the moment must not be delivered. Those that were on their way are published again.
    shutil.rmtree(home / "rabbitmq", ignore_errors=True)
    restored.rename(repository.data)
    return replaced
