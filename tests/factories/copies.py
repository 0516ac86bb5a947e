"""Multiplies proceedings in the databases of services: the same histories again, under other ids and numbers.

Only the tables that lists and pages are made from are copied. The copies' events are not published.
"""

from collections.abc import Mapping

import asyncpg

SERIAL = 1_000
"""What the serial number of each copy is higher by than that of the copy before; originals have lower ones."""

_DATA = """convert_to(
    replace(replace(convert_from(data, 'UTF8'), old::text, new::text), old_number, new_number), 'UTF8')"""
_TABLES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "proceedings": {
        "event": {"stream": "new", "id": "md5(id::text || copy)::uuid", "correlation_id": "new", "data": _DATA},
        "proceeding_number": {"proceeding": "new", "number": "new_number"},
        "proceeding_index": {"proceeding": "new", "number": "new_number"},
        "party_record": {"proceeding": "new"},
        "open_duty": {"proceeding": "new", "number": "new_number"},
    },
    "deadlines": {
        "watched_stream": {"stream": "new", "number": "new_number"},
        "limit_standing": {"stream": "new", "occurrence": "md5(occurrence::text || copy)::uuid"},
    },
}
"""What is copied of each service: the columns that differ in a copy, first the one that names the proceeding."""
_FILLED = ("xid", "position")
"""Columns that the database fills."""

_MAP = """
    CREATE TEMPORARY TABLE copied AS
    SELECT old, old_number, md5(old::text || copy)::uuid AS new, copy,
           left(old_number, -6) || lpad((right(old_number, 6)::integer + copy * $2)::text, 6, '0') AS new_number
    FROM unnest($3::uuid[], $4::text[]) AS original (old, old_number), generate_series(1, $1::integer) AS copy
"""
_COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND NOT attname = ANY($2::text[])
"""
_PUBLISHED = """
    UPDATE relay_checkpoint
    SET (xid, position) = (SELECT xid, position FROM event ORDER BY xid DESC, position DESC LIMIT 1)
"""


async def multiply(owner_urls: Mapping[str, str], copies: int) -> int:
    """Add so many copies of every proceeding; returns how many proceedings there are. The services must not run."""
    numbers: dict[object, str] = {}
    for service, tables in _TABLES.items():
        connection = await asyncpg.connect(owner_urls[service], server_settings={"statement_timeout": "0"})
        try:
            if not numbers:
                numbers = dict(await connection.fetch("SELECT proceeding, number FROM proceeding_number"))
            async with connection.transaction():
                await connection.execute(_MAP, copies, SERIAL, [*numbers], [*numbers.values()])
                for table, differing in tables.items():
                    await _copy(connection, table, differing)
                if "event" in tables:
                    await connection.execute(_PUBLISHED)
            for table in tables:
                await connection.execute(f"VACUUM (ANALYZE) {table}")
        finally:
            await connection.close()
    return len(numbers) * (copies + 1)


async def _copy(connection: asyncpg.Connection, table: str, differing: Mapping[str, str]) -> None:
    columns = [row["attname"] for row in await connection.fetch(_COLUMNS, table, _FILLED)]
    values = [differing.get(column, f"{table}.{column}") for column in columns]
    key = next(iter(differing))
    await connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"  # noqa: S608 - constants
        f" FROM {table} JOIN copied ON copied.old = {table}.{key}"
    )
