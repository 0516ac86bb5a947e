"""Nonces and quotas in the edge's own database: one place for all processes."""

from collections.abc import Sequence

from services.edge.access.domain.nonces import Nonce, first_uses
from services.edge.access.domain.quotas import QuotaDraw
from services.edge.registry.domain.consumers import ConsumerQuota
from shared.database import Pool

_STORE_NONCES = """
    INSERT INTO nonce (key, value, expires_at) SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])
    ON CONFLICT DO NOTHING RETURNING key, value
"""
# The database's clock counts, so processes on several machines share one time. What another process has just drawn is
# waited for and seen, because the row is locked and its newest version is used.
_DRAW = """
    UPDATE budget AS kept SET (tokens, filled_at, day, look_ups, drawn_requests, drawn_look_ups) = (
        SELECT held.tokens - drawn.requests, held.at, held.today, held.look_ups + drawn.look_ups,
               drawn.requests, drawn.look_ups
        FROM (
            SELECT at, (at AT TIME ZONE 'Europe/Minsk')::date AS today,
                CASE kept.day WHEN (at AT TIME ZONE 'Europe/Minsk')::date THEN kept.look_ups ELSE 0 END AS look_ups,
                least(allowed.burst, kept.tokens + allowed.requests_per_second
                    * greatest(extract(epoch FROM at - kept.filled_at), 0)::float8) AS tokens
            FROM clock_timestamp() AS at
        ) AS held,
        LATERAL (
            SELECT least($2::integer, floor(held.tokens)::integer) AS requests,
                   least($3::bigint, greatest(allowed.look_ups_per_day - held.look_ups, 0)) AS look_ups
        ) AS drawn
    )
    FROM consumer AS allowed WHERE kept.consumer = $1 AND allowed.id = $1
    RETURNING allowed.requests_per_second, allowed.burst, allowed.look_ups_per_day,
        kept.drawn_requests, kept.drawn_look_ups, kept.tokens, kept.look_ups,
        extract(epoch FROM (kept.day + 1)::timestamp AT TIME ZONE 'Europe/Minsk' - kept.filled_at)::float8
"""
_DELETE_EXPIRED = (
    # A minute later than they expire: the clocks of two machines may differ.
    "DELETE FROM nonce WHERE expires_at < clock_timestamp() - interval '1 minute'",
    "DELETE FROM kept_answer WHERE expires_at < clock_timestamp()",
)


async def store_nonces(pool: Pool, nonces: Sequence[Nonce]) -> list[bool]:
    """Store nonces; for each whether it was not used before."""
    # In one order everywhere, so that two transactions with the same nonces never wait for each other (deadlock).
    columns = [list(column) for column in zip(*sorted(nonces), strict=True)]
    unused = [(key, value) for key, value in await pool.fetch(_STORE_NONCES, *columns)]
    return first_uses(nonces, unused)


async def draw_quota(pool: Pool, consumer: str, requests: int, look_ups: int) -> QuotaDraw:
    """Draw so much of the consumer's quota, or what is left of it."""
    rate, burst, per_day, *drawn = await pool.fetchrow(_DRAW, consumer, requests, look_ups)
    return QuotaDraw(ConsumerQuota(rate, burst, per_day), *drawn)


async def delete_expired(pool: Pool) -> None:
    """Delete nonces of expired signatures, and stored answers whose time is over."""
    for statement in _DELETE_EXPIRED:
        await pool.execute(statement)
