"""Alarms: computed from the access log, raised and ended as events, and shown as metrics."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from services.edge.access_log.domain.record import AccessRecord
from services.edge.access_log.writer import AccessLog
from services.edge.alarms.application import ALARMS, AnomalyDetector
from services.edge.settings import EdgeSettings
from shared.access_log.chain import Entry
from shared.clock import FixedClock
from shared.database import Pool, create_pool
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import NOW

MINUTE, LEAST = timedelta(minutes=1), 20
_ALARMS = """
    SELECT split_part(type, '.', 3) AS what, alarm ->> 'kind' AS kind, alarm ->> 'consumer' AS consumer, version
    FROM event CROSS JOIN LATERAL (SELECT convert_from(data, 'UTF8')::json AS alarm) AS read
    WHERE type LIKE 'lea.edge.alarm%' ORDER BY xid, position
"""


@dataclass
class Traffic:
    """Consumers that ask, and the detector that watches them."""

    own: Database
    clock: FixedClock
    pool: Pool
    settings: EdgeSettings

    @property
    def watch(self) -> AnomalyDetector:
        return AnomalyDetector(self.settings, self.pool, self.clock)

    async def ask(
        self,
        times: int,
        consumer: str | None,
        outcome: str = "found",
        status: int = 200,
        numbers: Sequence[int] = (),
        operation: str = "information-request",
    ) -> None:
        """Record requests with one look-up each, in a new chain; each with one of these numbers."""
        log = AccessLog(self.settings.model_copy(update={"database_url": self.own.url}))
        writing = asyncio.create_task(log.run())
        next_numbers = iter(numbers)
        rows = [self._row(consumer, outcome, status, next(next_numbers, None), operation) for _ in range(times)]
        await asyncio.gather(*map(log.write, rows))
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing

    def _row(self, consumer: str | None, outcome: str, status: int, number: int | None, operation: str) -> Entry:
        record = AccessRecord(self.clock.now(), operation, consumer=consumer, request_id=uuid4())
        record.legal_ground, record.court_case = "case-at-hand", "1"
        record.look_ups, record.outcomes = ("proceeding-number",), (outcome,)
        record.proceedings = () if number is None else (f"0101-2026-{number:06}",)
        return record.entry(status, None if status == 200 else "refused", bytes(32))

    async def alarms(self) -> list[tuple[str, str, str | None, int]]:
        """The alarms raised and ended, in order, with their versions."""
        connection = await asyncpg.connect(self.own.owner_url)
        rows = await connection.fetch(_ALARMS)
        await connection.close()
        return [(row["what"], row["kind"], row["consumer"], row["version"]) for row in rows]


@pytest.fixture
async def traffic(migrated_database: NewDatabase) -> AsyncIterator[Traffic]:
    own = migrated_database("edge")
    settings = EdgeSettings(
        database_url=own.worker_url,
        read_model_url="none",
        alarm_min_count=LEAST,
        log_timeout=20,
        alarm_baseline=24 * 3600,
    )
    pool = await create_pool(settings)
    yield Traffic(own, FixedClock(NOW), pool, settings)
    pool.terminate()


async def test_an_alarm_is_raised_once_shown_and_ended(traffic: Traffic) -> None:
    await traffic.ask(LEAST, "prober", "not-found")
    await traffic.watch.detect()
    assert await traffic.alarms() == []
    await traffic.ask(1, "prober", "not-found")
    await traffic.watch.detect()
    await traffic.watch.detect()
    raised = ("alarm-raised", "enumeration", "prober", 1)
    assert await traffic.alarms() == [raised]
    assert ALARMS.labels("enumeration", "prober")._value.get() == 1
    traffic.clock.advance(11 * MINUTE)
    await traffic.watch.detect()
    ended = ("alarm-ended", "enumeration", "prober", 2)
    assert await traffic.alarms() == [raised, ended]
    assert ALARMS.labels("enumeration", "prober")._value.get() == 0
    await traffic.ask(LEAST + 1, "prober", "not-found")
    await traffic.watch.detect()
    assert await traffic.alarms() == [raised, ended, ("alarm-raised", "enumeration", "prober", 3)]


async def test_consecutive_numbers_are_an_enumeration(traffic: Traffic) -> None:
    await traffic.ask(3 * LEAST, "walker", numbers=range(1, 3 * LEAST + 1))
    await traffic.ask(3 * LEAST, "reader", numbers=range(1, 9 * LEAST, 3))
    await traffic.watch.detect()
    assert await traffic.alarms() == [("alarm-raised", "enumeration", "walker", 1)]


async def test_unknown_keys_that_are_tried_raise_an_alarm(traffic: Traffic) -> None:
    await traffic.ask(LEAST + 1, None, status=401)
    await traffic.watch.detect()
    assert await traffic.alarms() == [("alarm-raised", "refusals", None, 1)]


async def test_tried_keys_are_not_hidden_among_requests_for_unknown_addresses(traffic: Traffic) -> None:
    await traffic.ask(LEAST, None, status=401)
    await traffic.ask(3 * LEAST, None, status=404)
    await traffic.watch.detect()
    assert await traffic.alarms() == [("alarm-raised", "refusals", None, 1)]


async def test_far_more_look_ups_than_usual_raise_an_alarm(traffic: Traffic) -> None:
    await traffic.ask(LEAST, "steady")
    traffic.clock.advance(6 * 60 * MINUTE)
    await traffic.ask(LEAST * 2, "steady")
    await traffic.ask(LEAST * 9, "new")
    await traffic.watch.detect()
    assert await traffic.alarms() == [("alarm-raised", "odd-volume", "steady", 1)]


async def test_every_record_is_counted_once_by_several_workers(traffic: Traffic) -> None:
    for _ in range(3):
        await traffic.ask(7, "counted")
        await asyncio.gather(*(traffic.watch.detect() for _ in range(4)))
    await traffic.watch.detect()
    connection = await asyncpg.connect(traffic.own.owner_url)
    counted = await connection.fetchrow("SELECT sum(requests), sum(look_ups) FROM usage WHERE consumer = 'counted'")
    await connection.close()
    assert tuple(counted) == (21, 21)


async def test_reading_the_feed_is_no_enumeration(traffic: Traffic) -> None:
    await traffic.ask(3 * LEAST, "court", numbers=range(3 * LEAST), operation="changes")
    await traffic.ask(3 * LEAST, "court", "no-changes", operation="changes")
    await traffic.watch.detect()
    assert await traffic.alarms() == []
