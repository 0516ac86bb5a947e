"""The table of the access log: its columns, its export for verification, and the disclosures of one proceeding."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from contracts.queries.access_log import (
    AccessLine,
    AccessLines,
    ChainLines,
    DisclosureLine,
    Disclosures,
    ListDisclosures,
    LogPlace,
    ReadAccessLog,
    SearchAccessLog,
)
from shared.access_log.chain import ChainHead, Entry, Link
from shared.clock import start_of
from shared.database import Connection

COLUMNS = (
    "chain", "sequence", "at", "operation", "consumer", "key", "request_id", "request_digest", "legal_ground",
    "court_case", "as_of", "look_ups", "outcomes", "proceedings", "repeated", "status", "problem", "answer_digest",
    "answer_signature", "trace_id", "previous", "hash", "as_known_at",
)  # fmt: skip
"""In the order of the table."""
# A record as a row.
row_of = attrgetter(*(name if name in Link._fields else f"entry.{name}" for name in COLUMNS))
# One round trip, however many they are; COPY takes two.
_ADD = f"INSERT INTO access_log ({', '.join(COLUMNS)}) SELECT * FROM unnest($1::access_log[])"  # noqa: S608
_EXPORT = f"""
    SELECT chain, sequence, previous, hash, {", ".join(Entry._fields)}
    FROM access_log ORDER BY chain, sequence
"""  # noqa: S608 - constants only
# Chain by chain through the primary key: what is before the heads is not read.
_EXPORT_SINCE = f"""
    WITH RECURSIVE chains AS (
        (SELECT chain FROM access_log ORDER BY chain LIMIT 1)
        UNION ALL
        SELECT (SELECT chain FROM access_log WHERE chain > chains.chain ORDER BY chain LIMIT 1)
        FROM chains WHERE chains.chain IS NOT NULL
    )
    SELECT behind.chain, behind.sequence, previous, hash, {", ".join(Entry._fields)}
    FROM chains LEFT JOIN unnest($1::uuid[], $2::bigint[]) AS head (chain, sequence) USING (chain)
    CROSS JOIN LATERAL (
        SELECT * FROM access_log
        WHERE access_log.chain = chains.chain AND access_log.sequence > coalesce(head.sequence, 0)
        ORDER BY sequence
    ) AS behind
    ORDER BY behind.chain, behind.sequence
"""  # noqa: S608 - constants only
_SUBJECT = """
    SELECT at, consumer, key, operation, request_id, legal_ground, court_case, as_of, as_known_at, repeated, status,
           trace_id, chain, sequence
    FROM access_log
    WHERE $1 = ANY (proceedings)
      AND at >= coalesce($2::timestamptz, '-infinity') AND at < coalesce($3::timestamptz, 'infinity')
    ORDER BY at, chain, sequence
"""
_SEARCH = """
    SELECT at, chain, sequence, operation, consumer, key, request_id, legal_ground, court_case, as_of, as_known_at,
           cardinality(look_ups) AS look_ups, proceedings[:$9] AS proceedings,
           cardinality(proceedings) AS proceedings_total, repeated, status, problem, trace_id
    FROM access_log
    WHERE at >= $1 AND at < $2 AND ($3::text IS NULL OR consumer = $3)
      AND ($4::text IS NULL OR $4 = ANY (proceedings)) AND ($5::uuid IS NULL OR request_id = $5)
      AND ($6::timestamptz IS NULL OR (at, chain, sequence) < ($6, $7::uuid, $8::bigint))
    ORDER BY at DESC, chain DESC, sequence DESC LIMIT $10
"""
_ABOUT = """
    SELECT at, chain, sequence, operation, consumer, request_id, legal_ground, court_case, as_of, as_known_at, repeated,
           status, encode(answer_digest, 'hex') AS answer_digest
    FROM access_log
    WHERE at >= $1 AND at < $2 AND $3 = ANY (proceedings) AND problem IS NULL
      AND ($4::timestamptz IS NULL OR (at, chain, sequence) < ($4, $5::uuid, $6::bigint))
    ORDER BY at DESC, chain DESC, sequence DESC LIMIT $7
"""
_CHAIN = f"""
    SELECT chain, sequence, previous, hash, {", ".join(Entry._fields)}
    FROM access_log WHERE chain = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
