"""An endpoint of commands with a virtual host and a client."""

from collections.abc import AsyncIterator, Callable

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel

from shared.messaging.commands import CommandClient
from shared.messaging.senders import OPERATOR
from shared.settings import Settings
from tests.integration.messaging.commands.kit import CountingHandler
from tests.patience import PATIENCE


@pytest.fixture(scope="module")
def settings(settings: Settings, new_vhost: Callable[[], str]) -> Settings:
    return settings.model_copy(update={"service": "deadlines", "broker_url": new_vhost(), "stop_grace": 3})


@pytest.fixture
def handler() -> CountingHandler:
    return CountingHandler()


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[CommandClient]:
    async with CommandClient(settings.broker_url, user=OPERATOR, timeout=PATIENCE, resend_after=10) as opened:
        yield opened


@pytest.fixture
async def channel(settings: Settings) -> AsyncIterator[AbstractChannel]:
    async with await aio_pika.connect(settings.broker_url) as connection:
        yield await connection.channel(on_return_raises=True)
