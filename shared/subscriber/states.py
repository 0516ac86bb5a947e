"""Begins with the present state of streams instead of their history; what is sent later follows it."""

import json
from collections.abc import Awaitable, Callable
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from contracts.reduced_models import decode_reduced
from contracts.revisions import Entry
from shared.subscriber import tables
from shared.subscriber.messages import StreamKey
from shared.subscriber.ordering import Position
from shared.subscriber.requests import SourceState, StatesPage
from shared.subscriber.store import Store

T = TypeVar("T")
_PAGE = 200


class StreamState(NamedTuple):
    """What holds of a stream: the events that count now, as they were received."""

    source: str
    stream: UUID
    sequence: int
    """Of the last event that it rests on."""
    entries: tuple[Entry, ...]
    """Each with its `day` and its `data`; a sensitive field for which the subscriber was not approved is None."""


ApplyState = Callable[[StreamState, T], Awaitable[None]]
"""Writes the state of a stream, in the place of what an earlier one said of it, with the transaction of a handler."""


class StateSource(Protocol):
    """What can be asked for states."""

    async def states(self, source: str, after: UUID | None, limit: int) -> StatesPage:
        """The states of the streams beyond one. Raises NoReply, RequestRefused, AMQPError."""


async def take_states(store: Store[T], source: StateSource, name: str, apply: ApplyState[T]) -> int:
    """Apply the states of all streams of a source, each with its position; returns of how many.

    Streams that are further on already are skipped: a second call changes nothing. To be called before the queue is
    read for the first time. Raises what `apply` raises, NoReply, RequestRefused, AMQPError.
    """
    applied, reached = 0, None
    while True:
        page = await source.states(name, reached, _PAGE)
        async with store.transaction() as transaction:
            if page.epoch is not None and not await tables.epochs(transaction, name):
                await tables.accept_epoch(transaction, name, page.epoch)
            for each in page.states:
                key = StreamKey(name, each.stream)
                if (await tables.position(transaction, key)).sequence >= each.sequence:
                    continue
                await apply(_read(name, each), transaction.raw)
                await tables.move(transaction, key, Position(each.sequence, bytes.fromhex(each.digest)))
                applied += 1
        if page.until is None:
            return applied
        reached = page.until


def _read(source: str, stated: SourceState) -> StreamState:
    entries = (Entry(each.day, decode_reduced(each.type, json.dumps(each.data).encode())) for each in stated.entries)
    return StreamState(source, stated.stream, stated.sequence, tuple(entries))
