"""Metrics of the time limits."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import asyncpg
import pytest
from prometheus_client import REGISTRY

from contracts.identifiers import new_id
from services.deadlines.limit_counts import LimitCounter
from shared.clock import FixedClock
from shared.database import Pool
from tests.engines import NewDatabase

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
async def pool(migrated_database: NewDatabase) -> AsyncIterator[Pool]:
    async with asyncpg.create_pool(migrated_database("deadlines").url, min_size=1, max_size=2) as made:
        yield made


async def add(pool: Pool, standing: str, due: date, changed_at: datetime) -> None:
    await pool.execute(
        """INSERT INTO limit_standing (occurrence, stream, limit_id, article, rule_set, starts_on, due, provisional,
                                       standing, changed_at)
           VALUES ($1, $2, 'some-limit', 'Art. 357', 'epc-2021', $3, $3, false, $4, $5)""",
        new_id(),
        new_id(),
        due,
        standing,
        changed_at,
    )


def told(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


async def test_limits_are_counted_by_state(pool: Pool) -> None:
    census = LimitCounter(pool, FixedClock(NOW))
    await census.count()
    assert [told("lea_limits", standing="running"), told("lea_limits_due")] == [0, 0]
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    await add(pool, "running", date(2026, 3, 10), long_ago)
    await add(pool, "expired", date(2026, 3, 1), long_ago)
    await census.count()
    assert [told("lea_limits", standing="running"), told("lea_limits", standing="expired")] == [1, 1]
    assert [told("lea_limits_due"), told("lea_limit_timer_lag_seconds")] == [0, 0]


async def test_the_lag_begins_after_the_last_day_in_minsk_or_with_the_last_change(pool: Pool) -> None:
    census = LimitCounter(pool, FixedClock(NOW))
    await add(pool, "running", date(2026, 3, 1), datetime(2026, 3, 10, 8, 59, 30, tzinfo=UTC))
    await census.count()
    assert [told("lea_limits_due"), told("lea_limit_timer_lag_seconds")] == [1, 30]
    await add(pool, "running", date(2026, 3, 9), datetime(2026, 3, 1, tzinfo=UTC))
    await census.count()
    # The day after the last one began at 21:00 UTC.
    assert [told("lea_limits_due"), told("lea_limit_timer_lag_seconds")] == [2, 12 * 3600]
