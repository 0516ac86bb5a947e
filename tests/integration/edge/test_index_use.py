"""Look-ups find their rows by an index, planned by PostgreSQL's defaults."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime

import asyncpg
import pytest

from contracts.service_3_11_01 import ByCourtCase, ByDebtor, ByExecutionDocument, ByProceedingNumber, LookUp
from contracts.values import IdentifierKind, PersonIdentifier
from infra.demo.persons import payer_number
from services.court_query.read_model import COPIES
from services.edge.lookup.changes import changes_after
from services.edge.lookup.domain.changes import FeedPosition
from services.edge.lookup.domain.requests import PRESENT, PointInTime
from services.edge.lookup.read_model import ReadModel
from shared.database import Pool, create_pool, create_read_pool
from shared.settings import Settings
from tests.engines import Database, NewDatabase
from tests.factories.proceedings import life, number_of, stream_of
from tests.factories.stores import fill_read_model

PROCEEDINGS = 3_000
EXECUTIONS = 7
"""PostgreSQL considers a generic plan from the sixth execution of a prepared statement on."""
FEW, MANY = 10, 100
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

_SEQUENTIAL_SCANS = """
    SELECT relname, seq_scan FROM pg_stat_user_tables WHERE schemaname = 'read_model_a' AND seq_scan > 0
"""

_REVISED = """
    INSERT INTO read_model_a.revision (proceeding, revision, version, since, recorded_at)
    SELECT id, number_of_it, version, initiated_on, recorded_at
    FROM read_model_a.proceeding, generate_series(1, 3) AS number_of_it
"""


@pytest.fixture(scope="module")
async def model(migrated_database: NewDatabase) -> Database:
    database = migrated_database("court_query")
    await fill_read_model(database.owner_url, range(PROCEEDINGS))
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute(_REVISED)
    await owner.execute("VACUUM (ANALYZE) read_model_a.revision")
    await owner.close()
    return database


@pytest.fixture(scope="module")
async def pool(model: Database) -> AsyncIterator[Pool]:
    async with await create_read_pool(model.edge_reader_url, "test", size=1, statement_timeout=5) as opened:
        yield opened


def _by_number(number: int) -> LookUp:
    return ByProceedingNumber(by="proceeding-number", number=number_of(number))


def _by_document(number: int) -> LookUp:
    document = life(number)[0].data.document
    return ByExecutionDocument(
        by="execution-document", number=document.number, issuer=document.issuer.code, issued_on=document.issued_on
    )


def _by_court_case(number: int) -> LookUp:
    return ByCourtCase(by="court-case", case_number=f"{number // 3}-15/2025")


def _by_debtor(number: int) -> LookUp:
    identifier = PersonIdentifier(kind=IdentifierKind.UNP, value=payer_number(number // 2))
    return ByDebtor(by="debtor", identifier=identifier)


async def _scanned(model: Database, pool: Pool, work: Callable[[], Awaitable[object]]) -> dict[str, int]:
    """The tables of the read model that `work` reads whole, with the number of scans; it has to find something."""
    observer = await asyncpg.connect(model.superuser_url)
    try:
        await observer.execute("SELECT pg_stat_reset()")
        for _ in range(EXECUTIONS):
            assert await work()
        await pool.execute("SELECT pg_stat_force_next_flush()")
        return dict(await observer.fetch(_SEQUENTIAL_SCANS))
    finally:
        await observer.close()


@pytest.mark.parametrize("look_ups", [1, MANY])
@pytest.mark.parametrize("at", [PRESENT, PointInTime(date(2026, 6, 1)), PointInTime(None, NOW)])
@pytest.mark.parametrize("by", [_by_number, _by_document, _by_court_case, _by_debtor])
async def test_look_ups(
    model: Database, pool: Pool, by: Callable[[int], LookUp], at: PointInTime, look_ups: int
) -> None:
    asked = [(place, by(place % 150)) for place in range(look_ups)]

    assert await _scanned(model, pool, lambda: ReadModel(pool).find(asked, "en", at)) == {}


async def test_the_feed_of_changes(model: Database, pool: Pool) -> None:
    assert await _scanned(model, pool, lambda: changes_after(pool, FeedPosition(1, 0), MANY, "en")) == {}


async def test_the_proceedings_that_a_batch_of_events_changes(model: Database) -> None:
    streams = [stream_of(number) for number in range(FEW)]
    settings = Settings(service="court_query", database_url=model.url, pool_size=1)
    async with await create_pool(settings) as service_pool:

        async def load() -> object:
            async with service_pool.acquire() as connection:
                return await COPIES["a"].load(connection, streams)

        assert await _scanned(model, service_pool, load) == {}
