"""Whether the two copies say the same, and which proceedings differ if they do not."""

from typing import NamedTuple

from services.court_query.domain.rows import TABLES
from services.court_query.read_model import COPIES, SOURCE, Copy
from shared.database import Connection

_EXAMPLES = 10
_KEYS = {"proceeding": "id", "answer": "number", "change": "number", "stream_position": "stream"}
"""By which column rows belong to a proceeding, where it is not `proceeding`."""
_NAMES = {"version": "proceedings at different versions"}

# The new copy stands where the event store stands. The old one holds still as well, so it is at the version up to
# which its stream has been applied. If that is an earlier one, events are still on their way to it. If its proceeding
# is at another version than its stream, an event was passed over. A stream of which neither copy makes a proceeding is
# that of a group of debtors.
_STANDINGS = """
    SELECT id, coalesce(new.number, old.number) AS number, old.number = new.number AS one_number,
           coalesce(old.version, 0) AS old_version, coalesce(old.position, 0) AS old_position,
           coalesce(new.version, 0) AS new_version, coalesce(new.position, 0) AS new_position
    FROM ({old}) AS old FULL JOIN ({new}) AS new USING (id)
"""
_STANDING = """
    SELECT coalesce(p.id, s.stream) AS id, p.number, p.version, s.version AS position
    FROM {copy.schema}.proceeding AS p
    FULL JOIN (SELECT stream, version FROM stream_position
               WHERE consumer = '{copy.position_key}' AND source = '{source}') AS s ON s.stream = p.id
"""
_VERSIONS = """
    SELECT count(*) FILTER (WHERE verdict = 'same') AS compared,
           count(*) FILTER (WHERE verdict = 'behind') AS apart,
           count(*) FILTER (WHERE verdict = 'other') AS other,
           (array_agg(format('%s (version %s, handled up to %s, stored up to %s)', coalesce(number, id::text),
                             old_version, old_position, new_version)
                      ORDER BY number, id) FILTER (WHERE verdict = 'other'))[:{examples}] AS examples
    FROM (
        SELECT *, CASE WHEN old_version = new_version AND one_number THEN 'same'
                       WHEN old_version = old_position AND old_version < new_version THEN 'behind'
                       WHEN greatest(old_version, new_version) > 0 OR old_position > new_position THEN 'other'
                       END AS verdict
        FROM ({standings}) AS standing
    ) AS judged
"""
_ROWS = """
    WITH settled AS MATERIALIZED (
        SELECT id, number FROM {a.schema}.proceeding JOIN {b.schema}.proceeding USING (id, number, version)
    ), differing AS ((({one}) EXCEPT ALL ({other})) UNION ALL (({other}) EXCEPT ALL ({one})))
    SELECT count(*) AS rows, (array_agg(DISTINCT settled.number))[:{examples}] AS examples
    FROM differing JOIN settled ON settled.{settled_key} = differing.{key}
"""


class Comparison(NamedTuple):
    """How two copies compare."""

    compared: int
    """Proceedings that stand at the same version in both."""
    apart: int
    """Proceedings the old copy lacks events of because they are still on their way to it, or parked; not compared."""
    differences: dict[str, int]
    """Rows that are in one copy alone, by table, of the proceedings compared. And as `version`: proceedings that are
    at different versions although nothing is on its way, because an event was passed over or never stored."""
    examples: tuple[str, ...] = ()
    """Some of the proceedings that differ: at most ten by versions (those of the old copy), and ten by rows."""

    @property
    def problem(self) -> str | None:
        """What differs, in a sentence; none: nothing."""
        if not self.differences:
            return None
        found = ", ".join(f"{_NAMES.get(name, name)}: {count}" for name, count in self.differences.items())
        return f"The copies differ ({found}). Proceedings: {', '.join(self.examples)}."


async def compare(connection: Connection, new: Copy) -> Comparison:
    """Compare the copy just built with the other one; both must hold still. The connection has the owner's role."""
    old = COPIES["a" if new.name == "b" else "b"]
    standings = _STANDINGS.format(
        old=_STANDING.format(copy=old, source=SOURCE), new=_STANDING.format(copy=new, source=SOURCE)
    )
    found = await connection.fetchrow(_VERSIONS.format(standings=standings, examples=_EXAMPLES))
    differences = {"version": found["other"]} if found["other"] else {}
    numbers = set[str]()
    ones, others = _selections(old), _selections(new)
    for table, one in ones.items():
        rows, theirs = await _different(connection, table, one, others[table])
        if rows:
            differences[table] = rows
            numbers.update(theirs)
    examples = (*(found["examples"] or ()), *sorted(numbers)[:_EXAMPLES])
    return Comparison(found["compared"], found["apart"], differences, examples)


def _selections(copy: Copy) -> dict[str, str]:
    """What is compared of a copy, by table."""
    chosen = {
        table: f"SELECT {', '.join(columns)} FROM {copy.schema}.{table} WHERE true"  # noqa: S608 - constants
        for table, columns in TABLES.items()
    }
    chosen["stream_position"] = (
        f"SELECT source, stream, version FROM stream_position WHERE consumer = '{copy.position_key}'"  # noqa: S608
    )
    return {
        table: f"{selection} AND {_key_of(table)} IN (SELECT {_settled_key_of(table)} FROM settled)"  # noqa: S608
        for table, selection in chosen.items()
    }


async def _different(connection: Connection, table: str, one: str, other: str) -> tuple[int, list[str]]:
    """How many rows are in one copy alone, and some of the numbers they belong to."""
    row = await connection.fetchrow(
        _ROWS.format(
            a=COPIES["a"],
            b=COPIES["b"],
            one=one,
            other=other,
            key=_key_of(table),
            settled_key=_settled_key_of(table),
            examples=_EXAMPLES,
        )
    )
    return row["rows"], row["examples"] or []


def _key_of(table: str) -> str:
    return _KEYS.get(table, "proceeding")


def _settled_key_of(table: str) -> str:
    return "number" if _key_of(table) == "number" else "id"
