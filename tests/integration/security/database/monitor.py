"""Claims about the role of the exporter, which reads statistics of the whole server and enters no database of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import Connection
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction

from infra.database.provisioning import CONNECTIONS, DATABASES, MONITOR
from tests.integration.security.claims import CAN, CANNOT, claim
from tests.integration.security.database.databases import Databases, refusal, run

_WRITING = "-c default_transaction_read_only=off"


@contextmanager
def session(databases: Databases) -> Iterator[Connection]:
    url = databases.stack.addresses.database(MONITOR, "postgres")
    with psycopg.connect(url, options=_WRITING, autocommit=True) as attacker:
        yield attacker


@claim("db-monitor-databases", CANNOT)
def enters_no_database_of_a_service(databases: Databases) -> None:
    for name in (*(databases.by_service[service].name for service in DATABASES), "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(databases.stack.addresses.database(MONITOR, name))


@claim("db-monitor-changes", CANNOT)
def changes_nothing(databases: Databases) -> None:
    for statement in (
        *(
            "CREATE TABLE public.mine ()",
            "CREATE TEMPORARY TABLE mine ()",
            "CREATE SCHEMA mine",
            "CREATE DATABASE mine",
        ),
        *("CREATE ROLE mine", "SET ROLE lea_intake", "SET ROLE pg_monitor", "ALTER ROLE lea_edge PASSWORD 'stolen'"),
        *("ALTER ROLE CURRENT_USER CONNECTION LIMIT -1", "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"),
        *("SELECT pg_read_file('PG_VERSION')", "SELECT pg_ls_logdir()", "SELECT pg_ls_waldir()"),
        *("COPY (SELECT 1) TO PROGRAM 'cat'", "SELECT lo_create(0)", "SELECT pg_advisory_lock(1)"),
        *("SELECT pg_logical_emit_message(false, 'x', 'y')", "SELECT pg_terminate_backend(pg_backend_pid())"),
        *("SELECT * FROM pg_authid", "SELECT pg_stat_reset()"),
    ):
        with session(databases) as attacker, refusal((InsufficientPrivilege, ReadOnlySqlTransaction), statement):
            run(attacker, statement)


@claim("db-monitor-statements", CAN)
def sees_the_statements_of_all_roles_without_values(databases: Databases) -> None:
    with databases.session("lea_intake") as victim, session(databases) as attacker:
        victim.execute("SELECT %s::text", ["secret"])
        seen = attacker.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [victim.info.backend_pid])
        assert seen.fetchone() == ("SELECT $1::text",)


@claim("db-monitor-connections", CAN)
def uses_up_its_few_connections(databases: Databases) -> None:
    url = databases.stack.addresses.database(MONITOR, "postgres")
    held = [psycopg.connect(url) for _ in range(CONNECTIONS[MONITOR])]
    with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
        psycopg.connect(url)
    for connection in held:
        connection.close()
