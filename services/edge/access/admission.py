"""Lets requests in: once each, and no more of them than their consumer may make, in all instances together.

Nothing of it waits for the disk: the access log's commit, which every answer waits for, comes later and flushes what
was written before it.
"""

import asyncio
import math
from collections.abc import Mapping, Sequence
from time import monotonic

from services.edge.access.domain.quotas import Drawn, Purse
from services.edge.access.nonces import REMEMBER, Nonce, columns_of, first_uses
from services.edge.refusals import UNAVAILABLE, refused, replayed
from services.edge.registry.domain.consumers import Quota
from services.edge.settings import EdgeSettings
from shared.batching import MicroBatcher
from shared.database import Pool
from shared.failures import DATABASE_ERRORS
from shared.telemetry.logs import get_logger

_AT_ONCE, _LANES, _WORTHWHILE = 200, 2, 8

# The database's clock counts: instances on several machines have one measure. What another instance has just drawn is
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

_log = get_logger(__name__)


class Admission:
    """Keeps count; a part of the service."""

    def __init__(self, pool: Pool, settings: EdgeSettings) -> None:
        """`pool` need not wait for the disk, and is closed in the end."""
        self._pool = pool
        self._settings = settings
        self._batcher = MicroBatcher(
            self._remember,
            max_batch=_AT_ONCE,
            max_concurrency=_LANES,
            min_batch=_WORTHWHILE,
            min_interval=settings.wave,
        )
        self._budgets: dict[str, _Budget] = {}

    async def run(self) -> None:
        """Let in until cancelled."""
        try:
            await self._batcher.run()
        finally:
            self._pool.terminate()

    async def admit(self, consumer: str, nonce: Nonce | None) -> Mapping[str, str]:
        """Let a request in; the headers that tell what its consumer may still ask.

        Raises Refused: it was made before, there are too many, or it cannot be known.
        """
        try:
            if nonce is not None and not await self._batcher.submit(nonce):
                raise replayed()
            budget = self._budget(consumer)
            await budget.take(1, 0)
        except DATABASE_ERRORS:
            raise _unknown() from None
        return budget.told()

    async def charge(self, consumer: str, look_ups: int) -> None:
        """Count the look-ups of a request that was let in. Raises Refused."""
        try:
            await self._budget(consumer).take(0, look_ups)
        except DATABASE_ERRORS:
            raise _unknown() from None

    def _budget(self, consumer: str) -> "_Budget":
        if consumer not in self._budgets:
            purse = Purse(self._settings.quota_ahead, self._settings.quota_recheck)
            self._budgets[consumer] = _Budget(self._pool, consumer, purse)
        return self._budgets[consumer]

    async def _remember(self, nonces: Sequence[Nonce]) -> Sequence[bool]:
        return first_uses(nonces, await self._pool.fetch(REMEMBER, *columns_of(nonces)))


class _Budget:
    """What an instance lets in of one consumer."""

    def __init__(self, pool: Pool, consumer: str, purse: Purse) -> None:
        self._pool = pool
        self._consumer = consumer
        self._purse = purse
        self._drawing = asyncio.Lock()
        self._failed = -math.inf

    def told(self) -> Mapping[str, str]:
        """The headers that tell what is left."""
        return self._purse.told(monotonic())

    async def take(self, requests: int, look_ups: int) -> None:
        """Take from the purse, and fill it if it must be. Raises Refused, or what the database raises."""
        if self._purse.took(requests, look_ups, asked := monotonic()):
            return
        self._purse.ask(requests, look_ups)
        try:
            async with self._drawing:
                if self._failed >= asked:
                    raise ConnectionError("the attempt that was waited for has failed")
                # Others may spend what is drawn, or this process stand still until it is worth nothing: then once more.
                while not self._purse.took(requests, look_ups, now := monotonic()):
                    if self._purse.barred(requests, look_ups, now):
                        raise self._purse.refusal(look_ups, now)
                    await self._draw(requests, look_ups, now)
        finally:
            self._purse.leave(requests, look_ups)

    async def _draw(self, requests: int, look_ups: int, now: float) -> None:
        try:
            row = await self._pool.fetchrow(_DRAW, self._consumer, *self._purse.wanted(requests, look_ups, now))
        except Exception:
            self._failed = monotonic()
            raise
        rate, burst, per_day, *drawn = row
        # From now on, however long the database took: what was drawn late is not lost to those who waited.
        self._purse.fill(Drawn(Quota(rate, burst, per_day), *drawn), monotonic())


def _unknown() -> Exception:
    return refused(UNAVAILABLE, "it is known what a consumer has asked before", "the edge's database is away")
