"""What of a batch is applied, what waits, and what was there before."""

import random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.deliveries import Received, StreamKey
from shared.messaging.ordering import Head, Plan, plan
from tests.unit.shared.messaging.events import SOURCE, received

A, B = UUID(int=1), UUID(int=2)


def _versions(items: list[Received], stream: UUID = A) -> list[int]:
    return [item.event.version for item in items if item.event.stream == stream]


def _plan(versions: list[int], position: int, head: Head | None = None) -> Plan:
    key: StreamKey = (SOURCE, A)
    return plan([received(A, version) for version in versions], {key: position}, {key: head} if head else {})


@pytest.mark.parametrize(
    ("delivered", "position", "head", "applied", "waiting", "duplicates"),
    [
        ([1, 2, 3], 0, None, [1, 2, 3], [], []),
        ([4, 5], 3, None, [4, 5], [], []),
        ([3, 2, 1], 0, None, [1, 2, 3], [], []),
        ([1, 1, 2, 1], 0, None, [1, 2], [], [1, 1]),
        ([2, 3], 3, None, [], [], [2, 3]),
        ([5], 3, None, [], [5], []),
        ([5, 5], 3, None, [], [5], [5]),
        ([4, 6], 3, None, [4], [6], []),
        ([4, 6], 3, Head(5, gap=True), [4], [6], []),
        ([4, 5], 3, Head(5, gap=True), [4], [5], []),
        ([5, 6], 3, Head(4, gap=False), [], [5, 6], []),
        ([4], 3, Head(4, gap=False), [], [4], []),
        ([], 3, None, [], [], []),
    ],
)
def test_plan(
    delivered: list[int],
    position: int,
    head: Head | None,
    applied: list[int],
    waiting: list[int],
    duplicates: list[int],
) -> None:
    decided = _plan(delivered, position, head)
    assert _versions(decided.apply) == applied
    assert _versions(decided.waiting) == waiting
    assert _versions(decided.duplicates) == duplicates
    assert decided.positions[SOURCE, A] == max([position, *applied])


@pytest.mark.parametrize(
    ("delivered", "head", "unlocked"),
    [([4], Head(5, gap=True), True), ([4], Head(5, gap=False), False), ([4], Head(6, gap=True), False)],
)
def test_a_held_event_is_unlocked_when_it_comes_next(delivered: list[int], head: Head, unlocked: bool) -> None:
    assert bool(_plan(delivered, 3, head).unlocked) is unlocked


def test_streams_do_not_wait_for_each_other() -> None:
    decided = plan([received(A, 2), received(B, 1), received(B, 2)], {}, {})
    assert _versions(decided.apply, B) == [1, 2]
    assert _versions(decided.waiting) == [2]


def test_the_same_stream_of_two_sources_is_two_streams() -> None:
    other = received(A, 1)
    other = Received(other.event.model_copy(update={"source": "/lea/intake"}), other.delivery)
    decided = plan([received(A, 1), other], {}, {})
    assert len(decided.apply) == 2


@given(
    st.lists(st.tuples(st.sampled_from([A, B]), st.integers(1, 8)), max_size=40),
    st.integers(0, 4),
    st.randoms(use_true_random=False),
)
def test_nothing_is_lost_and_every_stream_stays_in_order(
    deliveries: list[tuple[UUID, int]], position: int, random_: random.Random
) -> None:
    items = [received(stream, version) for stream, version in deliveries]
    random_.shuffle(items)
    decided = plan(items, {(SOURCE, A): position, (SOURCE, B): 0}, {})
    sorted_out = [*decided.apply, *decided.waiting, *decided.duplicates]
    assert sorted(map(id, sorted_out)) == sorted(map(id, items))
    for stream, before in ((A, position), (B, 0)):
        applied = _versions(decided.apply, stream)
        assert applied == list(range(before + 1, before + 1 + len(applied)))
        assert before + len(applied) + 1 not in _versions(decided.waiting, stream)
