"""Which subscribers were sent lost events: they know acts that the restored system does not.

As far as the archive knows: what was sent after its end is not known, and what was sent before a cursor was set may be
more than the cursor says.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.sensitivity import FieldClass
from infra.backup.losses import LostEvent
from services.subscribers.application import SERVICE as REGISTRY
from services.subscribers.delivery.cursors import Recipient, Span, spans
from shared.database import Connection
from shared.eventstore.store import Checkpoint, checkpoint_of

_SUBSCRIBERS = "SELECT name, types, fields, since, generation FROM subscriber ORDER BY name"
_CURSORS = "SELECT source, xid, position FROM delivery_cursor WHERE subscriber = $1 ORDER BY source"
_EVENTS = """
    SELECT stream, version, type, xid, position, recorded_at
    FROM event JOIN unnest($1::uuid[], $2::integer[]) AS lost (stream, version) USING (stream, version)
    ORDER BY stream, version
"""


@dataclass(frozen=True)
class LostDelivery:
    """Lost events of a stream that a subscriber was sent."""

    subscriber: str
    service: str
    stream: UUID
    sequences: Sequence[int]
    """Of the events in their stream, as their messages said them."""
    number: str | None = None
    """Of the proceeding, where they are about one."""


async def lost_deliveries(ends: Mapping[str, Connection], events: Iterable[LostEvent]) -> list[LostDelivery]:
    """What of these events was sent to subscribers by the end of the archive."""
    lost = defaultdict[str, list[LostEvent]](list)
    for event in events:
        lost[event.service].append(event)
    rows = {service: await _rows(ends[service], each) for service, each in lost.items()}
    numbers = {event.stream: event.number for each in lost.values() for event in each}
    return [
        LostDelivery(recipient.name, service, stream, sequences, numbers[stream])
        for recipient in await _recipients(ends[REGISTRY])
        for service, reached in await _cursors(ends[REGISTRY], recipient)
        for stream, sequences in (
            await _sent(ends[REGISTRY], recipient, service, reached, rows.get(service, ()))
        ).items()
    ]


async def _rows(store: Connection, events: Sequence[LostEvent]) -> Sequence[Any]:
    rows: Sequence[Any] = await store.fetch(
        _EVENTS, [event.stream for event in events], [event.version for event in events]
    )
    return rows


async def _recipients(registry: Connection) -> list[Recipient]:
    """Every subscriber, suspended and removed ones included: they may have been sent something before that."""
    return [
        Recipient(name, frozenset(types), frozenset(map(FieldClass, fields)), since, generation)
        for name, types, fields, since, generation in await registry.fetch(_SUBSCRIBERS)
    ]


async def _cursors(registry: Connection, recipient: Recipient) -> list[tuple[str, Checkpoint]]:
    return [(row["source"], checkpoint_of(row)) for row in await registry.fetch(_CURSORS, recipient.name)]


async def _sent(
    registry: Connection, recipient: Recipient, service: str, reached: Checkpoint, rows: Sequence[Any]
) -> Mapping[UUID, Sequence[int]]:
    present, ended = await spans(registry, recipient, service)
    found = defaultdict[UUID, list[int]](list)
    for row in rows:
        if _holds(ended, row) or (checkpoint_of(row) <= reached and _holds(present, row)):
            found[row["stream"]].append(row["version"])
    return found


def _holds(chosen: Iterable[Span], row: Any) -> bool:
    return any(each.holds(row) for each in chosen)
