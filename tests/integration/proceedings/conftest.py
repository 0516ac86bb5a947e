"""The service as its own process, with a database and a virtual host of its own, and both ends of its messages."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.engines import Database, NewDatabase
from tests.integration.proceedings.house import House
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def database(migrated_database: NewDatabase) -> Database:
    return migrated_database("proceedings")


@pytest.fixture(scope="module")
def service(database: Database, vhost: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the running service."""
    port, log = _free_port(), tmp_path_factory.mktemp("proceedings") / "log"
    settings = {
        "LEA_DATABASE_URL": database.url,
        "LEA_BROKER_URL": vhost,
        "LEA_HTTP_PORT": str(port),
        "LEA_RETRY_ATTEMPTS": "2",
        "LEA_RETRY_DELAY": "0.05",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.proceedings.main"],
            env={**os.environ, **settings},
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    assert process.wait(timeout=PATIENCE) == 0, log.read_text(encoding="utf-8")[-4000:]


@pytest.fixture
async def house(service: str, database: Database, vhost: str) -> AsyncIterator[House]:
    """The rest of the house, as the service sees it."""
    await _ready(service)
    async with House.opened(database, vhost) as opened:
        yield opened


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _ready(service: str) -> None:
    async with httpx.AsyncClient() as client, asyncio.timeout(30):
        while True:
            try:
                if (await client.get(f"{service}/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)
