"""Numbers that were given after the moment of a restore must not be given again: they are in letters and answers."""

from collections.abc import Mapping
from uuid import UUID

from services.court_query.read_model import active_copy
from shared.database import Connection

_RESERVE = """
    INSERT INTO reserved_number (proceeding, number, actor, reason)
    SELECT given.proceeding, given.number, $3, $4 FROM unnest($1::uuid[], $2::text[]) AS given (proceeding, number)
    WHERE NOT EXISTS (SELECT FROM proceeding_number AS p WHERE p.number = given.number)
    ON CONFLICT (number) DO NOTHING
    RETURNING number
"""
_RESERVED = "SELECT proceeding, number, actor, reason FROM reserved_number"
_KNOWN = """
    SELECT id, number FROM {schema}.proceeding WHERE id > $1 ORDER BY id LIMIT 10000
"""
_LAST_RESOLUTIONS = "SELECT body, year, last FROM resolution_series"
_FOLLOW_RESOLUTIONS = """
    INSERT INTO resolution_series (body, year, last)
    SELECT * FROM unnest($1::text[], $2::integer[], $3::integer[])
    ON CONFLICT (body, year) DO UPDATE SET last = excluded.last WHERE resolution_series.last < excluded.last
    RETURNING body
"""
_BEFORE_ALL = UUID(int=0)
_NUMBERING = "proceedings"
_RESOLVING = ("intake", _NUMBERING)
"""Services with a series of resolutions."""


async def reserve(proceedings: Connection, given: Mapping[UUID, str], actor: str, reason: str) -> list[str]:
    """Keep numbers from other proceedings than these, which the store has lost. Returns those it did not know."""
    rows = await proceedings.fetch(_RESERVE, list(given), list(given.values()), actor, reason)
    return sorted(row["number"] for row in rows)


async def reserve_known(proceedings: Connection, read_model: Connection, actor: str, reason: str) -> list[str]:
    """Reserve the numbers that the read model knows and the store of proceedings has lost."""
    copy, last, reserved = await active_copy(read_model), _BEFORE_ALL, list[str]()
    while rows := await read_model.fetch(_KNOWN.format(schema=copy.schema), last):
        reserved += await reserve(proceedings, {row["id"]: row["number"] for row in rows}, actor, reason)
        last = rows[-1]["id"]
    return reserved


async def keep_numbers(
    ends: Mapping[str, Connection],
    restored: Mapping[str, Connection],
    given: Mapping[UUID, str],
    actor: str,
    reason: str,
) -> list[str]:
    """Let nobody get a number again that was given until the end of the archive, of a proceeding or a resolution.

    Returns the numbers of lost proceedings; `given` has those of proceedings of which events were lost.
    """
    for service in _RESOLVING:
        await _pass_over_resolutions(ends[service], restored[service])
    async with restored[_NUMBERING].transaction():
        await _copy_reserved(ends[_NUMBERING], restored[_NUMBERING])
        return await reserve(restored[_NUMBERING], given, actor, reason)


async def _copy_reserved(end: Connection, restored: Connection) -> None:
    """Reserve what an earlier restore had reserved after the moment of this one."""
    for row in await end.fetch(_RESERVED):
        await reserve(restored, {row["proceeding"]: row["number"]}, row["actor"], row["reason"])


async def _pass_over_resolutions(end: Connection, restored: Connection) -> None:
    """Let the numbers of resolutions follow those that were given until the end of the archive."""
    rows = await end.fetch(_LAST_RESOLUTIONS)
    columns = ([row[name] for row in rows] for name in ("body", "year", "last"))
    await restored.fetch(_FOLLOW_RESOLUTIONS, *columns)
