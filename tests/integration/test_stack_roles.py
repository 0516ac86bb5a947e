"""What each role of the database may do in a native stack."""

import psycopg
import pytest

from infra.database.provisioning import DATABASES, EDGE_READER, EVENT_READER
from infra.stack.stack import Stack
from tests.engines import NewDatabase


@pytest.mark.parametrize("service", DATABASES)
def test_a_service_connects_to_its_own_database_only(engines: Stack, service: str) -> None:
    for other, database in DATABASES.items():
        if other == service:
            psycopg.connect(engines.database_url(service)).close()
            continue
        for role in (DATABASES[service].role, DATABASES[service].owner, *DATABASES[service].workers):
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(engines.addresses.database(role, database.name))


def test_readers_enter_where_they_read_and_write_nothing(engines: Stack) -> None:
    for reader, expected in ((EVENT_READER, {"intake", "proceedings", "deadlines"}), (EDGE_READER, {"court_query"})):
        for service in DATABASES:
            if service not in expected:
                with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                    psycopg.connect(engines.database_url(service, reader))
                continue
            with psycopg.connect(engines.database_url(service, reader)) as connection:
                assert connection.execute("SHOW transaction_read_only").fetchone() == ("on",)


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE mine ()", "CREATE SCHEMA mine", "CREATE TEMPORARY TABLE mine ()", "CREATE ROLE mine",
     "CREATE DATABASE mine", "SELECT pg_read_file('PG_VERSION')", "ALTER ROLE lea_edge SUPERUSER",
     "SELECT * FROM kept"],
)  # fmt: skip
def test_a_service_role_creates_nothing_and_sees_only_granted_tables(
    empty_database: NewDatabase, statement: str
) -> None:
    database = empty_database("intake")
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("CREATE TABLE kept ()")
    with (
        psycopg.connect(database.url, autocommit=True) as service,
        pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)),
    ):
        service.execute(statement)
