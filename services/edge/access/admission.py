"""Admits requests: each signed one once, and no more than the consumer's quota, in all processes together.

None of it waits for the disk: the commit of the access log, which every answer waits for, comes later and flushes what
was written before it.
"""

import asyncio
import math
from collections.abc import Mapping, Sequence
from time import monotonic

from services.edge.access.domain.nonces import Nonce
from services.edge.access.domain.quotas import QuotaLease
from services.edge.access.tables import draw_quota, store_nonces
from services.edge.refusals import REPLAYED
from services.edge.settings import EdgeSettings
from shared.batching import MicroBatcher
from shared.database import Pool
from shared.failures import DATABASE_ERRORS
from shared.http.problems import UNAVAILABLE, Refused, refused

_MAX_BATCH, _MAX_CONCURRENCY, _MIN_BATCH = 200, 2, 8


class Admission:
    """Admits requests and charges look-ups; a part of the service."""

    def __init__(self, pool: Pool, settings: EdgeSettings) -> None:
        """`pool` may commit asynchronously, and is closed in the end."""
        self._pool = pool
        self._settings = settings
        self._nonces = MicroBatcher(
            self._store_nonces,
            max_batch=_MAX_BATCH,
            max_concurrency=_MAX_CONCURRENCY,
            min_batch=_MIN_BATCH,
            min_interval=settings.request_batch_interval,
        )
        self._quotas: dict[str, _SharedQuota] = {}

    async def run(self) -> None:
        """Admit until cancelled."""
        try:
            await self._nonces.run()
        finally:
            self._pool.terminate()

    async def admit(self, consumer: str, nonce: Nonce | None) -> Mapping[str, str]:
        """Admit a request; returns the headers that report what is left of the consumer's quota.

        Raises Refused: it is a replay, there are too many requests, or the database is unreachable.
        """
        try:
            if nonce is not None and not await self._nonces.submit(nonce):
                rule, detail = "a signed request is made once", "a request with this nonce has been made"
                raise refused(REPLAYED, rule, detail, field="Signature-Input")
            quota = self._quota(consumer)
            await quota.acquire(1, 0)
        except DATABASE_ERRORS:
            raise _unknown() from None
        return quota.headers()

    async def charge(self, consumer: str, look_ups: int) -> None:
        """Count the look-ups of an admitted request. Raises Refused."""
        try:
            await self._quota(consumer).acquire(0, look_ups)
        except DATABASE_ERRORS:
            raise _unknown() from None

    def _quota(self, consumer: str) -> "_SharedQuota":
        if consumer not in self._quotas:
            lease = QuotaLease(self._settings.quota_prefetch, self._settings.quota_recheck_interval)
            self._quotas[consumer] = _SharedQuota(self._pool, consumer, lease)
        return self._quotas[consumer]

    async def _store_nonces(self, nonces: Sequence[Nonce]) -> Sequence[bool]:
        return await store_nonces(self._pool, nonces)


class _SharedQuota:
    """The quota of one consumer, as one process uses it."""

    def __init__(self, pool: Pool, consumer: str, lease: QuotaLease) -> None:
        self._pool = pool
        self._consumer = consumer
        self._lease = lease
        self._drawing = asyncio.Lock()
        self._failed_at = -math.inf

    def headers(self) -> Mapping[str, str]:
        """The headers that report what is left."""
        return self._lease.headers(monotonic())

    async def acquire(self, requests: int, look_ups: int) -> None:
        """Use the lease, and draw if it does not suffice. Raises Refused, or what the database raises."""
        if self._lease.try_acquire(requests, look_ups, began := monotonic()):
            return
        with self._lease.waiting(requests, look_ups):
            async with self._drawing:
                if self._failed_at >= began:
                    raise ConnectionError("the draw this request waited for has failed")
                # Others may use what is drawn, or this process may stall until it has expired: then it is drawn again.
                while not self._lease.try_acquire(requests, look_ups, now := monotonic()):
                    if self._lease.is_exhausted(requests, look_ups, now):
                        raise self._lease.refusal(look_ups, now)
                    await self._draw(requests, look_ups, now)

    async def _draw(self, requests: int, look_ups: int, now: float) -> None:
        amount = self._lease.amount_to_draw(requests, look_ups, now)
        try:
            drawn = await draw_quota(self._pool, self._consumer, *amount)
        except Exception:
            self._failed_at = monotonic()
            raise
        # It counts from now on: the time the database took must not shorten it.
        self._lease.add(drawn, monotonic())


def _unknown() -> Refused:
    return refused(UNAVAILABLE, "it is known what a consumer has asked before", "the edge's database is away")
