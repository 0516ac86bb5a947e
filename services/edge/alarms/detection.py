"""Notices consumers that ask in an odd way: a part of the worker, so that looking costs the door nothing.

The access log is taken in as it grows, into counts by the minute. An alarm is an event when it is raised and when it
has ended, and a metric meanwhile. One worker looks at a time.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from prometheus_client import Counter, Gauge

from contracts.envelope import EventEnvelope
from contracts.events.edge import AlarmEnded, AlarmKind, AlarmRaised
from contracts.identifiers import derived_id, new_id
from services.edge.alarms.domain.anomalies import Odd, Thresholds, Usage, odd
from services.edge.registry.application import SERVICE
from services.edge.settings import EdgeSettings
from shared.clock import Clock
from shared.database import Connection, Pool
from shared.envelopes import own_event
from shared.eventstore.store import EventStore
from shared.failures import CONFLICT_ERRORS, DATABASE_UNAVAILABLE
from shared.telemetry.logs import get_logger

ALARMS = Gauge("lea_edge_alarm", "Whether a consumer asks in an odd way at present", ["kind", "consumer"])
RAISED = Counter("lea_edge_alarms_raised", "Times a consumer began to ask in an odd way", ["kind"])

_log = get_logger(__name__)

_ACTOR = "policy:watch-usage"
_STREAMS = UUID("68344a00-a67e-501f-8ea6-8034a03d9017")
_LOCK = 0x6C656175  # "leau"
_AT_ONCE = 20_000  # records of a chain taken in at a time
_HISTORY = 24  # windows there must have been before something can be unusual

_ALONE = "SELECT pg_try_advisory_xact_lock($1)"
# Chain by chain through the primary key; within a chain records are committed in their order, so none is passed over.
# What the feed of changes tells, nobody has chosen. Whatever nobody known is told is a refusal: else who tries keys
# could hide it among requests for nothing.
_TAKE_IN = """
    WITH RECURSIVE chains AS (
        (SELECT chain FROM access_log ORDER BY chain LIMIT 1)
        UNION ALL
        SELECT (SELECT chain FROM access_log WHERE chain > chains.chain ORDER BY chain LIMIT 1)
        FROM chains WHERE chains.chain IS NOT NULL
    ), fresh AS MATERIALIZED (
        SELECT record.* FROM chains LEFT JOIN usage_position AS reached USING (chain) CROSS JOIN LATERAL (
            SELECT chain, sequence, coalesce(consumer, '') AS consumer, date_trunc('minute', at) AS minute, status,
                   outcomes, CASE operation WHEN 'changes' THEN '{}' ELSE proceedings END AS proceedings
            FROM access_log WHERE chain = chains.chain AND sequence > coalesce(reached.sequence, 0)
            ORDER BY sequence LIMIT $1
        ) AS record
    ), moved AS (
        INSERT INTO usage_position SELECT chain, max(sequence) FROM fresh GROUP BY chain
        ON CONFLICT (chain) DO UPDATE SET sequence = excluded.sequence
    ), steps AS (
        SELECT consumer, minute,
               serial - lag(serial) OVER (PARTITION BY consumer, minute, series ORDER BY serial) AS step
        FROM (SELECT DISTINCT consumer, minute, left(number, -6) AS series, right(number, 6)::integer AS serial
              FROM fresh CROSS JOIN unnest(proceedings) AS number) AS told
    ), adjacent AS (
        SELECT consumer, minute, count(*) FROM steps WHERE step = 1 GROUP BY consumer, minute
    )
    INSERT INTO usage AS kept (consumer, minute, requests, refused, look_ups, not_found, adjacent)
    SELECT consumer, minute, count(*),
           count(*) FILTER (WHERE status IN (401, 403, 429) OR (consumer = '' AND status < 500)),
           sum(cardinality(outcomes)), sum(cardinality(array_positions(outcomes, 'not-found'))),
           coalesce(max(adjacent.count), 0)
    FROM fresh LEFT JOIN adjacent USING (consumer, minute) GROUP BY consumer, minute
    ON CONFLICT (consumer, minute) DO UPDATE SET
        requests = kept.requests + excluded.requests, refused = kept.refused + excluded.refused,
        look_ups = kept.look_ups + excluded.look_ups, not_found = kept.not_found + excluded.not_found,
        adjacent = kept.adjacent + excluded.adjacent
"""
_USAGE = """
    SELECT consumer,
        coalesce(sum(requests) FILTER (WHERE minute >= $2), 0)::bigint AS requests,
        coalesce(sum(refused) FILTER (WHERE minute >= $2), 0)::bigint AS refused,
        coalesce(sum(look_ups) FILTER (WHERE minute >= $2), 0)::bigint AS look_ups,
        coalesce(sum(not_found) FILTER (WHERE minute >= $2), 0)::bigint AS not_found,
        coalesce(sum(adjacent) FILTER (WHERE minute >= $2), 0)::bigint AS adjacent,
        coalesce(sum(look_ups) FILTER (WHERE minute < $2), 0)::bigint AS before,
        min(minute) AS first
    FROM usage WHERE minute >= $1 GROUP BY consumer
