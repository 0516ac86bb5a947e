"""Order, gaps and duplicates, whatever the broker does."""

import asyncio
import random
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.subscriber.ordering import Position, Step, step
from shared.subscriber.sqlite import SqliteStore
from shared.subscriber.testing import Harness
from tests.unit.shared.subscriber.kit import APPROACHING, Seen, producer, seen_in


def test_an_event_is_applied_if_the_one_before_it_was() -> None:
    assert step(0, 0, 3) is Step.APPLY
    assert step(3, 3, 7) is Step.APPLY
    assert step(5, 3, 7) is Step.APPLY  # the subscriber once received more types
    assert step(2, 3, 7) is Step.WAIT
    assert step(7, 3, 7) is Step.SKIP
    assert step(9, 3, 7) is Step.SKIP


def test_a_digest_depends_on_every_event_and_their_order() -> None:
    first, second = uuid4(), uuid4()
    one = Position().after(first, 1).after(second, 2)
    assert one == Position().after(first, 1).after(second, 2)
    assert one.digest != Position().after(second, 1).after(first, 2).digest
    assert one.digest != Position().after(second, 2).digest


def test_the_digest_is_the_one_of_the_page() -> None:
    position = Position().after(UUID(int=1), 1).after(UUID(int=2), 4)
    assert position.digest.hex() == "f5cf37a167e9b4de1c7230ad3d9f12c08a46f7e01eb10a5d49a7118ac89efcdd"


@settings(max_examples=60)
@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=4),
    st.integers(0, 3),
    st.integers(1, 7),
    st.dictionaries(st.integers(1, 24), st.integers(1, 3), max_size=3),
    st.randoms(use_true_random=False),
)
def test_in_whatever_order_and_however_often_each_event_has_its_effect_once(
    lengths: list[int], gaps: int, batch: int, failures: dict[int, int], chance: random.Random
) -> None:
    asyncio.run(_deliver(lengths, gaps, batch, failures, chance))


async def _deliver(lengths: list[int], gaps: int, batch: int, failures: dict[int, int], chance: random.Random) -> None:
    source, seen, streams = producer(gaps), Seen(), [uuid4() for _ in lengths]
    seen.failures = dict(failures)
    sent = [source.sample(APPROACHING, stream) for stream, length in zip(streams, lengths, strict=True)
            for _ in range(length)]  # fmt: skip
    delivered = [*sent, *chance.choices(sent, k=len(sent) // 2)]
    chance.shuffle(delivered)
    async with Harness(seen.handlers, SqliteStore(":memory:")) as harness:
        for start in range(0, len(delivered), batch):
            await harness.deliver(*delivered[start : start + batch])
            await harness.wait(chance.choice([0, 5]))
        for _ in range(20):
            await harness.wait(1000)
        async with harness.store.transaction() as transaction:
            found = seen_in(transaction.raw)
        for stream, length in zip(streams, lengths, strict=True):
            expected = [number * (gaps + 1) for number in range(1, length + 1)]
            assert [sequence for of, sequence in found if of == str(stream)] == expected
        assert [await harness.held(reason) for reason in ("gap", "retry", "parked")] == [[], [], []]
