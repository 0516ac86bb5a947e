"""The present state of streams for a subscriber that wants no history: one record a stream, of what it receives.

A record holds the events that count now, reduced as they are when they are sent: what a revision of the course
replaced is left out, and of what only the last one says the present, the earlier ones. It says up to which event it
goes, so that what is sent later follows it without a gap, and what it has already is skipped.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import from_json

from contracts.events.corrections import CorrectionMade, CorrectionProposed, CorrectionRejected
from contracts.events.proceedings import CourseRevised, ExecutorAssigned, MeasureStatusChanged
from contracts.reduction import reduce
from services.subscribers.delivery.cursors import Recipient, Span
from shared.database import Connection
from shared.subscriber.ordering import Position

_ROWS = 500
"""Events of which the streams are read at once, rounded up to a whole stream."""
_FIRST, _LAST = UUID(int=0), UUID(int=2**128 - 1)
_END = "SELECT stream FROM event WHERE stream > $1 ORDER BY stream, version OFFSET $2 LIMIT 1"
_BETWEEN = """
    SELECT stream, version, id, type, xid, position, recorded_at, effective_date, data FROM event
    WHERE stream > $1 AND stream <= $2 AND type = ANY ($3::text[]) ORDER BY stream, version
"""
_LATEST: Mapping[str, str | None] = {MeasureStatusChanged.type: "measure", ExecutorAssigned.type: None}
"""Types of which the last event of a stream says the present, of each thing that the field names."""
_NO_PART_OF_A_COURSE = frozenset({CorrectionMade.type, CorrectionProposed.type, CorrectionRejected.type})
"""Types that no revision replaces."""

Entry = dict[str, Any]


class StreamState(NamedTuple):
    """What holds of a stream for a subscriber."""

    stream: UUID
    position: Position
    """Up to where; the digest is that of all events it would have received."""
    entries: list[Entry]
    """`day`, `type` and `data` of the events that count, in their order."""


class Page(NamedTuple):
    """Streams in the order of their ids."""

    states: list[StreamState]
    until: UUID | None
    """The last stream that was looked at; None: all were."""


async def read_states(
    store: Connection, recipient: Recipient, present: Sequence[Span], after: UUID | None, limit: int
) -> Page:
    """The states of the next streams, at most `limit`, of what a subscriber is sent by its present terms."""
    beyond = after or _FIRST
    end: UUID | None = await store.fetchval(_END, beyond, _ROWS)
    rows = await store.fetch(_BETWEEN, beyond, end or _LAST, sorted({each.type for each in present}))
    found = [state for state in _states(rows, recipient, present) if state.position.sequence]
    return Page(found[:limit], found[limit - 1].stream if len(found) > limit else end)


def _states(rows: Iterable[Mapping[str, Any]], recipient: Recipient, present: Sequence[Span]) -> Iterable[StreamState]:
    for stream, events in groupby(rows, itemgetter("stream")):
        position, received = Position(), list[Entry]()
        for event in events:
            if any(span.holds(event) for span in present):
                position = position.after(event["id"], event["version"])
                data = reduce(event["type"], from_json(event["data"]), recipient.fields, recipient.types)
                received.append({"day": event["effective_date"].isoformat(), "type": event["type"], "data": data})
        yield StreamState(stream, position, entries_that_count(received))


def entries_that_count(received: Iterable[Entry]) -> list[Entry]:
    """Of events in the order in which they were received, those that say the present."""
    standing: list[Entry] = []
    for each in received:
        if each["type"] == CourseRevised.type:
            since = date.fromisoformat(each["data"]["since"])
            standing = [other for other in standing if _stays(other, since)] + list(each["data"]["entries"])
        else:
            standing.append(each)
    last = {_about(each): place for place, each in enumerate(standing)}
    return [each for place, each in enumerate(standing) if each["type"] not in _LATEST or last[_about(each)] == place]


def _stays(entry: Entry, since: date) -> bool:
    return entry["type"] in _NO_PART_OF_A_COURSE or date.fromisoformat(entry["day"]) < since


def _about(entry: Entry) -> tuple[str, Any]:
    field = _LATEST.get(entry["type"])
    return entry["type"], entry["data"].get(field) if field is not None else None
