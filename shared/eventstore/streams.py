"""The states of streams, folded from their events, with a cache of those used last.

A cached state is never trusted: the event it ends with is read again, with all that came after it. If the store has
another event in its place, or none (the transaction was rolled back), the stream is folded from its beginning.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
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
    """The streams of one service; caches the `capacity` states used last."""

    def __init__(self, store: EventStore, decider: Decider[S, Any], capacity: int = 500) -> None:
        self._store = store
        self._decider = decider
        self._capacity = capacity
        self._cached: dict[UUID, Stream[S]] = {}

    async def load(self, connection: Connection, streams: Collection[UUID]) -> dict[UUID, Stream[S]]:
        """The streams with all their events; one round trip, and a second one only if a cached state was wrong."""
        cached = {stream: self._cached[stream] for stream in streams if stream in self._cached}
        rows = await self._store.load_since(
            connection, {id_: cached[id_].version if id_ in cached else 1 for id_ in streams}
        )
        wrong = [id_ for id_, stream in cached.items() if not rows[id_] or rows[id_][0]["id"] != stream.last]
        if wrong:
            rows |= await self._store.load_since(connection, dict.fromkeys(wrong, 1))
        right = cached.keys() - wrong
        beginning = Stream(self._decider.initial)
        return {
            id_: self._read(cached[id_], rows[id_][1:]) if id_ in right else self._read(beginning, rows[id_])
            for id_ in streams
        }

    @contextmanager
    def room_for(self, number: int) -> Iterator[None]:
        """Cache so many more streams for a while, where one unit of work reads them several times."""
        self._capacity += number
        try:
            yield
        finally:
            self._capacity -= number
            self.cache({})

    def cache(self, streams: Mapping[UUID, Stream[S]]) -> None:
        """Cache the streams, even if their transaction is rolled back later."""
        for id_, stream in streams.items():
            self._cached.pop(id_, None)
            if stream.version:
                self._cached[id_] = stream
        while len(self._cached) > self._capacity:
            del self._cached[next(iter(self._cached))]

    def after(self, stream: Stream[S], events: Sequence[EventEnvelope[Any]]) -> Stream[S]:
        """The stream after further events."""
        if not events:
            return stream
        return Stream(reduce(self._decider.evolve, events, stream.state), events[-1].version, events[-1].id)

    def _read(self, stream: Stream[S], rows: Sequence[Mapping[str, Any]]) -> Stream[S]:
        return self.after(stream, [self._store.decode(row) for row in rows])
