"""A process that ends at any statement, and begins anew with what it had not acknowledged."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.subscriber.processor import Processor
from shared.subscriber.retries import Retries
from shared.subscriber.sqlite import SqliteStore
from shared.subscriber.testing import PUBLISHER
from tests.unit.shared.subscriber.kit import APPROACHING, Seen, producer, seen_in

_BATCH = 3


class _Ended(BaseException):
    """The process ended."""


class _Ending:
    """A store that ends the process at one of its statements."""

    def __init__(self, inner: SqliteStore, after: int) -> None:
        self._inner = inner
        self._left = after

    async def open(self) -> None:
        await self._inner.open()

    async def close(self) -> None:
        await self._inner.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        async with self._inner.transaction() as transaction:
            fetch = transaction.fetch

            async def fetched(statement: str, *arguments: Any) -> Sequence[Sequence[Any]]:
                if self._left == 0:
                    raise _Ended
                self._left -= 1
                return await fetch(statement, *arguments)

            transaction.fetch = fetched  # type: ignore[method-assign]
            yield transaction


@settings(max_examples=100)
@given(
    st.lists(st.integers(0, 60), max_size=4),
    st.permutations(range(8)),
    st.dictionaries(st.integers(1, 4), st.integers(1, 4)),
)
def test_each_event_has_its_effect_once_wherever_the_process_ends(
    ends: list[int], order: list[int], failures: dict[int, int]
) -> None:
    asyncio.run(_run(ends, order, failures))


async def _run(ends: list[int], order: list[int], failures: dict[int, int]) -> None:
    made, seen, streams, hours = producer(), Seen(), [uuid4(), uuid4()], count(0, 3600)
    seen.failures = dict(failures)
    sent = [made.sample(APPROACHING, streams[number % 2]) for number in range(8)]
    queue = [sent[place] for place in order]
    inner = SqliteStore(":memory:")
    await inner.open()
    for after in (*ends, -1):  # the last process does not end
        store = _Ending(inner, after)
        processor = Processor("test", PUBLISHER, store, seen.handlers, Retries(99), lambda: float(next(hours)))
        try:
            await processor.take_up()
            while queue:
                await processor.process(queue[:_BATCH])
                del queue[:_BATCH]  # acknowledged
                await processor.work_held()
            for _ in range(12):
                await processor.work_held()
        except _Ended:
            continue
    async with inner.transaction() as transaction:
        found = seen_in(transaction.raw)
    for stream in streams:
        assert [sequence for of, sequence in found if of == str(stream)] == [1, 2, 3, 4]
    await inner.close()
