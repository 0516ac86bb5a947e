"""Positions that are ahead of a restored store, and messages held from before it, brought in line with the store."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from contracts.envelope import EPOCH_HEADER, PREFIX, EventEnvelope
from shared.database import Connection
from shared.messaging.tags import PASSED_OVER, SIZE, Position, joined, tag_of
from shared.reconciliation.comparison import Key
from shared.reconciliation.stores import existing

_POSITIONS = """
    SELECT stream, version, tags FROM stream_position
    WHERE consumer = $1 AND source = $2 AND stream = ANY($3::uuid[]) ORDER BY stream FOR UPDATE
"""
_SET = """
    UPDATE stream_position AS p SET version = back.version, tags = back.tags
    FROM unnest($3::uuid[], $4::integer[], $5::bytea[]) AS back(stream, version, tags)
    WHERE p.consumer = $1 AND p.source = $2 AND p.stream = back.stream
"""
_OF_OTHER_EPOCHS = f"""
    SELECT id, headers ->> '{PREFIX}id' AS event FROM deferred_message
    WHERE consumer = $1 AND source = $2 AND headers ->> '{EPOCH_HEADER}' <> $3
"""  # noqa: S608 - constants
_DROP = "DELETE FROM deferred_message WHERE id = ANY($1::bigint[])"
_RETRY = """
    UPDATE deferred_message SET reason = 'retry', attempts = 0, next_attempt_at = now(), changed_at = now()
    WHERE consumer = $1 AND source = $2 AND stream = ANY($3::uuid[]) AND reason <> 'gap'
"""


class Held(NamedTuple):
    """What became of held messages."""

    dropped: int
    retried: int


def agreeing(position: Position, ids: Sequence[UUID]) -> int:
    """The last version up to which what was applied is what the store has, as far as tags are kept."""
    for version in range(1, position.version + 1):
        if version > len(ids):
            return len(ids)
        tag = position.tag(version)
        if tag is not None and tag not in (PASSED_OVER, tag_of(ids[version - 1])):
            return version - 1
    return position.version


async def positions_of(connection: Connection, key: Key, streams: Sequence[UUID]) -> dict[UUID, Position]:
    """The positions in these streams, locked until the transaction ends."""
    rows = await connection.fetch(_POSITIONS, key.position_key, key.source, list(streams))
    return {row["stream"]: Position(row["version"], row["tags"]) for row in rows}


def back_to(position: Position, version: int) -> Position:
    """The position at an earlier version."""
    kept = len(position.tags) - SIZE * (position.version - version)
    return Position(version, position.tags[: max(kept, 0)])


def at_the_end(events: Sequence[EventEnvelope[Any]]) -> Position:
    """The position after all events of a stream."""
    return Position(len(events), joined(event.id for event in events))


async def set_positions(connection: Connection, key: Key, back: Mapping[UUID, Position]) -> None:
    """Set positions, which were locked before."""
    versions, tags = [each.version for each in back.values()], [each.tags for each in back.values()]
    await connection.execute(_SET, key.position_key, key.source, list(back), versions, tags)


async def settle_held(
    connection: Connection, key: Key, store: Connection, epoch: UUID, streams: Sequence[UUID]
) -> Held:
    """Drop messages whose events the store does not have; try again what else is held of these streams."""
    rows = await connection.fetch(_OF_OTHER_EPOCHS, key.consumer, key.source, str(epoch))
    known = await existing(store, [event for row in rows if (event := _uuid(row["event"]))])
    gone = [row["id"] for row in rows if (event := _uuid(row["event"])) and event not in known]
    await connection.execute(_DROP, gone)
    retried = await connection.execute(_RETRY, key.consumer, key.source, list(streams))
    return Held(len(gone), int(retried.rpartition(" ")[2]))


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
