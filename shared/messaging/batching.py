"""Gathers what single callers ask for into batches, done together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


class Batching(Generic[Q, A]):
    """Does `work` for up to `size` questions at a time, at most `linger` seconds after the first of them.

    Batches follow one another, in the order of asking. `work` returns one answer per question.
    """

    def __init__(self, work: Callable[[Sequence[Q]], Awaitable[Sequence[A]]], size: int, linger: float) -> None:
        self._work = work
        self._size = size
        self._linger = linger
        self._asked: asyncio.Queue[tuple[Q, asyncio.Future[A]]] = asyncio.Queue()

    async def ask(self, question: Q) -> A:
        """The answer to one question, once its batch is done. Raises what `work` raised."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._asked.put_nowait((question, answer))
        return await answer

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            batch = [await self._asked.get()]
            if self._asked.qsize() + 1 < self._size:
                await asyncio.sleep(self._linger)
            while len(batch) < self._size and not self._asked.empty():
                batch.append(self._asked.get_nowait())
            # Who no longer waits wants no work done: its message goes back to the queue.
            await self._answer([(question, answer) for question, answer in batch if not answer.done()])

    async def _answer(self, batch: Sequence[tuple[Q, asyncio.Future[A]]]) -> None:
        if not batch:
            return
        try:
            answers = await self._work([question for question, _ in batch])
        except Exception as error:  # noqa: BLE001 - handed to those who asked
            for _, waiting in batch:
                if not waiting.done():
                    waiting.set_exception(error)
            return
        for (_, waiting), answer in zip(batch, answers, strict=True):
            if not waiting.done():
                waiting.set_result(answer)
