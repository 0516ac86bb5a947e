"""An edge over a real read model and its own real database, asked over ASGI."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from services.court_query.domain.proceeding import Proceeding, evolve
from services.court_query.read_model import COPIES
from services.edge.api import EdgeApi
from services.edge.main import compose
from services.edge.registry.first_consumers import register
from services.edge.settings import ApiSettings
from shared.clock import FixedClock
from shared.database import create_pool
from shared.refreshing import RefreshingCache
from shared.service import ServiceComponent
from tests.engines import Database, NewDatabase
from tests.factories.proceedings import life

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
COURT = "supreme-court"
URL = "http://edge"
PURPOSE = {"LEA-Legal-Ground": "case-at-hand", "LEA-Court-Case": "12-3/2026"}


def proceeding(number: int) -> Proceeding:
    """The proceeding with this serial number, as in the read model."""
    folded: Proceeding | None = reduce(evolve, life(number), None)
    assert folded
    return folded


@dataclass
class Edge:
    """The API process under test, with its databases and the key of its consumer."""

    app: EdgeApi
    model: Database
    own: Database
    key: str
    clock: FixedClock
    settings: ApiSettings
    parts: Sequence[ServiceComponent]

    def client(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app)
        return httpx.AsyncClient(transport=transport, base_url=URL)

    def headers(self, **others: str) -> dict[str, str]:
        """The headers of a request for one proceeding."""
        own = {"Authorization": f"Bearer {self.key}", "LEA-Request-Id": str(uuid4())}
        return {**own, **PURPOSE, **{name.replace("_", "-"): value for name, value in others.items()}}

    async def get(self, number: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async with self.client() as client:
            path = f"/v1/enforcement-proceedings/{number}"
            return await client.get(path, headers=self.headers() if headers is None else headers)

    def request(self, *look_ups: Any, **others: Any) -> dict[str, Any]:
        """A request as it is sent."""
        return {
            "request_id": str(uuid4()),
            "consumer": COURT,
            "legal_ground": "case-at-hand",
            "court_case": "12-3/2026",
            "look_ups": list(look_ups),
            **others,
        }

    async def post(self, body: Any, **headers: str) -> httpx.Response:
        """Send an information request; bytes are sent as they are, everything else as JSON."""
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        own = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        async with self.client() as client:
            return await client.post("/v1/information-requests", **content, headers={**own, **headers})

    async def log(self) -> list[dict[str, Any]]:
        """The access log in the order it was written."""
        connection = await asyncpg.connect(self.own.owner_url)
        try:
            return [
                dict(row)
                for row in await connection.fetch("SELECT * FROM access_log ORDER BY age(xmin) DESC, sequence")
            ]
        finally:
            await connection.close()

    async def last(self) -> dict[str, Any]:
        """The last record of the access log."""
        connection = await asyncpg.connect(self.own.owner_url)
        try:
            return dict(await connection.fetchrow("SELECT * FROM access_log ORDER BY age(xmin), sequence DESC LIMIT 1"))
        finally:
            await connection.close()

    async def refresh(self) -> None:
        """Refresh the caches."""
        for part in self.parts:
            if isinstance(part, RefreshingCache):
                await part.refresh()


async def fill_read_model(model: Database, proceedings: Iterable[Proceeding]) -> None:
    """Write proceedings to the read model, measured as fresh."""
    owner = await asyncpg.connect(model.owner_url)
    try:
        await COPIES["a"].fill(owner, proceedings)
        await owner.execute(
            """
            INSERT INTO read_model.freshness (data_as_of, horizon, store_time, complete_to, measured_at)
            VALUES ($1, '0', $1, $1, '2100-01-01') ON CONFLICT DO NOTHING
            """,
            NOW,  # measured in the future: only the clock of the test makes it older
        )
    finally:
        await owner.close()


@asynccontextmanager
async def running_edge(model: Database, own: Database, **settings: Any) -> AsyncIterator[Edge]:
    """An edge with its parts running."""
    api_settings = ApiSettings(
        database_url=own.url,
        read_model_url=model.edge_reader_url,
        read_pool_size=2,
        **{"log_timeout": 20, "public_url": URL, **settings},
    )
    key = await register(own.owner_url, COURT, valid_from=NOW)
    async with _running(Edge(EdgeApi(), model, own, key, FixedClock(NOW), api_settings, ())) as edge:
        yield edge


@asynccontextmanager
async def second_process(edge: Edge) -> AsyncIterator[Edge]:
    """A second API process over the same databases."""
    async with _running(replace(edge, app=EdgeApi())) as other:
        yield other


@asynccontextmanager
async def _running(edge: Edge) -> AsyncIterator[Edge]:
    """An edge with its own parts, whose caches are filled."""
    pool = await create_pool(edge.settings)
    parts = await compose(edge.settings, edge.app, edge.clock, pool)
    tasks = [asyncio.create_task(part.run()) for part in parts]
    opened = replace(edge, parts=parts)
    await opened.refresh()
    try:
        yield opened
    finally:
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks)
        pool.terminate()


@pytest.fixture(scope="module")
async def edge(migrated_database: NewDatabase) -> AsyncIterator[Edge]:
    """An edge over twelve proceedings; two share each debtor, three each court case."""
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, map(proceeding, range(12)))
    async with running_edge(model, own) as edge:
        yield edge


@pytest.fixture
async def fresh_edge(migrated_database: NewDatabase) -> AsyncIterator[Edge]:
    """An edge for one test, for what must not affect others."""
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, [proceeding(0)])
    async with running_edge(model, own) as edge:
        yield edge
