"""Does for many at once what each asks for alone: what is asked while something is under way goes together next.

Whoever comes alone waits for nobody; under load a round trip, or a commit, is shared by all who wait.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

Work = Callable[[Sequence[T]], Awaitable[Sequence[R]]]
"""Does all of it or raises; gives a result for each, in their order."""


class Together(Generic[T, R]):
    """Shares out work; a part of the service."""

    def __init__(
        self,
        work: Work[T, R],
        *,
        at_most: int,
        lanes: int = 1,
        worthwhile: int = 1,
        wave: float = 0.0,
        after_one: bool = False,
    ) -> None:
        """Batches of `at_most`, as many side by side as there are `lanes`; a second one only if it is `worthwhile`.

        While whoever comes comes alone, every lane is open: there is nobody to share with.
        After a batch of several, or also `after_one`, the next begins no sooner than `wave` seconds later: more will
        come by then.
        """
        self._work = work
        self._at_most = at_most
        self._lanes = lanes
        self._worthwhile = worthwhile
        self._wave = wave
        self._wave_after_one = wave if after_one else 0.0
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._busy = 0
        self._not_before = 0.0
        self._lonely = False
        self._changed = asyncio.Event()

    async def do(self, item: T) -> R:
        """The result for one item. Raises what the work it was part of raised."""
        loop = self._loop
        if self._lonely and self._busy < self._lanes and not self._waiting and loop.time() >= self._not_before:
            self._not_before = loop.time() + self._wave_after_one
            return await self._do_alone(item)
        result: asyncio.Future[R] = loop.create_future()
        self._waiting.append((item, result))
        self._changed.set()
        return await result

    async def run(self) -> None:
        """Work until cancelled."""
        loop = self._loop
        async with asyncio.TaskGroup() as lanes:
            while True:
                await self._changed.wait()
                if (pause := self._not_before - loop.time()) > 0:
                    await asyncio.sleep(pause)
                self._changed.clear()
                # Who no longer waits wants no work done.
                self._waiting = [each for each in self._waiting if not each[1].done()]
                while self._due():
                    batch, self._waiting = self._waiting[: self._at_most], self._waiting[self._at_most :]
                    self._busy += 1
                    self._lonely = len(batch) == 1
                    self._not_before = loop.time() + (self._wave_after_one if self._lonely else self._wave)
                    lanes.create_task(self._do(batch))

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        """The one that asks first: Python finds it by a call of the kernel each time."""
        return asyncio.get_running_loop()

    def _due(self) -> bool:
        if not self._busy:
            return bool(self._waiting)
        return self._busy < self._lanes and len(self._waiting) >= (1 if self._lonely else self._worthwhile)

    async def _do_alone(self, item: T) -> R:
        """As long as everybody comes alone: no task is needed where there is nobody to hand a result to."""
        self._busy += 1
        try:
            [result] = await self._work([item])
        finally:
            self._busy -= 1
            if self._waiting:
                self._changed.set()
        return result

    async def _do(self, batch: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._work([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - it is theirs who wait
            for _, waiting in batch:
                if not waiting.done():
                    waiting.set_exception(error)
        else:
            for (_, waiting), result in zip(batch, results, strict=True):
                if not waiting.done():
                    waiting.set_result(result)
        finally:
            self._busy -= 1
            self._changed.set()
