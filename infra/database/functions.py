"""PostgreSQL's functions that everybody may call, and that help a thief more than a service.

Only the superuser can take them from everybody, in each database. What only looks or releases a lock stays.
"""

from collections.abc import Sequence
from typing import LiteralString

from psycopg import Connection, sql

UNUSED = (
    # Large objects need no right to any table: even a reader could fill the disk with them.
    "lo_creat", "lo_create", "lo_from_bytea", "lo_put", "lowrite",
    # Writes any text to the write-ahead log.
    "pg_logical_emit_message",
    # End sessions and statements of the same role.
    "pg_cancel_backend", "pg_terminate_backend",
)  # fmt: skip
"""Left to the superuser alone."""
LOCKING = r"^pg_(try_)?advisory_(xact_)?lock(_shared)?$"
"""Advisory locks choose the leading relay and hold the read model while it is switched: a thief could stop both."""

_UNUSED = (
    "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY (%s)"
)
_LOCKING = (
    "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ %s"
)


def restrict_functions(connection: Connection, locking: Sequence[str]) -> None:
    """Take these functions from everybody in the connection's database; the roles `locking` may take advisory locks."""
    locks = _functions(connection, _LOCKING, LOCKING)
    unused = _functions(connection, _UNUSED, list(UNUSED))
    connection.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {}, {} FROM PUBLIC").format(locks, unused))
    roles = sql.SQL(", ").join(map(sql.Identifier, locking))
    connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(locks, roles))


def _functions(connection: Connection, query: LiteralString, names: str | list[str]) -> sql.Composable:
    """Signatures as the server writes them."""
    found = connection.execute(query, [names]).fetchall()
    return sql.SQL(", ").join(sql.SQL(signature) for (signature,) in found)
