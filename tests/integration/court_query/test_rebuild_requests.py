"""Rebuilds that operators ask for over the bus, and the job that carries them out with its progress."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from contracts.queries.read_model import RebuildLine, RebuildState, RequestRebuild
from infra.stack.stack import Stack
from services.court_query.console import CourtQueries
from services.court_query.rebuild import requests
from shared.clerk_client import ClerkClient, QueryRefused
from shared.database import Connection, create_pool
from shared.messaging.held_queries import HeldQueries
from shared.messaging.queries import QueryEndpoint
from shared.messaging.senders import publisher_of
from shared.settings import Settings
from tests.background import background
from tests.engines import provisioned
from tests.factories.proceedings import life
from tests.integration.court_query.conftest import House
from tests.patience import PATIENCE, until

SERVICE, DESK = "court_query", publisher_of("desk")
ONE, OTHER, AUDITOR = "operator:petrova", "operator:ivanov", "auditor:sidorova"
ASKED = RequestRebuild(reason="letter 7", comparing=False)


@pytest.fixture
async def client(engines: Stack, house: House) -> AsyncIterator[ClerkClient]:
    """A client of the desk; court_query answers with its own role and user."""
    await provisioned(engines.broker_url("lea_provisioner"))
    broker = engines.broker_url(publisher_of(SERVICE))
    settings = Settings(service=SERVICE, database_url=house.model.url, broker_url=broker)
    async with await create_pool(settings) as pool:
        endpoint = QueryEndpoint(settings, pool, HeldQueries(CourtQueries()))
        running = asyncio.create_task(endpoint.run())

        async def ready() -> bool:
            return await endpoint.readiness() is None

        try:
            await until(ready)
            url = engines.broker_url(DESK)
            async with ClerkClient(url, user=DESK, source="/lea/desk", actor=ONE, name="test") as opened:
                yield opened
        finally:
            endpoint.stop()
            await asyncio.wait_for(running, PATIENCE)


async def latest(client: ClerkClient) -> RebuildLine:
    return (await client.rebuilds()).rebuilds[0]


def ended(client: ClerkClient) -> Callable[[], Awaitable[RebuildLine | None]]:
    async def found() -> RebuildLine | None:
        line = await latest(client)
        return line if line.ended_at else None

    return found


async def test_a_job_carries_out_what_an_operator_asked_for(
    client: ClerkClient, house: House, owner: Connection
) -> None:
    await house.append([event for number in range(30) for event in life(number)])
    before = await owner.fetchval("SELECT copy FROM read_model.active_copy")
    [line] = (await client.request_rebuild(ASKED)).rebuilds
    assert (line.state, line.actor, line.reason, line.comparing) == (RebuildState.ASKED, ONE, "letter 7", False)
    watching = requests.watch(house.model.owner_url, house.store.event_reader_url, workers=1, interval=0.05)
    async with background(watching):
        line = await until(ended(client))
    assert (line.state, line.detail, line.phase) == (RebuildState.DONE, None, "switching")
    assert line.events == line.total > 0
    assert await owner.fetchval("SELECT copy FROM read_model.active_copy") != before


async def test_the_process_of_the_stack_does_so_and_ends_at_once(client: ClerkClient, house: House) -> None:
    await client.request_rebuild(ASKED)
    environment = {
        **os.environ,
        "LEA_MIGRATION_DATABASE_URL": house.model.owner_url,
        "LEA_EVENT_STORE_URLS": f'{{"proceedings": "{house.store.event_reader_url}"}}',
        "LEA_REBUILD_INTERVAL": "0.1",
    }
    arguments = (sys.executable, "-m", "services.court_query.rebuild", "--watch")
    process = await asyncio.create_subprocess_exec(*arguments, env=environment)
    try:
        assert (await until(ended(client))).state is RebuildState.DONE
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    finally:
        if process.returncode is None:
            process.kill()


async def test_one_rebuild_is_open_at_a_time_and_asking_twice_is_asking_once(client: ClerkClient) -> None:
    for _ in range(2):
        assert len((await client.request_rebuild(ASKED)).rebuilds) == 1
    for actor, asked in ((OTHER, ASKED), (ONE, RequestRebuild(reason="another"))):
        with pytest.raises(QueryRefused, match="has asked for a rebuild that has not ended"):
            await client.acting_as(actor).request_rebuild(asked)


async def test_auditors_look_and_others_do_not(client: ClerkClient) -> None:
    assert (await client.acting_as(AUDITOR).rebuilds()).rebuilds == ()
    with pytest.raises(QueryRefused, match="operator:"):
        await client.acting_as(AUDITOR).request_rebuild(ASKED)
    with pytest.raises(QueryRefused, match="operator: or auditor:"):
        await client.acting_as("head:0101").rebuilds()


async def test_a_rebuild_that_fails_says_why_and_the_next_can_be_asked_for(
    client: ClerkClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: object, **__: object) -> None:
        raise ValueError("an event cannot be read")

    with monkeypatch.context() as patched:
        patched.setattr(requests, "rebuild", failing)
        await client.request_rebuild(ASKED)
        watching = requests.watch(house.model.owner_url, house.store.event_reader_url, workers=1, interval=0.05)
        async with background(watching):
            line = await until(ended(client))
    assert (line.state, line.detail) == (RebuildState.FAILED, "ValueError: an event cannot be read")
    assert len((await client.request_rebuild(ASKED)).rebuilds) == 2


async def test_a_rebuild_that_was_left_is_taken_up(client: ClerkClient, house: House) -> None:
    await client.request_rebuild(ASKED)
    await house.model.execute("UPDATE rebuild SET started_at = now() - interval '1 hour', phase = 'reading'")
    assert (await latest(client)).state is RebuildState.RUNNING
    request = await requests.begin(house.model.owner_url, "operations", "by hand", comparing=True)
    assert (request.actor, request.reason) == (ONE, "letter 7")
    await requests.carry_out(request, house.model.owner_url, house.store.event_reader_url, workers=1)
    assert (await latest(client)).state is RebuildState.DONE
