"""Positions and tags always move together."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from contracts.identifiers import new_id
from shared.database import Connection, Pool
from shared.messaging import positions
from shared.messaging.deliveries import StreamKey
from shared.messaging.tags import KEPT, PASSED_OVER, SIZE, Position, joined, tag_of
from tests.unit.shared.messaging.events import SOURCE, event

CONSUMER = "positions"


@pytest.fixture
async def connection(pool: Pool) -> AsyncIterator[Connection]:
    async with pool.acquire() as acquired, acquired.transaction():
        yield acquired


async def _claimed(connection: Connection, *streams: UUID) -> list[Position]:
    keys: list[StreamKey] = [(SOURCE, stream) for stream in streams]
    found = await positions.claim(connection, CONSUMER, keys)
    return [found[key] for key in keys]


def _events(stream: UUID, *versions: int) -> list[Any]:
    return [event(stream, version) for version in versions]


def _tags(events: list[Any]) -> bytes:
    return joined([each.id for each in events])


async def test_moving_appends_the_tags_of_each_stream(connection: Connection) -> None:
    one, other = new_id(), new_id()
    assert await _claimed(connection, one, other) == [Position(0), Position(0)]
    first, second, third = _events(one, 1, 2, 3)
    (alone,) = _events(other, 1)
    await positions.move(connection, CONSUMER, [first, alone, second])
    await positions.move(connection, CONSUMER, [third])
    await positions.move(connection, CONSUMER, [])
    assert await _claimed(connection, one, other) == [
        Position(3, _tags([first, second, third])),
        Position(1, _tags([alone])),
    ]


async def test_the_oldest_tags_are_dropped(connection: Connection) -> None:
    stream = new_id()
    events = _events(stream, *range(1, KEPT + 51))
    await _claimed(connection, stream)
    for start in range(0, len(events), 40):
        await positions.move(connection, CONSUMER, events[start : start + 40])
    (position,) = await _claimed(connection, stream)
    assert position == Position(KEPT + 50, _tags(events[50:]))
    assert position.tag(50) is None
    assert position.tag(51) == tag_of(events[50].id)


async def test_unclaimed_positions_are_begun_and_advanced(connection: Connection) -> None:
    one, other = new_id(), new_id()
    first, second = _events(one, 1, 2)
    (alone,) = _events(other, 1)
    await positions.begin(connection, CONSUMER, SOURCE, {one: Position(1, _tags([first]))})
    await positions.advance(connection, CONSUMER, [second, alone])
    assert await _claimed(connection, one, other) == [Position(2, _tags([first, second])), Position(1, _tags([alone]))]


async def test_a_version_passed_over_has_a_tag_of_zeros(connection: Connection) -> None:
    known, unknown, long = new_id(), new_id(), new_id()
    await _claimed(connection, known)
    first, third = _events(known, 1, 3)
    await positions.move(connection, CONSUMER, [first])
    await positions.pass_over(connection, CONSUMER, SOURCE, known, 2)
    await positions.move(connection, CONSUMER, [third])
    await positions.pass_over(connection, CONSUMER, SOURCE, known, 3)
    await positions.pass_over(connection, CONSUMER, SOURCE, unknown, 2)
    await positions.pass_over(connection, CONSUMER, SOURCE, long, KEPT + 5)
    assert await _claimed(connection, known, unknown, long) == [
        Position(3, _tags([first]) + PASSED_OVER + _tags([third])),
        Position(2, PASSED_OVER * 2),
        Position(KEPT + 5, bytes(KEPT * SIZE)),
    ]