"""
_STANDING = "SELECT kind, consumer, raised_at, version FROM alarm"
_NOTE = """
    INSERT INTO alarm (kind, consumer, raised_at, version) VALUES ($1, $2, $3, $4)
    ON CONFLICT (kind, consumer) DO UPDATE SET raised_at = excluded.raised_at, version = excluded.version
"""
_FORGET = "DELETE FROM usage WHERE minute < $1"

_Key = tuple[str, str]
"""Kind of alarm, and consumer."""


class Watch:
    """Looks at how consumers ask."""

    def __init__(self, settings: EdgeSettings, pool: Pool, clock: Clock) -> None:
        self._interval = settings.alarm_interval
        self._window = timedelta(seconds=settings.alarm_window)
        self._history = timedelta(seconds=settings.alarm_history)
        self._thresholds = Thresholds(settings.alarm_least, settings.alarm_part, settings.alarm_growth)
        self._pool = pool
        self._clock = clock
        self._store = EventStore(SERVICE)

    async def run(self) -> None:
        """Look until cancelled; survives the database being away."""
        while True:
            try:
                await self.look()
            except (*CONFLICT_ERRORS, *DATABASE_UNAVAILABLE) as error:
                _log.warning("usage not looked at", reason=type(error).__name__)
            await asyncio.sleep(self._interval)

    async def look(self) -> None:
        """Take in what was asked since, raise alarms and end them."""
        now = self._clock.now()
        async with self._pool.acquire() as connection, connection.transaction():
            if await connection.fetchval(_ALONE, _LOCK):
                await connection.execute(_TAKE_IN, _AT_ONCE)
                await connection.execute(_FORGET, now - self._history - self._window)
                await self._judge(connection, now)
            standing = await connection.fetch(_STANDING)
        _show(standing)

    async def _judge(self, connection: Connection, now: datetime) -> None:
        since = now - self._window
        found: dict[_Key, Odd] = {}
        for row in await connection.fetch(_USAGE, since - self._history, since):
            for each in odd(self._usage(row, since), self._thresholds):
                found[each.kind.value, row["consumer"]] = each
        standing = {(row["kind"], row["consumer"]): row for row in await connection.fetch(_STANDING)}
        raised = {key for key, row in standing.items() if row["raised_at"]}
        events = [self._raised(key, odd_, standing, since, now) for key, odd_ in found.items() if key not in raised]
        events += [self._ended(key, standing, now) for key in raised if key not in found]
        await self._store.append(connection, events)
        for event in events:
            await connection.execute(_NOTE, *_row(event))

    def _usage(self, row: Mapping[str, Any], since: datetime) -> Usage:
        windows = (since - row["first"]) / self._window
        usual = row["before"] / windows if windows >= _HISTORY else None
        return Usage(row["requests"], row["refused"], row["look_ups"], row["not_found"], row["adjacent"], usual)

    def _raised(
        self, key: _Key, odd_: Odd, standing: Mapping[_Key, Any], since: datetime, now: datetime
    ) -> EventEnvelope[Any]:
        RAISED.labels(odd_.kind.value).inc()
        _log.warning("a consumer asks in an odd way", kind=odd_.kind.value, consumer=key[1], counted=odd_.counted)
        data = AlarmRaised(
            kind=odd_.kind, consumer=key[1] or None, since=since, counted=odd_.counted, expected=odd_.expected
        )
        return self._event(key, standing, now, data)

    def _ended(self, key: _Key, standing: Mapping[_Key, Any], now: datetime) -> EventEnvelope[Any]:
        return self._event(key, standing, now, AlarmEnded(kind=AlarmKind(key[0]), consumer=key[1] or None))

    def _event(
        self, key: _Key, standing: Mapping[_Key, Any], now: datetime, data: AlarmRaised | AlarmEnded
    ) -> EventEnvelope[Any]:
        return own_event(
            data,
            id=new_id(),
            source=self._store.source,
            actor=_ACTOR,
            stream=derived_id(_STREAMS, "/".join(key)),
            version=standing[key]["version"] + 1 if key in standing else 1,
            at=now,
        )


def _row(event: EventEnvelope[AlarmRaised | AlarmEnded]) -> tuple[str, str, datetime | None, int]:
    raised_at = event.recorded_at if isinstance(event.data, AlarmRaised) else None
    return event.data.kind.value, event.data.consumer or "", raised_at, event.version


def _show(standing: Sequence[Mapping[str, Any]]) -> None:
    for row in standing:
        ALARMS.labels(row["kind"], row["consumer"] or "nobody").set(row["raised_at"] is not None)
