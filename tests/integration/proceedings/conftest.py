"""The service as its own process, with a database and a virtual host of its own, and both ends of its messages."""

from collections.abc import AsyncIterator

import pytest

from tests.engines import Database, NewDatabase
from tests.integration.proceedings.running import House
from tests.service_process import service_process


@pytest.fixture(scope="module")
def database(migrated_database: NewDatabase) -> Database:
    return migrated_database("proceedings")


@pytest.fixture(scope="module")
async def service(database: Database, vhost: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Address of the running service."""
    settings = {
        "LEA_DATABASE_URL": database.url,
        "LEA_BROKER_URL": vhost,
        "LEA_RETRY_ATTEMPTS": "2",
        "LEA_RETRY_DELAY": "0.05",
    }
    log = tmp_path_factory.mktemp("proceedings") / "log"
    async with service_process("services.proceedings.main", log, settings) as running:
        await running.ready()
        yield running.url
        assert await running.stopped() == 0, log.read_text(encoding="utf-8")[-4000:]


@pytest.fixture
async def house(service: str, database: Database, vhost: str) -> AsyncIterator[House]:
    """The rest of the house, as the service sees it."""
    async with House.opened(database, vhost) as opened:
        yield opened
