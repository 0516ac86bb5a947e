"""What is asked at the same time is done together; what comes alone waits for nobody."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.batching import Together
from tests.background import background
from tests.patience import PATIENCE


class Doubling:
    """Doubles numbers, a batch at a time, when it is let."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.let = asyncio.Event()
        self.let.set()
        self.at_once = 0

    async def __call__(self, numbers: Sequence[int]) -> Sequence[int]:
        self.batches.append(list(numbers))
        self.at_once = max(self.at_once, len(self.batches) - self.done)
        await self.let.wait()
        self.done += 1
        if 13 in numbers:
            raise ValueError("thirteen")
        return [2 * number for number in numbers]

    done = 0


async def test_what_waits_goes_together() -> None:
    work = Doubling()
    work.let.clear()
    together: Together[int, int] = Together(work, at_most=4)
    async with background(together.run()):
        asked = [asyncio.create_task(together.do(0))]
        await asyncio.sleep(0.01)
        asked += [asyncio.create_task(together.do(number)) for number in range(1, 8)]
        await asyncio.sleep(0.01)
        work.let.set()
        assert await asyncio.gather(*asked) == [0, 2, 4, 6, 8, 10, 12, 14]
    assert work.batches == [[0], [1, 2, 3, 4], [5, 6, 7]]


async def test_a_second_lane_opens_when_it_is_worthwhile() -> None:
    work = Doubling()
    work.let.clear()
    together: Together[int, int] = Together(work, at_most=10, lanes=2, worthwhile=3)
    async with background(together.run()):
        asked = [asyncio.create_task(together.do(number)) for number in range(2)]
        for number in range(2, 7):
            await asyncio.sleep(0.005)
            asked.append(asyncio.create_task(together.do(number)))
        await asyncio.sleep(0.005)
        work.let.set()
        await asyncio.gather(*asked)
    assert work.batches == [[0, 1], [2, 3, 4], [5, 6]]
    assert work.at_once == 2


@pytest.mark.parametrize("before", [0, 1])
async def test_every_lane_is_open_to_those_who_come_alone(before: int) -> None:
    """From the first on, and after many of them."""
    work = Doubling()
    together: Together[int, int] = Together(work, at_most=10, lanes=2, worthwhile=3)
    async with background(together.run()):
        for number in range(before):
            await together.do(number)
        work.let.clear()
        asked = []
        for number in range(1, 5):
            asked.append(asyncio.create_task(together.do(number)))
            await asyncio.sleep(0.005)
        work.let.set()
        await asyncio.gather(*asked)
    assert work.batches[before:] == [[1], [2], [3, 4]]
    assert work.at_once == 2


async def test_after_several_the_next_wait_for_each_other() -> None:
    work = Doubling()
    together: Together[int, int] = Together(work, at_most=10, wave=0.2)
    async with background(together.run()):
        assert [*await asyncio.gather(together.do(0), together.do(1))] == [0, 2]
        first = asyncio.create_task(together.do(2))
        await asyncio.sleep(0.01)
        assert [*await asyncio.gather(first, together.do(3))] == [4, 6]
    assert work.batches == [[0, 1], [2, 3]]


async def test_what_comes_alone_waits_for_no_wave() -> None:
    work = Doubling()
    together: Together[int, int] = Together(work, at_most=10, wave=3600)
    async with background(together.run()), asyncio.timeout(PATIENCE):
        assert [await together.do(number) for number in range(3)] == [0, 2, 4]
    assert work.batches == [[0], [1], [2]]


async def test_an_error_is_theirs_who_were_part_of_it() -> None:
    together: Together[int, int] = Together(Doubling(), at_most=10)
    async with background(together.run()):
        asked = [together.do(number) for number in (1, 13)]
        results = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(result) for result in results] == [ValueError, ValueError]
        assert await together.do(2) == 4


async def test_who_went_away_is_not_waited_for() -> None:
    work = Doubling()
    work.let.clear()
    together: Together[int, int] = Together(work, at_most=10)
    async with background(together.run()):
        gone = asyncio.create_task(together.do(1))
        await asyncio.sleep(0.01)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        work.let.set()
        assert await together.do(2) == 4


async def test_who_went_away_causes_no_work() -> None:
    work = Doubling()
    together: Together[int, int] = Together(work, at_most=10)
    gone = asyncio.create_task(together.do(1))
    await asyncio.sleep(0)
    gone.cancel()
    async with background(together.run()):
        assert await together.do(2) == 4
    assert work.batches == [[2]]


async def test_who_comes_alone_and_goes_away_holds_up_nobody() -> None:
    work = Doubling()
    together: Together[int, int] = Together(work, at_most=10)
    async with background(together.run()), asyncio.timeout(PATIENCE):
        assert await together.do(1) == 2
        work.let.clear()
        gone = asyncio.create_task(together.do(2))
        await asyncio.sleep(0.01)
        waiting = [asyncio.create_task(together.do(number)) for number in (3, 4)]
        await asyncio.sleep(0.01)
        gone.cancel()
        work.let.set()
        assert await asyncio.gather(*waiting) == [6, 8]
        with pytest.raises(ValueError, match="thirteen"):
            await together.do(13)
        assert await together.do(5) == 10
    assert work.batches == [[1], [2], [3, 4], [13], [5]]


async def test_a_wave_may_follow_one_as_well() -> None:
    work = Doubling()
    together: Together[int, int] = Together(work, at_most=10, wave=0.2, after_one=True)
    async with background(together.run()):
        assert await together.do(0) == 0
        first = asyncio.create_task(together.do(1))
        await asyncio.sleep(0.01)
        assert [*await asyncio.gather(first, together.do(2))] == [2, 4]
        third = asyncio.create_task(together.do(3))
        await asyncio.sleep(0.01)
        assert [*await asyncio.gather(third, together.do(4))] == [6, 8]
    assert work.batches == [[0], [1, 2], [3, 4]]
