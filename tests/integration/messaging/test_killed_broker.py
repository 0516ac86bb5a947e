"""Queries are answered again after the broker was killed under the endpoint; none twice, and the endpoint goes on."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from contracts.base import Contract
from contracts.identifiers import new_id
from contracts.queries.base import QueryEnvelope
from contracts.queries.deadlines import Limits, ListLimits
from infra.stack.stack import Stack
from shared.database import Connection, Pool
from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.client import QueryClient
from shared.messaging.queries import QueryEndpoint
from shared.messaging.senders import OPERATOR
from shared.settings import Settings
from tests.engines import provisioned
from tests.patience import PATIENCE, until


class Answers:
    """Answers every query, and counts how often each was asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    async def answer(self, connection: Connection, query: QueryEnvelope[Any]) -> Contract:
        """Nothing was found."""
        self.asked[str(query.id)] += 1
        await connection.execute("SELECT 1")
        return Limits(limits=(), more=False)


@pytest.fixture(scope="module")
def settings(settings: Settings, new_vhost: Callable[[], str]) -> Settings:
    return settings.model_copy(update={"service": "deadlines", "broker_url": new_vhost(), "stop_grace": 3})


@asynccontextmanager
async def _answering(settings: Settings, pool: Pool, handler: Answers) -> AsyncIterator[asyncio.Task[None]]:
    endpoint = QueryEndpoint(settings, pool, handler)
    running = asyncio.create_task(endpoint.run())

    async def ready() -> bool:
        return await endpoint.readiness() is None

    try:
        await until(ready)
        yield running
        await until(ready)
    finally:
        endpoint.stop()
        await asyncio.wait_for(running, PATIENCE)


async def _restored(settings: Settings) -> bool:
    """Whether the broker is back, with what the process `topology` declares."""
    try:
        await provisioned(settings.broker_url, {})
    except BROKER_UNAVAILABLE:
        return False
    return True


def _query() -> QueryEnvelope[Any]:
    return QueryEnvelope(
        id=new_id(), source="/lea/test", type=ListLimits.type, actor="executor:0101-017", data=ListLimits()
    )


async def test_queries_are_answered_again_after_the_broker_was_killed(
    engines: Stack, settings: Settings, pool: Pool
) -> None:
    handler, asked = Answers(), Counter[str]()
    stop = asyncio.Event()

    async def keep_asking(client: QueryClient) -> None:
        while not stop.is_set():
            query = _query()
            reply = await client.ask(query, timeout=2 * PATIENCE)
            assert reply == Limits(limits=(), more=False)
            asked[str(query.id)] += 1

    async with (
        QueryClient(settings.broker_url, user=OPERATOR, resend_after=1.0) as client,
        _answering(settings, pool, handler) as running,
    ):
        async with asyncio.TaskGroup() as group:
            for _ in range(4):
                group.create_task(keep_asking(client))
            await until(lambda: sum(asked.values()) > 20)
            await asyncio.to_thread(engines.kill, "broker")
            # Its supervisor starts it again; what was declared just before the kill may be gone from its disk.
            await until(lambda: _restored(settings))
            before = sum(asked.values())
            await until(lambda: sum(asked.values()) > before + 20)
            stop.set()
        assert not running.done(), "the endpoint stopped with the broker"
        # Nothing of what was asked is left, and what was asked after the kill is answered once.
        handler.asked.clear()
        assert await client.ask(_query(), timeout=PATIENCE) == Limits(limits=(), more=False)
        assert list(handler.asked.values()) == [1]
    assert set(asked.values()) == {1}
