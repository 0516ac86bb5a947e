"""Delivers messages to handlers as a running subscriber would, in memory."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Generic, Self, TypeVar

from shared.subscriber import parked, tables
from shared.subscriber.handlers import Handlers
from shared.subscriber.messages import Message, Place, StreamKey, stated_place
from shared.subscriber.processor import Processor
from shared.subscriber.retries import Retries
from shared.subscriber.sqlite import SqliteStore
from shared.subscriber.store import Store, Transaction
from shared.subscriber.tables import Held, Reason
from shared.subscriber.testing.producer import PUBLISHER

T = TypeVar("T")


class _Substituted(Generic[T]):
    """A transaction of the kit's tables, beside which handlers get something else."""

    def __init__(self, inner: Transaction[Any], raw: T) -> None:
        self._inner = inner
        self.raw = raw

    async def fetch(self, statement: str, *arguments: Any) -> Sequence[Sequence[Any]]:
        return await self._inner.fetch(statement, *arguments)


class MemoryStore(Generic[T]):
    """Keeps the kit's tables in memory, and gives handlers what it was made with instead of a transaction."""

    def __init__(self, raw: T) -> None:
        self._raw = raw
        self._inner = SqliteStore(":memory:")

    async def open(self) -> None:
        """Create the tables."""
        await self._inner.open()

    async def close(self) -> None:
        """Forget everything."""
        await self._inner.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction[T]]:
        """A transaction of the kit's tables; what handlers do to their own object is not rolled back."""
        async with self._inner.transaction() as transaction:
            yield _Substituted(transaction, self._raw)


class Harness(Generic[T]):
    """A subscriber without a broker: `async with Harness(handlers, SqliteStore(":memory:")) as harness`."""

    def __init__(self, handlers: Handlers[T], store: Store[T], *, retries: Retries | None = None) -> None:
        self.store = store
        self._past = 0.0
        clock = lambda: time.time() + self._past  # noqa: E731 - reads what `wait` changes
        self._processor = Processor("test", PUBLISHER, store, handlers, retries or Retries(), clock)

    async def __aenter__(self) -> Self:
        await self.store.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.store.close()

    async def deliver(self, *messages: Message) -> None:
        """Deliver messages together. Raises NewEpoch."""
        await self._processor.process(messages)

    async def wait(self, seconds: float) -> None:
        """Let time pass, without waiting: retries that are due are made."""
        self._past += seconds
        await self._processor.work_held()

    async def position(self, message: Message) -> int:
        """The sequence that the stream of a message is applied to."""
        place = stated_place(message)
        async with self.store.transaction() as transaction:
            return (await tables.position(transaction, StreamKey(place.source, place.stream))).sequence

    async def held(self, reason: Reason = "parked") -> list[Held]:
        """The messages that are held for a reason."""
        async with self.store.transaction() as transaction:
            return await tables.listed(transaction, reason)

    async def retry(self, held: Held) -> None:
        """Have a held message tried again, as `lea-subscriber parked retry` does."""
        await parked.retry(self.store, held.id)
        await self._processor.work_held()

    async def drop(self, held: Held) -> None:
        """Pass over a held message, as `lea-subscriber parked drop` does."""
        await parked.drop(self.store, held.id)
        await self._processor.work_held()

    async def accept_epoch(self, message: Message) -> None:
        """Go on in the epoch of a message."""
        place: Place = stated_place(message)
        if place.epoch is not None:
            await self._processor.accept_epoch(place.source, place.epoch)
