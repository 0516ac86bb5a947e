"""Micro-batching: concurrent items share a batch, and a single item never waits for others."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.batching import MicroBatcher, isolate_failures
from shared.failures import DatabaseUnavailable
from tests.background import background
from tests.patience import PATIENCE


class Doubling:
    """Doubles numbers, a batch at a time, while `open` is set."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.max_running = 0

    async def __call__(self, numbers: Sequence[int]) -> Sequence[int]:
        self.batches.append(list(numbers))
        self.max_running = max(self.max_running, len(self.batches) - self.done)
        await self.open.wait()
        self.done += 1
        if 13 in numbers:
            raise ValueError("thirteen")
        return [2 * number for number in numbers]

    done = 0


async def test_waiting_items_share_a_batch() -> None:
    work = Doubling()
    work.open.clear()
    batcher: MicroBatcher[int, int] = MicroBatcher(work, max_batch=4)
    async with background(batcher.run()):
        submitted = [asyncio.create_task(batcher.submit(0))]
        await asyncio.sleep(0.01)
        submitted += [asyncio.create_task(batcher.submit(number)) for number in range(1, 8)]
        await asyncio.sleep(0.01)
        work.open.set()
        assert await asyncio.gather(*submitted) == [0, 2, 4, 6, 8, 10, 12, 14]
    assert work.batches == [[0], [1, 2, 3, 4], [5, 6, 7]]


async def test_a_second_batch_starts_with_enough_items() -> None:
    work = Doubling()
    work.open.clear()
    batcher: MicroBatcher[int, int] = MicroBatcher(work, max_batch=10, max_concurrency=2, min_batch=3)
    async with background(batcher.run()):
        submitted = [asyncio.create_task(batcher.submit(number)) for number in range(2)]
        for number in range(2, 7):
            await asyncio.sleep(0.005)
            submitted.append(asyncio.create_task(batcher.submit(number)))
        await asyncio.sleep(0.005)
        work.open.set()
        await asyncio.gather(*submitted)
    assert work.batches == [[0, 1], [2, 3, 4], [5, 6]]
    assert work.max_running == 2


@pytest.mark.parametrize("before", [0, 1])
async def test_single_items_use_all_concurrency(before: int) -> None:
    """From the first item on, and after earlier ones."""
    work = Doubling()
    batcher: MicroBatcher[int, int] = MicroBatcher(work, max_batch=10, max_concurrency=2, min_batch=3)
    async with background(batcher.run()):
        for number in range(before):
            await batcher.submit(number)
        work.open.clear()
        submitted = []
        for number in range(1, 5):
            submitted.append(asyncio.create_task(batcher.submit(number)))
            await asyncio.sleep(0.005)
        work.open.set()
        await asyncio.gather(*submitted)
    assert work.batches[before:] == [[1], [2], [3, 4]]
    assert work.max_running == 2


async def test_the_interval_follows_a_batch_of_several() -> None:
    work = Doubling()
    batcher: MicroBatcher[int, int] = MicroBatcher(work, max_batch=10, min_interval=0.2)
    async with background(batcher.run()):
        assert [*await asyncio.gather(batcher.submit(0), batcher.submit(1))] == [0, 2]
        first = asyncio.create_task(batcher.submit(2))
        await asyncio.sleep(0.01)
        assert [*await asyncio.gather(first, batcher.submit(3))] == [4, 6]
    assert work.batches == [[0, 1], [2, 3]]


async def test_a_single_item_does_not_wait_for_the_interval() -> None:
    work = Doubling()
    batcher: MicroBatcher[int, int] = MicroBatcher(work, max_batch=10, min_interval=3600)
    async with background(batcher.run()), asyncio.timeout(PATIENCE):
        assert [await batcher.submit(number) for number in range(3)] == [0, 2, 4]
    assert work.batches == [[0], [1], [2]]


async def test_an_error_reaches_only_its_own_batch() -> None:
    batcher: MicroBatcher[int, int] = MicroBatcher(Doubling(), max_batch=10)
    async with background(batcher.run()):
        submitted = [batcher.submit(number) for number in (1, 13)]
        results = await asyncio.gather(*submitted, return_exceptions=True)
        assert [type(result) for result in results] == [ValueError, ValueError]
        assert await batcher.submit(2) == 4


