"""Detects consumers whose usage is unusual: a part of the worker, so that it costs the API processes nothing.

The access log is counted by the minute as it grows. An alarm is an event when it is raised and another when it has
ended, and a metric in between. One worker at a time counts and decides.
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
from services.edge.alarms.domain.anomalies import Anomaly, Thresholds, Usage, anomalies_in
from services.edge.alarms.tables import count_usage, store_alarm, stored_alarms, usage_since
from services.edge.settings import EdgeSettings
from shared.clock import Clock
from shared.commits import confirmed
from shared.database import Connection, Pool
from shared.envelopes import own_event
from shared.eventstore.store import EventStore
from shared.failures import CONFLICT_ERRORS, DATABASE_UNAVAILABLE
from shared.telemetry.logs import get_logger

ALARMS = Gauge("lea_edge_alarm", "1 while the usage of a consumer is unusual", ["kind", "consumer"])
RAISED = Counter("lea_edge_alarms_raised", "Alarms raised about the usage of a consumer", ["kind"])

_log = get_logger(__name__)

_ACTOR = "policy:watch-usage"
_STREAMS = UUID("68344a00-a67e-501f-8ea6-8034a03d9017")
_BASELINE_WINDOWS = 24  # windows of usage there must be before its volume can be unusual

_Key = tuple[str, str]
"""Kind of alarm, and consumer."""


class AnomalyDetector:
    """Raises and ends alarms about the usage of consumers."""

    def __init__(self, settings: EdgeSettings, pool: Pool, clock: Clock) -> None:
        self._interval = settings.alarm_interval
        self._window = timedelta(seconds=settings.alarm_window)
        self._baseline = timedelta(seconds=settings.alarm_baseline)
        self._thresholds = Thresholds(settings.alarm_min_count, settings.alarm_ratio, settings.alarm_growth_factor)
        self._pool = pool
        self._clock = clock
        self._store = EventStore(settings.service)

    async def run(self) -> None:
        """Detect until cancelled; survives an unreachable database."""
        while True:
            try:
                await self.detect()
            except (*CONFLICT_ERRORS, *DATABASE_UNAVAILABLE) as error:
                _log.warning("usage not checked", reason=type(error).__name__)
            await asyncio.sleep(self._interval)

    async def detect(self) -> None:
        """Count what was asked since the last time, raise alarms and end them."""
        now = self._clock.now()
        async with self._pool.acquire() as connection, confirmed(connection):
            if await count_usage(connection, now - self._baseline - self._window):
                await self._decide(connection, now)
            alarms = await stored_alarms(connection)
        _report(alarms)

    async def _decide(self, connection: Connection, now: datetime) -> None:
        since = now - self._window
        found: dict[_Key, Anomaly] = {}
        for row in await usage_since(connection, since - self._baseline, since):
            for anomaly in anomalies_in(self._usage(row, since), self._thresholds):
                found[anomaly.kind.value, row["consumer"]] = anomaly
        alarms = {(row["kind"], row["consumer"]): row for row in await stored_alarms(connection)}
        raised = {key for key, row in alarms.items() if row["raised_at"]}
        events = [self._raised(key, anomaly, alarms, since, now) for key, anomaly in found.items() if key not in raised]
        events += [self._ended(key, alarms, now) for key in raised if key not in found]
        await self._store.append(connection, events)
        for event in events:
            raised_at = event.recorded_at if isinstance(event.data, AlarmRaised) else None
            await store_alarm(connection, event.data.kind.value, event.data.consumer or "", raised_at, event.version)

    def _usage(self, row: Mapping[str, Any], since: datetime) -> Usage:
        windows = (since - row["first"]) / self._window
        usual = row["before"] / windows if windows >= _BASELINE_WINDOWS else None
        return Usage(row["requests"], row["refused"], row["look_ups"], row["not_found"], row["adjacent"], usual)

    def _raised(
        self, key: _Key, anomaly: Anomaly, alarms: Mapping[_Key, Any], since: datetime, now: datetime
    ) -> EventEnvelope[Any]:
        RAISED.labels(anomaly.kind.value).inc()
        _log.warning("unusual usage", kind=anomaly.kind.value, consumer=key[1], counted=anomaly.counted)
        data = AlarmRaised(
            kind=anomaly.kind,
            consumer=key[1] or None,
            since=since,
            counted=anomaly.counted,
            expected=anomaly.expected,
        )
        return self._event(key, alarms, now, data)

    def _ended(self, key: _Key, alarms: Mapping[_Key, Any], now: datetime) -> EventEnvelope[Any]:
        return self._event(key, alarms, now, AlarmEnded(kind=AlarmKind(key[0]), consumer=key[1] or None))

    def _event(
        self, key: _Key, alarms: Mapping[_Key, Any], now: datetime, data: AlarmRaised | AlarmEnded
    ) -> EventEnvelope[Any]:
        return own_event(
            data,
            id=new_id(),
            source=self._store.source,
            actor=_ACTOR,
            stream=derived_id(_STREAMS, "/".join(key)),
            version=alarms[key]["version"] + 1 if key in alarms else 1,
            at=now,
        )


def _report(alarms: Sequence[Mapping[str, Any]]) -> None:
    for row in alarms:
        ALARMS.labels(row["kind"], row["consumer"] or "nobody").set(row["raised_at"] is not None)
