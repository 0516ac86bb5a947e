"""Keeps a consumer from following a store that has been restored to a moment before the consumer's positions.

Messages name the epoch of the store they were published from (`shared/eventstore/epochs.py`). In a new epoch all
positions are compared with the store: if it has everything that was applied, the consumer goes on at once; else it has
applied events that are no longer facts, and stops. A message of another epoch than that of the store may still wait
in a queue: it counts if the store has its event.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from contracts.envelope import EPOCH_HEADER
from shared.database import Connection, Pool, transaction
from shared.eventstore.epochs import latest_epoch
from shared.failures import DatabaseUnavailable
from shared.messaging.deliveries import ReceivedEvent, UnreadableMessage
from shared.messaging.projection import Projection
from shared.messaging.subscriptions import sources_of
from shared.reconciliation.comparison import Comparison, Key, compare_positions
from shared.reconciliation.stores import existing, store_at
from shared.services import service_of_source, source_of
from shared.telemetry import metrics
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

PHANTOM = "phantom"
"""Cause of parking: the event is not in the store of its source any more."""
_GONE = "the event is not in the store of its source, which was restored to an earlier moment"
_AGAIN = 60.0
"""Seconds between two comparisons of a consumer that is ahead."""

_STANDINGS = "SELECT source, epoch, ahead FROM source_epoch WHERE consumer = $1"
_RECORD = """
    INSERT INTO source_epoch (consumer, source, epoch, ahead) VALUES ($1, $2, $3, $4)
    ON CONFLICT (consumer, source) DO UPDATE SET epoch = excluded.epoch, ahead = excluded.ahead, checked_at = now()
