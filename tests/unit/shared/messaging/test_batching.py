"""Single questions, answered in batches."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.messaging.batching import Batching


class _Doubling:
    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    async def __call__(self, questions: Sequence[int]) -> list[int]:
        self.batches.append(list(questions))
        await asyncio.sleep(0.001)
        if 13 in questions:
            raise ValueError("unlucky")
        return [2 * question for question in questions]


async def test_answers_belong_to_their_questions_in_batches_of_limited_size() -> None:
    work = _Doubling()
    batching = Batching(work, size=10, linger=0.005)
    running = asyncio.create_task(batching.run())
    asked = [100 + number for number in range(25)]
    assert await asyncio.gather(*(batching.ask(number) for number in asked)) == [2 * number for number in asked]
    assert [number for batch in work.batches for number in batch] == asked
    assert [len(batch) for batch in work.batches] == [10, 10, 5]
    running.cancel()


async def test_a_failure_reaches_those_of_its_batch_only() -> None:
    batching = Batching(_Doubling(), size=2, linger=0)
    running = asyncio.create_task(batching.run())
    with pytest.raises(ValueError, match="unlucky"):
        await batching.ask(13)
    assert await batching.ask(4) == 8
    running.cancel()


async def test_who_has_gone_causes_no_work() -> None:
    work = _Doubling()
    batching = Batching(work, size=10, linger=0)
    gone = asyncio.create_task(batching.ask(1))
    await asyncio.sleep(0)
    gone.cancel()
    running = asyncio.create_task(batching.run())
    assert await batching.ask(2) == 4
    assert work.batches == [[2]]
    running.cancel()
