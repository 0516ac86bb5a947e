"""Compares a consumer with its sources from time to time, while both work (metric `lea_reconciliation_streams`)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from prometheus_client import Gauge

from shared.database import Connection, Pool, transaction
from shared.failures import DATABASE_UNAVAILABLE, DatabaseUnavailable
from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.consumer import EventConsumer
from shared.messaging.projection import Projection
from shared.messaging.subscriptions import sources_of
from shared.reconciliation.comparison import Comparison, Difference, Key, Kind, compare, still_lacking
from shared.reconciliation.stores import store_at
from shared.services import source_of
from shared.settings import Settings
from shared.telemetry.logs import get_logger

STREAMS = Gauge(
    "lea_reconciliation_streams",
    "Streams in which a consumer and its source differ, at the last comparison: ahead, differing, held, lost",
    ["consumer", "source", "kind"],
)
LOST = "lost"
"""Published, not applied, not held, and not in a queue any more."""

_LINES = 20

_log = get_logger(__name__)

Backlog = Callable[[], Awaitable[int]]
"""How many messages wait in the queues of a consumer; raises one of BROKER_UNAVAILABLE."""


def reconciled_consumer(
    settings: Settings, pool: Pool, projection: Projection
) -> tuple[EventConsumer, "ReconciliationWatch"]:
    """A consumer, and what compares it with its sources; both are parts of the service."""
    consumer = EventConsumer(settings, pool, projection)
    return consumer, ReconciliationWatch(settings, pool, projection, consumer.backlog)


class ReconciliationWatch:
    """Compares at the start and every `reconcile_interval` seconds; a part of the service."""

    def __init__(self, settings: Settings, pool: Pool, projection: Projection, backlog: Backlog) -> None:
        self._settings = settings
        self._pool = pool
        self._projection = projection
        self._backlog = backlog
        sources = sources_of(projection.name)
        self._urls: Mapping[str, str] = {
            source_of(service): url
            for service, url in settings.event_store_urls.items()
            if sources is None or service in sources
        }

    async def run(self) -> None:
        """Compare until cancelled; survives databases and broker being away."""
        while True:
            # First the wait: what was left over by the last process is being applied.
            await asyncio.sleep(self._settings.reconcile_interval)
            for source in self._urls:
                try:
                    await self.compare(source)
                except (DatabaseUnavailable, *DATABASE_UNAVAILABLE) as error:
                    _log.warning("not reconciled", source=source, reason=type(error).__name__)

    async def compare(self, source: str) -> tuple[Comparison, Sequence[Difference]]:
        """Compare with one source now; returns what differs, and what was lost on its way."""
        name = self._projection.name
        async with store_at(self._urls[source], f"lea-{name}-reconcile") as store:
            async with transaction(self._pool) as connection:
                found = await compare(connection, await self._key(connection, source), store)
            lost: Sequence[Difference] = found.lacking
            if lost:
                lost = await self._lost(source, store, lost)
        self._report(found, lost)
        return found, lost

    async def _lost(self, source: str, store: Connection, lacking: Sequence[Difference]) -> Sequence[Difference]:
        """What of it is not on its way: the queues have been empty, and it has not been applied since."""
        await asyncio.sleep(self._settings.reconcile_grace)
        try:
            if await self._backlog():
                return []
        except BROKER_UNAVAILABLE:
            return []
        await asyncio.sleep(self._settings.reconcile_grace)
        async with transaction(self._pool) as connection:
            return await still_lacking(connection, await self._key(connection, source), store, lacking)

    async def _key(self, connection: Connection, source: str) -> Key:
        target = await self._projection.target(connection)
        return Key(self._projection.name, target.position_key, source)

    def _report(self, found: Comparison, lost: Sequence[Difference]) -> None:
        by_kind = {
            **{str(kind): found.of(kind) for kind in (Kind.AHEAD, Kind.DIFFERING, Kind.HELD)},
            LOST: lost,
        }
        for kind, differences in by_kind.items():
            STREAMS.labels(found.consumer, found.source, kind).set(len(differences))
            if kind == Kind.HELD:
                continue  # parked messages have their own alarm
            for each in differences[:_LINES]:
                _log.error(
                    "consumer and source differ",
                    consumer=found.consumer,
                    source=found.source,
                    kind=kind,
                    stream=str(each.stream),
                    reached=each.reached,
                    stored=each.stored,
                )
        _log.info("reconciled", consumer=found.consumer, source=found.source, streams=found.streams, lost=len(lost))
