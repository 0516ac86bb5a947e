"""Batches: micro-batching, and finding the items at fault in a batch that fails.

Items submitted while a batch is in progress form the next batch. An item that comes alone waits for no other; under
load, many items share one round trip or one commit.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from shared.failures import DatabaseUnavailable

T = TypeVar("T")
R = TypeVar("R")

Work = Callable[[Sequence[T]], Awaitable[Sequence[R]]]
"""Handles a whole batch or raises; returns one result per item, in their order."""


class MicroBatcher(Generic[T, R]):
    """Collects items into batches for `work`; a part of the service."""

    def __init__(
        self,
        work: Work[T, R],
        *,
        max_batch: int,
        max_concurrency: int = 1,
        min_batch: int = 1,
        min_interval: float = 0.0,
        interval_after_single: bool = False,
    ) -> None:
        """Times are in seconds.

        Up to `max_concurrency` batches of up to `max_batch` items run at a time. While one runs, another starts only
        with at least `min_batch` items, unless the last batch had a single item: then there is nothing to share.
        After a batch of several items, with `interval_after_single` also after one of a single item, the next starts
        no sooner than `min_interval` later, so that more items can join it.
        """
        self._work = work
        self._max_batch = max_batch
        self._max_concurrency = max_concurrency
        self._min_batch = min_batch
        self._min_interval = min_interval
        self._interval_after_single = min_interval if interval_after_single else 0.0
        self._queue: list[tuple[T, asyncio.Future[R]]] = []
        self._running = 0
        self._not_before = 0.0
        self._last_was_single = False
        self._changed = asyncio.Event()

    async def submit(self, item: T) -> R:
        """The result for one item. Raises what the work on its batch raised."""
        loop = self._loop
        if (
            self._last_was_single
            and self._running < self._max_concurrency
            and not self._queue
            and loop.time() >= self._not_before
        ):
            self._not_before = loop.time() + self._interval_after_single
            return await self._run_single(item)
        result: asyncio.Future[R] = loop.create_future()
        self._queue.append((item, result))
        self._changed.set()
        return await result

    async def run(self) -> None:
        """Work until cancelled."""
        loop = self._loop
        async with asyncio.TaskGroup() as batches:
            while True:
                await self._changed.wait()
                if (pause := self._not_before - loop.time()) > 0:
                    await asyncio.sleep(pause)
                self._changed.clear()
                # Callers that were cancelled need no result.
                self._queue = [each for each in self._queue if not each[1].done()]
                while self._may_start():
                    batch, self._queue = self._queue[: self._max_batch], self._queue[self._max_batch :]
                    self._running += 1
                    self._last_was_single = len(batch) == 1
                    interval = self._interval_after_single if self._last_was_single else self._min_interval
                    self._not_before = loop.time() + interval
                    batches.create_task(self._run_batch(batch))

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        """The loop of the first call: looking it up costs a system call each time."""
        return asyncio.get_running_loop()

    def _may_start(self) -> bool:
        if not self._running:
            return bool(self._queue)
        return self._running < self._max_concurrency and len(self._queue) >= (
            1 if self._last_was_single else self._min_batch
        )

    async def _run_single(self, item: T) -> R:
        """Work in the caller's own task: there is no other caller to hand a result to."""
        self._running += 1
        try:
            [result] = await self._work([item])
        finally:
            self._running -= 1
            if self._queue:
                self._changed.set()
        return result

    async def _run_batch(self, batch: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._work([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - raised by the callers of `submit`
            for _, waiting in batch:
                if not waiting.done():
                    waiting.set_exception(error)
        else:
            for (_, waiting), result in zip(batch, results, strict=True):
                if not waiting.done():
                    waiting.set_result(result)
        finally:
            self._running -= 1
            self._changed.set()


async def isolate_failures(
    batch: Sequence[T],
    work: Callable[[Sequence[T]], Awaitable[list[R]]],
    failed: Callable[[T, Exception], Awaitable[list[R]]],
    *,
    on: tuple[type[Exception], ...] = (Exception,),
) -> list[R]:
    """The results of `work` on a batch; if it fails with one of `on`, of `work` on its halves, one after the other.

    So each item at fault ends up alone, and `failed` gives its result or raises. What was done of the parts before it
    stays done. DatabaseUnavailable is raised at once: it would meet every part.
    """
    try:
        return await work(batch)
    except DatabaseUnavailable:
        raise
    except on as error:
        if len(batch) == 1:
            return await failed(batch[0], error)
    middle = len(batch) // 2
    first = await isolate_failures(batch[:middle], work, failed, on=on)
    return first + await isolate_failures(batch[middle:], work, failed, on=on)
