"""A stack for one run, with fresh databases and virtual hosts for what is measured apart from the services."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from infra.database.provisioning import DATABASES, EVENT_READER, create_database
from infra.stack.stack import Stack, migrate
from shared.messaging.senders import publisher_of


@dataclass(frozen=True)
class Database:
    """A database with the newest schema of a service, by role."""

    url: str
    owner_url: str
    event_reader_url: str


@dataclass(frozen=True)
class Place:
    """A durable stack whose engines run; no service does yet."""

    stack: Stack
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def database(self, service: str) -> Database:
        """A fresh database."""
        kind, name, at = DATABASES[service], f"bench_{service}_{next(self._numbers)}", self.stack.addresses
        create_database(self.stack.server_url(), name, kind)
        migrate(service, at.database(kind.owner, name))
        return Database(at.database(kind.role, name), at.database(kind.owner, name), at.database(EVENT_READER, name))

    def virtual_host(self, service: str) -> str:
        """The AMQP address of a fresh virtual host, in which this service's user may do everything."""
        name, management = f"bench-{next(self._numbers)}", self.stack.management()
        management.call("PUT", f"/api/vhosts/{name}")
        everything, user = {"configure": ".*", "write": ".*", "read": ".*"}, publisher_of(service)
        management.call("PUT", f"/api/permissions/{name}/{user}", everything)
        return self.stack.addresses.broker(user, name)


@contextmanager
def opened() -> Iterator[Place]:
    """A place whose data is removed afterwards."""
    home = Path(tempfile.mkdtemp(prefix="ais-lea-bench-"))
    home.chmod(0o755)
    try:
        with Stack(home).engines() as stack:
            _record_commit_times(stack)
            yield Place(stack)
    finally:
        shutil.rmtree(home)


def _record_commit_times(stack: Stack) -> None:
    """Have PostgreSQL record when each transaction was committed; takes a restart."""
    with psycopg.connect(stack.server_url(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET track_commit_timestamp = on")
    stack.stop("database")
    stack.start("database")
