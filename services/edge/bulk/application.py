"""Answers bulk requests, one part at a time; while there are other requests it pauses in between."""

import asyncio
import time
from datetime import datetime, timedelta
from hashlib import sha256

from prometheus_client import Counter

from contracts.service_3_11_01 import Outcome
from services.edge.access.domain.rights import answered_kinds, check_valid
from services.edge.access_log.domain.record import AccessRecord
from services.edge.access_log.writer import AccessLog
from services.edge.bulk.domain.checksum import ChecksumCache
from services.edge.bulk.domain.parts import FIELDS, counted, look_ups_in, result_lines
from services.edge.bulk.domain.tasks import StoredTask
from services.edge.bulk.domain.throttle import BackgroundThrottle
from services.edge.bulk.task_queue import AnsweredPart, BulkTaskQueue
from services.edge.lookup.domain.requests import kind_of
from services.edge.lookup.freshness import FreshnessReader
from services.edge.lookup.read_model import ReadModel
from services.edge.registry.domain.consumers import Consumer
from services.edge.settings import EdgeSettings
from shared.clock import Clock
from shared.database import Pool
from shared.http.problems import Refused
from shared.refreshing import RefreshingCache
from shared.telemetry.logs import get_logger

LOOK_UPS = Counter("lea_edge_bulk_look_ups", "Look-ups of bulk requests answered")

OPERATION = "bulk-request-part"
"""Operation of each part in the access log."""

_CHECKSUMS, _PARTS_AT_ONCE = 1000, 8
_log = get_logger(__name__)


class BulkProcessor:
    """Answers bulk requests; a part of the worker."""

    def __init__(
        self,
        settings: EdgeSettings,
        pool: Pool,
        read_pool: Pool,
        registry: RefreshingCache[dict[str, Consumer]],
        log: AccessLog,
        clock: Clock,
    ) -> None:
        """`pool`, of the edge's own database, may commit asynchronously; both are closed in the end."""
        self._settings = settings
        self._throttle = BackgroundThrottle(settings.bulk_duty_cycle, settings.bulk_idle_after)
        self._pool = pool
        self._queue = BulkTaskQueue(pool)
        self._checksums = ChecksumCache(_CHECKSUMS)
        self._read_pool = read_pool
        self._read_model = ReadModel(read_pool)
        self._freshness = FreshnessReader(read_pool, clock)
        self._registry = registry
        self._log = log
        self._clock = clock

    async def run(self) -> None:
        """Work until cancelled; survives unreachable databases."""
        try:
            await self._work()
        finally:
            self._pool.terminate()
            self._read_pool.terminate()

    async def _work(self) -> None:
        while True:
            try:
                pause = await self._pause_after_step()
            except Exception as error:  # noqa: BLE001 - the lease of the task expires, then it is tried again
                _log.warning("bulk request not answered", reason=type(error).__name__)
                pause = self._settings.bulk_poll_interval
            await asyncio.sleep(pause)

    async def _pause_after_step(self) -> float:
        began = time.monotonic()
        if not await self.step():
            return self._settings.bulk_poll_interval
        worked = time.monotonic() - began
        return self._throttle.pause(worked, await self._queue.idle_seconds())

    async def step(self) -> bool:
        """Answer the next part of the task whose turn it is; False if there is no task, or it has to wait."""
        now = self._clock.now()
        registry = self._registry.value() or {}
        valid = [consumer for consumer in registry.values() if _may_ask(consumer, now)]
        rights = [(consumer.id, ground) for consumer in valid for ground in consumer.legal_grounds]
        task = await self._queue.lease(now, now + timedelta(seconds=self._settings.bulk_lease_timeout), rights)
        if task is None:
            return False
        if task.parts_done == task.parts:
            await self._finish(task, now)
            return True
        return await self._answer(task, registry[task.consumer])

    async def _finish(self, task: StoredTask, now: datetime) -> None:
        """Publish the result; of parts that another process has answered, a few are added to the checksum first."""
        checksum = self._checksums.of(task.id)
        if checksum.parts < task.parts:
            for part, lines in await self._queue.results(task, checksum.parts, _PARTS_AT_ONCE):
                checksum.add(part, lines)
        if checksum.parts < task.parts:
            await self._queue.release(task, now)
            return
        expires_at = now + timedelta(seconds=self._settings.bulk_result_retention)
        await self._queue.finish(task, checksum.size, checksum.digest, now, expires_at)
        self._checksums.forget(task.id)

    async def _answer(self, task: StoredTask, consumer: Consumer) -> bool:
        """Answer the next part; False if the read model has to catch up first."""
        part, first = await self._queue.part(task), task.done + 1
        if part is None:
            return True
        look_ups = look_ups_in(part, first)
        freshness = await self._freshness.read()
        fields = [FIELDS.format(number) for number in range(first, first + len(look_ups))]
        results = await self._read_model.results(look_ups, consumer.scopes, task.language, task.at, fields)
        missing = any(result.outcome is Outcome.NOT_FOUND for result in results)
        if missing and not freshness.shows_absence(self._clock.elapsed(), self._settings.stale_after):
            await self._queue.release(task, self._clock.now())
            return False
        lines = result_lines(results, first)
        numbers = list(dict.fromkeys(found.number for result in results for found in result.found))
        record = self._record(task)
        record.look_ups = [kind_of(look_up) for look_up in look_ups]
        record.outcomes = [result.outcome.value for result in results]
        record.proceedings = numbers
        # In the access log before it can be fetched.
        await self._log.write(record.entry(200, None, sha256(lines).digest()))
        kinds = answered_kinds(record.look_ups, record.outcomes)
        answered = AnsweredPart(
            lines, len(results), counted(task.outcomes, results), kinds, freshness.for_numbers(numbers)
        )
        if await self._queue.store(task, answered, self._clock.now()):
            self._checksums.of(task.id).add(task.parts_done, lines)
            LOOK_UPS.inc(len(results))
        return True

    def _record(self, task: StoredTask) -> AccessRecord:
        record = AccessRecord(self._clock.now(), OPERATION, consumer=task.consumer, request_digest=task.request_digest)
        record.state_purpose(task.purpose)
        record.as_of, record.as_known_at = task.at.as_of, task.at.as_known_at
        return record


def _may_ask(consumer: Consumer, now: datetime) -> bool:
    try:
        check_valid(consumer, now)
    except Refused:
        return False
    return True
