"""How far the read model is behind the event store, measured rather than estimated.

Each measurement takes what has been committed since the horizon of the one before, and looks up which of it the model
has. So it detects a broker, relay or consumer that has stopped, and tells it from a time in which nothing happens.

Events carry moments of the clock of the service that recorded them, which may be wrong by hours. Reported moments go
by them; how far the model is behind goes by the clock of the event store alone.
"""

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import asyncpg
from prometheus_client import Gauge

from contracts.events.proceedings import ProceedingInitiated
from services.court_query.projections import NAME
from services.court_query.read_model import SOURCE, active_copy, lacks_rebuild
from services.court_query.settings import CourtQuerySettings
from shared.database import Connection, Pool, server_settings
from shared.failures import DATABASE_UNAVAILABLE
from shared.telemetry.logs import get_logger

LAG = Gauge("lea_read_model_lag_seconds", "How far the read model is behind the event store")
HELD_BACK = Gauge("lea_read_model_held_back", "Proceedings that lack an event which is parked")

_log = get_logger(__name__)

_BEFORE = timedelta(microseconds=1)
_CONNECT_TIMEOUT = 10.0

_SEEN = """
    SELECT clock_timestamp() AS now, pg_snapshot_xmin(pg_current_snapshot()) AS horizon,
           ARRAY(SELECT (stream, max(version), min(recorded_at)) FROM event WHERE xid >= $1 GROUP BY stream) AS streams
"""
_POSITIONS = """
    SELECT seen.stream, coalesce(position.version, 0) AS version,
           -- A message that cannot be read counts by what its headers claim: its type may be of a newer release.
           EXISTS (SELECT FROM deferred_message AS d
                   WHERE d.consumer = $4 AND d.source = $3 AND d.stream = seen.stream
                     AND d.reason = 'parked' AND d.version > coalesce(position.version, 0)) AS parked
    FROM unnest($2::uuid[]) AS seen(stream)
    LEFT JOIN stream_position AS position
        ON position.consumer = $1 AND position.source = $3 AND position.stream = seen.stream
"""
_RECORD = """
    WITH gone AS (DELETE FROM read_model.held_back WHERE proceeding <> ALL ($6::uuid[])),
    held AS (
        INSERT INTO read_model.held_back (proceeding, version, since, complete_to)
        SELECT * FROM unnest($6::uuid[], $7::integer[], $8::timestamptz[], $9::timestamptz[])
        ON CONFLICT (proceeding) DO UPDATE
        SET version = excluded.version, since = excluded.since, complete_to = excluded.complete_to
    )
    INSERT INTO read_model.freshness (data_as_of, horizon, store_time, complete_to, lacks_a_whole, measured_at)
    VALUES ($1, $2, $3, $4, $5, clock_timestamp())
    ON CONFLICT (singleton) DO UPDATE
    SET data_as_of = excluded.data_as_of, horizon = excluded.horizon, store_time = excluded.store_time,
        complete_to = excluded.complete_to, lacks_a_whole = excluded.lacks_a_whole, measured_at = excluded.measured_at
"""
_INITIATED = "SELECT EXISTS (SELECT FROM event WHERE stream = ANY($1::uuid[]) AND version = 1 AND type = $2)"
_HELD = "SELECT proceeding, version, since, coalesce(complete_to, since) FROM read_model.held_back"


class Missing(NamedTuple):
    """Events of a stream that were found in the store and are missing in the model."""

    stream: UUID
    version: int
    """The last version found."""
    since: datetime
    """When the first one found was recorded: nothing recorded before it is missing."""
    complete_to: datetime
    """By the clock of the store, nothing stored before is missing."""


@dataclass(frozen=True)
class Measurement:
    """What is known after a measurement."""

    horizon: int = 0
    """The next measurement begins with this transaction; nothing before it is missing, but for what is listed."""
    settled: int = 0
    """Nothing before this transaction is on its way: a process that knows no more begins here."""
    late: frozenset[Missing] = frozenset()
    """On its way."""
    held: frozenset[Missing] = frozenset()
    """Of streams with a parked event: they wait for an operator."""
    at: datetime | None = None
    """When it was made, by the clock of the store; none: by an earlier process."""


def data_as_of(now: datetime, late: Iterable[Missing]) -> datetime:
    """Everything recorded by this moment is in the model, if that is all that is on its way."""
    return min((now, *(missing.since - _BEFORE for missing in late)))


def found_missing(stream: UUID, version: int, recorded_at: datetime, last: datetime | None, now: datetime) -> Missing:
    """What a measurement at `now` has found that the one before, at `last`, had not.

    It was stored between the two, whatever the clock of the service says that recorded it.
    """
    began = recorded_at - _BEFORE
    return Missing(stream, version, recorded_at, min(max(began, last or began), now))


