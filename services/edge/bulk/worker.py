"""Answers bulk requests, one part at a time; while others ask it rests in between, as they come first."""

import asyncio
import time
from datetime import datetime, timedelta
from hashlib import sha256

from prometheus_client import Counter

from services.edge.access_log import AccessLog, Record
from services.edge.bulk.checksum import Sums
from services.edge.bulk.domain.parts import FIELDS, Task, added, look_ups_in, result_lines
from services.edge.bulk.domain.throttle import Sharing
from services.edge.bulk.queue import Done, Queue
from services.edge.lookup.domain.answers import answered_kinds
from services.edge.lookup.domain.requests import kind_of
from services.edge.lookup.freshness import freshness_in
from services.edge.lookup.read_model import ReadModel
from services.edge.refreshing import Polled
from services.edge.refusals import Refused
from services.edge.registry.domain.consumers import Consumer, check_valid
from services.edge.settings import EdgeSettings
from shared.clock import Clock
from shared.database import Pool
from shared.telemetry.logs import get_logger

LOOK_UPS = Counter("lea_edge_bulk_look_ups", "Look-ups of bulk requests answered")

OPERATION = "bulk-request-part"
"""Under this name each part is in the access log."""

_SUMMED, _READ_AT_ONCE = 1000, 8
_log = get_logger(__name__)


class BulkWork:
    """Answers bulk requests; a part of the worker."""

    def __init__(
        self,
        settings: EdgeSettings,
        pool: Pool,
        read_pool: Pool,
        registry: Polled[dict[str, Consumer]],
        log: AccessLog,
        clock: Clock,
    ) -> None:
        """`pool`, of the edge's own database, need not wait for the disk; both are closed in the end."""
        self._settings = settings
        self._sharing = Sharing(settings.bulk_share, settings.bulk_quiet)
        self._pool = pool
        self._queue = Queue(pool)
        self._sums = Sums(_SUMMED)
        self._read_pool = read_pool
        self._read_model = ReadModel(read_pool)
        self._registry = registry
        self._log = log
        self._clock = clock

    async def run(self) -> None:
        """Work until cancelled; outlives both databases being away."""
        try:
            await self._work()
        finally:
            self._pool.terminate()
            self._read_pool.terminate()

    async def _work(self) -> None:
        while True:
            try:
                rest = await self._rest_after_step()
            except Exception as error:  # noqa: BLE001 - its lease runs out, and then it is done again
                _log.warning("bulk requests wait", reason=type(error).__name__)
                rest = self._settings.bulk_poll
            await asyncio.sleep(rest)

    async def _rest_after_step(self) -> float:
        began = time.monotonic()
        if not await self.step():
            return self._settings.bulk_poll
        took = time.monotonic() - began
        return self._sharing.rest(took, await self._queue.asked_ago())

    async def step(self) -> bool:
        """Answer the part whose turn it is; False if nothing waits."""
        now = self._clock.now()
        registry = self._registry.value() or {}
        valid = [consumer for consumer in registry.values() if _may_ask(consumer, now)]
        rights = [(consumer.id, ground) for consumer in valid for ground in consumer.legal_grounds]
        task = await self._queue.lease(now, now + timedelta(seconds=self._settings.bulk_lease), rights)
        if task is None:
            return False
        if task.parts_done == task.parts:
            await self._finish(task, now)
        else:
            await self._answer(task, registry[task.consumer])
        return True

    async def _finish(self, task: Task, now: datetime) -> None:
        """Make the result known; if parts of it were answered by another process, a few of them are summed up first."""
        total = self._sums.of(task.id)
        if total.parts < task.parts:
            for part, lines in await self._queue.results(task, total.parts, _READ_AT_ONCE):
                total.add(part, lines)
        if total.parts < task.parts:
            await self._queue.release(task, now)
            return
        expires_at = now + timedelta(seconds=self._settings.bulk_kept)
        await self._queue.finish(task, total.size, total.digest, now, expires_at)
        self._sums.forget(task.id)

    async def _answer(self, task: Task, consumer: Consumer) -> None:
        part, first = await self._queue.part(task), task.done + 1
        if part is None:
            return
        look_ups = look_ups_in(part, first)
        freshness = await freshness_in(self._read_pool)
        fields = [FIELDS.format(number) for number in range(first, first + len(look_ups))]
        results = await self._read_model.results(look_ups, consumer.scopes, task.language, task.as_of, fields)
        lines = result_lines(results, first)
        told = list(dict.fromkeys(found.number for result in results for found in result.found))
        record = self._record(task)
        record.look_ups = [kind_of(look_up) for look_up in look_ups]
        record.outcomes = [result.outcome.value for result in results]
        record.proceedings = told
        # In the access log before it can be told.
        await self._log.write(record.row(200, None, sha256(lines).digest()))
        kinds = answered_kinds(record.look_ups, record.outcomes)
        done = Done(lines, len(results), added(task.outcomes, results), kinds, freshness.for_numbers(told))
        if await self._queue.keep(task, done, self._clock.now()):
            self._sums.of(task.id).add(task.parts_done, lines)
            LOOK_UPS.inc(len(results))

    def _record(self, task: Task) -> Record:
        record = Record(self._clock.now(), OPERATION, consumer=task.consumer, request_digest=task.request_digest)
        record.asked_for(task.purpose)
        record.as_of = task.as_of
        return record


def _may_ask(consumer: Consumer, now: datetime) -> bool:
    try:
        check_valid(consumer, now)
    except Refused:
        return False
    return True
