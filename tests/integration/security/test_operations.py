"""Every service answers the desk about held messages, with its own role of the database and user of the broker."""

import asyncio

import pytest

from contracts.queries.held import HOLDERS, DecideHeld, Drop, ListHeld, RetryHeld, ShowHeld
from infra.stack.stack import Stack
from services.court_query.projections import position_key
from shared.clerk_client import ClerkClient
from shared.database import create_pool
from shared.messaging.decisions import own_name
from shared.messaging.held_queries import HeldQueries
from shared.messaging.queries import QueryEndpoint
from shared.messaging.senders import publisher_of
from shared.settings import Settings
from tests.engines import provisioned
from tests.integration.security.database.databases import Databases
from tests.patience import PATIENCE, until

DESK = publisher_of("desk")


@pytest.mark.parametrize("service", HOLDERS)
async def test_a_service_answers_and_decides(engines: Stack, databases: Databases, service: str) -> None:
    await provisioned(engines.broker_url("lea_provisioner"))
    settings = Settings(
        service=service,
        database_url=databases.by_service[service].worker_url,
        broker_url=engines.broker_url(publisher_of(service)),
    )
    key = position_key if service == "court_query" else own_name
    url = engines.broker_url(DESK)
    async with (
        await create_pool(settings) as pool,
        ClerkClient(url, user=DESK, source="/lea/desk", actor="operator:petrova", name="test") as client,
    ):
        endpoint = QueryEndpoint(settings, pool, HeldQueries(position_key=key))
        running = asyncio.create_task(endpoint.run())

        async def ready() -> bool:
            return await endpoint.readiness() is None

        try:
            await until(ready)
            held = (await client.held_messages(service, ListHeld(consumer="own"))).messages[0].id
            view = await client.held_message(service, ShowHeld(message=held, body=True))
            assert (view.message and view.message.problem, view.body) == ("unreadable", "")
            retried = await client.retry_held(service, RetryHeld(messages=(held,), reason="x"))
            assert retried.ids == (held,)
            decided = (await client.held_message(service, ShowHeld(message=held))).decisions
            assert [(each.action, each.state, each.reason) for each in decided] == [("retry", "done", "x")]
            dropped = await client.decide_held(service, DecideHeld(decision=Drop(message=held, reason="x")))
            assert (dropped.state, dropped.actor) == ("done", "operator:petrova")
        finally:
            endpoint.stop()
            await asyncio.wait_for(running, PATIENCE)
