"""Which events of a batch are applied, wait, or are duplicates."""

import random
from collections.abc import Collection
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.deliveries import ReceivedEvent, StreamKey
from shared.messaging.ordering import APPLIED, GIVEN_UP, TAKEN, FirstHeld, Plan, plan
from shared.messaging.tags import PASSED_OVER, Position, tag_of
from tests.unit.shared.messaging.events import SOURCE, received

A, B = UUID(int=1), UUID(int=2)


def _versions(items: list[ReceivedEvent], stream: UUID = A) -> list[int]:
    return [item.event.version for item in items if item.event.stream == stream]


def _plan(versions: list[int], position: int, head: FirstHeld | None = None) -> Plan:
    key: StreamKey = (SOURCE, A)
    items = [received(A, version, id=_id(A, version)) for version in versions]
    return plan(items, {key: Position(position)}, {key: head} if head else {})


def _id(stream: UUID, version: int, variant: int = 0) -> UUID:
    """The same for the same event, ever; the first variant of version 7 ends in zeros."""
    return UUID(int=stream.int << 64 | (version - 7 + 100 * variant) % 2**32)


def _position(version: int, tagged: int, passed_over: Collection[int] = ()) -> Position:
    """A position whose last versions are tagged, with their first variants."""
    versions = range(version - tagged + 1, version + 1)
    tags = [PASSED_OVER if each in passed_over else tag_of(_id(A, each)) for each in versions]
    return Position(version, b"".join(tags))


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
        # Whether these are one event is known where they are kept.
        ([6, 6], 3, FirstHeld(5, gap=True), [], [6, 6], []),
        ([4, 6], 3, None, [4], [6], []),
        ([4, 6], 3, FirstHeld(5, gap=True), [4], [6], []),
        ([4, 5], 3, FirstHeld(5, gap=True), [4], [5], []),
        ([5, 6], 3, FirstHeld(4, gap=False), [], [5, 6], []),
        ([4], 3, FirstHeld(4, gap=False), [], [4], []),
        ([], 3, None, [], [], []),
    ],
)
def test_plan(
    delivered: list[int],
    position: int,
    head: FirstHeld | None,
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
    [([4], FirstHeld(5, gap=True), True), ([4], FirstHeld(5, gap=False), False), ([4], FirstHeld(6, gap=True), False)],
)
def test_a_held_event_is_unlocked_when_it_comes_next(delivered: list[int], head: FirstHeld, unlocked: bool) -> None:
    assert bool(_plan(delivered, 3, head).unlocked) is unlocked


def test_streams_do_not_wait_for_each_other() -> None:
    decided = plan([received(A, 2), received(B, 1), received(B, 2)], {}, {})
    assert _versions(decided.apply, B) == [1, 2]
    assert _versions(decided.waiting) == [2]


def test_the_same_stream_of_two_sources_is_two_streams() -> None:
    other = received(A, 1)
    other = ReceivedEvent(other.event.model_copy(update={"source": "/lea/intake"}), other.delivery)
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
    items = [received(stream, version, id=_id(stream, version)) for stream, version in deliveries]
    random_.shuffle(items)
    decided = plan(items, {(SOURCE, A): _position(position, position), (SOURCE, B): Position(0)}, {})
    sorted_out = [*decided.apply, *decided.waiting, *decided.duplicates]
    assert sorted(map(id, sorted_out)) == sorted(map(id, items))
    assert decided.conflicting == []
    for stream, before in ((A, position), (B, 0)):
        applied = _versions(decided.apply, stream)
        assert applied == list(range(before + 1, before + 1 + len(applied)))
        assert before + len(applied) + 1 not in _versions(decided.waiting, stream)


@pytest.mark.parametrize(
    ("delivered", "problems"),
    [
        ([(3, 0), (4, 0), (5, 0)], []),
        ([(5, 1)], [APPLIED]),
        ([(3, 1), (3, 2), (3, 0)], [APPLIED, APPLIED]),
        ([(2, 1)], []),
        ([(4, 1), (6, 0)], [APPLIED]),
        ([(6, 0), (6, 1), (6, 0)], [TAKEN]),
        ([(8, 0), (8, 1)], [TAKEN]),
        ([(8, 0), (7, 1), (6, 0), (7, 0), (8, 1)], [TAKEN, TAKEN]),
    ],
)
def test_a_different_event_with_a_version_that_is_taken_conflicts(
    delivered: list[tuple[int, int]], problems: list[str]
) -> None:
    """Versions 1 and 2 were applied before there were tags."""
    items = [received(A, version, id=_id(A, version, variant)) for version, variant in delivered]
    decided = plan(items, {(SOURCE, A): _position(5, tagged=3)}, {})
    assert [conflict.problem for conflict in decided.conflicting] == problems


def test_every_event_of_a_version_that_was_passed_over_conflicts() -> None:
    items = [received(A, 7, id=_id(A, 7, variant)) for variant in (0, 1)]
    assert items[0].event.id.bytes.endswith(PASSED_OVER)
    for passed_over, problems in (([7], [GIVEN_UP, GIVEN_UP]), ([], [APPLIED])):
        decided = plan(items, {(SOURCE, A): _position(9, 9, passed_over)}, {})
        assert [conflict.problem for conflict in decided.conflicting] == problems


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 2)), max_size=30),
    st.integers(0, 6).flatmap(lambda version: st.tuples(st.just(version), st.integers(0, version))),
    st.none() | st.builds(FirstHeld, st.integers(7, 9), st.booleans()),
)
def test_one_event_per_version_is_applied_and_the_others_are_kept(
    deliveries: list[tuple[int, int]], before: tuple[int, int], head: FirstHeld | None
) -> None:
    version, tagged = before
    key = (SOURCE, A)
    items = [received(A, number, id=_id(A, number, variant)) for number, variant in deliveries]
    decided = plan(items, {key: _position(version, tagged)}, {key: head} if head else {})
    conflicting = [conflict.item for conflict in decided.conflicting]
    kept = [*decided.apply, *decided.waiting, *decided.duplicates, *conflicting]
    assert sorted(map(id, kept)) == sorted(map(id, items))
    counts = {item.event.version: item.event.id for item in (*decided.waiting, *decided.apply)}
    counts |= {number: _id(A, number) for number in range(version - tagged + 1, version + 1)}
    for item in decided.duplicates:
        assert item.event.version <= version - tagged or item.event.id == counts[item.event.version]
    for item in conflicting:
        assert item.event.id != counts[item.event.version]
    assert not {item.event.version for item in conflicting} & set(range(1, version - tagged + 1))
