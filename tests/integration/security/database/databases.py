"""The databases of all services, and sessions that an attacker with a password opens there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.errors import InsufficientPrivilege

from infra.database.provisioning import DATABASES, EDGE_READER, EVENT_READER, ROLES, SUBSCRIBER_READER
from infra.stack.stack import Stack
from tests.engines import Database

HOME = {
    **{role: kind.service for kind in DATABASES.values() for role in (kind.owner, kind.role, *kind.workers)},
    EVENT_READER: "intake",
    EDGE_READER: "court_query",
    SUBSCRIBER_READER: "subscribers",
}
"""The service in whose database a role works; the reader of events has two others."""
OWNERS = [kind.owner for kind in DATABASES.values()]
OTHERS = [role for role in ROLES if role not in OWNERS]

_WRITING = "-c default_transaction_read_only=off"
"""Readers begin read-only, but anybody may end that: it is no right."""


@dataclass(frozen=True)
class Databases:
    """The engines and, per service, a database with its newest schema and some rows in it."""

    stack: Stack
    by_service: Mapping[str, Database]
    broker: str
    """A virtual host where everything may be published."""

    def url(self, role: str, service: str | None = None) -> str:
        return self.stack.addresses.database(role, self.by_service[service or HOME[role]].name)

    @contextmanager
    def session(self, role: str, service: str | None = None, *, autocommit: bool = False) -> Iterator[Connection]:
        """A session of this role; what it leaves open is rolled back."""
        connection = psycopg.connect(self.url(role, service), options=_WRITING, autocommit=autocommit)
        try:
            yield connection
        finally:
            connection.close()

    def allowed(self, role: str, *statements: str) -> None:
        """Each statement changes or finds at least one row; nothing of it stays."""
        for statement in statements:
            with self.session(role) as attacker:
                assert run(attacker, statement) != 0, statement

    def refused(
        self,
        role: str,
        *statements: str,
        because: type[Exception] | tuple[type[Exception], ...] = InsufficientPrivilege,
    ) -> None:
        """Each statement is refused."""
        for statement in statements:
            # Some statements are only there in a transaction, some only outside.
            outside = not statement.startswith("LOCK")
            with self.session(role, autocommit=outside) as attacker, refusal(because, f"{role}: {statement}"):
                run(attacker, statement)


@contextmanager
def refusal(because: type[Exception] | tuple[type[Exception], ...], what: str) -> Iterator[None]:
    """Something is refused for this reason; otherwise the test says what was not."""
    try:
        yield
    except because:
        return
    pytest.fail(f"not refused: {what}")


def run(connection: Connection, statement: str, *arguments: Any) -> int:
    """How many rows a statement changes or finds."""
    return connection.execute(statement, arguments).rowcount
