"""Databases, roles and the right to connect. Rights inside a database are granted by the migrations of its service.

Every service has a database, an owner that migrates it, and a role; a worker process has a separate role. Readers are
roles that may connect to databases of other services, by default in read-only transactions. Idempotent: every start
also resets settings that an attacker with a role's password has changed.
"""

from collections.abc import Mapping

import psycopg
from psycopg import Connection, sql

from infra.database.databases import (
    DATABASES,
    EDGE_READER,
    EVENT_READER,
    LOGINS,
    MONITOR,
    READERS,
    ROLES,
    SUBSCRIBER_READER,
    WORKERS,
    ServiceDatabase,
    role_of,
    service_of,
)
from infra.database.functions import restrict_functions

__all__ = [
    "CONNECTIONS",
    "DATABASES",
    "EDGE_READER",
    "EVENT_READER",
    "LOGINS",
    "MONITOR",
    "READERS",
    "ROLES",
    "SHARED",
    "SUBSCRIBER_READER",
    "TEMPORARY_FILES",
    "WORKERS",
    "ServiceDatabase",
    "create_database",
    "create_roles",
    "provision",
    "role_of",
    "service_of",
]

SHARED = ("postgres", "template1")
"""Databases of the server, which only the superuser needs."""
CONNECTIONS = {
    **dict.fromkeys(ROLES, 20),
    **{role: 30 for kind in DATABASES.values() for role in (kind.role, *kind.workers)},
    DATABASES["edge"].role: 80,
    DATABASES["desk"].role: 18,
    EDGE_READER: 60,
    # One connection to the server, one for its list of databases.
    MONITOR: 3,
}
"""The maximum number of connections of a role.

Enough for all its pools (two or three processes of a service, five API processes of the edge), and so few that all
other roles find connections among the server's 225 even if one role uses all of its own. A test checks both.
"""
TEMPORARY_FILES = "256MB"
"""Temporary files of a session, for example for sorting. Owners have no limit: they create indexes and rebuild."""


def provision(server: str, passwords: Mapping[str, str]) -> None:
    """Create every role with its password, and the database of every service."""
    create_roles(server, passwords)
    for database in DATABASES.values():
        create_database(server, database.name, database)


def create_roles(server: str, passwords: Mapping[str, str]) -> None:
    """Create roles that may only log in; `server` is the superuser's URL."""
    with psycopg.connect(server, autocommit=True) as connection:
        for name in SHARED:
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role in LOGINS:
            verb = sql.SQL("ALTER ROLE" if role in known else "CREATE ROLE")
            # Hashed here, so that no log of the server can contain the password.
            verifier = connection.pgconn.encrypt_password(passwords[role].encode(), role.encode(), b"scram-sha-256")
            connection.execute(
                sql.SQL(
                    "{} {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT {} PASSWORD {}"
                ).format(verb, sql.Identifier(role), sql.Literal(CONNECTIONS[role]), sql.Literal(verifier.decode()))
            )
        _reset_settings(connection)
    _open_to_monitor(server)


def _open_to_monitor(server: str) -> None:
    """Let the role of the exporter read statistics, in a database where nothing else is."""
    with psycopg.connect(server, dbname="postgres", autocommit=True) as connection:
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        restrict_functions(connection, ())
        role = sql.Identifier(MONITOR)
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE postgres TO {}").format(role))
        # Of pg_monitor, which holds more: it needs neither files of the server nor settings that are hidden.
        connection.execute(sql.SQL("GRANT pg_read_all_stats TO {}").format(role))


def _reset_settings(connection: Connection) -> None:
    """Reset the settings of every role: a role can change its own, for all later sessions."""
    changed = connection.execute(
        """
        SELECT rolname, datname FROM pg_db_role_setting
        JOIN pg_roles ON pg_roles.oid = setrole LEFT JOIN pg_database ON pg_database.oid = setdatabase
        WHERE rolname = ANY (%s)
        """,
        [list(LOGINS)],
    ).fetchall()
    for role, database in changed:
        where = sql.SQL("IN DATABASE {}").format(sql.Identifier(database)) if database else sql.SQL("")
        connection.execute(sql.SQL("ALTER ROLE {} {} RESET ALL").format(sql.Identifier(role), where))
    owners = {kind.owner for kind in DATABASES.values()}
    for role in LOGINS:
        own = {} if role in owners else {"temp_file_limit": TEMPORARY_FILES}
        if role in (*READERS, MONITOR):
            own["default_transaction_read_only"] = "on"
        for name, value in own.items():
            connection.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(sql.Identifier(role), sql.Identifier(name), value)
            )


def create_database(server: str, name: str, kind: ServiceDatabase, template: str = "template0") -> None:
    """Create the database `name` for this service unless it exists, and grant access to its roles only."""
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(kind.owner), sql.Identifier(template)
                )
            )
        _grant(connection, sql.SQL("DATABASE {}").format(sql.Identifier(name)), "CONNECT", kind)
    # The superuser works in a database owned by another role: no object of the owner may be found by name.
    with psycopg.connect(server, dbname=name, autocommit=True, options="-c search_path=pg_catalog") as connection:
        _grant(connection, sql.SQL("SCHEMA public"), "USAGE", kind)
        restrict_functions(connection, kind.locking)


def _grant(connection: Connection, where: sql.Composable, right: str, kind: ServiceDatabase) -> None:
    connection.execute(sql.SQL("REVOKE ALL ON {} FROM PUBLIC").format(where))
    for role in (kind.role, *kind.workers, *kind.readers):
        connection.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(right), where, sql.Identifier(role)))
