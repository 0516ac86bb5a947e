"""Lines about all roles: what anybody may do who can connect."""

import asyncio
from contextlib import ExitStack, suppress
from uuid import UUID

import asyncpg
import psycopg
import pytest
from psycopg.errors import ConfigurationLimitExceeded, FeatureNotSupported, InsufficientPrivilege

from infra.database.provisioning import CONNECTIONS, DATABASES, EDGE_READER, EVENT_READER, ROLES, SHARED, create_roles
from infra.stack.passwords import password_of
from shared.eventstore.store import BEGINNING, oldest_since, read_since
from tests.integration.security.lines import CAN, CANNOT, line
from tests.integration.security.place import HOME, OTHERS, Place, run
from tests.integration.security.services import FORGE
from tests.patience import PATIENCE

ELSEWHERE = {EVENT_READER: {"intake", "proceedings", "deadlines"}}


@line("db-any-other-databases", CANNOT)
def enters_no_other_database(place: Place) -> None:
    for role in ROLES:
        closed = set(DATABASES) - ELSEWHERE.get(role, {HOME[role]})
        urls = [place.url(role, service) for service in closed]
        urls += [place.stack.addresses.database(role, name) for name in SHARED]
        for url in urls:
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(url)


@line("db-any-other-roles", CANNOT)
def becomes_nobody_else(place: Place) -> None:
    for role in ROLES:
        place.refused(
            role,
            f"SET ROLE {'lea_intake' if role != 'lea_intake' else 'lea_edge'}",
            "SET SESSION AUTHORIZATION postgres",
            "ALTER ROLE postgres PASSWORD 'stolen'",
            f"ALTER ROLE {'lea_intake' if role != 'lea_intake' else 'lea_edge'} PASSWORD 'stolen'",
            "ALTER ROLE CURRENT_USER SUPERUSER",
            "ALTER ROLE CURRENT_USER CONNECTION LIMIT -1",
            "CREATE ROLE thief LOGIN",
            "GRANT pg_read_all_data TO CURRENT_USER",
            "SELECT * FROM pg_authid",
        )


@line("db-any-files-and-programs", CANNOT)
def reads_no_files_and_runs_no_programs(place: Place) -> None:
    for role in ROLES:
        place.refused(
            role,
            "SELECT pg_read_file('PG_VERSION')",
            "SELECT pg_ls_dir('.')",
            "SELECT lo_import('/etc/passwd')",
            "COPY (SELECT 1) TO '/tmp/stolen'",
            "COPY (SELECT 1) TO PROGRAM 'cat'",
        )


@line("db-any-extensions", CANNOT)
def adds_no_extension_that_reaches_out(place: Place) -> None:
    for role in ROLES:
        place.refused(
            role,
            *("CREATE EXTENSION dblink", "CREATE EXTENSION postgres_fdw", "CREATE EXTENSION adminpack"),
            "CREATE FUNCTION pg_temp.run() RETURNS integer LANGUAGE c AS 'libc', 'system'",
            because=(InsufficientPrivilege, FeatureNotSupported),
        )


@line("db-any-server", CANNOT)
def changes_nothing_of_the_server(place: Place) -> None:
    for role in ROLES:
        place.refused(
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


@line("db-any-sessions", CANNOT)
def ends_no_session(place: Place) -> None:
    for role in ROLES:
        with place.session(role) as own:
            pid = own.info.backend_pid
            place.refused(role, f"SELECT pg_terminate_backend({pid})", f"SELECT pg_cancel_backend({pid})")


@line("db-any-large-objects", CANNOT)
def keeps_no_large_objects(place: Place) -> None:
    for role in ROLES:
        place.refused(role, "SELECT lo_create(0)", "SELECT lo_creat(-1)", "SELECT lo_from_bytea(0, 'x')")


@line("db-any-write-ahead-log", CANNOT)
def writes_nothing_into_the_write_ahead_log(place: Place) -> None:
    for role in ROLES:
        place.refused(role, "SELECT pg_logical_emit_message(false, 'x', 'y')")


@line("db-any-statements-of-others", CANNOT)
def sees_no_statement_of_others(place: Place) -> None:
    for role in ROLES:
        other = "lea_intake" if role != "lea_intake" else "lea_edge"
        with place.session(other) as victim, place.session(role) as thief:
            run(victim, "SELECT 'secret'")
            seen = thief.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [victim.info.backend_pid])
            assert seen.fetchone() == ("<insufficient privilege>",)


@line("db-any-creates-nothing", CANNOT)
def creates_nothing(place: Place) -> None:
    for role in OTHERS:
        place.refused(
            role,
            *("CREATE TABLE mine ()", "CREATE TEMPORARY TABLE mine ()", "CREATE SCHEMA mine"),
            "CREATE TABLE public.mine ()",
            "CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            "CREATE SEQUENCE public.mine",
        )


@line("db-any-temporary-files", CANNOT)
def writes_no_large_temporary_files(place: Place) -> None:
    kept = "DECLARE mine CURSOR WITH HOLD FOR SELECT repeat('x', 1000000) FROM generate_series(1, 300)"
    for role in OTHERS:
        place.refused(role, kept, because=ConfigurationLimitExceeded)


@line("db-any-own-statements", CAN)
def sees_the_statements_of_its_own_role(place: Place) -> None:
    for role in ROLES:
        with place.session(role) as own, place.session(role) as thief:
            own.execute("SELECT %s::text", ["secret"])
            seen = thief.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [own.info.backend_pid])
            assert seen.fetchone() == ("SELECT $1::text",)


