"""The relay: publishes what a service has stored, in the order it was committed, from one process at a time.

The event store is the outbox. The process that holds the advisory lock leads; the lock ends with the leader's session,
so a killed leader is replaced at once. Notifications only wake the relay: what to publish is always read from the
store. The checkpoint moves after the broker's confirms: an event may be published twice, and is never lost.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any, NamedTuple

from shared.clock import SystemClock
from shared.database import Connection, connect
from shared.eventstore import metrics
from shared.eventstore.epochs import current_epoch
from shared.eventstore.leadership import stand_by
from shared.eventstore.publisher import NotPublished, Publisher
from shared.eventstore.republishing import advance, next_rows, open_republication
from shared.eventstore.store import (
    CHANNEL,
    FROM_ELSEWHERE,
    Checkpoint,
    checkpoint_of,
    oldest_since,
    read_since,
    read_since_of_this_database,
)
from shared.eventstore.waiting_events import WaitingEvents
from shared.failures import DATABASE_UNAVAILABLE
from shared.settings import Settings
from shared.telemetry.logs import get_logger

_LOCK = (0x6C6561, 1)  # "lea", the relay; advisory locks are per database
_RECONNECT = 0.5
_SHORTEST, _LONGEST = 0.05, 5.0
_HELD_SHORTEST, _HELD_LONGEST = 0.002, 0.25
_LOOK_FURTHER = 0.03  # seconds: a transaction that ends sooner is not looked for
_CLOSE_TIMEOUT = 2.0

_NO_SESSION = "relay: no session with the database"

_CHECKPOINT = "SELECT xid, position FROM relay_checkpoint"
_ADVANCE = "UPDATE relay_checkpoint SET xid = $1, position = $2"

_LOG = get_logger(__name__)


class CommitOrderLost(RuntimeError):
    """The stored transaction ids are ahead of the server's: the database was restored into another cluster.

    New events would sort before those already published.
    """

    REMEDY = "with all services stopped, run `lea restored` for the restored services"

    def __init__(self) -> None:
        super().__init__(f"the events come from another cluster: {self.REMEDY}")


class _Page(NamedTuple):
    rows: Sequence[Any]
    end: Checkpoint


class Relay:
    """Publishes the events of one service."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._woken = asyncio.Event()
        self._oldest: datetime | None = None
        self._trouble: str | None = _NO_SESSION
        self._again_at = 0.0
        self._waiting = WaitingEvents()
        self.leading = False

    async def readiness(self) -> str | None:
        """Why the relay cannot publish; None if it can, even if an event waits for its queue."""
        return self._trouble or self._waiting.problem

    async def run(self) -> None:
        """Lead or stand by until cancelled; survives database and broker being away. Raises CommitOrderLost."""
        while True:
            try:
                async with self._session() as connection:
                    await stand_by(connection, _LOCK)
                    # The session is with one server in one history: a failover ends it.
                    epoch = await current_epoch(connection)
                    out = Publisher(self._settings.broker_url, self._settings.source, epoch)
                    async with self._leadership(), out:
                        await self._lead(connection, out)
            except* DATABASE_UNAVAILABLE as lost:
                _LOG.warning("relay without database", causes=[type(error).__name__ for error in lost.exceptions])
            await asyncio.sleep(_RECONNECT)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Connection]:
        # A checkpoint lost in a crash only repeats a batch, so its commit need not wait for the disk.
        connection = await connect(self._settings, "relay", synchronous_commit="off")
        try:
            await connection.add_listener(CHANNEL, lambda *_: self._woken.set())
            self._trouble = None
            yield connection
        finally:
            self._trouble = _NO_SESSION
            with suppress(*DATABASE_UNAVAILABLE):
                await connection.close(timeout=_CLOSE_TIMEOUT)

    @asynccontextmanager
    async def _leadership(self) -> AsyncIterator[None]:
        _LOG.info("relay leads")
        self.leading = True
        metrics.RELAY_LEADER.set(1)
        metrics.OUTBOX_AGE.set_function(self._age)
        try:
            yield
        finally:
            self.leading, self._oldest = False, None
            self._waiting.end()
            metrics.RELAY_LEADER.set(0)
            metrics.RELAY_BLOCKED.set(0)

    def _age(self) -> float:
        return (SystemClock().now() - self._oldest).total_seconds() if self._oldest else 0.0

    async def _lead(self, connection: Connection, out: Publisher) -> None:
        page = _Page((), await _load_checkpoint(connection))
        held = _HELD_SHORTEST
        while True:
            await self._publish_again(connection, out)
            if page.rows:
                self._waiting.end()
                page, held = await self._publish(connection, out, page), _HELD_SHORTEST
                continue
            page = await self._read(connection, page.end, further=held > _LOOK_FURTHER)
            if not page.rows:
                held = await self._rest(connection, page.end, held)

    async def _publish(self, connection: Connection, out: Publisher, page: _Page) -> _Page:
        """Publish a page, move the checkpoint, and return the next page, read meanwhile."""
        async with asyncio.TaskGroup() as tasks:
            ahead = tasks.create_task(self._read(connection, page.end))
            tasks.create_task(self._deliver(connection, out, page.rows))
        await connection.execute(_ADVANCE, *page.end)
        return ahead.result()

    async def _publish_again(self, connection: Connection, out: Publisher) -> None:
        """Publish the next events that an operator has had published again, if a poll has passed since the last."""
        loop = asyncio.get_running_loop()
        if (now := loop.time()) < self._again_at:
            return
        self._again_at = now + self._settings.relay_poll
        if request := await open_republication(connection):
            limit = max(1, math.ceil(request.rate * self._settings.relay_poll))
            rows = await next_rows(connection, request, limit)
            await self._deliver(connection, out, rows, again=True)
            await advance(connection, request, rows)
            metrics.RELAY_REPUBLISHED.inc(len(rows))

    async def _read(self, connection: Connection, after: Checkpoint, *, further: bool = False) -> _Page:
        """The next page; with `further` in spite of transactions of other databases."""
        self._woken.clear()
        read = read_since_of_this_database if further else read_since
        rows = await read(connection, after, self._settings.relay_batch)
        return _Page(rows, checkpoint_of(rows[-1]) if rows else after)

    async def _rest(self, connection: Connection, after: Checkpoint, held: float) -> float:
        """Wait for a notification; briefly if an event waits for an older transaction, whose end is not announced."""
        self._oldest = await oldest_since(connection, after)
        if self._oldest:
            await self._waiting.go_on(connection)
        else:
            self._waiting.end()
        delay = held if self._oldest else self._settings.relay_poll
        try:
            async with asyncio.timeout(delay):
                await self._woken.wait()
        except TimeoutError:
            return min(2 * held, _HELD_LONGEST) if self._oldest else _HELD_SHORTEST
        return _HELD_SHORTEST

    async def _deliver(
        self, connection: Connection, out: Publisher, rows: Sequence[Any], *, again: bool = False
    ) -> None:
        """Publish the rows in their order, with retries; no event is left out, none overtakes one that fails.

        After a failure one event at a time is tried, so that a blocked relay does not fill the queues with copies of
        what follows.
        """
        pause, blocked = _SHORTEST, False
        while rows:
            if connection.is_closed():
                raise ConnectionResetError("the leader's session has ended: another relay may lead by now")
            if not again:
                self._oldest = rows[0]["recorded_at"]
            attempt = rows[:1] if blocked else rows
            metrics.RELAY_BATCH.observe(len(attempt))
            try:
                await out.publish(attempt)
            except NotPublished as failure:
                rows, blocked = rows[failure.confirmed :], True
                self._trouble = None if failure.reason == "unroutable" else f"relay: broker {failure.reason}"
                _report(failure, rows[0])
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST)
            else:
                metrics.RELAY_PUBLISHED.inc(len(attempt))
                rows, pause, blocked, self._trouble = rows[len(attempt) :], _SHORTEST, False, None
                metrics.RELAY_BLOCKED.set(0)


def _report(failure: NotPublished, row: Any) -> None:
    metrics.RELAY_PUBLISHED.inc(failure.confirmed)
    metrics.RELAY_FAILURES.labels(failure.reason).inc()
    metrics.RELAY_BLOCKED.set(1)
    log = _LOG.error if failure.reason == "unroutable" else _LOG.warning
    # The cause's text may quote a returned message, body included: its name is enough.
    cause = type(failure.__cause__).__name__
    log("event not published", reason=failure.reason, cause=cause, event_id=str(row["id"]), type=row["type"])


async def _load_checkpoint(connection: Connection) -> Checkpoint:
    if await connection.fetchval(FROM_ELSEWHERE):
        # The log leaves out the texts of exceptions.
        _LOG.critical("the events come from another cluster", remedy=CommitOrderLost.REMEDY)
        raise CommitOrderLost
    return checkpoint_of(await connection.fetchrow(_CHECKPOINT))
