"""Two ways of doing the same, in turns: the machine may have other work, and it then bears on both alike."""

import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from infra.bench.rows import Row


class Spent(NamedTuple):
    """What a round took, in seconds."""

    elapsed: float
    processor: float
    """Processor time: of this process, unless told otherwise."""


@dataclass
class Stopwatch:
    """What was spent between start and end."""

    spent: Spent


Run = Callable[[], Awaitable[Spent]]
"""Does the work once."""


class Rounds(NamedTuple):
    """What was spent in each round."""

    subject: Sequence[Spent]
    floor: Sequence[Spent]

    def rows(self, name: str, items: int, unit: str, whose: str = "Python's") -> list[Row]:
        """Items a second, of which a round does `items`; and the processor time of one, and `whose` that is."""
        rate, floor_rate = (items / median(spent.elapsed for spent in side) for side in self)
        each, floor_each = (median(spent.processor for spent in side) / items * 1e6 for side in self)
        return [
            Row(name, rate, f"{unit}/s", floor_rate, self._ratio("elapsed")),
            Row(f"{name}, {whose} processor time", each, "µs each", floor_each, self._ratio("processor")),
        ]

    def _ratio(self, what: str) -> float:
        """Of rounds side by side: they met the same machine."""
        pairs = zip(self.subject, self.floor, strict=True)
        ratios: list[float] = [getattr(floor, what) / getattr(subject, what) for subject, floor in pairs]
        return median(ratios)


@contextmanager
def stopwatch(processor: Callable[[], float] = time.process_time) -> Iterator[Stopwatch]:
    """Measures its body; `processor` tells the processor time used so far."""
    watch, begun, used = Stopwatch(Spent(0.0, 0.0)), time.perf_counter(), processor()
    yield watch
    watch.spent = Spent(time.perf_counter() - begun, processor() - used)


async def alternate(subject: Run, floor: Run, rounds: int) -> Rounds:
    """Do both once to warm up, then in turns."""
    await subject()
    await floor()
    done: tuple[list[Spent], list[Spent]] = [], []
    for _ in range(rounds):
        done[1].append(await floor())
        done[0].append(await subject())
    return Rounds(*done)
