"""Warns owners of full queues, and suspends subscribers whose queues nobody reads."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from contracts.commands.subscribers import SuspendSubscriber, stream_of_subscriber
from contracts.envelope import CommandEnvelope
from contracts.identifiers import derived_id
from contracts.registry import Command
from services.subscribers.application import SERVICE
from services.subscribers.delivery import metrics
from services.subscribers.domain.decider import AnnounceCutOff, NoFacts
from services.subscribers.domain.registration import Subscriber
from services.subscribers.settings import SubscribersSettings
from shared.clock import Clock
from shared.database import Connection, Pool
from shared.envelopes import own_command
from shared.eventstore.application import Application

ACTOR = "timer:subscribers"
_IDS = UUID("6d5968bd-c29b-5bc4-90af-c4b7836482a2")
# A subscriber that is restored has its time again.
_FORGET = """
    DELETE FROM full_queue USING subscriber
    WHERE subscriber.name = full_queue.subscriber AND subscriber.standing <> 'active'
"""
_FULL = "SELECT subscriber, since FROM full_queue ORDER BY subscriber"


class UnreadQueues:
    """Looks after the queues that take nothing."""

    def __init__(
        self, settings: SubscribersSettings, pool: Pool, application: Application[Subscriber, NoFacts], clock: Clock
    ) -> None:
        self._pool = pool
        self._application = application
        self._clock = clock
        self._warning = timedelta(days=settings.unread_warning_days)
        self._cut_off = timedelta(days=settings.unread_cut_off_days)

    async def look(self, connection: Connection) -> None:
        """Warn of those that have been full for long, and suspend those that have been for longer."""
        await connection.execute(_FORGET)
        now = self._clock.now()
        full = {row["subscriber"]: row["since"] for row in await connection.fetch(_FULL)}
        metrics.FULL.clear()
        for name, since in full.items():
            metrics.FULL.labels(name).set((now - since).total_seconds())
        commands = [each for name, since in full.items() for each in self._due(name, since, now)]
        if commands:
            await self._application.handle_in_transaction(self._pool, commands)

    def _due(self, name: str, since: datetime, now: datetime) -> Iterator[CommandEnvelope[Command]]:
        if now - since >= self._warning:
            warn = AnnounceCutOff(subscriber=name, full_since=since, cut_off_at=since + self._cut_off)
            yield self._command(name, since, warn, since + self._warning)
        if now - since >= self._cut_off:
            reason = f"the queue has been full and unread since {since.isoformat()}"
            yield self._command(name, since, SuspendSubscriber(subscriber=name, reason=reason), since + self._cut_off)

    def _command(self, name: str, since: datetime, data: Command, at: datetime) -> CommandEnvelope[Command]:
        id_ = derived_id(_IDS, f"{name}:{since.isoformat()}:{data.type}")
        stream = stream_of_subscriber(name)
        # The same at every look: it is decided once.
        return own_command(data, id=id_, service=SERVICE, actor=ACTOR, stream=stream, at=at)
