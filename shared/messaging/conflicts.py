"""Conflicts with held events: another event with the same version waits or is parked (table `deferred_message`)."""

import json
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from shared.database import Connection
from shared.messaging.deliveries import ReceivedEvent
from shared.messaging.ordering import TAKEN, VersionConflict
from shared.messaging.reporting import claimed_id

_HOLDERS = """
SELECT d.source, d.stream, d.version, d.id, d.headers
FROM unnest($2::text[], $3::uuid[], $4::integer[]) AS place(source, stream, version)
JOIN deferred_message AS d USING (source, stream, version)
WHERE d.consumer = $1 AND d.ordered
"""

Place = tuple[str, UUID, int]
"""Source, stream and version."""


class _Holder(NamedTuple):
    row: int
    event_id: str | None


async def conflicts_with_held(
    connection: Connection, consumer: str, items: Sequence[ReceivedEvent]
) -> list[VersionConflict]:
    """Those of the events whose versions other held events have."""
    places = [_place_of(item) for item in items]
    rows = await connection.fetch(_HOLDERS, consumer, *map(list, zip(*places, strict=True))) if places else []
    holders: dict[Place, _Holder] = {
        (source, stream, version): _Holder(row, claimed_id(json.loads(headers), "id"))
        for source, stream, version, row, headers in rows
    }
    return [
        VersionConflict(item, TAKEN)
        for item, place in zip(items, places, strict=True)
        if (holder := holders.get(place)) is not None and not _is(holder, item)
    ]


def _place_of(item: ReceivedEvent) -> Place:
    return item.event.source, item.event.stream, item.event.version


def _is(holder: _Holder, item: ReceivedEvent) -> bool:
    held = item.delivery.held
    return holder.event_id == str(item.event.id) or (held is not None and held.id == holder.row)