def by_stream(held: Iterable[Missing]) -> dict[UUID, Missing]:
    """One entry for each stream: the last version, the earliest moment."""
    result: dict[UUID, Missing] = {}
    for missing in held:
        known = result.get(missing.stream, missing)
        result[missing.stream] = Missing(
            missing.stream,
            max(known.version, missing.version),
            min(known.since, missing.since),
            min(known.complete_to, missing.complete_to),
        )
    return result


class FreshnessWatch:
    """Records for the edge how fresh the read model is (tables `freshness` and `held_back`)."""

    def __init__(self, settings: CourtQuerySettings, pool: Pool) -> None:
        self._settings = settings
        self._pool = pool

    async def run(self) -> None:
        """Measure until cancelled; survives both databases being away."""
        while True:
            try:
                await self._watch()
            except DATABASE_UNAVAILABLE as error:
                # The recorded moment stays the same meanwhile, so answers are reported as old as they are.
                _log.warning("freshness unknown", reason=type(error).__name__)
            await asyncio.sleep(self._settings.freshness_interval)

    async def _watch(self) -> None:
        store = await asyncpg.connect(
            self._settings.event_store_url,
            timeout=_CONNECT_TIMEOUT,
            server_settings=server_settings("lea-court_query-freshness", self._settings.statement_timeout),
        )
        try:
            async with self._pool.acquire() as connection:
                last = await last_measurement(connection, store)
                await report_missing_rebuild(connection)
            while True:
                async with self._pool.acquire() as connection:
                    last = await measure(store, connection, last)
                await asyncio.sleep(self._settings.freshness_interval)
        finally:
            await store.close(timeout=1)


async def report_missing_rebuild(connection: Connection) -> None:
    """Say that the read model was built by an earlier release, so that it lacks what this one asks of it."""
    if await lacks_rebuild(connection):
        _log.warning("read model lacks a rebuild after the upgrade", command="lea read-model rebuild")


async def measure(store: Connection, model: Connection, last: Measurement) -> Measurement:
    """Measure now, and record the result."""
    seen = await store.fetchrow(_SEEN, last.horizon)
    now = seen["now"]
    found = [
        found_missing(stream, version, recorded_at, last.at, now) for stream, version, recorded_at in seen["streams"]
    ]
    late, held, unknown = await _missing_of(model, _merged((*last.late, *last.held, *found)))
    settled = last.settled if late else seen["horizon"]
    complete_to = min((now, *(missing.complete_to for missing in late)))
    rows = list(by_stream(held).values())
    await model.execute(
        _RECORD,
        data_as_of(now, late),
        settled,
        now,
        complete_to,
        bool(unknown) and await store.fetchval(_INITIATED, unknown, ProceedingInitiated.type),
        [row.stream for row in rows],
        [row.version for row in rows],
        [row.since for row in rows],
        [row.complete_to for row in rows],
    )
    LAG.set((now - complete_to).total_seconds())
    HELD_BACK.set(len(rows))
    return Measurement(seen["horizon"], settled, late, held, now)


async def last_measurement(model: Connection, store: Connection) -> Measurement:
    """What the last process recorded; the beginning if there is nothing, or the store is another one now."""
    horizon = await model.fetchval("SELECT horizon FROM read_model.freshness") or 0
    if horizon > await store.fetchval("SELECT pg_snapshot_xmin(pg_current_snapshot())"):
        return Measurement()
    return Measurement(horizon, horizon, held=frozenset(map(Missing._make, await model.fetch(_HELD))))


def _merged(found: Iterable[Missing]) -> Collection[Missing]:
    """What was found again counts from when it was found first."""
    merged: dict[tuple[UUID, int], Missing] = {}
    for missing in found:
        known = merged.setdefault((missing.stream, missing.version), missing)
        if missing.complete_to < known.complete_to:
            merged[missing.stream, missing.version] = missing
    return merged.values()


async def _missing_of(
    model: Connection, found: Collection[Missing]
) -> tuple[frozenset[Missing], frozenset[Missing], list[UUID]]:
    """What of it the model lacks: what is on its way, what is held back, and streams held back from the first event."""
    if not found:
        return frozenset(), frozenset(), []
    copy = await active_copy(model)
    streams = list({missing.stream for missing in found})
    rows = await model.fetch(_POSITIONS, copy.position_key, streams, SOURCE, NAME)
    at = {row["stream"]: row["version"] for row in rows}
    parked = {row["stream"] for row in rows if row["parked"]}
    lacking = frozenset(missing for missing in found if at[missing.stream] < missing.version)
    held = frozenset(missing for missing in lacking if missing.stream in parked)
    return lacking - held, held, [missing.stream for missing in held if at[missing.stream] == 0]
