"""What of a batch may be applied now, by the versions of each stream: a pure decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shared.messaging.deliveries import Received, StreamKey


@dataclass(frozen=True, slots=True)
class Head:
    """The first event held of a stream beyond its position."""

    version: int
    gap: bool
    """It only waits for earlier versions; otherwise it failed, and the stream waits for it."""


@dataclass(slots=True)
class Plan:
    """What happens to each event of a batch."""

    apply: list[Received] = field(default_factory=list)
    """In an order that keeps every stream's versions ascending."""
    waiting: list[Received] = field(default_factory=list)
    """Earlier versions of their streams have not been applied."""
    duplicates: list[Received] = field(default_factory=list)
    """Applied before, or twice in this batch."""
    positions: dict[StreamKey, int] = field(default_factory=dict)
    """Where each stream stands after the plan."""
    unlocked: set[StreamKey] = field(default_factory=set)
    """Streams whose first held event comes next."""


def plan(received: Sequence[Received], positions: Mapping[StreamKey, int], heads: Mapping[StreamKey, Head]) -> Plan:
    """Sort a batch into what is next in its stream, what waits, and what was there before.

    `positions` are the versions applied so far (none: 0), `heads` the events already held beyond them; an event that
    fills the gap before a held one is applied, one that comes after it joins it.
    """
    result = Plan(positions=dict(positions))
    overtakers: dict[StreamKey, dict[int, Received]] = {}
    for item in received:
        key, version = item.key, item.event.version
        head = heads.get(key)
        early = overtakers.setdefault(key, {})
        if version <= result.positions.get(key, 0) or version in early:
            result.duplicates.append(item)
        elif head is not None and version >= head.version:
            result.waiting.append(item)
        else:
            early[version] = item
            _advance(result, key, early)
    result.waiting += [item for early in overtakers.values() for item in early.values()]
    result.unlocked = {
        key for key, head in heads.items() if head.gap and head.version == result.positions.get(key, 0) + 1
    }
    return result


def _advance(result: Plan, key: StreamKey, early: dict[int, Received]) -> None:
    position = result.positions.get(key, 0)
    while (item := early.pop(position + 1, None)) is not None:
        result.apply.append(item)
        position += 1
    result.positions[key] = position
