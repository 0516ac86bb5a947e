"""Where streams stand for a subscriber, whose terms may have changed meanwhile."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from services.subscribers.delivery.cursors import Span, Spans
from services.subscribers.delivery.positions import StreamPosition, positions_of
from shared.eventstore.store import BEGINNING, Checkpoint
from shared.subscriber.ordering import Position

STREAM = UUID(int=7)
DAY = datetime(2027, 1, 1, tzinfo=UTC)
COURSE = "ABABA"
"""Types of the events of the stream. The number of each, from 1, is its version, its place, and its day after `DAY`."""
ALL = [Span("A", BEGINNING, None), Span("B", BEGINNING, None)]


class Case(NamedTuple):
    """What a subscriber is and was sent, and what of it its position counts."""

    present: Sequence[Span]
    ended: Sequence[Span]
    counted: Sequence[int]
    latest: int
    certain: bool


def rows(stream: UUID = STREAM) -> list[dict[str, Any]]:
    return [
        {
            "stream": stream,
            "version": number,
            "id": UUID(int=number),
            "type": type_,
            "xid": number,
            "position": number,
            "recorded_at": DAY + timedelta(days=number),
        }
        for number, type_ in enumerate(COURSE, 1)
    ]


def after(number: int) -> Checkpoint:
    return Checkpoint(number, number)


CASES = {
    "everything": Case(ALL, [], [1, 2, 3, 4, 5], 5, True),
    "one type": Case([Span("A", BEGINNING, None)], [], [1, 3, 5], 5, True),
    "a type that was approved later": Case([ALL[0], Span("B", after(3), None)], [], [1, 3, 4, 5], 5, True),
    "from a moment on": Case([Span("A", BEGINNING, DAY + timedelta(days=3))], [], [3, 5], 5, True),
    "the same again": Case(ALL, [Span(each.type, BEGINNING, None, after(3)) for each in ALL], [1, 2, 3, 4, 5], 5, True),
    "a type that is approved no longer": Case([ALL[0]], [Span("B", BEGINNING, None, after(3))], [1, 3, 5], 5, False),
    "nothing but such a type": Case([], [Span("B", BEGINNING, None, after(3))], [], 4, False),
    "again from an earlier moment": Case(
        ALL, [Span("A", BEGINNING, DAY + timedelta(days=3), after(4))], [1, 2, 3, 4, 5], 5, False
    ),
    "nothing of this stream under earlier terms": Case(
        ALL, [Span("A", after(5), None, after(9))], [1, 2, 3, 4, 5], 5, True
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_position_counts_what_is_received_and_its_digest_what_is_certain(case: Case) -> None:
    types = {each.type for each in (*case.present, *case.ended)}
    read = [row for row in rows() if row["type"] in types]
    position = Position()
    for number in case.counted:
        position = position.after(UUID(int=number), number)
    digest = position.digest if case.certain else None
    expected = StreamPosition(STREAM, position.sequence, case.latest, digest)
    assert list(positions_of(read, Spans([*case.present], [*case.ended]))) == [expected]


def test_a_stream_of_which_nothing_was_sent_is_not_named() -> None:
    other = UUID(int=8)
    late = rows(other)[-1] | {"xid": 9, "position": 9}
    found = positions_of([*rows(), late], Spans([Span("A", after(5), None)], []))
    assert [each.stream for each in found] == [other]
