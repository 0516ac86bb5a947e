"""Applies messages in the subscriber's transactions: in order per stream, each once, failures set aside."""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from shared.subscriber import metrics, tables, tracing
from shared.subscriber.handlers import PERMANENT, Handlers
from shared.subscriber.messages import Message, Place, StreamKey, Unreadable, place_of
from shared.subscriber.ordering import Step, step
from shared.subscriber.retries import Retries
from shared.subscriber.store import Store, Transaction
from shared.subscriber.tables import Held

T = TypeVar("T")

_DUE = 100  # messages tried again in one go
_log = logging.getLogger("lea_subscriber")


class NewEpoch(Exception):
    """A source goes on in another epoch: it was restored or failed over, and may lack events that were applied."""

    def __init__(self, source: str, epoch: UUID) -> None:
        super().__init__(f"{source} is in a new epoch, {epoch}")
        self.source = source
        self.epoch = epoch


class _Placed(NamedTuple):
    place: Place
    message: Message


class Processor(Generic[T]):
    """What a subscriber does with each message, however it is brought."""

    def __init__(
        self,
        name: str,
        publisher: str,
        store: Store[T],
        handlers: Handlers[T],
        retries: Retries,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self._publisher = publisher
        self._store = store
        self._handlers = handlers
        self._retries = retries
        self._clock = clock
        self._epochs: set[tuple[str, UUID]] = set()

    async def process(self, messages: Sequence[Message]) -> None:
        """Apply messages, or hold them; when it returns, they can be acknowledged. Again, it changes nothing.

        Raises NewEpoch, before anything is done, and errors of the store.
        """
        placed = [each for message in messages if (each := await self._read(message))]
        await self._check_epochs(placed)
        streams = await self._together(placed)
        for key in streams:
            await self._advance(key)

    async def work_held(self) -> None:
        """Try again what is due."""
        async with self._store.transaction() as transaction:
            found = await tables.due(transaction, self._clock(), _DUE)
        for each in found:
            await self._again(each)

    async def take_up(self) -> None:
        """Apply what waits without need, after an end in the middle of work."""
        async with self._store.transaction() as transaction:
            found = await tables.overlooked(transaction)
        for key in found:
            await self._advance(key)

    async def measure(self) -> None:
        """Report how many messages are held."""
        async with self._store.transaction() as transaction:
            found = await tables.counts(transaction)
        for reason in ("gap", "retry", "parked"):
            metrics.HELD.labels(self.name, reason).set(found.get(reason, 0))

    async def accept_epoch(self, source: str, epoch: UUID) -> None:
        """Go on in an epoch of a source."""
        async with self._store.transaction() as transaction:
            await tables.accept_epoch(transaction, source, epoch)

    async def _read(self, message: Message) -> _Placed | None:
        """The message with its place; parked if it cannot be read: it is nobody's turn."""
        try:
            return _Placed(place_of(message, self._publisher), message)
        except Unreadable as error:
            _log.error("message parked: %s", error)
            metrics.PARKED.labels(self.name).inc()
            async with self._store.transaction() as transaction:
                await tables.hold(transaction, message, None, "parked", f"Unreadable: {error}", now=self._clock())
            return None

    async def _check_epochs(self, placed: Sequence[_Placed]) -> None:
        for place, _ in placed:
            if place.epoch is None or (place.source, place.epoch) in self._epochs:
                continue
            async with self._store.transaction() as transaction:
                known = await tables.epochs(transaction, place.source)
                if not known:
                    await tables.accept_epoch(transaction, place.source, place.epoch)
            if known and place.epoch not in known:
                raise NewEpoch(place.source, place.epoch)
            self._epochs.add((place.source, place.epoch))

    async def _together(self, placed: Sequence[_Placed]) -> set[StreamKey]:
        """Apply messages in one transaction; if one fails, each in its own. Returns the streams in which more waits."""
        if not placed:
            return set()
        try:
            with metrics.SECONDS.labels(self.name).time():
                async with self._store.transaction() as transaction:
                    return {key for each in placed if (key := await self._take(transaction, each))}
        except Exception:  # noqa: BLE001 - which message it was is found by trying each alone
            return {key for each in placed if (key := await self._alone(each))}

    async def _alone(self, item: _Placed, *, again: bool = False) -> StreamKey | None:
        try:
            async with self._store.transaction() as transaction:
                return await self._take(transaction, item, again=again)
        except Exception as error:  # noqa: BLE001 - a handler may raise anything; its stream waits, others go on
            await self._failed(item, error)
            return None

    async def _take(self, transaction: Transaction[T], item: _Placed, *, again: bool = False) -> StreamKey | None:
        """Apply an event, or hold it until earlier ones come; the stream, if more of it waits."""
        place, message = item
        state = await tables.state(transaction, place)
        match step(state.position.sequence, place.previous, place.sequence):
            case Step.SKIP:
                metrics.DUPLICATES.labels(self.name).inc()
                if state.held is not None:
                    await tables.release(transaction, place.held_as)
            case Step.WAIT:
                now = self._clock()
                await tables.hold(transaction, message, place, "gap", "an earlier event has not come", now=now)
                return None
            case Step.APPLY if state.held in {None, "gap"} or again:
                await self._apply(transaction, item)
                await tables.move(transaction, place.key, state.position.after(place.id, place.sequence))
                if state.held is not None:
                    await tables.release(transaction, place.held_as)
            case Step.APPLY:  # delivered again while it waits for its retry, or for a person
                return None
        return place.key if state.stream_waits else None

    async def _apply(self, transaction: Transaction[T], item: _Placed) -> None:
        with tracing.handling(self.name, item.place):
            handled = await self._handlers.handle(item.place, item.message, transaction.raw)
        (metrics.APPLIED if handled else metrics.IGNORED).labels(self.name).inc()
        if age := _age(item.message, self._clock()):
            metrics.AGE.labels(self.name).set(age)

    async def _failed(self, item: _Placed, error: Exception) -> None:
        """Hold an event that failed: until its retry, or parked with the reason."""
        metrics.FAILED.labels(self.name).inc()
        place, message = item
        problem = f"{type(error).__name__}: {error}"
        now = self._clock()
        async with self._store.transaction() as transaction:
            before = await tables.held(transaction, place.held_as)
            attempts = (before.attempts if before else 0) + 1
            delay = None if isinstance(error, PERMANENT) else self._retries.delay(attempts)
            reason: tables.Reason = "parked" if delay is None else "retry"
            due = None if delay is None else now + delay
            await tables.hold(transaction, message, place, reason, problem, now=now, attempts=attempts, due=due)
        if reason == "parked":
            metrics.PARKED.labels(self.name).inc()
        # The text of an error may quote personal data: it stands in the table alone.
        kind = type(error).__name__
        _log.warning("%s %s of stream %s: %s: %s", place.type, place.sequence, place.stream, reason, kind)

    async def _again(self, held: Held) -> None:
        """Try a held message again, and what waits for it."""
        item = await self._read(held.message)
        if item is None:
            return
        if held.stream is None:  # it can be read now: it is kept by its place from here on
            async with self._store.transaction() as transaction:
                await tables.release(transaction, held.id)
        if key := await self._alone(item, again=True):
            await self._advance(key)

    async def _advance(self, key: StreamKey) -> None:
        """Apply what waits in a stream, as far as it follows without a gap."""
        while True:
            async with self._store.transaction() as transaction:
                waiting = await tables.next_waiting(transaction, key)
                reached = await tables.position(transaction, key)
            if waiting is None:
                return
            item = await self._read(waiting.message)
            if item is None or step(reached.sequence, item.place.previous, item.place.sequence) is Step.WAIT:
                return
            if await self._alone(item) is None:
                return


def _age(message: Message, now: float) -> float | None:
    """How long ago an event was recorded."""
    try:
        recorded = datetime.fromisoformat(str(message.headers["cloudEvents:time"]))
    except (KeyError, ValueError):
        return None
    return max(0.0, now - recorded.astimezone(UTC).timestamp())
