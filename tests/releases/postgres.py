"""PostgreSQL's own programs: dumping a database into a compressed file, and restoring it."""

import lzma
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from infra.stack.binaries import postgres_folder
from infra.stack.settings import StackSettings

_HIGHEST = "SELECT coalesce(max({column}::text::bigint), 0) FROM {table}"
_COLUMNS = """
    SELECT format('%I', attname), attrelid::regclass::text
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE atttypid = 'xid8'::regtype AND relkind = 'r' AND relnamespace <> 'pg_catalog'::regnamespace
"""
_ADVANCE = "DO $$ BEGIN FOR i IN 1..{times} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"


def dump(url: str, file: Path) -> None:
    """Write a database to a file (plain SQL, xz): no owners, but who may do what."""
    text = _run(url, "pg_dump", "--no-owner").stdout
    # Newer servers fence a script in with commands that an older psql does not know.
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith(("\\restrict", "\\unrestrict"))]
    file.write_bytes(lzma.compress("".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))


def restore(owner_url: str, file: Path) -> None:
    """Fill an empty database, as its owner, whose everything will be. Raises RuntimeError."""
    script = lzma.decompress(file.read_bytes()).decode()
    _run(owner_url, "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", given=script)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("ANALYZE")
        _advance_transaction_ids(connection)


def _advance_transaction_ids(connection: psycopg.Connection) -> None:
    """Use up transaction ids until all that were stored lie in the past, as they did where they were stored.

    The order of commits is that of transaction ids. In a younger cluster the stored ones lie in the future: readers
    would wait for them, and what is appended would come before them.
    """
    stored = 0
    for column, table in connection.execute(_COLUMNS).fetchall():
        row = connection.execute(_HIGHEST.format(column=column, table=table).encode()).fetchone()
        stored = max(stored, row[0] if row else 0)
    row = connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
    missing = stored - (row[0] if row else 0)
    if missing > 0:
        connection.execute(_ADVANCE.format(times=missing).encode())


def _run(url: str, program: str, *arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    place = conninfo_to_dict(url)
    environment = {
        **os.environ,
        "PGHOST": str(place["host"]),
        "PGPORT": str(place["port"]),
        "PGUSER": str(place["user"]),
        "PGPASSWORD": str(place["password"]),
        "PGDATABASE": str(place["dbname"]),
        "PGCLIENTENCODING": "UTF8",
    }
    command: Sequence[str] = (str(postgres_folder(StackSettings()) / program), *arguments)
    done = subprocess.run(command, env=environment, input=given, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{program} failed: {done.stderr.strip()}")
    return done
