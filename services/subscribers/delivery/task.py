"""Delivers to one subscriber: from each source in the order of commits, then moves the cursor.

The cursor moves after the broker's confirms: an event may be sent twice, and is never lost. Whatever stops one
subscriber, a full queue or a store that is away, stops nobody else: events wait in the stores.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any
from uuid import UUID

from services.subscribers.delivery import cursors, metrics
from services.subscribers.delivery.cursors import Recipient
from services.subscribers.delivery.publisher import NotReduced, Sent, SubscriberPublisher, prepared
from services.subscribers.delivery.reading import Cursor, is_restored, page_after, previous_of
from services.subscribers.delivery.session import LeaderSession
from services.subscribers.delivery.stores import SourceUnavailable, Stores
from services.subscribers.settings import SubscribersSettings
from shared.clock import SystemClock
from shared.eventstore.epochs import latest_epoch
from shared.eventstore.publisher import NotPublished
from shared.eventstore.republishing import place_before
from shared.eventstore.store import BEGINNING
from shared.subscribable import SOURCES
from shared.telemetry.logs import get_logger

RESTORED = "the event store was restored to before what has been sent: start a replay from a moment before the restore"
REASONS = ("refused", "unroutable", "unavailable")
"""Why nothing can be sent: its queue is full, is missing, or the broker is away."""
_LONGEST_PAUSE = 60.0
_FINISH = 5.0  # seconds that a cancelled task waits for the confirms of what it has sent

_log = get_logger(__name__)


class Stopped(Exception):
    """Nothing can be sent from a source until somebody acts."""


class SubscriberTask:
    """The delivery to one subscriber, as it was approved; another approval makes another task."""

    def __init__(
        self, settings: SubscribersSettings, session: LeaderSession, stores: Stores, recipient: Recipient
    ) -> None:
        self._settings = settings
        self._session = session
        self._stores = stores
        self._recipient = recipient
        self._name = recipient.name
        self._cursors: dict[str, Cursor] = {}
        self._problems: dict[str, str | None] = {}
        # Whether the queue takes messages is not known: a former leader may have left it full.
        self._blocked = True
        self._pause = settings.delivery_pause

    async def run(self) -> None:
        """Until cancelled; raises what the service's own database raises."""
        async with SubscriberPublisher(self._settings.broker_url, self._name) as out:
            while True:
                moved = False
                for source in SOURCES:
                    if self._recipient.types_of(source):
                        moved |= await self._attempt(out, source)
                if not moved:
                    await asyncio.sleep(self._settings.delivery_poll)

    async def _attempt(self, out: SubscriberPublisher, source: str) -> bool:
        """Send the next page of a source; returns whether there may be more. Pauses after a failure."""
        try:
            more = await self._step(out, source)
        except NotPublished as failure:
            _log.warning("not sent to subscriber", subscriber=self._name, source=source, reason=failure.reason)
            metrics.PAUSED.labels(self._name, failure.reason).set(1)
            await self._hold()
            return True
        except (SourceUnavailable, NotReduced, Stopped) as failure:
            await self._note(source, str(failure))
            return False
        await self._note(source, None)
        return more

    async def _note(self, source: str, problem: str | None) -> None:
        if self._problems.get(source, "unknown") == problem:
            return
        if problem:
            _log.warning("not read for subscriber", subscriber=self._name, source=source, reason=problem)
        async with self._session.turn() as connection:
            await cursors.note_problem(connection, self._name, source, problem)
        self._problems[source] = problem

    async def _hold(self) -> None:
        self._blocked = True
        await asyncio.sleep(self._pause)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)

    async def _step(self, out: SubscriberPublisher, source: str) -> bool:
        cursor = self._cursors.get(source) or await self._begun(source)
        async with self._stores.reading(source) as store:
            epoch = await latest_epoch(store)
            if await is_restored(store, epoch, cursor):
                raise Stopped(RESTORED)
            rows = await page_after(store, cursor.place, self._settings.delivery_batch)
            taken = [row for row in rows if self._recipient.receives(row)]
            before = await previous_of(store, taken, cursor.starts, self._recipient.since)
        self._measure(source, rows)
        if not rows:
            self._cursors[source] = cursor
            return False
        sent = [prepared(row, self._recipient, source, epoch, before) for row in taken]
        await self._send(out, source, cursor, epoch, sent)
        self._cursors[source] = await self._moved(source, self._cursors.get(source, cursor), rows[-1], epoch, 0)
        return True

    async def _begun(self, source: str) -> Cursor:
        async with self._session.turn() as connection:
            known = await cursors.cursor_of(connection, self._recipient, source)
        if known is not None:
            return known
        since, place = self._recipient.since, BEGINNING
        if since is not None:
            async with self._stores.reading(source) as store:
                place = await place_before(store, since)
        async with self._session.turn() as connection:
            return await cursors.begin(connection, self._recipient, source, place)

    async def _send(
        self, out: SubscriberPublisher, source: str, cursor: Cursor, epoch: UUID | None, events: Sequence[Sent]
    ) -> None:
        """Send the events in their order, moving the cursor past those that are confirmed. Raises NotPublished.

        After a failure one at a time is tried, so that a full queue does not get copies of what follows.
        """
        while events:
            attempt = events[:1] if self._blocked else events
            cursor = await _finished(self._sent(out, source, cursor, epoch, attempt))
            events = events[len(attempt) :]
            await self._flows()

    async def _sent(
        self, out: SubscriberPublisher, source: str, cursor: Cursor, epoch: UUID | None, events: Sequence[Sent]
    ) -> Cursor:
        try:
            await out.publish(events)
        except NotPublished as failure:
            await self._failed(source, cursor, epoch, events[: failure.confirmed], failure)
            raise
        return await self._moved(source, cursor, events[-1].row, epoch, len(events))

    async def _failed(
        self, source: str, cursor: Cursor, epoch: UUID | None, confirmed: Sequence[Sent], failure: NotPublished
    ) -> None:
        if confirmed:
            await self._moved(source, cursor, confirmed[-1].row, epoch, len(confirmed))
        if failure.reason == "refused":
            async with self._session.turn() as connection:
                await cursors.note_queue(connection, self._name, full=True)

    async def _moved(self, source: str, cursor: Cursor, row: Any, epoch: UUID | None, sent: int) -> Cursor:
        async with self._session.turn() as connection:
            moved = await cursors.move(connection, self._name, source, cursor, row, epoch, sent)
        self._cursors[source] = moved
        metrics.DELIVERED.labels(self._name, source).inc(sent)
        return moved

    async def _flows(self) -> None:
        if not self._blocked:
            return
        self._blocked, self._pause = False, self._settings.delivery_pause
        for reason in REASONS:
            metrics.PAUSED.labels(self._name, reason).set(0)
        async with self._session.turn() as connection:
            await cursors.note_queue(connection, self._name, full=False)

    def _measure(self, source: str, rows: Sequence[Any]) -> None:
        age = (SystemClock().now() - rows[0]["recorded_at"]).total_seconds() if rows else 0.0
        metrics.LAG.labels(self._name, source).set(age)


async def _finished(work: Coroutine[Any, Any, Cursor]) -> Cursor:
    """The outcome of work that a cancellation does not end between sending and moving the cursor.

    When terms change, the cursor says what was sent under the former ones.
    """
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=_FINISH)
        if not task.done():
            task.cancel()
        elif not task.cancelled():
            task.exception()
        raise
