"""Claims about all roles: what is open to anyone who can connect."""

import asyncio
from contextlib import ExitStack, suppress
from uuid import UUID

import asyncpg
import psycopg
import pytest
from psycopg.errors import ConfigurationLimitExceeded, FeatureNotSupported, InsufficientPrivilege

from infra.database.provisioning import (
    CONNECTIONS,
    DATABASES,
    EVENT_READER,
    LOGINS,
    READERS,
    ROLES,
    SHARED,
    create_roles,
)
from infra.stack.passwords import password_of
from shared.eventstore.store import BEGINNING, oldest_since, read_since
from tests.integration.security.claims import CAN, CANNOT, claim
from tests.integration.security.database.databases import HOME, OTHERS, Databases, run
from tests.integration.security.database.services import FORGE
from tests.patience import PATIENCE

ELSEWHERE = {EVENT_READER: {"intake", "proceedings", "deadlines"}}


@claim("db-any-other-databases", CANNOT)
def enters_no_other_database(databases: Databases) -> None:
    for role in ROLES:
        closed = set(DATABASES) - ELSEWHERE.get(role, {HOME[role]})
        urls = [databases.url(role, service) for service in closed]
        urls += [databases.stack.addresses.database(role, name) for name in SHARED]
        for url in urls:
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(url)


@claim("db-any-other-roles", CANNOT)
def becomes_nobody_else(databases: Databases) -> None:
    for role in ROLES:
        databases.refused(
            role,
            f"SET ROLE {'lea_intake' if role != 'lea_intake' else 'lea_edge'}",
            "SET SESSION AUTHORIZATION postgres",
            "ALTER ROLE postgres PASSWORD 'stolen'",
            f"ALTER ROLE {'lea_intake' if role != 'lea_intake' else 'lea_edge'} PASSWORD 'stolen'",
            "ALTER ROLE CURRENT_USER SUPERUSER",
            "ALTER ROLE CURRENT_USER CONNECTION LIMIT -1",
            "CREATE ROLE attacker LOGIN",
            "GRANT pg_read_all_data TO CURRENT_USER",
            "SELECT * FROM pg_authid",
        )


@claim("db-any-files-and-programs", CANNOT)
def reads_no_files_and_runs_no_programs(databases: Databases) -> None:
    for role in ROLES:
        databases.refused(
            role,
            "SELECT pg_read_file('PG_VERSION')",
            "SELECT pg_ls_dir('.')",
            "SELECT lo_import('/etc/passwd')",
            "COPY (SELECT 1) TO '/tmp/stolen'",
            "COPY (SELECT 1) TO PROGRAM 'cat'",
        )


@claim("db-any-extensions", CANNOT)
def adds_no_extension_that_reaches_out(databases: Databases) -> None:
    for role in ROLES:
        databases.refused(
            role,
            *("CREATE EXTENSION dblink", "CREATE EXTENSION postgres_fdw", "CREATE EXTENSION adminpack"),
            "CREATE FUNCTION pg_temp.run() RETURNS integer LANGUAGE c AS 'libc', 'system'",
            because=(InsufficientPrivilege, FeatureNotSupported),
        )