"""


class SourceAhead(Exception):
    """The consumer has applied events that the store of their source does not have; it must not go on."""

    def __init__(self, consumer: str, ahead: Mapping[str, int]) -> None:
        streams = ", ".join(f"{count} of {service_of_source(source)}" for source, count in ahead.items())
        service = consumer.partition(".")[0]
        super().__init__(
            f"stopped: it has applied events that a restored store does not have (streams: {streams});"
            f" see `lea reconcile`, then run `lea resync {service}`"
        )


class _Standing(NamedTuple):
    epoch: str
    ahead: int


class Admitted(NamedTuple):
    """Events of a batch."""

    received: Sequence[ReceivedEvent]
    """Those the stores of their sources have."""
    phantoms: Sequence[UnreadableMessage]
    """The others."""


class EpochGuard:
    """Compares the epochs of one consumer's sources; those without an address are not compared."""

    def __init__(self, pool: Pool, projection: Projection, store_urls: Mapping[str, str]) -> None:
        self._pool = pool
        self._projection = projection
        self._name = projection.name
        sources = sources_of(projection.name)
        self._urls = {
            source_of(service): url for service, url in store_urls.items() if sources is None or service in sources
        }
        self._standings: dict[str, _Standing] = {}
        self._compared_at: dict[str, float] = {}
        self._lock = asyncio.Lock()
        for source in self._urls:
            metrics.CONSUMER_AHEAD.labels(self._name, source)

    async def admit(self, received: Sequence[ReceivedEvent]) -> Admitted:
        """Sort out events that are no longer in the stores.

        Raises SourceAhead if the consumer must not go on, and DatabaseUnavailable if a store cannot be asked.
        """
        self._check_standing()
        unknown: dict[str, list[ReceivedEvent]] = {}
        for item in received:
            standing, source = self._standings.get(item.event.source), item.event.source
            if source in self._urls and (standing is None or epoch_of(item) != standing.epoch):
                unknown.setdefault(source, []).append(item)
        phantoms: set[UUID] = set()
        for source, items in unknown.items():
            phantoms |= await self._unknown_to(source, items)
        if not phantoms:
            return Admitted(received, ())
        return Admitted(
            [item for item in received if item.event.id not in phantoms],
            [UnreadableMessage(item.delivery, _GONE, PHANTOM) for item in received if item.event.id in phantoms],
        )

    async def check(self) -> None:
        """Compare the epochs with those of the stores now. Raises SourceAhead.

        A store that does not answer is passed over: nothing new can come from it.
        """
        async with self._lock:
            await self._load()
            for source, url in self._urls.items():
                try:
                    async with store_at(url, f"lea-{self._name}-epoch") as store:
                        await self._follow(source, store)
                except DatabaseUnavailable as error:
                    _log.warning("source not compared", consumer=self._name, source=source, reason=str(error))
        self._check_standing()

    async def _unknown_to(self, source: str, items: Sequence[ReceivedEvent]) -> set[UUID]:
        """The events of these that the store does not have, after a comparison if its epoch is new."""
        async with self._lock, store_at(self._urls[source], f"lea-{self._name}-epoch") as store:
            await self._load()
            await self._follow(source, store)
            self._check_standing()
            standing = self._standings.get(source)
            ids = {item.event.id for item in items if standing is None or epoch_of(item) != standing.epoch}
            return ids - await existing(store, ids) if ids else set()

    async def _follow(self, source: str, store: Connection) -> None:
        """Compare the positions if the store has an epoch they were not compared in, or if they were ahead."""
        epoch, standing = await latest_epoch(store), self._standings.get(source)
        if epoch is None or (standing and standing.epoch == str(epoch) and not self._is_due(source, standing)):
            return
        self._compared_at[source] = asyncio.get_running_loop().time()
        comparison = await self._compared(source, store, epoch)
        self._standings[source] = _Standing(str(epoch), len(comparison.ahead))
        self._report(source, comparison, epoch)

    def _is_due(self, source: str, standing: _Standing) -> bool:
        now = asyncio.get_running_loop().time()
        return standing.ahead > 0 and now >= self._compared_at.get(source, now - _AGAIN) + _AGAIN

    async def _compared(self, source: str, store: Connection, epoch: UUID) -> Comparison:
        async with transaction(self._pool) as connection:
            target = await self._projection.target(connection)
            found = await compare_positions(connection, Key(self._name, target.position_key, source), store)
            await record_standing(connection, found, epoch)
            return found

    async def _load(self) -> None:
        """Another process may have compared, and an operator may have brought the consumer back."""
        async with transaction(self._pool) as connection:
            rows = await connection.fetch(_STANDINGS, self._name)
        self._standings = {row["source"]: _Standing(str(row["epoch"]), row["ahead"]) for row in rows}
        for source in self._urls:
            standing = self._standings.get(source)
            metrics.CONSUMER_AHEAD.labels(self._name, source).set(standing.ahead if standing else 0)

    def _check_standing(self) -> None:
        if ahead := {source: each.ahead for source, each in self._standings.items() if each.ahead}:
            raise SourceAhead(self._name, ahead)

    def _report(self, source: str, comparison: Comparison, epoch: UUID) -> None:
        ahead = comparison.ahead
        metrics.CONSUMER_AHEAD.labels(self._name, source).set(len(ahead))
        fields = {"consumer": self._name, "source": source, "epoch": str(epoch), "streams": comparison.streams}
        if ahead:
            first = [str(each.stream) for each in ahead[:10]]
            _log.error("consumer is ahead of its source and stops", ahead=len(ahead), first=first, **fields)
        else:
            _log.info("consumer follows a new epoch of its source", **fields)


def epoch_of(item: ReceivedEvent) -> str | None:
    """The epoch a message names."""
    named = item.delivery.headers.get(EPOCH_HEADER)
    return named if isinstance(named, str) else None


async def record_standing(connection: Connection, comparison: Comparison, epoch: UUID) -> None:
    """Note how a consumer stands to its source in this epoch of its store."""
    await connection.execute(_RECORD, comparison.consumer, comparison.source, epoch, len(comparison.ahead))