async def test_a_cancelled_caller_does_not_block_the_next() -> None:
    work = Doubling()
    work.open.clear()
    batcher: MicroBatcher[int, int] = MicroBatcher(work, max_batch=10)
    async with background(batcher.run()):
        gone = asyncio.create_task(batcher.submit(1))
        await asyncio.sleep(0.01)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        work.open.set()
        assert await batcher.submit(2) == 4


async def test_no_work_is_done_for_a_cancelled_caller() -> None:
    work = Doubling()
    batcher: MicroBatcher[int, int] = MicroBatcher(work, max_batch=10)
    gone = asyncio.create_task(batcher.submit(1))
    await asyncio.sleep(0)
    gone.cancel()
    async with background(batcher.run()):
        assert await batcher.submit(2) == 4
    assert work.batches == [[2]]


async def test_a_cancelled_single_item_does_not_block_the_queue() -> None:
    work = Doubling()
    batcher: MicroBatcher[int, int] = MicroBatcher(work, max_batch=10)
    async with background(batcher.run()), asyncio.timeout(PATIENCE):
        assert await batcher.submit(1) == 2
        work.open.clear()
        gone = asyncio.create_task(batcher.submit(2))
        await asyncio.sleep(0.01)
        waiting = [asyncio.create_task(batcher.submit(number)) for number in (3, 4)]
        await asyncio.sleep(0.01)
        gone.cancel()
        work.open.set()
        assert await asyncio.gather(*waiting) == [6, 8]
        with pytest.raises(ValueError, match="thirteen"):
            await batcher.submit(13)
        assert await batcher.submit(5) == 10
    assert work.batches == [[1], [2], [3, 4], [13], [5]]


async def test_the_interval_may_follow_a_single_item() -> None:
    work = Doubling()
    batcher: MicroBatcher[int, int] = MicroBatcher(work, max_batch=10, min_interval=0.2, interval_after_single=True)
    async with background(batcher.run()):
        assert await batcher.submit(0) == 0
        first = asyncio.create_task(batcher.submit(1))
        await asyncio.sleep(0.01)
        assert [*await asyncio.gather(first, batcher.submit(2))] == [2, 4]
        third = asyncio.create_task(batcher.submit(3))
        await asyncio.sleep(0.01)
        assert [*await asyncio.gather(third, batcher.submit(4))] == [6, 8]
    assert work.batches == [[0], [1, 2], [3, 4]]


class Squares:
    """Squares numbers, or fails with the error that stands for one of them."""

    def __init__(self, errors: dict[int, Exception]) -> None:
        self.errors = errors
        self.parts: list[list[int]] = []

    async def work(self, numbers: Sequence[int]) -> list[int]:
        self.parts.append(list(numbers))
        for number in numbers:
            if error := self.errors.get(number):
                raise error
        return [number**2 for number in numbers]

    async def failed(self, number: int, error: Exception) -> list[int]:
        assert error is self.errors[number]
        return [-number]


async def test_items_at_fault_are_found_by_halves() -> None:
    squares = Squares({3: ValueError("three"), 5: KeyError("five")})
    assert await isolate_failures([1, 2, 3, 4, 5], squares.work, squares.failed) == [1, 4, -3, 16, -5]
    assert squares.parts == [[1, 2, 3, 4, 5], [1, 2], [3, 4, 5], [3], [4, 5], [4], [5]]


async def test_a_batch_is_not_split_while_the_database_is_away() -> None:
    squares = Squares({2: DatabaseUnavailable("away")})
    with pytest.raises(DatabaseUnavailable):
        await isolate_failures([1, 2, 3], squares.work, squares.failed)
    assert squares.parts == [[1, 2, 3]]


async def test_only_the_errors_named_split_a_batch() -> None:
    squares = Squares({2: KeyError("two"), 4: ValueError("four")})
    with pytest.raises(ValueError, match="four"):
        await isolate_failures([1, 2, 3, 4], squares.work, squares.failed, on=(KeyError,))
    assert squares.parts == [[1, 2, 3, 4], [1, 2], [1], [2], [3, 4]]
