"""Schemathesis over the OpenAPI document, with all its checks: no undescribed status, none of 5xx."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest

from services.edge.registry.first_consumers import register
from services.edge.settings import EdgeSettings
from services.edge.worker import bulk_components
from shared.clock import SystemClock
from shared.database import create_pool
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import COURT, PURPOSE, fill_read_model, proceeding
from tests.patience import until
from tests.service_process import service_process

ROOT = Path(__file__).parents[3]
EXAMPLES = os.environ.get("LEA_SCHEMATHESIS_EXAMPLES", "30")
SEED = os.environ.get("LEA_SCHEMATHESIS_SEED", "31101")
BULK = "/v1/bulk-requests"


@dataclass(frozen=True)
class Served:
    """An edge as a process."""

    url: str
    key: str
    own: Database
    model: Database

    def client(self) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self.key}", "LEA-Request-Id": str(uuid4()), **PURPOSE}
        return httpx.AsyncClient(base_url=self.url, headers=headers)


@pytest.fixture(scope="module")
async def served(migrated_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """Over twelve proceedings, with time for a busy machine."""
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, map(proceeding, range(12)))
    key = await register(own.owner_url, COURT)
    environment = {
        "LEA_DATABASE_URL": own.url,
        "LEA_READ_MODEL_URL": model.edge_reader_url,
        "LEA_PUBLIC_URL": "http://edge",
        "LEA_BULK_TASK_LIMIT": "1000000",
        "LEA_LOG_TIMEOUT": "30",
        "LEA_READ_TIMEOUT": "30",
        # Nobody measures here how fresh the read model is.
        "LEA_STALE_AFTER": "3600",
    }
    async with service_process("services.edge.main", tmp_path_factory.mktemp("edge") / "log", environment) as process:
        await process.ready()
        yield Served(process.url, key, own, model)


async def _bulk_request(edge: Served) -> str:
    """The id of a bulk request that is answered."""
    lines = f'{{"by": "proceeding-number", "number": "{proceeding(1).course.number}"}}\n'
    async with edge.client() as client, _worker(edge):
        taken = await client.post(BULK, content=lines, headers={"Content-Type": "application/jsonl"})

        async def done() -> bool:
            return bool((await client.get(taken.headers["location"])).json()["state"] == "done")

        await until(done, "the bulk request is answered")
    return str(taken.json()["id"])


@asynccontextmanager
async def _worker(edge: Served) -> AsyncIterator[None]:
    settings = EdgeSettings(database_url=edge.own.worker_url, read_model_url=edge.model.edge_reader_url, log_timeout=30)
    pool = await create_pool(settings)
    parts = await bulk_components(settings, SystemClock(), pool)
    tasks = [asyncio.create_task(part.run()) for part in parts]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        pool.terminate()


async def test_every_check_holds(served: Served, tmp_path: Path) -> None:
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(f'[auth.openapi.key]\nbearer = "{served.key}"\n')
    hooks = {
        "SCHEMATHESIS_HOOKS": "tests.integration.edge.schemathesis_hooks",
        "PYTHONPATH": str(ROOT),
        "LEA_TEST_CONSUMER": COURT,
        "LEA_TEST_BULK_REQUEST": await _bulk_request(served),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(settings), "run", f"{served.url}/openapi.json",
        "--checks", "all", "--max-examples", EXAMPLES, "--seed", SEED, "--continue-on-failure",
        "--request-timeout", "60", "--no-color", "--generation-database", "none",
        cwd=tmp_path, env={**os.environ, **hooks}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    report, _ = await process.communicate()
    assert process.returncode == 0, report.decode()
    sys.stdout.write(report.decode())  # shown by `pytest -rP`
    owner = await asyncpg.connect(served.own.owner_url)
    statuses = {row["operation"]: row["statuses"] for row in await owner.fetch(_STATUSES)}
    await owner.close()
    assert set(statuses) == {*OPERATIONS, "bulk-request-part", "nowhere"}
    assert set(statuses["nowhere"]) <= {400, 404, 405}
    for operation in OPERATIONS:
        assert min(statuses[operation]) < 300, operation
        assert max(statuses[operation]) < 500, operation


OPERATIONS = {
    "information-request", "enforcement-proceeding", "policy", "changes", "reconciliation", "bulk-request", "bulk-task",
    "bulk-result",
}  # fmt: skip
_STATUSES = "SELECT operation, array_agg(DISTINCT status) AS statuses FROM access_log GROUP BY operation"
