"""Sends replays beside what is new, in the leading process: a page at a time, one subscriber after the other.

They take what is left: the connection of requests to the stores, a part of the queue, a rate. A replay moves its place
in its own row after the broker's confirms, and no cursor: killed at any moment, it goes on where it was, and sends at
most a page twice.
"""

import asyncio
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Any

from services.subscribers.delivery import cursors, metrics, replays
from services.subscribers.delivery.cursors import Recipient
from services.subscribers.delivery.publisher import NotReduced, Sent, SubscriberPublisher, prepared
from services.subscribers.delivery.reading import is_restored, page_between, places_of_positions, previous_of
from services.subscribers.delivery.replays import Replay
from services.subscribers.delivery.session import LeaderSession
from services.subscribers.delivery.stores import OccasionalStores, SourceUnavailable
from services.subscribers.settings import SubscribersSettings
from shared.eventstore.epochs import latest_epoch
from shared.eventstore.publisher import NotPublished
from shared.eventstore.republishing import place_after, place_before
from shared.eventstore.store import BEGINNING
from shared.failures import DATABASE_ERRORS
from shared.telemetry.logs import get_logger

_LOOKED_AT = 10  # times the rate: so many events may be passed over that are not chosen

_log = get_logger(__name__)


class Waits(Exception):
    """A replay cannot send at present; the text says why."""


class Replaying:
    """Sends the replays of the subscribers that are delivered to."""

    def __init__(self, settings: SubscribersSettings, session: LeaderSession, stores: OccasionalStores) -> None:
        self._settings = settings
        self._session = session
        self._stores = stores
        self._recipients: dict[str, Recipient] = {}
        self._out: dict[str, SubscriberPublisher] = {}
        self._due: dict[int, float] = {}
        self._stalled: dict[str, float] = {}
        self._reasons: dict[str, str] = {}

    def serve(self, recipients: Iterable[Recipient]) -> None:
        """Send the replays of these subscribers, by these terms."""
        self._recipients = {each.name: each for each in recipients}

    async def run(self) -> None:
        """Until cancelled; raises what the service's own database raises."""
        try:
            while True:
                async with self._session.turn() as connection:
                    found = await replays.open_replays(connection, self._recipients)
                await self._forget(found)
                for replay in found:
                    if monotonic() >= self._due.get(replay.id, 0.0):
                        self._due[replay.id] = monotonic() + await self._attempt(replay)
                await asyncio.sleep(self._settings.delivery_poll / 5)
        finally:
            await self._forget([])

    async def _forget(self, open_: Sequence[Replay]) -> None:
        """Keep no connection and no figure of subscribers that have no replay."""
        ids, names = {each.id for each in open_}, {each.subscriber for each in open_}
        self._due = {id_: due for id_, due in self._due.items() if id_ in ids}
        for name in self._out.keys() - names:
            await self._out.pop(name).__aexit__()
        for name in self._stalled.keys() - names:
            del self._stalled[name]
            metrics.REPLAY_STALLED.remove(name)

    async def _attempt(self, replay: Replay) -> float:
        """Send the next page of a replay; returns after how many seconds the one after it may follow."""
        name = replay.subscriber
        # Terms may have changed while another one was sent.
        recipient = self._recipients.get(name)
        if recipient is None:
            return 0.0
        try:
            pause = await self._step(replay, recipient)
        except (Waits, SourceUnavailable, NotReduced) as failure:
            reason = str(failure)
        except NotPublished as failure:
            reason = failure.reason
        except DATABASE_ERRORS:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, what is new is delivered all the same
            reason = f"failed: {type(error).__name__}"
        else:
            self._stalled[name] = monotonic()
            self._reasons.pop(name, None)
            metrics.REPLAY_STALLED.labels(name).set(0)
            return pause
        if self._reasons.get(name) != reason:
            self._reasons[name] = reason
            _log.info("replay waits", subscriber=name, replay=replay.id, reason=reason)
        metrics.REPLAY_STALLED.labels(name).set(monotonic() - self._stalled.setdefault(name, monotonic()))
        async with self._session.turn() as connection:
            await replays.note_wait(connection, replay, reason)
        return self._settings.delivery_pause

    async def _step(self, replay: Replay, recipient: Recipient) -> float:
        if replay.generation != recipient.generation:
            async with self._session.turn() as connection:
                await replays.finish(connection, replay, superseded=True)
            return 0.0
        async with self._session.turn() as connection:
            cursor = await cursors.known_cursor(connection, recipient, replay.source)
            full = await cursors.is_full(connection, recipient.name)
        if cursor is None:
            raise Waits("the delivery has not begun")
        if replay.after is None:
            await self._begin(replay)
            return 0.0
        out = self._out.setdefault(recipient.name, SubscriberPublisher(self._settings.broker_url, recipient.name))
        if full or await out.waiting() > self._settings.replay_waiting:
            raise Waits("its queue is not read")
        # The cursor may be behind for a moment, after a crash of its database: what follows it comes by itself.
        end = min(replay.end, cursor.place)
        limit = min(self._settings.delivery_batch, replay.rate)
        async with self._stores.reading(replay.source) as store:
            epoch = await latest_epoch(store)
            if await is_restored(store, epoch, cursor):
                raise Waits("the event store was restored to before what has been sent")
            rows = await page_between(store, replay.after, end, replay.choice.streams, limit)
            taken = [row for row in rows if replay.sends(row, recipient, cursor)]
            before = await previous_of(store, taken, cursor.starts, recipient.since)
        if rows:
            sent = [prepared(row, recipient, replay.source, epoch, before, replay.id) for row in taken]
            await self._send(out, replay, rows, sent)
            return max(len(taken), len(rows) / _LOOKED_AT) / replay.rate
        if end < replay.end:
            raise Waits("the delivery has not come so far again")
        async with self._session.turn() as connection:
            await replays.finish(connection, replay)
        return 0.0

    async def _begin(self, replay: Replay) -> None:
        after, end, chosen = BEGINNING, replay.end, replay.choice
        async with self._stores.reading(replay.source) as store:
            if chosen.since is not None:
                after = await place_before(store, chosen.since)
            if chosen.until is not None:
                end = min(end, await place_after(store, chosen.until))
            if chosen.first_position is not None or chosen.last_position is not None:
                lowest, highest = await places_of_positions(store, chosen.first_position, chosen.last_position)
                after, end = max(after, lowest), min(end, highest)
        async with self._session.turn() as connection:
            await replays.begin(connection, replay, after, end)

    async def _send(self, out: SubscriberPublisher, replay: Replay, rows: Sequence[Any], sent: Sequence[Sent]) -> None:
        """Send the chosen events of a page, and move past those that are confirmed. Raises NotPublished."""
        try:
            if sent:
                await out.publish(sent)
        except NotPublished as failure:
            if failure.confirmed:
                await self._moved(replay, sent[failure.confirmed - 1].row, failure.confirmed)
            raise
        await self._moved(replay, rows[-1], len(sent))

    async def _moved(self, replay: Replay, row: Any, sent: int) -> None:
        async with self._session.turn() as connection:
            await replays.move(connection, replay, row, sent)
        metrics.REPLAYED.labels(replay.subscriber, replay.source).inc(sent)
