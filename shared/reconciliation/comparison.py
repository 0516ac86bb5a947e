"""A consumer's positions against the store of their source, both ways.

Of each pair of places the one that can only lag is read first: a position before the store when a consumer may be
ahead, the store before the position when it may lack something. So what moves meanwhile looks like no difference.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from shared.database import Connection
from shared.messaging.tags import PASSED_OVER, Position, tag_of
from shared.reconciliation.stores import StoredAt, heads_after, published_beyond, stored_at

_PAGE = 2000
_BEFORE_ALL = UUID(int=0)

_POSITIONS = """
    SELECT stream, version, tags FROM stream_position
    WHERE consumer = $1 AND source = $2 AND stream > $3 AND version > 0 ORDER BY stream LIMIT $4
"""
_POSITIONS_OF = """
    SELECT key.stream, coalesce(p.version, 0) AS version,
           (SELECT d.reason FROM deferred_message AS d
            WHERE d.consumer = $4 AND d.source = $2 AND d.stream = key.stream AND d.ordered
              AND d.version = coalesce(p.version, 0) + 1) AS held
    FROM unnest($3::uuid[]) AS key(stream)
    LEFT JOIN stream_position AS p ON p.consumer = $1 AND p.source = $2 AND p.stream = key.stream
"""
_DEFERRED = """
    SELECT stream, version, reason, problem FROM deferred_message
    WHERE consumer = $1 AND source = $2 AND ordered ORDER BY stream, version LIMIT $3
"""


class Kind(StrEnum):
    """How a position differs from the store."""

    AHEAD = "ahead"
    """Applied events that the store does not have."""
    DIFFERING = "differing"
    """Another event was applied as a version the store has: the number was given again."""
    LACKING = "lacking"
    """Published events were not applied, and are not held: they are on their way, or lost."""
    HELD = "held"
    """The next event is held: parked, or tried again."""


class Key(NamedTuple):
    """Whose positions are compared, and with which source."""

    consumer: str
    position_key: str
    """The name under which the positions are kept."""
    source: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A stream in which consumer and store differ."""

    kind: Kind
    stream: UUID
    reached: int
    """The last version the consumer applied; 0: none."""
    stored: int
    """The last version of the store, of what is published where the consumer is behind; 0: none."""
    since: datetime | None = None
    """When the first event that the consumer lacks was recorded."""


@dataclass(slots=True)
class Comparison:
    """How a consumer stands to a source."""

    consumer: str
    source: str
    streams: int = 0
    """Streams compared."""
    differences: list[Difference] = field(default_factory=list)

    def of(self, *kinds: Kind) -> list[Difference]:
        """The differences of these kinds."""
        return [each for each in self.differences if each.kind in kinds]

    @property
    def ahead(self) -> list[Difference]:
        """What the consumer has applied that is not in the store."""
        return self.of(Kind.AHEAD, Kind.DIFFERING)

    @property
    def lacking(self) -> list[Difference]:
        """What has been published and is neither applied nor held."""
        return self.of(Kind.LACKING)


class Waiting(NamedTuple):
    """A held event, and what it waits for."""

    stream: UUID
    version: int
    reason: str
    problem: str


async def compare(model: Connection, key: Key, store: Connection) -> Comparison:
    """Compare all positions with all streams of the store. Nothing is locked; may run at any time."""
    found = await compare_positions(model, key, store)
    found.differences += await _lacking(model, key, store)
    return found


async def compare_positions(model: Connection, key: Key, store: Connection) -> Comparison:
    """Whether the store has what was applied: one way only."""
    result, last = Comparison(key.consumer, key.source), _BEFORE_ALL
    while rows := await model.fetch(_POSITIONS, key.position_key, key.source, last, _PAGE):
        page = {row["stream"]: Position(row["version"], row["tags"]) for row in rows}
        known = {stream: last_known(position) for stream, position in page.items()}
        stored = await stored_at(store, {stream: version for stream, (version, _) in known.items()})
        result.differences += _wrong(page, known, stored)
        result.streams += len(page)
        last = rows[-1]["stream"]
    return result


def last_known(position: Position) -> tuple[int, bytes | None]:
    """The last version that an event was applied as, with its tag; None: the tag was not kept."""
    for version in range(position.version, 0, -1):
        tag = position.tag(version)
        if tag != PASSED_OVER:
            return version, tag
    return position.version, None


def _wrong(
    page: Mapping[UUID, Position], known: Mapping[UUID, tuple[int, bytes | None]], stored: Mapping[UUID, StoredAt]
) -> Iterable[Difference]:
    for stream, position in page.items():
        there, (_, tag) = stored[stream], known[stream]
        if there.version < position.version:
            yield Difference(Kind.AHEAD, stream, position.version, there.version)
        elif tag is not None and there.event is not None and tag_of(there.event) != tag:
            yield Difference(Kind.DIFFERING, stream, position.version, there.version)


async def _lacking(model: Connection, key: Key, store: Connection) -> list[Difference]:
    result, last = list[Difference](), _BEFORE_ALL
    while heads := await heads_after(store, last, _PAGE):
        result += await lacking_of(model, key, store, heads)
        last = next(reversed(heads))
    return result


async def lacking_of(model: Connection, key: Key, store: Connection, heads: Mapping[UUID, int]) -> Sequence[Difference]:
    """What of these streams, whose last versions are given, is published and was not applied."""
    rows = await model.fetch(_POSITIONS_OF, key.position_key, key.source, list(heads), key.consumer)
    reached = {row["stream"]: row["version"] for row in rows if row["version"] < heads[row["stream"]]}
    held = {row["stream"] for row in rows if row["held"] in ("parked", "retry")}
    if not reached:
        return []
    published = await published_beyond(store, reached)
    return [
        Difference(Kind.HELD if stream in held else Kind.LACKING, stream, reached[stream], there.version, there.since)
        for stream, there in published.items()
    ]


async def still_lacking(
    model: Connection, key: Key, store: Connection, before: Sequence[Difference]
) -> list[Difference]:
    """Those of the lacking streams that have not moved since."""
    reached = {each.stream: each.reached for each in before}
    again = await lacking_of(model, key, store, {each.stream: each.stored for each in before})
    return [each for each in again if each.kind is Kind.LACKING and each.reached == reached[each.stream]]


async def waiting(model: Connection, key: Key, limit: int = 1000) -> list[Waiting]:
    """The events of a source that a consumer holds, by stream."""
    rows = await model.fetch(_DEFERRED, key.consumer, key.source, limit)
    return [Waiting(**row) for row in rows]
