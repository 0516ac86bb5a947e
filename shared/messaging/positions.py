"""How far a consumer is in each stream, and what it applied there (table `stream_position`)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from shared.database import Connection
from shared.failures import Overtaken
from shared.messaging.deliveries import StreamKey
from shared.messaging.tags import KEPT, SIZE, Position, joined

_CLAIM = """
WITH wanted AS (SELECT * FROM unnest($2::text[], $3::uuid[]) AS key(source, stream)),
created AS (
    INSERT INTO stream_position (consumer, source, stream) SELECT $1, source, stream FROM wanted
    ON CONFLICT DO NOTHING RETURNING source, stream, version, tags
), existing AS (
    SELECT source, stream, version, tags FROM stream_position JOIN wanted USING (source, stream)
    WHERE consumer = $1 FOR UPDATE OF stream_position
)
SELECT * FROM created UNION ALL SELECT * FROM existing
"""


def _appended(tags: str, more: str) -> str:
    both = f"({tags} || {more})"
    return f"substring({both} FROM greatest(octet_length{both} - {KEPT * SIZE}, 0) + 1)"


_MOVE = f"""
UPDATE stream_position AS p SET version = key.version, tags = {_appended("p.tags", "key.tags")}
FROM unnest($2::text[], $3::uuid[], $4::integer[], $5::bytea[]) AS key(source, stream, version, tags)
WHERE p.consumer = $1 AND p.source = key.source AND p.stream = key.stream
"""  # noqa: S608 - constants only
_ADVANCE = f"""
INSERT INTO stream_position AS p (consumer, source, stream, version, tags)
SELECT $1, * FROM unnest($2::text[], $3::uuid[], $4::integer[], $5::bytea[])
ON CONFLICT (consumer, stream, source) DO UPDATE
SET version = excluded.version, tags = {_appended("p.tags", "excluded.tags")}
"""  # noqa: S608
_ZEROS = f"decode(repeat('{'00' * SIZE}', least({{}}, {KEPT})), 'hex')"
_PASS_OVER = f"""
INSERT INTO stream_position AS p (consumer, source, stream, version, tags)
VALUES ($1, $2, $3, $4::integer, {_ZEROS.format("$4::integer")})
ON CONFLICT (consumer, stream, source) DO UPDATE
SET version = excluded.version, tags = {_appended("p.tags", _ZEROS.format("excluded.version - p.version"))}
WHERE p.version < excluded.version
"""  # noqa: S608


async def claim(connection: Connection, consumer: str, keys: Iterable[StreamKey]) -> dict[StreamKey, Position]:
    """The position of each stream, locked until the transaction ends; version 0 for a stream never seen.

    Raises Overtaken if another transaction created a position meanwhile.
    """
    # In one order, so that two instances do not lock each other out.
    wanted = sorted(set(keys))
    rows = await connection.fetch(_CLAIM, consumer, [source for source, _ in wanted], [key for _, key in wanted])
    if len(rows) < len(wanted):
        raise Overtaken
    return {(source, stream): Position(version, tags) for source, stream, version, tags in rows}


async def begin(connection: Connection, consumer: str, source: str, reached: Mapping[UUID, Position]) -> None:
    """Set the positions of streams never seen, many at a time."""
    await connection.copy_records_to_table(
        "stream_position",
        columns=["consumer", "source", "stream", "version", "tags"],
        records=[(consumer, source, stream, version, tags) for stream, (version, tags) in reached.items()],
    )


async def move(connection: Connection, consumer: str, events: Iterable[EventEnvelope[Any]]) -> None:
    """Move claimed positions past events that were applied: each stream's next ones, in order."""
    if columns := _columns(events):
        await connection.execute(_MOVE, consumer, *columns)


async def advance(connection: Connection, consumer: str, events: Iterable[EventEnvelope[Any]]) -> None:
    """As `move`, for positions that were not claimed; a stream never seen gets one."""
    if columns := _columns(events):
        await connection.execute(_ADVANCE, consumer, *columns)


async def pass_over(connection: Connection, consumer_key: str, source: str, stream: UUID, version: int) -> None:
    """Move a position on to a version that is never applied."""
    await connection.execute(_PASS_OVER, consumer_key, source, stream, version)


def _columns(events: Iterable[EventEnvelope[Any]]) -> tuple[list[str], list[UUID], list[int], list[bytes]] | None:
    versions: dict[StreamKey, int] = {}
    ids: dict[StreamKey, list[UUID]] = defaultdict(list)
    for event in events:
        key = event.source, event.stream
        versions[key] = event.version
        ids[key].append(event.id)
    if not versions:
        return None
    sources, streams = [source for source, _ in versions], [stream for _, stream in versions]
    return sources, streams, list(versions.values()), [joined(each) for each in ids.values()]
