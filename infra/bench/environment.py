"""A stack for one run, with new databases and virtual hosts for benchmarks that do not use the services."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from infra.backup.settings import BackupSettings
from infra.database.provisioning import DATABASES, EVENT_READER, create_database
from infra.stack.services import migrate
from infra.stack.stack import Stack
from shared.messaging.senders import publisher_of


@dataclass(frozen=True)
class Database:
    """A database with the newest schema of a service, by role."""

    url: str
    owner_url: str
    event_reader_url: str


@dataclass(frozen=True)
class Environment:
    """A durable stack with running engines and no services."""

    stack: Stack
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def database(self, service: str) -> Database:
        """A new database with the schema of a service."""
        kind, name, at = DATABASES[service], f"bench_{service}_{next(self._numbers)}", self.stack.addresses
        create_database(self.stack.server_url(), name, kind)
        migrate(service, at.database(kind.owner, name))
        return Database(at.database(kind.role, name), at.database(kind.owner, name), at.database(EVENT_READER, name))

    def virtual_host(self, service: str) -> str:
        """The AMQP address of a new virtual host in which the user of the service has all permissions."""
        name, management = f"bench-{next(self._numbers)}", self.stack.management()
        management.call("PUT", f"/api/vhosts/{name}")
        everything, user = {"configure": ".*", "write": ".*", "read": ".*"}, publisher_of(service)
        management.call("PUT", f"/api/permissions/{name}/{user}", everything)
        return self.stack.addresses.broker(user, name)


@contextmanager
def opened() -> Iterator[Environment]:
    """An environment whose data is removed afterwards."""
    home = Path(tempfile.mkdtemp(prefix="ais-lea-bench-"))
    home.chmod(0o755)
    try:
        with Stack(home, backups=BackupSettings(folder=home / "backup")).engines() as stack:
            _record_commit_times(stack)
            yield Environment(stack)
    finally:
        shutil.rmtree(home)


@contextmanager
def running(stack: Stack, services: Sequence[str]) -> Iterator[None]:
    """Services of the stack, which are stopped afterwards."""
    stack.up(services)
    try:
        yield
    finally:
        for name in reversed(services):
            stack.stop(name)


def _record_commit_times(stack: Stack) -> None:
    """Make PostgreSQL record the time of each commit; needs a restart."""
    with psycopg.connect(stack.server_url(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET track_commit_timestamp = on")
    stack.stop("database")
    stack.start("database")
