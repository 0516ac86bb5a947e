"""Compares a subscriber's positions with those of a source."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from shared.subscriber import tables
from shared.subscriber.messages import StreamKey
from shared.subscriber.ordering import Position
from shared.subscriber.requests import Source, SourcePosition
from shared.subscriber.store import Store, Transaction
from shared.subscriber.tables import ALL

T = TypeVar("T")

_PAGE = 1000
_FEW = 1000
"""Streams that may be waited for: where more lack events, it is a matter of more than seconds."""
_LOOK = 0.2


class Kind(StrEnum):
    """How a stream differs."""

    LACKING = "lacking"
    """The source has sent more than was applied: it is on its way, held here, or lost."""
    AHEAD = "ahead"
    """Events were applied that the source does not have: it was restored to a moment before them."""
    DIFFERING = "differing"
    """Other events were applied than the source has."""


class Difference(NamedTuple):
    """A stream in which subscriber and source differ."""

    kind: Kind
    source: str
    stream: UUID
    reached: int
    """The last sequence applied; 0: none."""
    stored: int
    """The last sequence of the source; 0: none."""


class Stored(NamedTuple):
    """Where a stream stands at the source."""

    sequence: int
    latest: int
    """The last sequence that the subscriber may have."""
    digest: bytes | None
    """None: it cannot be compared."""


_NOTHING = Stored(0, 0, None)


def differences(
    source: str, before: Mapping[UUID, Position], stored: Mapping[UUID, Stored], after: Mapping[UUID, Position]
) -> Iterator[Difference]:
    """The differences of some streams: positions read before and after those of the source, as all goes on meanwhile.

    What was ahead already before, or lacks still afterwards, is no matter of time.
    """
    for stream in sorted(before.keys() | stored.keys() | after.keys(), key=str):
        first, last = (each.get(stream, Position()) for each in (before, after))
        there = stored.get(stream, _NOTHING)
        if first.sequence > there.latest:
            yield Difference(Kind.AHEAD, source, stream, first.sequence, there.sequence)
        elif last.sequence < there.sequence:
            yield Difference(Kind.LACKING, source, stream, last.sequence, there.sequence)
        elif there.digest and any(
            each.sequence == there.sequence and each.digest != there.digest for each in (first, last)
        ):
            yield Difference(Kind.DIFFERING, source, stream, last.sequence, there.sequence)


async def verify(store: Store[Any], source: Source, name: str, *, wait: float = 0.0) -> list[Difference]:
    """How the positions in the store differ from the source of this name.

    What is on its way has `wait` seconds to come, where that is not much. Raises NoReply, RequestRefused, AMQPError.
    """
    return await _without_arrived(store, await _compared(store, source, name), wait)


async def _compared(store: Store[Any], source: Source, name: str) -> list[Difference]:
    found: list[Difference] = []
    reached: UUID | None = None
    while True:
        before = await _positions(store, name, reached, limit=_PAGE)
        page = await source.positions(name, reached, _PAGE)
        stored = {each.stream: _stored(each) for each in page.positions}
        # The streams up to the last that both pages reach.
        ends = [max(before) if len(before) == _PAGE else None, page.until]
        until = min((each for each in ends if each is not None), default=None)
        after = await _positions(store, name, reached, until)
        found += differences(name, _up_to(before, until), _up_to(stored, until), after)
        if until is None:
            return found
        reached = until


async def _without_arrived(store: Store[Any], found: list[Difference], wait: float) -> list[Difference]:
    until = time.monotonic() + wait
    while 0 < sum(each.kind is Kind.LACKING for each in found) <= _FEW and time.monotonic() < until:
        await asyncio.sleep(_LOOK)
        async with store.transaction() as transaction:
            found = [each for each in found if not await _arrived(transaction, each)]
    return found


async def _arrived(transaction: Transaction[Any], difference: Difference) -> bool:
    if difference.kind is not Kind.LACKING:
        return False
    reached = await tables.position(transaction, StreamKey(difference.source, difference.stream))
    return reached.sequence >= difference.stored


def _stored(stated: SourcePosition) -> Stored:
    return Stored(stated.sequence, stated.latest, None if stated.digest is None else bytes.fromhex(stated.digest))


def _up_to(positions: Mapping[UUID, T], until: UUID | None) -> dict[UUID, T]:
    return {stream: each for stream, each in positions.items() if until is None or stream <= until}


async def _positions(
    store: Store[Any], source: str, after: UUID | None, until: UUID | None = None, limit: int = ALL
) -> dict[UUID, Position]:
    async with store.transaction() as transaction:
        return await tables.positions(transaction, source, after, until, limit)