@line("db-any-catalogue", CAN)
def reads_the_catalogue(place: Place) -> None:
    for role in ROLES:
        place.allowed(
            role,
            "SELECT rolname FROM pg_roles WHERE rolname = 'lea_edge_worker'",
            "SELECT datname FROM pg_database WHERE datname = 'lea_edge'",
            "SELECT datname FROM pg_stat_activity WHERE usename = 'postgres'",
        )


@line("db-any-open-transaction", CAN)
async def holds_back_every_relay(place: Place) -> None:
    relay = await asyncpg.connect(place.url("lea_deadlines"))

    async def visible(event: UUID) -> bool:
        return event in {row["id"] for row in await read_since(relay, BEGINNING, 2000)}

    for role in ROLES:
        with place.session(role) as thief:
            # Whatever writes takes a transaction id, and everybody may change his own settings.
            run(thief, "ALTER ROLE CURRENT_USER SET statement_timeout = '30s'")
            with place.session("lea_deadlines", autocommit=True) as service:
                run(service, FORGE, "lea.deadlines.forged.v1")
            event = await relay.fetchval("SELECT id FROM event ORDER BY xid DESC, position DESC LIMIT 1")
            assert not await visible(event)
            # The alert OutboxOld looks at this moment.
            assert await oldest_since(relay, BEGINNING)
        async with asyncio.timeout(PATIENCE):
            while not await visible(event):  # noqa: ASYNC110 - nobody announces the end of a transaction
                await asyncio.sleep(0.01)
    await relay.close()


@line("db-any-limits", CAN)
def lifts_its_timeouts_and_takes_memory(place: Place) -> None:
    for role in ROLES:
        place.allowed(
            role,
            "SELECT set_config('statement_timeout', '0', false)",
            "SELECT set_config('idle_in_transaction_session_timeout', '0', false)",
            "SELECT set_config('work_mem', '64GB', false)",
            "SELECT pg_sleep(0.01)",
        )


@line("db-any-connections", CAN)
def uses_up_the_connections_of_its_role_and_no_others(place: Place) -> None:
    for role in (EVENT_READER, "lea_intake"):
        with ExitStack() as held:
            with suppress(psycopg.OperationalError):
                for _ in range(CONNECTIONS[role] + 1):
                    held.enter_context(place.session(role))
            with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
                psycopg.connect(place.url(role))
            for other in set(ROLES) - {role}:
                place.allowed(other, "SELECT 1")
    with psycopg.connect(place.stack.server_url()) as server:
        limits = server.execute("SELECT rolname, rolconnlimit FROM pg_roles WHERE rolname LIKE 'lea%'").fetchall()
        assert dict(limits) == CONNECTIONS


def start_again(place: Place) -> None:
    """What every start of a system does with its roles."""
    create_roles(place.stack.server_url(), {role: place.stack.passwords[password_of(role)] for role in ROLES})


@line("db-any-own-password", CAN)
def changes_its_password_until_the_next_start(place: Place) -> None:
    for role in ROLES:
        try:
            with place.session(role, autocommit=True) as thief:
                run(thief, "ALTER ROLE CURRENT_USER PASSWORD 'mine'")
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(place.url(role))
        finally:
            start_again(place)
        place.allowed(role, "SELECT 1")
    log = (place.stack.home / "logs" / "database.log").read_text()
    assert 'password authentication failed for user "lea_edge"' in log


@line("db-any-own-settings", CAN)
def changes_its_settings_until_the_next_start(place: Place) -> None:
    for role in ROLES:
        name = place.databases[HOME[role]].name
        try:
            with place.session(role, autocommit=True) as thief:
                run(thief, "ALTER ROLE CURRENT_USER SET statement_timeout = '1ms'")
                run(thief, f"ALTER ROLE CURRENT_USER IN DATABASE {name} SET search_path = pg_catalog")
            with pytest.raises(psycopg.errors.QueryCanceled):
                place.allowed(role, "SELECT pg_sleep(1)")
        finally:
            start_again(place)
        with psycopg.connect(place.url(role)) as service:
            assert service.execute("SHOW statement_timeout").fetchone() == ("0",)
            assert service.execute("SHOW search_path").fetchone() == ('"$user", public',)
            read_only = "on" if role in (EVENT_READER, EDGE_READER) else "off"
            assert service.execute("SHOW default_transaction_read_only").fetchone() == (read_only,)


@line("db-any-notify", CAN)
def listens_and_notifies(place: Place) -> None:
    for role in ROLES:
        with place.session(role, autocommit=True) as thief, place.session(role, autocommit=True) as relay:
            run(relay, "LISTEN event_appended")
            run(thief, "NOTIFY event_appended")
            [heard] = relay.notifies(timeout=5, stop_after=1)
            assert heard.channel == "event_appended"


@line("db-any-logged", CAN)
def is_in_the_log_when_it_connects(place: Place) -> None:
    for role in ROLES:
        name = place.databases[HOME[role]].name
        place.allowed(role, "SELECT 1")
        log = (place.stack.home / "logs" / "database.log").read_text()
        assert f"connection authorized: user={role} database={name}" in log


SUPERUSER = "postgres"


@line("db-superuser-everything", CAN)
def the_superuser_does_everything(place: Place) -> None:
    """It runs programs as the user of the server's processes, so its files are in reach as well."""
    for database in place.databases.values():
        with psycopg.connect(place.stack.server_url(database.name)) as connection:
            run(connection, "COPY (SELECT 1) TO PROGRAM 'cat'")
            assert run(connection, "SELECT pg_read_file('PG_VERSION')") == 1
            run(connection, "ALTER ROLE lea_intake SUPERUSER")
            connection.rollback()
