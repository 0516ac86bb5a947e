"""Databases, roles and the right to connect. What a role may do inside is granted by each service's migrations.

Every service has a database, an owner that migrates it, and a role it works with; a worker process beside it has a role
of its own. Readers are further roles that may connect to databases of others and, by default, only in read-only
transactions. Idempotent, and what a thief of a role's password changed of that role, every start puts right.
"""

from collections.abc import Mapping

import psycopg
from psycopg import Connection, sql

from infra.database.databases import (
    DATABASES,
    EDGE_READER,
    EVENT_READER,
    READERS,
    ROLES,
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
    "READERS",
    "ROLES",
    "SHARED",
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
"""Databases of the server itself, which nobody but the superuser needs."""
CONNECTIONS = {
    **dict.fromkeys(ROLES, 20),
    **{role: 30 for kind in DATABASES.values() for role in (kind.role, *kind.workers)},
    DATABASES["edge"].role: 80,
    EDGE_READER: 60,
}
"""Connections a role may have at a time.

Enough for all its pools (two or three processes of a service, five API processes of the edge), and so few that all
others find theirs among the server's 200 even if one role takes all it may. A test checks both.
"""
TEMPORARY_FILES = "256MB"
"""What one session of a role may write to disk for a sort. Owners have no such limit: they make indexes and rebuild."""


def provision(server: str, passwords: Mapping[str, str]) -> None:
    """Make every role with its password, and every service's database."""
    create_roles(server, passwords)
    for database in DATABASES.values():
        create_database(server, database.name, database)


def create_roles(server: str, passwords: Mapping[str, str]) -> None:
    """Roles that may log in and nothing else; `server` is a superuser's URL."""
    with psycopg.connect(server, autocommit=True) as connection:
        for name in SHARED:
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role in ROLES:
            verb = sql.SQL("ALTER ROLE" if role in known else "CREATE ROLE")
            # Hashed here, so that no server log can ever show the password.
            verifier = connection.pgconn.encrypt_password(passwords[role].encode(), role.encode(), b"scram-sha-256")
            connection.execute(
                sql.SQL(
                    "{} {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT {} PASSWORD {}"
                ).format(verb, sql.Identifier(role), sql.Literal(CONNECTIONS[role]), sql.Literal(verifier.decode()))
            )
        _settle(connection)


def _settle(connection: Connection) -> None:
    """Give every role its settings and no others: a role may set its own, for all its later sessions."""
    changed = connection.execute(
        """
        SELECT rolname, datname FROM pg_db_role_setting
        JOIN pg_roles ON pg_roles.oid = setrole LEFT JOIN pg_database ON pg_database.oid = setdatabase
        WHERE rolname = ANY (%s)
        """,
        [list(ROLES)],
    ).fetchall()
    for role, database in changed:
        where = sql.SQL("IN DATABASE {}").format(sql.Identifier(database)) if database else sql.SQL("")
        connection.execute(sql.SQL("ALTER ROLE {} {} RESET ALL").format(sql.Identifier(role), where))
    owners = {kind.owner for kind in DATABASES.values()}
    for role in ROLES:
        own = {} if role in owners else {"temp_file_limit": TEMPORARY_FILES}
        if role in READERS:
            own["default_transaction_read_only"] = "on"
        for name, value in own.items():
            connection.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(sql.Identifier(role), sql.Identifier(name), value)
            )


def create_database(server: str, name: str, kind: ServiceDatabase, template: str = "template0") -> None:
    """Make the database `name` for this service unless it exists, and let in whom it concerns and nobody else."""
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(kind.owner), sql.Identifier(template)
                )
            )
        _admit(connection, sql.SQL("DATABASE {}").format(sql.Identifier(name)), "CONNECT", kind)
    # The superuser works in a database of somebody else: nothing its owner put there may be found by name.
    with psycopg.connect(server, dbname=name, autocommit=True, options="-c search_path=pg_catalog") as connection:
        _admit(connection, sql.SQL("SCHEMA public"), "USAGE", kind)
        restrict_functions(connection, kind.locking)


def _admit(connection: Connection, where: sql.Composable, right: str, kind: ServiceDatabase) -> None:
    connection.execute(sql.SQL("REVOKE ALL ON {} FROM PUBLIC").format(where))
    for role in (kind.role, *kind.workers, *kind.readers):
        connection.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(right), where, sql.Identifier(role)))
