"""The states of streams, folded from their events. Those of late are kept, and go on from where they were.

Nothing rests on what is kept: the event a kept state ends with is read again, and what came after it. Where the store
holds another event in its place, or none (the transaction was rolled back), the stream is folded from its beginning.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeVar
from uuid import UUID

from contracts.envelope import EventEnvelope
from shared.database import Connection
from shared.decider import Decider
from shared.eventstore.store import EventStore

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Stream(Generic[S]):
    """A stream after some of its events."""

    state: S
    version: int = 0
    last: UUID | None = None
    """The event at that version; none before the first."""


class Streams(Generic[S]):
    """The streams of one service; keeps as many states as there is `room` for, those used last."""

    def __init__(self, store: EventStore, decider: Decider[S, Any], room: int = 2000) -> None:
        self._store = store
        self._decider = decider
        self._room = room
        self._kept: dict[UUID, Stream[S]] = {}

    async def load(self, connection: Connection, streams: Collection[UUID]) -> dict[UUID, Stream[S]]:
        """The streams as they stand; one round trip, and a second one only where a kept state was wrong."""
        kept = {stream: self._kept[stream] for stream in streams if stream in self._kept}
        rows = await self._store.load_since(
            connection, {id_: kept[id_].version if id_ in kept else 1 for id_ in streams}
        )
        wrong = [id_ for id_, stream in kept.items() if not rows[id_] or rows[id_][0]["id"] != stream.last]
        if wrong:
            rows |= await self._store.load_since(connection, dict.fromkeys(wrong, 1))
        right = kept.keys() - wrong
        beginning = Stream(self._decider.initial)
        return {
            id_: self._read(kept[id_], rows[id_][1:]) if id_ in right else self._read(beginning, rows[id_])
            for id_ in streams
        }

    def keep(self, streams: Mapping[UUID, Stream[S]]) -> None:
        """Remember the streams, whether or not they come to be committed."""
        for id_, stream in streams.items():
            self._kept.pop(id_, None)
            if stream.version:
                self._kept[id_] = stream
        while len(self._kept) > self._room:
            del self._kept[next(iter(self._kept))]

    def after(self, stream: Stream[S], events: Sequence[EventEnvelope[Any]]) -> Stream[S]:
        """The stream after further events."""
        if not events:
            return stream
        return Stream(reduce(self._decider.evolve, events, stream.state), events[-1].version, events[-1].id)

    def _read(self, stream: Stream[S], rows: Sequence[Mapping[str, Any]]) -> Stream[S]:
        return self.after(stream, [self._store.decode(row) for row in rows])
