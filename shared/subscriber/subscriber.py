"""A running subscriber: reads its queue, survives broker and database being away, stops gracefully."""

import asyncio
import logging
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from aio_pika.abc import AbstractIncomingMessage

from shared.subscriber import metrics, tables
from shared.subscriber.connection_file import ConnectionFile
from shared.subscriber.handlers import Handlers
from shared.subscriber.messages import Message, StreamKey
from shared.subscriber.processor import NewEpoch, Processor
from shared.subscriber.reader import BROKER_AWAY, Reader
from shared.subscriber.requests import SourceClient
from shared.subscriber.retries import Retries, backoff
from shared.subscriber.states import ApplyState, take_states
from shared.subscriber.store import Store
from shared.subscriber.verification import Kind, verify

T = TypeVar("T")

_STREAMS = 100  # asked for in one request
_log = logging.getLogger("lea_subscriber")


@dataclass(frozen=True, slots=True)
class Pauses:
    """Times, in seconds."""

    held: float = 1.0
    """Between looks at messages whose retry is due."""
    gap: float = 60.0
    """A gap that lasts so long is reported to the source, which sends the stream again."""
    reconnect: float = 30.0
    """The longest pause before a new connection."""


class Subscriber(Generic[T]):
    """Applies the events of a queue with handlers, in the transactions of a store."""

    def __init__(
        self,
        file: ConnectionFile,
        store: Store[T],
        handlers: Handlers[T],
        *,
        retries: Retries | None = None,
        pauses: Pauses | None = None,
        batch: int = 50,
    ) -> None:
        """`batch` is how many events share a transaction at most."""
        self._file = file
        self._store = store
        self._handlers = handlers
        self._processor = Processor(file.name, file.publisher, store, handlers, retries or Retries())
        self._pauses = pauses or Pauses()
        self._batch = batch
        self._reader: Reader | None = None
        self._stopping = asyncio.Event()
        self._asked_at = 0.0
        self.problem: str | None = "not started"
        """Why no events are applied; None: they are. For the health check of the subscriber's process."""

    async def run(self, *, signals: bool = False) -> None:
        """Apply events until stopped; with `signals`, SIGTERM and SIGINT stop it.

        Raises ValueError if a type the subscriber is approved for is neither handled nor ignored.
        """
        if missing := self._handlers.missing(self._file.types):
            raise ValueError(f"neither handled nor ignored: {', '.join(missing)}")
        if signals:
            for each in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(each, self.stop)
        try:
            await self._sessions()
        finally:
            self.problem = "stopped"
            await self._store.close()

    async def take_states(self, apply: ApplyState[T]) -> int:
        """Begin with the present state of every stream: once, before the first `run`. Returns of how many.

        Each is applied with its position, and the events that it rests on are skipped when they come. Again, it goes
        on where it was left. Raises what `apply` raises, NoReply, RequestRefused, AMQPError, OSError.
        """
        await self._store.open()
        async with SourceClient(self._file) as source:
            names = sorted({f"/lea/{type_.split('.')[1]}" for type_ in self._file.types})
            return sum([await take_states(self._store, source, name, apply) for name in names])

    def stop(self) -> None:
        """Make `run` finish the batch in work and return."""
        self._stopping.set()
        if self._reader is not None:
            self._reader.wake()

    async def _sessions(self) -> None:
        delays = backoff(0.2, self._pauses.reconnect)
        while not self._stopping.is_set():
            try:
                await self._in_task()
            except Exception as error:  # noqa: BLE001 - broker or database are away, or an epoch is new
                if self.problem is None:
                    delays = backoff(0.2, self._pauses.reconnect)
                self.problem = f"{type(error).__name__}: {error}"
                _log.warning("%s: %s", self._file.name, self.problem)
                await self._pause(next(delays))

    async def _in_task(self) -> None:
        """A session, in a task: when a connection ends, the client library may cancel what waits on it."""
        task = asyncio.create_task(self._session())
        try:
            await asyncio.wait([task])
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
        if task.cancelled():
            raise ConnectionError("the connection has ended")
        task.result()

    async def _session(self) -> None:
        await self._store.open()
        reader = self._reader = Reader(self._file, self._batch)
        connection = metrics.CONNECTED.labels(self._file.name)
        try:
            await reader.open()
            await self._processor.take_up()
            self.problem = None
            connection.set(1)
            await self._read(reader)
        finally:
            connection.set(0)
            self._reader = None
            await reader.close()

    async def _read(self, reader: Reader) -> None:
        looked = 0.0
        while not self._stopping.is_set():
            if messages := await reader.batch(self._pauses.held):
                await self._process([_message(each) for each in messages])
                await reader.acknowledge(messages)
            if time.monotonic() - looked >= self._pauses.held:
                await self._processor.work_held()
                await self._processor.measure()
                await self._ask_for_gaps()
                looked = time.monotonic()

    async def _process(self, messages: list[Message]) -> None:
        while True:
            try:
                return await self._processor.process(messages)
            except NewEpoch as new:
                await self._compare(new)

    async def _compare(self, new: NewEpoch) -> None:
        """Go on in a new epoch if the source has all that was applied. Raises NewEpoch if not."""
        _log.warning("%s: comparing positions", new)
        async with SourceClient(self._file) as source:
            found = await verify(self._store, source, new.source)
        if lost := [each for each in found if each.kind is not Kind.LACKING]:
            first = lost[0]
            _log.error("%s has not what was applied: %d streams, such as %s", new.source, len(lost), first.stream)
            raise new
        await self._processor.accept_epoch(new.source, new.epoch)

    async def _ask_for_gaps(self) -> None:
        """Ask for the streams in which an event has not come for long; again after as long."""
        if time.monotonic() - self._asked_at < self._pauses.gap:
            return
        async with self._store.transaction() as transaction:
            lacking = await tables.gaps(transaction, time.time() - self._pauses.gap, _STREAMS)
        if lacking:
            self._asked_at = time.monotonic()
            await self._ask_for(lacking)

    async def _ask_for(self, lacking: list[StreamKey]) -> None:
        try:
            async with SourceClient(self._file) as asked:
                for source in sorted({each.source for each in lacking}):
                    await asked.resend(source, [each.stream for each in lacking if each.source == source])
        except BROKER_AWAY as error:  # events come all the same; asked again after the pause
            _log.warning("%s: could not ask for %d streams: %s", self._file.name, len(lacking), error)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()


def _message(delivered: AbstractIncomingMessage) -> Message:
    return Message(delivered.headers, delivered.body, delivered.user_id)
