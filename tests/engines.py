"""A real PostgreSQL and a real RabbitMQ for a test run, started at first use.

def test_something(migrated_database, vhost): ...

migrated_database("intake")  ->  Database(name, owner_url, url, ...), new, with the service's newest schema
empty_database("intake")     ->  the same without a schema
copied_database("intake", …) ->  the same as a copy of another database
vhost                        ->  AMQP address of a virtual host for this test module
new_vhost()                  ->  another one
broker_url                   ->  AMQP address of the virtual host `lea`
engines                      ->  the `Stack`: kill("broker"), start("broker"), management(), …

The addresses of the broker are for a user who may do everything and send as any other user.

A test that kills the broker waits a second after declaring a quorum queue: RabbitMQ 3.10 writes its name to disk after
half a second, and if it is killed before, the queue never elects a leader.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import aio_pika
import asyncpg
import psycopg
import pytest
from psycopg import sql

from infra.broker.names import ADMINISTRATOR, VHOST
from infra.broker.topology import declare, retire
from infra.database.provisioning import DATABASES, EDGE_READER, EVENT_READER, create_database
from infra.stack.services import migrate
from infra.stack.stack import Stack
from shared.messaging.subscriptions import consumers
from shared.services import Patterns


@dataclass(frozen=True)
class Database:
    """A database of one service and its addresses, by role."""

    name: str
    owner_url: str
    url: str
    """For the role of the service."""
    worker_url: str
    """For the role of the service's worker; the service's role if there is none."""
    event_reader_url: str
    edge_reader_url: str
    superuser_url: str

    async def execute(self, statement: str, *arguments: Any) -> None:
        """Execute a statement as the owner."""
        connection = await asyncpg.connect(self.owner_url)
        try:
            await connection.execute(statement, *arguments)
        finally:
            await connection.close()


async def provisioned(url: str, events: Mapping[str, Patterns] | None = None, partitions: int = 4) -> None:
    """Declare the exchanges and queues of a virtual host: those of all consumers, or of these."""
    subscriptions = consumers() if events is None else events
    async with await aio_pika.connect(url) as connection:
        for consumer in subscriptions:
            await retire(connection, consumer, partitions)
        await declare(await connection.channel(), subscriptions, partitions)


NewDatabase = Callable[[str], Database]
CopiedDatabase = Callable[[str, str], Database]
"""A service, and the database to copy."""


@pytest.fixture(scope="session")
def engines() -> Iterator[Stack]:
    """The engines of this run; their data is deleted afterwards."""
    # Not pytest's temporary folder, which the users of the engines cannot enter.
    home = Path(tempfile.mkdtemp(prefix="ais-lea-tests-"))
    home.chmod(0o755)
    try:
        with Stack(home, durable=False).engines() as stack:
            yield stack
    finally:
        shutil.rmtree(home)


TESTER = "tester"


def address_of_tester(stack: Stack, virtual_host: str = VHOST) -> str:
    """AMQP address of a virtual host for a user who may do everything in it, and send as any other user."""
    management, password = stack.management(), stack.passwords[ADMINISTRATOR]
    management.call("PUT", f"/api/users/{TESTER}", {"password": password, "tags": "administrator,impersonator"})
    management.call(
        "PUT", f"/api/permissions/{virtual_host}/{TESTER}", {"configure": ".*", "write": ".*", "read": ".*"}
    )
    return f"amqp://{TESTER}:{password}@{stack.addresses.places['amqp']}/{virtual_host}"


@pytest.fixture(scope="session")
def broker_url(engines: Stack) -> str:
    return address_of_tester(engines)


@pytest.fixture(scope="module")
def new_vhost(engines: Stack) -> Iterator[Callable[[], str]]:
    """Creates virtual hosts for the duration of the test module. Returns their AMQP addresses."""
    management, made = engines.management(), list[str]()

    def make() -> str:
        name = f"test-{next(_NUMBERS)}"
        management.call("PUT", f"/api/vhosts/{name}")
        made.append(name)
        url = address_of_tester(engines, name)
        # In a thread: the caller may be in an event loop.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, provisioned(url)).result()
        return url

    yield make
    for name in made:
        management.call("DELETE", f"/api/vhosts/{name}")


@pytest.fixture(scope="module")
def vhost(new_vhost: Callable[[], str]) -> str:
    return new_vhost()


@pytest.fixture(scope="session")
def migrated_template(engines: Stack) -> Callable[[str], str]:
    """The name of the database from which a service's test databases are copied, migrated once per run."""

    @cache
    def template(service: str) -> str:
        kind, name = DATABASES[service], f"template_{service}"
        create_database(engines.server_url(), name, kind)
        migrate(service, engines.addresses.database(kind.owner, name))
        return name

    return template


@pytest.fixture(scope="module")
def copied_database(engines: Stack) -> Iterator[CopiedDatabase]:
    """Creates databases of a service as copies of others, for the duration of the test module."""
    made = list[Database]()

    def make(service: str, template: str) -> Database:
        made.append(_create(engines, service, template))
        return made[-1]

    yield make
    _drop(engines, made)


@pytest.fixture(scope="module")
def migrated_database(copied_database: CopiedDatabase, migrated_template: Callable[[str], str]) -> NewDatabase:
    """Creates databases with the schema of a service, for the duration of the test module."""
    return lambda service: copied_database(service, migrated_template(service))


@pytest.fixture(scope="module")
def empty_database(copied_database: CopiedDatabase) -> NewDatabase:
    """Creates databases of a service without its schema, for the duration of the test module."""
    return lambda service: copied_database(service, "template0")


_NUMBERS = count(1)


def _create(engines: Stack, service: str, template: str) -> Database:
    kind, name = DATABASES[service], f"test_{service}_{next(_NUMBERS)}"
    create_database(engines.server_url(), name, kind, template)
    return Database(
        name=name,
        owner_url=engines.addresses.database(kind.owner, name),
        url=engines.addresses.database(kind.role, name),
        worker_url=engines.addresses.database((*kind.workers, kind.role)[0], name),
        event_reader_url=engines.addresses.database(EVENT_READER, name),
        edge_reader_url=engines.addresses.database(EDGE_READER, name),
        superuser_url=engines.server_url(name),
    )


def _drop(engines: Stack, databases: list[Database]) -> None:
    with psycopg.connect(engines.server_url(), autocommit=True) as connection:
        for database in databases:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database.name)))
