"""How far a consumer is in each stream (table `stream_position`)."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from shared.database import Connection
from shared.messaging.deliveries import StreamKey
from shared.messaging.failures import Overtaken

_CLAIM = """
WITH wanted AS (SELECT * FROM unnest($2::text[], $3::uuid[]) AS key(source, stream)),
created AS (
    INSERT INTO stream_position (consumer, source, stream) SELECT $1, source, stream FROM wanted
    ON CONFLICT DO NOTHING RETURNING source, stream, version
), existing AS (
    SELECT source, stream, version FROM stream_position JOIN wanted USING (source, stream)
    WHERE consumer = $1 FOR UPDATE OF stream_position
)
SELECT * FROM created UNION ALL SELECT * FROM existing
"""

_MOVE = """
UPDATE stream_position AS p SET version = key.version
FROM unnest($2::text[], $3::uuid[], $4::integer[]) AS key(source, stream, version)
WHERE p.consumer = $1 AND p.source = key.source AND p.stream = key.stream
"""

_SKIP = """
INSERT INTO stream_position (consumer, source, stream, version) VALUES ($1, $2, $3, $4)
ON CONFLICT (consumer, stream, source) DO UPDATE SET version = excluded.version
"""


async def claim(connection: Connection, consumer: str, keys: Iterable[StreamKey]) -> dict[StreamKey, int]:
    """The position of each stream, locked until the transaction ends; 0 for a stream never seen.

    Raises Overtaken if another transaction created a position meanwhile.
    """
    # In one order, so that two instances do not lock each other out.
    wanted = sorted(set(keys))
    rows = await connection.fetch(_CLAIM, consumer, [source for source, _ in wanted], [key for _, key in wanted])
    if len(rows) < len(wanted):
        raise Overtaken
    return {(row["source"], row["stream"]): row["version"] for row in rows}


async def move(connection: Connection, consumer: str, positions: Mapping[StreamKey, int]) -> None:
    """Set claimed positions."""
    if positions:
        keys, versions = list(positions), list(positions.values())
        await connection.execute(
            _MOVE, consumer, [source for source, _ in keys], [stream for _, stream in keys], versions
        )


async def pass_over(connection: Connection, consumer_key: str, source: str, stream: UUID, version: int) -> None:
    """Set a position to a version that was not applied: the stream goes on with the next one."""
    await connection.execute(_SKIP, consumer_key, source, stream, version)
