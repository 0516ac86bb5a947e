"""Usage by the minute, counted from the access log, and the alarms that are raised: tables of the worker."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.database import Connection

_LOCK = 0x6C656175  # "leau"
_BATCH = 20_000  # records of a chain counted at a time
_TRY_LOCK = "SELECT pg_try_advisory_xact_lock($1)"
# Chain by chain through the primary key; within a chain records are committed in their order, so none is skipped.
# Proceedings of the feed of changes do not count: the consumer has not chosen them. Every answer without a consumer
# counts as refused: otherwise tried keys could be hidden among requests for unknown addresses.
_COUNT = """
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
              FROM fresh CROSS JOIN unnest(proceedings) AS number) AS answered
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
_ALARMS = "SELECT kind, consumer, raised_at, version FROM alarm"
_STORE_ALARM = """
    INSERT INTO alarm (kind, consumer, raised_at, version) VALUES ($1, $2, $3, $4)
    ON CONFLICT (kind, consumer) DO UPDATE SET raised_at = excluded.raised_at, version = excluded.version
"""
_DELETE_USAGE = "DELETE FROM usage WHERE minute < $1"


async def count_usage(connection: Connection, oldest: datetime) -> bool:
    """Count what the access log has gained, and delete counts before `oldest`; False if another worker does so now."""
    if not await connection.fetchval(_TRY_LOCK, _LOCK):
        return False
    await connection.execute(_COUNT, _BATCH)
    await connection.execute(_DELETE_USAGE, oldest)
    return True


async def usage_since(connection: Connection, oldest: datetime, since: datetime) -> list[Mapping[str, Any]]:
    """By consumer: counts from `since` on, look-ups between `oldest` and `since`, and the first minute counted."""
    rows: list[Mapping[str, Any]] = await connection.fetch(_USAGE, oldest, since)
    return rows


async def stored_alarms(connection: Connection) -> list[Mapping[str, Any]]:
    """Every alarm that was ever raised, by kind and consumer; `raised_at` is null where it has ended."""
    rows: list[Mapping[str, Any]] = await connection.fetch(_ALARMS)
    return rows


async def store_alarm(
    connection: Connection, kind: str, consumer: str, raised_at: datetime | None, version: int
) -> None:
    """Store that an alarm is raised, or has ended, by the event with this version of its stream."""
    await connection.execute(_STORE_ALARM, kind, consumer, raised_at, version)
