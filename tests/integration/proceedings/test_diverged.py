"""A stream that has published what does not follow from it takes no commands; nothing else is stopped."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from prometheus_client import REGISTRY

from contracts.identifiers import new_id
from services.proceedings.application import application
from services.proceedings.policies import Policies
from services.proceedings.verification import verify_courses
from shared.clock import FixedClock
from shared.decider import StreamDiverged
from shared.eventstore.application import CommandFailed
from shared.messaging import parked
from shared.messaging.inbox import Inbox
from tests.engines import Database, NewDatabase
from tests.integration.proceedings.running import of
from tests.integration.proceedings.test_clock_behind import (
    LAST_SECOND,
    NOON,
    SERVED_ON,
    Service,
    command,
    in_voluntary_term,
    term,
)

EXPIRED_AT = LAST_SECOND + timedelta(seconds=1)
ALTER = """
UPDATE event SET effective_date = effective_date + $2::integer
WHERE stream = $1 AND type = 'lea.proceedings.voluntary-term-started.v1'
"""


@pytest.fixture
def database(migrated_database: NewDatabase) -> Database:
    return migrated_database("proceedings")


@pytest.fixture
async def service(database: Database) -> AsyncIterator[Service]:
    clock = FixedClock(NOON)
    async with asyncpg.create_pool(database.url, min_size=1, max_size=4) as pool:
        yield Service(pool, clock, Inbox(pool, Policies(application(clock))))


async def altered(database: Database, proceeding: UUID, days: int = 1) -> None:
    """Somebody changes a stored event."""
    connection = await asyncpg.connect(database.superuser_url)
    try:
        assert await connection.execute(ALTER, proceeding, days) == "UPDATE 1"
    finally:
        await connection.close()


async def test_its_commands_fail_and_those_of_others_are_accepted(service: Service, database: Database) -> None:
    proceeding, other = [await in_voluntary_term(service) for _ in range(2)]
    await altered(database, proceeding)
    before = REGISTRY.get_sample_value("lea_streams_diverged_total") or 0
    cost = of("RecordCost", cost=new_id(), kind="travel", sum="3.00 BYN")
    with pytest.raises(CommandFailed) as failed:
        await command(service, proceeding, cost, SERVED_ON)
    assert isinstance(failed.value.__cause__, StreamDiverged)
    assert REGISTRY.get_sample_value("lea_streams_diverged_total") == before + 1
    await command(service, other, cost, SERVED_ON)


async def test_the_event_of_a_policy_is_parked_and_applied_when_the_stream_is_right(
    service: Service, database: Database
) -> None:
    proceeding, other = [await in_voluntary_term(service) for _ in range(2)]
    await altered(database, proceeding)
    fresh = Service(service.pool, service.clock, Inbox(service.pool, Policies(application(service.clock))))
    service.clock.moment = EXPIRED_AT
    for delivery in (*term(proceeding), *term(other)):
        await fresh.take(delivery)
    assert await fresh.held() == [("parked", 2, 1)]
    (kept,) = await parked.list_held(service.pool, consumer="proceedings")
    assert kept.problem.startswith("PermanentFailure: command ")
    assert "rests on the same inputs" in kept.problem
    assert (await fresh.happened(other))[-1] == "compulsory-execution-started"

    await altered(database, proceeding, -1)
    await parked.retry(service.pool, [kept.id])
    await fresh.waited()
    assert await fresh.held() == []
    assert (await fresh.happened(proceeding))[-1] == "compulsory-execution-started"


async def test_a_comparison_names_it(service: Service, database: Database) -> None:
    proceeding, _ = [await in_voluntary_term(service) for _ in range(2)]
    async with service.pool.acquire() as connection:
        assert (await verify_courses(connection)).differing == []
        await altered(database, proceeding)
        verified = await verify_courses(connection)
    assert verified.courses == 2
    assert [(each.proceeding, each.since, each.explained) for each in verified.differing] == [
        (proceeding, SERVED_ON, False)
    ]
