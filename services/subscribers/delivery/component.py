"""The delivery to all subscribers: one process leads, with a task for each of them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from services.subscribers.delivery import cursors, metrics
from services.subscribers.delivery.answers import Answers
from services.subscribers.delivery.cursors import Recipient
from services.subscribers.delivery.replaying import Replaying
from services.subscribers.delivery.requests import RequestEndpoint
from services.subscribers.delivery.session import LeaderSession
from services.subscribers.delivery.stores import OccasionalStores, Stores
from services.subscribers.delivery.task import REASONS, SubscriberTask
from services.subscribers.delivery.unread import UnreadQueues
from services.subscribers.settings import SubscribersSettings
from shared.database import Connection, connect
from shared.eventstore.leadership import stand_by
from shared.failures import DATABASE_UNAVAILABLE
from shared.subscribable import SOURCES
from shared.telemetry.logs import get_logger

LOCK = (0x6C6561, 2)
"""Of the leading process: "lea", the delivery."""
_RECONNECT = 0.5
_CLOSE_TIMEOUT = 2.0
_NO_SESSION = "delivery: no session with the database"

_log = get_logger(__name__)


class Delivery:
    """Delivers events to subscribers."""

    def __init__(self, settings: SubscribersSettings, unread: UnreadQueues) -> None:
        self._settings = settings
        self._unread = unread
        self._trouble: str | None = _NO_SESSION
        self.leading = False

    async def readiness(self) -> str | None:
        """Why nothing can be delivered; None if it can, even if a queue is full."""
        return self._trouble

    async def run(self) -> None:
        """Lead or stand by until cancelled; survives databases and broker being away."""
        while True:
            try:
                async with self._session() as connection:
                    await stand_by(connection, LOCK)
                    await self._lead(connection)
            except* DATABASE_UNAVAILABLE as lost:
                _log.warning("delivery without database", causes=[type(error).__name__ for error in lost.exceptions])
            await asyncio.sleep(_RECONNECT)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Connection]:
        # A cursor lost in a crash only repeats a batch, so its commit need not wait for the disk.
        connection = await connect(self._settings, "delivery", synchronous_commit="off")
        try:
            self._trouble = None
            yield connection
        finally:
            self._trouble = _NO_SESSION
            with suppress(*DATABASE_UNAVAILABLE):
                await connection.close(timeout=_CLOSE_TIMEOUT)

    async def _lead(self, connection: Connection) -> None:
        session = LeaderSession(connection)
        urls, timeout = self._settings.event_store_urls, self._settings.statement_timeout
        stores = Stores(urls, "lea-subscribers-delivery", timeout)
        # Requests read over their own: they do not hold up what is new.
        asked = OccasionalStores(urls, "lea-subscribers-requests", timeout)
        requests = RequestEndpoint(self._settings, Answers(self._settings, session, asked))
        replaying = Replaying(self._settings, session, asked)
        _log.info("delivery leads")
        self.leading = True
        metrics.LEADER.set(1)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(requests.run())
                tasks.create_task(replaying.run())
                await self._keep(session, stores, (requests, replaying), tasks)
        finally:
            self.leading = False
            metrics.LEADER.set(0)
            await stores.close()

    async def _keep(
        self,
        session: LeaderSession,
        stores: Stores,
        others: Sequence[RequestEndpoint | Replaying],
        tasks: asyncio.TaskGroup,
    ) -> None:
        """Run a task for each active subscriber; one that was approved anew gets another task."""
        running: dict[Recipient, asyncio.Task[None]] = {}
        while True:
            async with session.turn() as connection:
                wanted = await cursors.recipients(connection)
                await self._unread.look(connection)
            for other in others:
                other.serve(wanted)
            for recipient in running.keys() - {*wanted}:
                await _ended(running.pop(recipient))
                _forget(recipient.name)
            for recipient in wanted:
                if recipient not in running:
                    task = SubscriberTask(self._settings, session, stores, recipient)
                    running[recipient] = tasks.create_task(task.run())
            await asyncio.sleep(self._settings.registry_poll)


async def _ended(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait for its end: two tasks never send to one subscriber."""
    task.cancel()
    await asyncio.wait([task])


def _forget(name: str) -> None:
    """Measure nothing of a subscriber that receives nothing."""
    for source in SOURCES:
        metrics.LAG.remove(name, source)
    for reason in REASONS:
        metrics.PAUSED.remove(name, reason)
