"""The service on a fresh database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg
import pytest

from services.deadlines.application import application
from services.deadlines.timer import Timer
from shared.clock import FixedClock
from shared.law.rule_sets import RuleSets
from tests.engines import NewDatabase
from tests.integration.deadlines.kit import Deadlines

RULES = RuleSets.load()


@pytest.fixture
async def deadlines(migrated_database: NewDatabase) -> AsyncIterator[Deadlines]:
    clock = FixedClock(datetime(2026, 3, 16, 9, tzinfo=UTC))
    commands = application(RULES, clock)
    async with asyncpg.create_pool(migrated_database("deadlines").url, min_size=1, max_size=4) as pool:
        yield Deadlines(pool, clock, commands, Timer(pool, commands, RULES, clock, interval=0.1, quiet_period=0))
