"""Functions of PostgreSQL that every role may call by default, and that services do not need.

Only the superuser can revoke them, in each database. Functions that only read, or release a lock, remain.
"""

from collections.abc import Sequence
from typing import LiteralString

from psycopg import Connection, sql

UNUSED = (
    # Large objects need no right on any table: even a reader could fill the disk with them.
    "lo_creat", "lo_create", "lo_from_bytea", "lo_put", "lowrite",
    # Writes any text to the write-ahead log.
    "pg_logical_emit_message",
    # End sessions and statements of the same role.
    "pg_cancel_backend", "pg_terminate_backend",
)  # fmt: skip
"""Functions for the superuser only."""
LOCKING = r"^pg_(try_)?advisory_(xact_)?lock(_shared)?$"
"""Advisory locks elect the leading relay and protect the switch of the read model: an attacker could stop both."""

_UNUSED = (
    "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY (%s)"
)
_LOCKING = (
    "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ %s"
)


def restrict_functions(connection: Connection, locking: Sequence[str]) -> None:
    """Revoke these functions in the connection's database; only the roles `locking`, if any, take advisory locks."""
    locks = _functions(connection, _LOCKING, LOCKING)
    unused = _functions(connection, _UNUSED, list(UNUSED))
    connection.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {}, {} FROM PUBLIC").format(locks, unused))
    if not locking:
        return
    roles = sql.SQL(", ").join(map(sql.Identifier, locking))
    connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(locks, roles))


def _functions(connection: Connection, query: LiteralString, names: str | list[str]) -> sql.Composable:
    """Signatures of functions, as the server writes them."""
    found = connection.execute(query, [names]).fetchall()
    return sql.SQL(", ").join(sql.SQL(signature) for (signature,) in found)
