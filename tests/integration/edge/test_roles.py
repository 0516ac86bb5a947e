"""Rights of each process of the edge in the databases, by trying: what is not listed here is refused."""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from services.edge.access_log.tables import COLUMNS
from shared.database import Connection
from tests.engines import Database, NewDatabase

READ, ADD, CHANGE, DELETE, EMPTY = "read", "add", "change", "delete", "empty"

API = {
    "access_log": {ADD},
    "consumer": {READ},
    "consumer_key": {READ},
    "nonce": {READ, ADD},
    "budget": {READ, CHANGE},
    "kept_answer": {READ, ADD, CHANGE, DELETE},
    "bulk_task": {READ, ADD, CHANGE},
    "bulk_input": {ADD},
    "bulk_output": {READ},
}
"""Rights of an API process on each table of its database."""
WORKER = {
    "access_log": {READ, ADD},
    "access_log_partition": {READ},
    "consumer": {READ, ADD, CHANGE},
    "consumer_key": {READ, ADD, CHANGE},
    "nonce": {READ, DELETE},
    "budget": {READ, ADD},
    "kept_answer": {READ, DELETE},
    "bulk_task": {READ, CHANGE, DELETE},
    "bulk_input": {READ, DELETE},
    "bulk_output": {READ, ADD, DELETE},
    "alarm": {READ, ADD, CHANGE},
    "usage": {READ, ADD, CHANGE, DELETE},
    "usage_position": {READ, ADD, CHANGE},
    "event": {READ, ADD},
    "command": {READ, ADD},
    "relay_checkpoint": {READ, CHANGE},
    "store_epoch": {READ, ADD},
    "republication": {READ, CHANGE},
    "deferred_message": {READ, ADD, CHANGE, DELETE},
    "parked_decision": {READ, ADD, CHANGE},
}
SHOWN = {
    "proceeding", "answer", "initiation", "executor", "status", "measure", "repayment", "revision", "freshness",
    "held_back", "change", "feed",
}  # fmt: skip
"""Views of the read model that an API process may read; it may read nothing else there."""

WRITING = "SET default_transaction_read_only = off"
"""Sessions of readers begin read-only, but a reader can change that: it is not a protection."""
BEYOND = (
    "CREATE TABLE mine ()",
    "CREATE TEMPORARY TABLE mine ()",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE ROLE mine",
    "CREATE DATABASE mine",
    "CREATE EXTENSION dblink",
    "ALTER TABLE access_log DISABLE TRIGGER only_added_to",
    "DROP TRIGGER only_added_to ON access_log",
    "ALTER TABLE access_log DROP COLUMN hash",
    "DROP TABLE access_log",
    "SET ROLE lea_edge_owner",
    "SET session_replication_role = replica",
    "COPY consumer TO PROGRAM 'cat'",
    "COPY consumer TO '/tmp/consumers'",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'lea_edge_owner'",
    "ALTER SYSTEM SET fsync = off",
)


@pytest.fixture(scope="module")
def own(migrated_database: NewDatabase) -> Database:
    return migrated_database("edge")


@pytest.fixture(scope="module")
def model(migrated_database: NewDatabase) -> Database:
    return migrated_database("court_query")


@pytest.fixture(scope="module")
async def owner(own: Database) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(own.owner_url)
    yield connection
    await connection.close()


@pytest.mark.parametrize(("process", "expected"), [("edge", API), ("worker", WORKER)])
async def test_rights_of_each_process_on_each_table(own: Database, process: str, expected: dict[str, set[str]]) -> None:
    found = await rights(own.owner_url, own.url if process == "edge" else own.worker_url)
    assert {table: allowed for table, allowed in found.items() if allowed} == {
        f"public.{table}": allowed for table, allowed in expected.items()
    }


async def test_an_api_process_reads_only_the_views_of_the_read_model(model: Database) -> None:
    found = await rights(model.owner_url, model.edge_reader_url)
    assert {table: allowed for table, allowed in found.items() if allowed} == {
        f"read_model.{name}": {READ} for name in SHOWN
    }


@pytest.mark.parametrize("process", ["edge", "worker", "reader"])
async def test_no_role_of_the_edge_exceeds_its_rights(
    own: Database, model: Database, owner: Connection, process: str
) -> None:
    """The owner is connected, so there is a session that could be terminated."""
    del owner
    url = {"edge": own.url, "worker": own.worker_url, "reader": model.edge_reader_url}[process]
    connection = await asyncpg.connect(url)
    await connection.execute(WRITING)
    for attempt in BEYOND:
        # The reader's database has no such tables.
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedTableError)):
            await connection.execute(attempt)
    await connection.close()


@pytest.mark.parametrize("address", ["url", "worker_url"])
async def test_no_role_of_the_edge_connects_to_other_databases(own: Database, model: Database, address: str) -> None:
    beside = getattr(own, address).replace(own.name, model.name)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(beside)


async def test_records_from_before_the_chains_cannot_be_accessed(own: Database) -> None:
    for url in (own.url, own.worker_url):
        connection = await asyncpg.connect(url)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("SELECT * FROM access_log_unchained")
        await connection.close()


async def test_an_api_process_cannot_read_what_it_has_written(own: Database) -> None:
    """Not even with RETURNING or ON CONFLICT."""
    connection = await asyncpg.connect(own.url)
    names = ", ".join(COLUMNS)
    for attempt in (
        f"COPY access_log ({names}) TO STDOUT",
        "INSERT INTO access_log DEFAULT VALUES RETURNING consumer",
        "INSERT INTO access_log DEFAULT VALUES ON CONFLICT (chain, sequence) DO UPDATE SET consumer = 'x'",
        "SELECT count(*) FROM access_log",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(attempt)
    await connection.close()


async def rights(owner_url: str, url: str) -> dict[str, set[str]]:
    """Rights of a role on each table and view of a database, by trying."""
    owner, role = await asyncpg.connect(owner_url), await asyncpg.connect(url)
    await role.execute(WRITING)
    try:
        tables = await owner.fetch(
            "SELECT table_schema, table_name, array_agg(column_name::text) AS columns FROM information_schema.columns"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') GROUP BY 1, 2"
        )
        return {
            f"{schema}.{table}": {what for what, how in attempts(f"{schema}.{table}", columns) if await may(role, how)}
            for schema, table, columns in tables
        }
    finally:
        await owner.close()
        await role.close()


def attempts(table: str, columns: list[str]) -> Iterator[tuple[str, str]]:
    """Statements that change nothing even where they are allowed; a right to one column is a right."""
    for column in columns:
        yield READ, f"SELECT {column} FROM {table} LIMIT 0"  # noqa: S608 - names from the catalogue
        yield ADD, f"INSERT INTO {table} ({column}) SELECT NULL WHERE false"
        yield CHANGE, f"UPDATE {table} SET {column} = NULL WHERE false"  # noqa: S608 - names from the catalogue
    yield DELETE, f"DELETE FROM {table} WHERE false"  # noqa: S608 - names from the catalogue
    yield EMPTY, f"TRUNCATE {table}"


async def may(role: Connection, statement: str) -> bool:
    """Whether a statement is allowed."""
    transaction = role.transaction()
    await transaction.start()
    try:
        await role.execute(statement)
    except (
        asyncpg.InsufficientPrivilegeError,
        asyncpg.GeneratedAlwaysError,
        asyncpg.WrongObjectTypeError,
        asyncpg.ObjectNotInPrerequisiteStateError,  # a view
    ):
        return False
    else:
        return True
    finally:
        await transaction.rollback()
