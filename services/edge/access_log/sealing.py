"""Publishes the heads of the chains of the access log, so that a rewritten chain is detected: a part of the worker.

Each chain is a stream of the edge's event store, and each head one event in it. Another service stores them
(`court_query`), where the owner of this database cannot change them.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from prometheus_client import Counter, Gauge

from contracts.envelope import EventEnvelope
from contracts.events.edge import AccessLogSealed
from contracts.identifiers import derived_id
from services.edge.settings import EdgeSettings
from shared.clock import Clock
from shared.commits import confirmed
from shared.database import Connection, Pool
from shared.envelopes import own_event
from shared.eventstore.store import EventStore
from shared.failures import CONFLICT_ERRORS, DATABASE_UNAVAILABLE
from shared.messaging.waiting import within
from shared.telemetry.logs import get_logger

SEALED = Counter("lea_access_log_heads", "Chain heads sealed")
BROKEN = Gauge("lea_access_log_broken_chains", "Chains of the access log that no longer contain their sealed head")

_log = get_logger(__name__)

_ACTOR = "policy:seal-access-log"

# Chain by chain through the primary key: its cost does not depend on the number of records.
_HEADS = """
    WITH RECURSIVE chains AS (
        (SELECT chain FROM access_log ORDER BY chain LIMIT 1)
        UNION ALL
        SELECT (SELECT chain FROM access_log WHERE chain > chains.chain ORDER BY chain LIMIT 1)
        FROM chains WHERE chains.chain IS NOT NULL
    ), heads AS (
        SELECT last.*, coalesce(sealed.version, 0) AS version,
               coalesce((sealed.data ->> 'sequence')::bigint, 0) AS sealed, sealed.data ->> 'hash' AS sealed_hash
        FROM chains
        CROSS JOIN LATERAL (
            SELECT chain, sequence, hash, at FROM access_log
            WHERE chain = chains.chain ORDER BY sequence DESC LIMIT 1
        ) AS last
        LEFT JOIN LATERAL (
            SELECT version, convert_from(data, 'UTF8')::jsonb AS data FROM event
            WHERE stream = chains.chain ORDER BY version DESC LIMIT 1
        ) AS sealed ON true
    )
    SELECT chain, sequence, hash, at, version,
           sealed = 0 OR EXISTS (
               SELECT FROM access_log AS record
               WHERE record.chain = heads.chain AND record.sequence = sealed
                 AND encode(record.hash, 'hex') = sealed_hash) AS sound
    FROM heads WHERE sequence <> sealed
"""


class AccessLogSealer:
    """Seals the heads of chains that have grown: an event each."""

    def __init__(self, settings: EdgeSettings, pool: Pool, clock: Clock) -> None:
        self._interval = settings.seal_interval
        self._pool = pool
        self._clock = clock
        self._store = EventStore(settings.service)
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Seal until stopped, and once more at the end; survives an unreachable database."""
        while True:
            stopping = await within(self._stopping, self._interval)
            try:
                await self.seal()
            except CONFLICT_ERRORS:
                _log.info("access log sealed by another worker")
            except DATABASE_UNAVAILABLE as error:
                _log.warning("access log not sealed", reason=type(error).__name__)
            if stopping:
                return

    def stop(self) -> None:
        """Make `run` seal once more and return."""
        self._stopping.set()

    async def seal(self) -> None:
        """Seal every chain that has grown since. Raises a conflict if another worker does the same."""
        async with self._pool.acquire() as connection, confirmed(connection):
            await self._seal(connection)

    async def _seal(self, connection: Connection) -> None:
        heads = await connection.fetch(_HEADS)
        sound = [head for head in heads if head["sound"]]
        await self._store.append(connection, [self._sealed(head) for head in sound])
        SEALED.inc(len(sound))
        BROKEN.set(len(heads) - len(sound))
        for head in heads:
            if not head["sound"]:
                _log.error("chain of the access log differs from its sealed head", chain=str(head["chain"]))

    def _sealed(self, head: Mapping[str, Any]) -> EventEnvelope[AccessLogSealed]:
        chain, sequence = head["chain"], head["sequence"]
        return own_event(
            AccessLogSealed(sequence=sequence, hash=head["hash"].hex(), at=head["at"]),
            id=derived_id(chain, f"sealed:{sequence}"),
            source=self._store.source,
            actor=_ACTOR,
            stream=chain,
            version=head["version"] + 1,
            at=self._clock.now(),
            correlation_id=chain,
        )