"""  # noqa: S608 - constants only
_NEXT_CHAIN = "SELECT chain FROM access_log WHERE $1::uuid IS NULL OR chain > $1 ORDER BY chain LIMIT 1"
# Of a partition; its name is that of the catalogue.
_PARTITION = f"SELECT chain, sequence, previous, hash, {', '.join(Entry._fields)} FROM %s ORDER BY chain, sequence"  # noqa: S608
_PARTITION_ENDS = """
    WITH RECURSIVE chains AS (
        (SELECT chain FROM %s ORDER BY chain LIMIT 1)
        UNION ALL
        SELECT (SELECT chain FROM %s WHERE chain > chains.chain ORDER BY chain LIMIT 1)
        FROM chains WHERE chains.chain IS NOT NULL
    )
    SELECT head.* FROM chains CROSS JOIN LATERAL (
        SELECT chain, sequence, hash FROM %s WHERE chain = chains.chain ORDER BY sequence DESC LIMIT 1
    ) AS head
"""
_NUMBERS_SHOWN = 20
"""Of the proceedings of one answer, which may be hundreds."""


class Disclosure(NamedTuple):
    """An answer about a proceeding that a consumer received."""

    at: datetime
    consumer: str
    key: str | None
    operation: str
    request_id: UUID
    legal_ground: str
    court_case: str
    as_of: date | None
    as_known_at: datetime | None
    repeated: bool
    status: int
    trace_id: str | None
    chain: UUID
    """Where in the log it is recorded."""
    sequence: int


async def add_links(connection: Connection, links: Iterable[Link]) -> None:
    """Append records."""
    await connection.execute(_ADD, [row_of(link) for link in links])


async def exported(connection: Connection, behind: Mapping[UUID, int] | None = None) -> AsyncIterator[Link]:
    """Every record, chain by chain, as of one moment; of chains named in `behind` only what follows that sequence."""
    statement, arguments = (_EXPORT, ()) if behind is None else (_EXPORT_SINCE, (list(behind), list(behind.values())))
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        async for row in connection.cursor(statement, *arguments, prefetch=1000):
            yield _link(row)


async def partition_records(connection: Connection, name: str) -> AsyncIterator[Link]:
    """Every record of one partition, chain by chain, as of one moment."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        async for row in connection.cursor(_PARTITION % name, prefetch=1000):
            yield _link(row)


async def partition_ends(connection: Connection, name: str) -> AsyncIterator[ChainHead]:
    """The last record of every chain of one partition."""
    for row in await connection.fetch(_PARTITION_ENDS % (name, name, name)):
        yield ChainHead(*row)


async def disclosures_of(
    connection: Connection, number: str, since: datetime | None = None, until: datetime | None = None
) -> AsyncIterator[Disclosure]:
    """Who received an answer about a proceeding, when and why; from `since` on, before `until`."""
    async with connection.transaction(readonly=True):
        async for row in connection.cursor(_SUBJECT, number, since, until, prefetch=1000):
            yield Disclosure(*row)


async def searched(connection: Connection, asked: SearchAccessLog) -> AccessLines:
    """The records that a search finds, the latest first."""
    wanted = (asked.consumer, asked.proceeding, asked.request_id)
    place = (*_days(asked.since, asked.until), *wanted, *_place(asked.after))
    rows = await connection.fetch(_SEARCH, *place, _NUMBERS_SHOWN, asked.limit + 1)
    lines = tuple(AccessLine(**row) for row in rows[: asked.limit])
    return AccessLines(lines=lines, more=len(rows) > asked.limit)


async def disclosed(connection: Connection, asked: ListDisclosures) -> Disclosures:
    """What consumers were answered about a proceeding, the latest first."""
    place = (*_days(asked.since, asked.until), asked.proceeding, *_place(asked.after))
    rows = await connection.fetch(_ABOUT, *place, asked.limit + 1)
    lines = tuple(DisclosureLine(**row) for row in rows[: asked.limit])
    return Disclosures(lines=lines, more=len(rows) > asked.limit)


def _days(since: date, until: date) -> tuple[datetime, datetime]:
    """The moments at which these days begin and are over."""
    return start_of(since), start_of(until + timedelta(days=1))


def _place(after: LogPlace | None) -> tuple[datetime | None, UUID | None, int | None]:
    return (after.at, after.chain, after.sequence) if after else (None, None, None)


async def chain_lines(connection: Connection, asked: ReadAccessLog) -> ChainLines:
    """A part of a chain as it is exported; after its end the next chain is named."""
    rows = await connection.fetch(_CHAIN, asked.chain, asked.after, asked.limit) if asked.chain else []
    following = await connection.fetchval(_NEXT_CHAIN, asked.chain) if len(rows) < asked.limit else None
    last = rows[-1]["sequence"] if rows else 0
    return ChainLines(lines=tuple(_link(row).line().decode() for row in rows), last=last, following=following)


def _link(row: Mapping[str, Any]) -> Link:
    chain, sequence, previous, hash_, *entry = row.values()
    return Link(chain, sequence, Entry(*entry), previous, hash_)
