"""Bulk requests: sent to an API process, answered by the worker part by part, fetched from an API process."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.service_3_11_01 import BulkTask
from services.edge.access_log.writer import AccessLog
from services.edge.bulk.application import BulkProcessor
from services.edge.bulk.cleanup import BulkCleanup
from services.edge.registry.tables import consumers_in
from services.edge.settings import EdgeSettings
from shared.database import create_pool, create_read_pool
from shared.refreshing import RefreshingCache
from tests.engines import NewDatabase
from tests.integration.edge.conftest import Edge, fill_read_model, proceeding, running_edge

PATH = "/v1/bulk-requests"
NUMBERS = [proceeding(number).course.number for number in range(12)]
PART = 5


@dataclass
class Bulk:
    """An edge, and a worker that answers parts when a test calls it."""

    edge: Edge
    work: BulkProcessor
    tidying: BulkCleanup
    registry: RefreshingCache[Any]

    async def hand_in(self, lines: Iterable[Any], headers: dict[str, str] | None = None, **others: str) -> Any:
        body = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
        sent = {**(headers or self.edge.headers()), "Content-Type": "application/jsonl"}
        async with self.edge.client() as client:
            return await client.post(
                PATH,
                content=body,
                headers={**sent, **{name.replace("_", "-"): value for name, value in others.items()}},
            )

    async def taken(self, lines: Iterable[Any], **others: str) -> BulkTask:
        response = await self.hand_in(lines, None, **others)
        assert response.status_code == 202, response.text
        task = BulkTask.model_validate_json(response.content)
        assert response.headers["location"] == f"{PATH}/{task.id}"
        return task

    async def get(self, path: str, **headers: str) -> Any:
        async with self.edge.client() as client:
            return await client.get(f"{PATH}/{path}", headers={"Authorization": f"Bearer {self.edge.key}", **headers})

    async def task(self, task: UUID) -> BulkTask:
        response = await self.get(str(task))
        assert response.status_code == 200, response.text
        return BulkTask.model_validate_json(response.content)

    async def finished(self) -> int:
        """Work until no task waits; the number of steps."""
        await self.registry.refresh()
        steps = 0
        while await self.work.step():
            steps += 1
        return steps

    async def rows(self, table: str) -> int:
        owner = await asyncpg.connect(self.edge.own.owner_url)
        try:
            count: int = await owner.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 - one of ours
            return count
        finally:
            await owner.close()


@asynccontextmanager
async def working(edge: Edge) -> AsyncIterator[Bulk]:
    settings = EdgeSettings(
        database_url=edge.own.worker_url, read_model_url=edge.model.edge_reader_url, log_timeout=20, bulk_part_size=PART
    )
    pool = await create_pool(settings)
    read_pool = await create_read_pool(settings.read_model_url, "bulk", size=1, statement_timeout=20)
    registry = RefreshingCache("registry", partial(consumers_in, pool), 60, 60)
    log = AccessLog(settings)
    writing = asyncio.create_task(log.run())
    try:
        yield Bulk(
            edge,
            BulkProcessor(settings, pool, read_pool, registry, log, edge.clock),
            BulkCleanup(settings, pool, edge.clock),
            registry,
        )
    finally:
        writing.cancel()
        pool.terminate()
        read_pool.terminate()


@pytest.fixture
async def bulk(migrated_database: NewDatabase) -> AsyncIterator[Bulk]:
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, map(proceeding, range(12)))
    async with running_edge(model, own, bulk_part_size=PART) as edge, working(edge) as bulk:
        yield bulk


def by_number(number: str) -> dict[str, str]:
    return {"by": "proceeding-number", "number": number}