@claim("db-any-server", CANNOT)
def changes_nothing_of_the_server(databases: Databases) -> None:
    for role in ROLES:
        databases.refused(
            role,
            "ALTER SYSTEM SET fsync = off",
            "SET session_replication_role = replica",
            "SET log_statement = 'none'",
            "SET temp_file_limit = -1",
            "CREATE DATABASE mine",
            "SELECT pg_reload_conf()",
            "SELECT pg_create_physical_replication_slot('mine')",
            "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        )


@claim("db-any-sessions", CANNOT)
def ends_no_session(databases: Databases) -> None:
    for role in ROLES:
        with databases.session(role) as own:
            pid = own.info.backend_pid
            databases.refused(role, f"SELECT pg_terminate_backend({pid})", f"SELECT pg_cancel_backend({pid})")


@claim("db-any-large-objects", CANNOT)
def keeps_no_large_objects(databases: Databases) -> None:
    for role in ROLES:
        databases.refused(role, "SELECT lo_create(0)", "SELECT lo_creat(-1)", "SELECT lo_from_bytea(0, 'x')")


@claim("db-any-write-ahead-log", CANNOT)
def writes_nothing_into_the_write_ahead_log(databases: Databases) -> None:
    for role in ROLES:
        databases.refused(role, "SELECT pg_logical_emit_message(false, 'x', 'y')")


@claim("db-any-statements-of-others", CANNOT)
def sees_no_statement_of_others(databases: Databases) -> None:
    for role in ROLES:
        other = "lea_intake" if role != "lea_intake" else "lea_edge"
        with databases.session(other) as victim, databases.session(role) as attacker:
            run(victim, "SELECT 'secret'")
            seen = attacker.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [victim.info.backend_pid])
            assert seen.fetchone() == ("<insufficient privilege>",)


@claim("db-any-creates", CANNOT)
def creates_nothing(databases: Databases) -> None:
    for role in OTHERS:
        databases.refused(
            role,
            *("CREATE TABLE mine ()", "CREATE TEMPORARY TABLE mine ()", "CREATE SCHEMA mine"),
            "CREATE TABLE public.mine ()",
            "CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            "CREATE SEQUENCE public.mine",
        )


@claim("db-any-temporary-files", CANNOT)
def writes_no_large_temporary_files(databases: Databases) -> None:
    kept = "DECLARE mine CURSOR WITH HOLD FOR SELECT repeat('x', 1000000) FROM generate_series(1, 300)"
    for role in OTHERS:
        databases.refused(role, kept, because=ConfigurationLimitExceeded)


@claim("db-any-own-statements", CAN)
def sees_the_statements_of_its_own_role(databases: Databases) -> None:
    for role in ROLES:
        with databases.session(role) as own, databases.session(role) as attacker:
            own.execute("SELECT %s::text", ["secret"])
            seen = attacker.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [own.info.backend_pid])
            assert seen.fetchone() == ("SELECT $1::text",)


@claim("db-any-catalogue", CAN)
def reads_the_catalogue(databases: Databases) -> None:
    for role in ROLES:
        databases.allowed(
            role,
            "SELECT rolname FROM pg_roles WHERE rolname = 'lea_edge_worker'",
            "SELECT datname FROM pg_database WHERE datname = 'lea_edge'",
            "SELECT datname FROM pg_stat_activity WHERE usename = 'postgres'",
        )


@claim("db-any-open-transaction", CAN)
async def holds_back_every_relay(databases: Databases) -> None:
    relay = await asyncpg.connect(databases.url("lea_deadlines"))

    async def visible(event: UUID) -> bool:
        return event in {row["id"] for row in await read_since(relay, BEGINNING, 2000)}

    for role in ROLES:
        with databases.session(role) as attacker:
            # Whatever writes takes a transaction id, and everybody may change his own settings.
            run(attacker, "ALTER ROLE CURRENT_USER SET statement_timeout = '30s'")
            with databases.session("lea_deadlines", autocommit=True) as service:
                run(service, FORGE, "lea.deadlines.forged.v1")
            event = await relay.fetchval("SELECT id FROM event ORDER BY xid DESC, position DESC LIMIT 1")
            assert not await visible(event)
            # The alert OutboxOld looks at this moment.
            assert await oldest_since(relay, BEGINNING)
        async with asyncio.timeout(PATIENCE):
            while not await visible(event):  # noqa: ASYNC110 - nobody announces the end of a transaction
                await asyncio.sleep(0.01)
    await relay.close()


@claim("db-any-limits", CAN)
def lifts_its_timeouts_and_takes_memory(databases: Databases) -> None:
    for role in ROLES:
        databases.allowed(
            role,
            "SELECT set_config('statement_timeout', '0', false)",
            "SELECT set_config('idle_in_transaction_session_timeout', '0', false)",
            "SELECT set_config('work_mem', '64GB', false)",
            "SELECT pg_sleep(0.01)",
        )


