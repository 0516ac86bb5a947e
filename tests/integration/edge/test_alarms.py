"""Alarms: taken from the access log, raised and ended as events, and shown as metrics."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from services.edge.access_log.domain.chain import Entry
from services.edge.access_log.domain.record import Record
from services.edge.access_log.writer import AccessLog
from services.edge.alarms.application import ALARMS, AnomalyDetector
from services.edge.settings import EdgeSettings
from shared.clock import FixedClock
from shared.database import Pool, create_pool
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import NOW

MINUTE, LEAST = timedelta(minutes=1), 20
_ALARMS = """
    SELECT split_part(type, '.', 3) AS what, told ->> 'kind' AS kind, told ->> 'consumer' AS consumer, version
    FROM event CROSS JOIN LATERAL (SELECT convert_from(data, 'UTF8')::json AS told) AS read
    WHERE type LIKE 'lea.edge.alarm%' ORDER BY xid, position
"""


@dataclass
class Street:
    """Those who ask, and who watches them."""

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
        """So many requests with one look-up each, of a process of its own; of these numbers, one each."""
        log = AccessLog(self.settings.model_copy(update={"database_url": self.own.url}))
        writing = asyncio.create_task(log.run())
        told = iter(numbers)
        rows = [self._row(consumer, outcome, status, next(told, None), operation) for _ in range(times)]
        await asyncio.gather(*map(log.write, rows))
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing

    def _row(self, consumer: str | None, outcome: str, status: int, number: int | None, operation: str) -> Entry:
        record = Record(self.clock.now(), operation, consumer=consumer, request_id=uuid4())
        record.legal_ground, record.court_case = "case-at-hand", "1"
        record.look_ups, record.outcomes = ("proceeding-number",), (outcome,)
        record.proceedings = () if number is None else (f"0101-2026-{number:06}",)
        return record.entry(status, None if status == 200 else "refused", bytes(32))

    async def alarms(self) -> list[tuple[str, str, str | None, int]]:
        """What was raised and ended, in order, with its version."""
        connection = await asyncpg.connect(self.own.owner_url)
        rows = await connection.fetch(_ALARMS)
        await connection.close()
        return [(row["what"], row["kind"], row["consumer"], row["version"]) for row in rows]


@pytest.fixture
async def street(migrated_database: NewDatabase) -> AsyncIterator[Street]:
    own = migrated_database("edge")
    settings = EdgeSettings(
        database_url=own.worker_url,
        read_model_url="none",
        alarm_min_count=LEAST,
        log_timeout=20,
        alarm_baseline=24 * 3600,
    )
    pool = await create_pool(settings)
    yield Street(own, FixedClock(NOW), pool, settings)
    pool.terminate()


async def test_an_alarm_is_raised_once_shown_and_ended(street: Street) -> None:
    await street.ask(LEAST, "prober", "not-found")
    await street.watch.detect()
    assert await street.alarms() == []
    await street.ask(1, "prober", "not-found")
    await street.watch.detect()
    await street.watch.detect()
    raised = ("alarm-raised", "enumeration", "prober", 1)
    assert await street.alarms() == [raised]
    assert ALARMS.labels("enumeration", "prober")._value.get() == 1
    street.clock.advance(11 * MINUTE)
    await street.watch.detect()
    ended = ("alarm-ended", "enumeration", "prober", 2)
    assert await street.alarms() == [raised, ended]
    assert ALARMS.labels("enumeration", "prober")._value.get() == 0
    await street.ask(LEAST + 1, "prober", "not-found")
    await street.watch.detect()
    assert await street.alarms() == [raised, ended, ("alarm-raised", "enumeration", "prober", 3)]


async def test_numbers_one_after_the_other_are_an_enumeration_and_others_are_not(street: Street) -> None:
    await street.ask(3 * LEAST, "walker", numbers=range(1, 3 * LEAST + 1))
    await street.ask(3 * LEAST, "reader", numbers=range(1, 9 * LEAST, 3))
    await street.watch.detect()
    assert await street.alarms() == [("alarm-raised", "enumeration", "walker", 1)]


async def test_keys_that_are_tried_by_nobody_known_are_noticed(street: Street) -> None:
    await street.ask(LEAST + 1, None, status=401)
    await street.watch.detect()
    assert await street.alarms() == [("alarm-raised", "refusals", None, 1)]


async def test_tried_keys_are_not_hidden_among_requests_for_nothing(street: Street) -> None:
    await street.ask(LEAST, None, status=401)
    await street.ask(3 * LEAST, None, status=404)
    await street.watch.detect()
    assert await street.alarms() == [("alarm-raised", "refusals", None, 1)]


async def test_far_more_than_usual_is_odd_for_whoever_has_a_history(street: Street) -> None:
    await street.ask(LEAST, "steady")
    street.clock.advance(6 * 60 * MINUTE)
    await street.ask(LEAST * 2, "steady")
    await street.ask(LEAST * 9, "new")
    await street.watch.detect()
    assert await street.alarms() == [("alarm-raised", "odd-volume", "steady", 1)]


async def test_every_record_is_counted_once_whoever_looks(street: Street) -> None:
    for _ in range(3):
        await street.ask(7, "counted")
        await asyncio.gather(*(street.watch.detect() for _ in range(4)))
    await street.watch.detect()
    connection = await asyncpg.connect(street.own.owner_url)
    counted = await connection.fetchrow("SELECT sum(requests), sum(look_ups) FROM usage WHERE consumer = 'counted'")
    await connection.close()
    assert tuple(counted) == (21, 21)


async def test_who_follows_the_feed_enumerates_nothing(street: Street) -> None:
    await street.ask(3 * LEAST, "court", numbers=range(3 * LEAST), operation="changes")
    await street.ask(3 * LEAST, "court", "no-changes", operation="changes")
    await street.watch.detect()
    assert await street.alarms() == []
