"""Where the streams of a source stand for a subscriber, to be compared with how far it has applied them.

The events are those that are stored, whether sent by now or not: a subscriber is never ahead of them, in whatever
moment of the delivery they are read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from services.subscribers.delivery.cursors import Span, Spans
from shared.database import Connection
from shared.subscriber.ordering import Position

_ROWS = 5000
"""Events of which the streams are read at once, rounded up to a whole stream: so much of the database a page takes."""
_FIRST, _LAST = UUID(int=0), UUID(int=2**128 - 1)
_END = "SELECT stream FROM event WHERE stream > $1 ORDER BY stream, version OFFSET $2 LIMIT 1"
_BETWEEN = """
    SELECT stream, version, id, type, xid, position, recorded_at FROM event
    WHERE stream > $1 AND stream <= $2 AND type = ANY ($3::text[]) ORDER BY stream, version
"""


class StreamPosition(NamedTuple):
    """Where a stream stands for a subscriber."""

    stream: UUID
    sequence: int
    """Of the last event that it receives; 0: none."""
    latest: int
    """Of the last event that it may have received, under earlier terms included."""
    digest: bytes | None
    """Over what it receives; None: it may have received other events under earlier terms."""


class Page(NamedTuple):
    """Streams in the order of their ids."""

    positions: list[StreamPosition]
    until: UUID | None
    """The last stream that was looked at; None: all were."""


async def read_page(store: Connection, spans: Spans, after: UUID | None, limit: int) -> Page:
    """The positions of the next streams, at most `limit`."""
    beyond = after or _FIRST
    end: UUID | None = await store.fetchval(_END, beyond, _ROWS)
    types = sorted({each.type for kind in spans for each in kind})
    rows = await store.fetch(_BETWEEN, beyond, end or _LAST, types)
    found = list(positions_of(rows, spans))
    return Page(found[:limit], found[limit - 1].stream if len(found) > limit else end)


def positions_of(rows: Sequence[Mapping[str, Any]], spans: Spans) -> Iterator[StreamPosition]:
    """The positions of the streams of these events, which are in the order of streams and versions."""
    present, ended = _by_type(spans.present), _by_type(spans.ended)
    for stream, events in groupby(rows, itemgetter("stream")):
        position, latest, before, received = Position(), 0, list[int](), list[int]()
        for event in events:
            version = latest = event["version"]
            if _held(present, event):
                received.append(version)
                position = position.after(event["id"], version)
            if _held(ended, event):
                before.append(version)
        if received or before:
            # It has applied first what it was sent first, and skipped what came of it later.
            same = not before or before == [version for version in received if version <= before[-1]]
            yield StreamPosition(stream, position.sequence, latest, position.digest if same else None)


def _by_type(spans: Iterable[Span]) -> dict[str, list[Span]]:
    found = dict[str, list[Span]]()
    for each in spans:
        found.setdefault(each.type, []).append(each)
    return found


def _held(spans: Mapping[str, Sequence[Span]], event: Mapping[str, Any]) -> bool:
    return any(each.holds(event) for each in spans.get(event["type"], ()))