@claim("db-any-connections", CAN)
def uses_up_the_connections_of_its_role_and_no_others(databases: Databases) -> None:
    for role in (EVENT_READER, "lea_intake"):
        with ExitStack() as held:
            with suppress(psycopg.OperationalError):
                for _ in range(CONNECTIONS[role] + 1):
                    held.enter_context(databases.session(role))
            with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
                psycopg.connect(databases.url(role))
            for other in set(ROLES) - {role}:
                databases.allowed(other, "SELECT 1")
    with psycopg.connect(databases.stack.server_url()) as server:
        limits = server.execute("SELECT rolname, rolconnlimit FROM pg_roles WHERE rolname LIKE 'lea%'").fetchall()
        assert dict(limits) == CONNECTIONS


def start_again(databases: Databases) -> None:
    """What every start of a system does with its roles."""
    create_roles(databases.stack.server_url(), {role: databases.stack.passwords[password_of(role)] for role in LOGINS})


@claim("db-any-own-password", CAN)
def changes_its_password_until_the_next_start(databases: Databases) -> None:
    for role in ROLES:
        try:
            with databases.session(role, autocommit=True) as attacker:
                run(attacker, "ALTER ROLE CURRENT_USER PASSWORD 'mine'")
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(databases.url(role))
        finally:
            start_again(databases)
        databases.allowed(role, "SELECT 1")
    log = (databases.stack.home / "logs" / "database.log").read_text()
    assert 'password authentication failed for user "lea_edge"' in log


@claim("db-any-own-settings", CAN)
def changes_its_settings_until_the_next_start(databases: Databases) -> None:
    for role in ROLES:
        name = databases.by_service[HOME[role]].name
        try:
            with databases.session(role, autocommit=True) as attacker:
                run(attacker, "ALTER ROLE CURRENT_USER SET statement_timeout = '1ms'")
                run(attacker, f"ALTER ROLE CURRENT_USER IN DATABASE {name} SET search_path = pg_catalog")
            with pytest.raises(psycopg.errors.QueryCanceled):
                databases.allowed(role, "SELECT pg_sleep(1)")
        finally:
            start_again(databases)
        with psycopg.connect(databases.url(role)) as service:
            assert service.execute("SHOW statement_timeout").fetchone() == ("0",)
            assert service.execute("SHOW search_path").fetchone() == ('"$user", public',)
            read_only = "on" if role in READERS else "off"
            assert service.execute("SHOW default_transaction_read_only").fetchone() == (read_only,)


@claim("db-any-notify", CAN)
def listens_and_notifies(databases: Databases) -> None:
    for role in ROLES:
        with databases.session(role, autocommit=True) as attacker, databases.session(role, autocommit=True) as relay:
            run(relay, "LISTEN event_appended")
            run(attacker, "NOTIFY event_appended")
            [heard] = relay.notifies(timeout=PATIENCE, stop_after=1)
            assert heard.channel == "event_appended"


@claim("db-any-connection-log", CAN)
def is_in_the_log_when_it_connects(databases: Databases) -> None:
    for role in ROLES:
        name = databases.by_service[HOME[role]].name
        databases.allowed(role, "SELECT 1")
        log = (databases.stack.home / "logs" / "database.log").read_text()
        assert f"connection authorized: user={role} database={name}" in log


SUPERUSER = "postgres"


@claim("db-superuser-everything", CAN)
def the_superuser_does_everything(databases: Databases) -> None:
    """It runs programs as the user of the server's processes, so its files are in reach as well."""
    for database in databases.by_service.values():
        with psycopg.connect(databases.stack.server_url(database.name)) as connection:
            run(connection, "COPY (SELECT 1) TO PROGRAM 'cat'")
            assert run(connection, "SELECT pg_read_file('PG_VERSION')") == 1
            run(connection, "ALTER ROLE lea_intake SUPERUSER")
            connection.rollback()
