"""Whether the two copies say the same."""

from typing import NamedTuple

from services.court_query.domain.rows import TABLES
from services.court_query.read_model import COPIES, Copy
from shared.database import Connection

_A, _B = COPIES["a"], COPIES["b"]

_COUNTS = f"""
    SELECT count(*) FILTER (WHERE one.version = other.version) AS compared,
           count(*) FILTER (WHERE one.version IS DISTINCT FROM other.version) AS apart
    FROM {_A.schema}.proceeding AS one FULL JOIN {_B.schema}.proceeding AS other USING (id)
"""  # noqa: S608 - constants only
_SETTLED = f"""
    SELECT id, number FROM {_A.schema}.proceeding JOIN {_B.schema}.proceeding USING (id, number, version)
"""  # noqa: S608


class Comparison(NamedTuple):
    """How two copies compare."""

    compared: int
    """Proceedings that stand at the same version in both."""
    apart: int
    """Proceedings that do not; none if no event was on its way."""
    differences: dict[str, int]
    """Of the proceedings compared, rows that are in one copy alone, by table."""


async def compare(connection: Connection) -> Comparison:
    """Compare the copies; both must hold still meanwhile. The connection is one with the owner's role."""
    counts = await connection.fetchrow(_COUNTS)
    ones, others = _selections(_A), _selections(_B)
    differences = {table: await _different(connection, ones[table], others[table]) for table in ones}
    return Comparison(
        counts["compared"], counts["apart"], {table: count for table, count in differences.items() if count}
    )


def _selections(copy: Copy) -> dict[str, str]:
    """What is compared of a copy, by table."""
    keys = {"proceeding": "id", "answer": "number", "change": "number"}
    chosen = {
        table: f"SELECT {', '.join(columns)} FROM {copy.schema}.{table}"  # noqa: S608 - constants
        f" WHERE {keys.get(table, 'proceeding')}"
        for table, columns in TABLES.items()
    }
    positions = "SELECT source, stream, version FROM stream_position"
    chosen["stream_position"] = f"{positions} WHERE consumer = '{copy.position_key}' AND stream"
    return {
        table: f"{selection} IN (SELECT {'number' if keys.get(table) == 'number' else 'id'} FROM settled)"  # noqa: S608
        for table, selection in chosen.items()
    }


async def _different(connection: Connection, one: str, other: str) -> int:
    count: int = await connection.fetchval(
        f"""
        WITH settled AS MATERIALIZED ({_SETTLED})
        SELECT (SELECT count(*) FROM ({one} EXCEPT ALL {other}) AS missing)
             + (SELECT count(*) FROM ({other} EXCEPT ALL {one}) AS added)
        """  # noqa: S608
    )
    return count
