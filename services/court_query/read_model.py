"""The read model in PostgreSQL: two copies of the same tables, one of which answers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import count
from typing import Any, Literal
from uuid import UUID

from contracts.envelope import EventEnvelope
from services.court_query.domain.proceeding import Proceeding
from services.court_query.domain.rows import TABLES, Row, rows_of
from shared.court_card.reading import columns_of, entries_of
from shared.database import Connection
from shared.messaging import positions
from shared.messaging.tags import Position

Name = Literal["a", "b"]

SOURCE = "/lea/proceedings"
"""Whose events the model is made of."""

BUILT_FOR = 1
"""What a rebuild gives to the rows that are there; 1: which payer numbers are those of legal persons."""

_CHANGING = [column for column in TABLES["proceeding"] if column not in {"id", "number"}]


def _excluded(*columns: str) -> str:
    return ", ".join(f"{column} = excluded.{column}" for column in columns)


_ON_CONFLICT = {
    "proceeding": f"ON CONFLICT (id) DO UPDATE SET {_excluded(*_CHANGING)}",
    "answer": "ON CONFLICT (number, language) DO UPDATE SET digest = excluded.digest, card = excluded.card"
    " WHERE answer.digest <> excluded.digest",
    "change": "ON CONFLICT (number) DO UPDATE SET digest = excluded.digest, xid = excluded.xid, seq = excluded.seq"
    " WHERE change.digest <> excluded.digest",
}
_SUPERSEDED = f"ON CONFLICT ({{}}) DO UPDATE SET {_excluded('superseded_by', 'superseded_at')}"
_ON_CONFLICT |= dict.fromkeys(
    ("initiation", "executor", "status", "measure"), _SUPERSEDED.format("proceeding, version, ordinal")
)
_ON_CONFLICT["repayment"] = _SUPERSEDED.format("proceeding, version, ordinal, claim")
_KEEP_PLACES = """
    UPDATE {0}.change AS own SET xid = other.xid, seq = other.seq FROM {1}.change AS other
    WHERE own.number = ANY($1) AND other.number = own.number AND other.digest = own.digest
"""
_ANNOUNCE = "UPDATE {0}.change SET xid = DEFAULT, seq = DEFAULT WHERE xid >= $1"


class Copy:
    """One of the two copies."""

    def __init__(self, name: Name) -> None:
        self.name = name
        self.schema = f"read_model_{name}"
        self.position_key = f"court_query.{name}"
        """Under this name its positions in the streams are kept."""
        self._load = f"""
            SELECT p.id, p.version, p.recorded_at, {columns_of(self.schema)}
            FROM {self.schema}.proceeding AS p WHERE p.id = ANY($1::uuid[])
        """  # noqa: S608 - constants only
        self._insert_into = cache(partial(_insert_into, self.schema))

    async def load(self, connection: Connection, ids: Collection[UUID]) -> dict[UUID, Proceeding]:
        """The proceedings with these ids, as far as there are any; one round trip."""
        return {row["id"]: _proceeding_of(row) for row in await connection.fetch(self._load, ids)}

    async def write(
        self, connection: Connection, proceedings: Iterable[Proceeding], before: Mapping[UUID, Proceeding]
    ) -> None:
        """Write proceedings as they have become since `before` (none: new ones); one round trip.

        Tables that get no rows are not named: a fault in one of them affects no other batch.
        """
        rows = _by_table(proceedings, before)
        tables = tuple([table for table in TABLES if table in rows])
        columns = [column for table in tables for column in zip(*rows[table], strict=True)]
        if tables:
            await connection.execute(self._insert_into(tables), *columns)

    async def fill(self, connection: Connection, proceedings: Iterable[Proceeding]) -> None:
        """Write proceedings that are not there yet, many at a time."""
        for table, rows in _by_table(proceedings, {}).items():
            await connection.copy_records_to_table(
                table, schema_name=self.schema, columns=list(TABLES[table]), records=rows
            )

    async def keep_places(self, connection: Connection, other: "Copy", proceedings: Iterable[Proceeding]) -> None:
        """Give proceedings whose cards are those of the other copy the places they have in its feed of changes."""
        numbers = [proceeding.course.number for proceeding in proceedings]
        await connection.execute(_KEEP_PLACES.format(self.schema, other.schema), numbers)

    async def announce(self, connection: Connection, since: int) -> None:
        """Move what has a place of the transaction `since`, or of a later one, to the end of the feed."""
        await connection.execute(_ANNOUNCE.format(self.schema), since)

    async def begin_positions(self, connection: Connection, reached: Mapping[UUID, Position]) -> None:
        """Note how far streams just filled in are."""
        await positions.begin(connection, self.position_key, SOURCE, reached)

    async def move_positions(self, connection: Connection, events: Iterable[EventEnvelope[Any]]) -> None:
        """Note that events were applied, each stream's in order."""
        await positions.advance(connection, self.position_key, events)

    async def forget_positions(self, connection: Connection) -> None:
        """As if nothing had ever been applied."""
        await connection.execute("DELETE FROM stream_position WHERE consumer = $1", self.position_key)


def _insert_into(schema: str, tables: Sequence[str]) -> str:
    """A statement that inserts into these tables; its arguments are the columns of all of them, one after the other."""
    numbers = count(1)
    *others, last = [_insert(schema, table, numbers) for table in tables]
    before = ", ".join(f"into_{place} AS ({insert})" for place, insert in enumerate(others))
    return f"WITH {before} {last}" if before else last


def _insert(schema: str, table: str, numbers: Iterator[int]) -> str:
    columns = ", ".join(TABLES[table])
    arrays = ", ".join(f"${next(numbers)}::{type_}[]" for type_ in TABLES[table].values())
    return f"""
        INSERT INTO {schema}.{table} ({columns}) SELECT * FROM unnest({arrays}) {_ON_CONFLICT.get(table, "")}
    """  # noqa: S608 - constants only


def _by_table(proceedings: Iterable[Proceeding], before: Mapping[UUID, Proceeding]) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = defaultdict(list)
    for proceeding in proceedings:
        for table, row in rows_of(proceeding, before.get(proceeding.id)):
            tables[table].append(row)
    return tables


def _proceeding_of(row: Mapping[str, Any]) -> Proceeding:
    return Proceeding(row["id"], row["version"], row["recorded_at"], entries_of(row))


COPIES: dict[Name, Copy] = {"a": Copy("a"), "b": Copy("b")}


async def active_copy(connection: Connection) -> Copy:
    """The copy that answers."""
    return COPIES[await connection.fetchval("SELECT copy FROM read_model.active_copy")]


async def lacks_rebuild(connection: Connection) -> bool:
    """Whether the copy that answers was built by a release that knew less."""
    built_for: int = await connection.fetchval("SELECT built_for FROM read_model.active_copy")
    return built_for < BUILT_FOR
