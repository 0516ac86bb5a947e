"""Where a run of benchmarks takes place: engines of its own, and databases and virtual hosts fresh for each."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from infra.bench import huge_pages
from infra.broker.definitions import ADMINISTRATOR
from infra.database.provisioning import DATABASES, EDGE_READER, EVENT_READER, create_database
from infra.stack.stack import Stack, migrate


@dataclass(frozen=True)
class Database:
    """A database with the newest schema of a service, by role."""

    name: str
    url: str
    worker_url: str
    """Of the worker beside the service, where there is one; else the service's own."""
    owner_url: str
    event_reader_url: str
    edge_reader_url: str
    superuser_url: str


@dataclass(frozen=True)
class Place:
    """Engines as they are in use: with every commit on disk."""

    stack: Stack
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def database(self, service: str) -> Database:
        """A fresh database."""
        kind, name, at = DATABASES[service], f"bench_{service}_{next(self._numbers)}", self.stack.addresses
        create_database(self.stack.server_url(), name, kind)
        migrate(service, at.database(kind.owner, name))
        return Database(
            name=name,
            url=at.database(kind.role, name),
            worker_url=at.database((*kind.workers, kind.role)[0], name),
            owner_url=at.database(kind.owner, name),
            event_reader_url=at.database(EVENT_READER, name),
            edge_reader_url=at.database(EDGE_READER, name),
            superuser_url=self.stack.server_url(name),
        )

    def broker(self) -> str:
        """The AMQP address of a fresh virtual host."""
        name, management = f"bench-{next(self._numbers)}", self.stack.management()
        management.call("PUT", f"/api/vhosts/{name}")
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        management.call("PUT", f"/api/permissions/{name}/{ADMINISTRATOR}", everything)
        return self.stack.addresses.broker(ADMINISTRATOR, name)

    def database_pid(self) -> int:
        """The process id of the database's server."""
        pid = self.stack.pid("database")
        if pid is None:
            raise AssertionError("unreachable: the database runs")
        return pid

    def versions(self) -> dict[str, str]:
        """Of broker and database; and whether the latter works in huge pages, as PostgreSQL 17 would say itself."""
        _, broker = self.stack.management().call("GET", "/api/overview")
        with psycopg.connect(self.stack.server_url()) as connection:
            (database,) = connection.execute("SHOW server_version").fetchone() or ("",)
        told = broker if isinstance(broker, dict) else {}
        huge = "on" if huge_pages.taken_by(self.database_pid()) else "off"
        return {
            "postgresql": database,
            "huge_pages_status": huge,
            "rabbitmq": told["rabbitmq_version"],
            "erlang": told["erlang_version"],
        }


@contextmanager
def opened() -> Iterator[Place]:
    """A place whose data do not survive the run."""
    home = Path(tempfile.mkdtemp(prefix="ais-lea-bench-"))
    home.chmod(0o755)
    try:
        with Stack(home).engines() as stack, huge_pages.reserved(huge_pages.wanted(stack.server_url())):
            _note_commits(stack)
            _restart_database(stack)
            yield Place(stack)
    finally:
        shutil.rmtree(home)


def _note_commits(stack: Stack) -> None:
    """Let the server note the moment of each commit: that is how long things took to be visible."""
    with psycopg.connect(stack.server_url(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET track_commit_timestamp = on")


def _restart_database(stack: Stack) -> None:
    stack.stop("database")
    stack.start("database")
