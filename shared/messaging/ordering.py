"""Which events of a batch can be applied now, by the versions of their streams: a pure function."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from contracts.envelope import EventEnvelope
from shared.messaging.deliveries import ReceivedEvent, StreamKey
from shared.messaging.tags import PASSED_OVER, Position, tag_of

APPLIED = "another event was applied as this version of its stream"
GIVEN_UP = "an operator passed over this version of its stream"
TAKEN = "another event came first as this version of its stream"


@dataclass(frozen=True, slots=True)
class FirstHeld:
    """The first held event of a stream beyond its position."""

    version: int
    gap: bool
    """It only waits for earlier versions; otherwise it failed, and the stream waits for it."""


class VersionConflict(NamedTuple):
    """An event whose version another event has, and how that event got it."""

    item: ReceivedEvent
    problem: str


@dataclass(slots=True)
class Plan:
    """What happens to each event of a batch."""

    apply: list[ReceivedEvent] = field(default_factory=list)
    """In an order that keeps every stream's versions ascending."""
    waiting: list[ReceivedEvent] = field(default_factory=list)
    """Earlier versions of their streams have not been applied."""
    duplicates: list[ReceivedEvent] = field(default_factory=list)
    """Applied before, or twice in this batch."""
    conflicting: list[VersionConflict] = field(default_factory=list)
    """Different events with the version of one that was applied, passed over, or comes earlier in this batch."""
    positions: dict[StreamKey, int] = field(default_factory=dict)
    """Where each stream stands after the plan."""
    unlocked: set[StreamKey] = field(default_factory=set)
    """Streams whose first held event comes next."""


def plan(
    received: Sequence[ReceivedEvent], positions: Mapping[StreamKey, Position], heads: Mapping[StreamKey, FirstHeld]
) -> Plan:
    """Sort a batch into events that are next in their streams, that wait, and that are duplicates.

    `positions` are the versions applied so far (none: 0), `heads` the events already held beyond them; an event that
    fills the gap before a held one is applied, one that comes after it joins it.
    """
    result = Plan(positions={key: position.version for key, position in positions.items()})
    streams: dict[StreamKey, _Stream] = {}
    for item in received:
        key, version = item.key, item.event.version
        stream = streams.get(key)
        if stream is None:
            stream = streams[key] = _Stream(positions.get(key, Position(0)), heads.get(key))
        if stream.knows(version):
            if problem := stream.contradiction(item.event):
                result.conflicting.append(VersionConflict(item, problem))
            else:
                result.duplicates.append(item)
        elif stream.is_behind_head(version):
            # Which event has that version is only known in the table.
            result.waiting.append(item)
        else:
            stream.batch[version] = item.event.id
            stream.early[version] = item
            result.apply += stream.advance()
    for key, stream in streams.items():
        result.positions[key] = stream.version
        result.waiting += stream.early.values()
    result.unlocked = {
        key for key, head in heads.items() if head.gap and head.version == result.positions.get(key, 0) + 1
    }
    return result


class _Stream:
    """One stream while a batch is sorted."""

    __slots__ = ("_before", "_head", "batch", "early", "version")

    def __init__(self, before: Position, head: FirstHeld | None) -> None:
        self._before = before
        self._head = head
        self.version = before.version
        self.batch: dict[int, UUID] = {}
        """Which event of the batch has a version, of those not behind the head."""
        self.early: dict[int, ReceivedEvent] = {}
        """What cannot be applied yet."""

    def knows(self, version: int) -> bool:
        return version <= self._before.version or version in self.batch

    def contradiction(self, event: EventEnvelope[Any]) -> str | None:
        """Why an event of a known version is not the known one; None if it is, or if its tag is no longer kept."""
        first = self.batch.get(event.version)
        if first is not None:
            return None if first == event.id else TAKEN
        tag = self._before.tag(event.version)
        if tag == PASSED_OVER:
            return GIVEN_UP
        return None if tag is None or tag == tag_of(event.id) else APPLIED

    def is_behind_head(self, version: int) -> bool:
        return self._head is not None and version >= self._head.version

    def advance(self) -> list[ReceivedEvent]:
        """Take out what comes next."""
        ready: list[ReceivedEvent] = []
        while (item := self.early.pop(self.version + 1, None)) is not None:
            ready.append(item)
            self.version += 1
        return ready
