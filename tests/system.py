"""The whole system for a test: the stack with every service, and a check whether all work is done."""

import asyncio
import os
import shutil
import ssl
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from infra.backup.settings import BackupSettings
from infra.database.provisioning import DATABASES
from infra.stack.stack import Stack
from shared.database import Connection
from shared.failures import DATABASE_UNAVAILABLE
from tests.patience import PATIENCE

SOURCES = ("intake", "proceedings", "deadlines")
"""Services whose events are about statements and proceedings."""
STORES = (*SOURCES, "edge")
"""Services with an event store. That of the edge grows with every request."""
LISTENS_TO = {
    "intake": ("proceedings",),
    "proceedings": ("intake", "deadlines"),
    "deadlines": ("intake", "proceedings"),
    "court_query": ("proceedings",),
}
"""Sources of the events about statements and proceedings to which each service subscribes."""
CONSUMERS = {
    **{service: (service, sources) for service, sources in LISTENS_TO.items()},
    "court_query.heads": ("court_query", ("edge",)),
}
"""The service of each consumer, and its sources."""

NO_BACKUPS = BackupSettings(enabled=False)
_CALM = 3  # consecutive checks without unfinished work
_PAUSE = 0.3

_UNPUBLISHED = """
    SELECT count(*) FROM event, relay_checkpoint AS reached
    WHERE (event.xid, event.position) > (reached.xid, reached.position)
"""
_HEADS = "SELECT stream, max(version) AS version FROM event GROUP BY stream"
_POSITIONS = "SELECT stream, version FROM stream_position WHERE consumer = $1 AND source = $2 AND version > 0"
_WAITING = "SELECT count(*) FROM deferred_message WHERE reason <> 'parked'"
_UNSEALED = """
    SELECT count(*) FROM (SELECT chain, max(sequence) AS sequence FROM access_log GROUP BY chain) AS head
    WHERE NOT EXISTS (
        SELECT FROM event
        WHERE stream = chain AND (convert_from(data, 'UTF8')::jsonb ->> 'sequence')::bigint = sequence
    )
"""
_DUE = """
    SELECT count(*) FROM limit_standing WHERE standing = 'running'
    AND least(due + 1, approaching_on) <= (now() AT TIME ZONE 'Europe/Minsk')::date
"""


@dataclass(frozen=True)
class System:
    """The running system."""

    stack: Stack

    @property
    def tls(self) -> ssl.SSLContext:
        """A TLS context that trusts the edge."""
        return ssl.create_default_context(cafile=self.stack.ca_file)

    @asynccontextmanager
    async def connected(self, service: str) -> AsyncIterator[Connection]:
        """A connection to the database of a service, as superuser."""
        connection = await asyncpg.connect(self.stack.server_url(DATABASES[service].name))
        try:
            yield connection
        finally:
            await connection.close()

    async def events(self) -> dict[str, int]:
        """The number of events in each store."""
        counted: dict[str, int] = {}
        for service in SOURCES:
            async with self.connected(service) as connection:
                counted[service] = await connection.fetchval("SELECT count(*) FROM event")
        return counted

    async def settle(self, seconds: float = PATIENCE) -> None:
        """Wait until all work is done: all events are published and applied, and no limit is due."""
        calm, unsettled = 0, ["not checked yet"]
        try:
            async with asyncio.timeout(seconds):
                while calm < _CALM:
                    unsettled = await self._checked()
                    calm = 0 if unsettled else calm + 1
                    await asyncio.sleep(_PAUSE)
        except TimeoutError:
            raise AssertionError(f"unfinished after {seconds:.0f} s: {'; '.join(unsettled)}") from None

    async def _checked(self) -> list[str]:
        try:
            return await self.unsettled()
        except DATABASE_UNAVAILABLE as error:
            return [f"a database is unreachable: {type(error).__name__}"]

    async def unsettled(self) -> list[str]:
        """Descriptions of unfinished work."""
        found: list[str] = []
        heads: dict[str, Mapping[UUID, int]] = {}
        for source in STORES:
            async with self.connected(source) as connection:
                if unpublished := await connection.fetchval(_UNPUBLISHED):
                    found.append(f"{unpublished} events of {source} are not published")
                heads[source] = {row["stream"]: row["version"] for row in await connection.fetch(_HEADS)}
        for consumer in CONSUMERS:
            found += await self._unapplied(consumer, heads)
        async with self.connected("edge") as connection:
            if unsealed := await connection.fetchval(_UNSEALED):
                found.append(f"{unsealed} chains of the access log are not sealed")
        async with self.connected("deadlines") as connection:
            if due := await connection.fetchval(_DUE):
                found.append(f"{due} limits are due")
        return found

    async def _unapplied(self, consumer: str, heads: Mapping[str, Mapping[UUID, int]]) -> list[str]:
        found: list[str] = []
        service, sources = CONSUMERS[consumer]
        async with self.connected(service) as connection:
            for source in sources:
                reached = await self.positions(connection, consumer, source)
                behind = [stream for stream, version in heads[source].items() if reached.get(stream, 0) < version]
                if behind:
                    found.append(f"{consumer} is behind in {len(behind)} streams of {source}, {behind[0]} for one")
            if waiting := await connection.fetchval(_WAITING):
                found.append(f"{waiting} messages wait in {service}")
        return found

    async def positions(self, connection: Connection, consumer: str, source: str) -> dict[UUID, int]:
        """The versions that a consumer has reached in each stream of a source."""
        key = consumer
        if consumer == "court_query":
            key = await connection.fetchval("SELECT 'court_query.' || copy FROM read_model.active_copy")
        return {row["stream"]: row["version"] for row in await connection.fetch(_POSITIONS, key, f"/lea/{source}")}


@contextmanager
def started(backups: BackupSettings = NO_BACKUPS, /, *, durable: bool, **environment: str) -> Iterator[System]:
    """Start the whole system with new data; `environment` is added to that of the services.

    The data are deleted at the end, unless LEA_KEEP_TEST_DATA is set, which keeps logs and databases for inspection.
    """
    # Not pytest's own temporary folder: that one is closed to the users the engines run as.
    home = Path(tempfile.mkdtemp(prefix="ais-lea-system-"))
    home.chmod(0o755)
    try:
        with Stack(home, durable=durable, backups=backups) as stack:
            with pytest.MonkeyPatch.context() as patched:
                for name, value in environment.items():
                    patched.setenv(name, value)
                stack.up()
            yield System(stack)
    finally:
        if "LEA_KEEP_TEST_DATA" not in os.environ:
            shutil.rmtree(home)
