"""Nonces and stored answers survive a killed database, although they are committed asynchronously."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.events.edge import ConsumerKey, KeyKind
from infra.stack.stack import Stack
from services.edge.registry.first_consumers import register
from shared.signatures.client import sign_request
from shared.signatures.keys import Ed25519Signing
from tests.engines import NewDatabase
from tests.integration.edge.conftest import COURT, NOW, PURPOSE, Edge, fill_read_model, proceeding, running_edge
from tests.patience import PATIENCE

SIGNER = "signing-court"
KEY = Ed25519Signing(f"{SIGNER}.edwards", Ed25519PrivateKey.generate())
NUMBER = proceeding(0).course.number
CARD, REQUESTS = f"/v1/enforcement-proceedings/{NUMBER}", "/v1/information-requests"
KILLS, AT_ONCE = 4, 12


@pytest.fixture
async def edge(migrated_database: NewDatabase) -> AsyncIterator[Edge]:
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, [proceeding(0)])
    async with running_edge(model, own) as edge:
        material = b64encode(KEY.public.spki).decode()
        key = ConsumerKey(id=KEY.id, kind=KeyKind.ED25519, material=material, valid_from=NOW - timedelta(days=1))
        await register(own.owner_url, SIGNER, valid_from=NOW, keys=[key])
        await edge.refresh()
        yield edge


def signed() -> dict[str, str]:
    headers = {"LEA-Request-Id": str(uuid4()), **PURPOSE}
    return {**headers, **sign_request(KEY, "GET", f"http://edge{CARD}", headers, None, NOW)}


async def killed(engines: Stack) -> None:
    await asyncio.to_thread(engines.kill, "database")
    await asyncio.to_thread(engines.wait_ready, "database")


async def answered(response: httpx.Response) -> httpx.Response:
    assert response.status_code in (200, 503), response.text
    return response


async def made_again(ask: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """The answer to a repeated request, once the process is connected again."""
    async with asyncio.timeout(PATIENCE):
        while (response := await ask()).status_code == 503:  # noqa: ASYNC110 - the server comes back by itself
            await asyncio.sleep(0.1)
    return response


async def test_an_answered_request_is_a_replay_after_the_database_was_killed(edge: Edge, engines: Stack) -> None:
    seen: list[str] = []
    async with edge.client() as client:
        for _ in range(KILLS):
            requests = [signed() for _ in range(AT_ONCE)]
            asked = [asyncio.create_task(client.get(CARD, headers=headers)) for headers in requests]
            await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            await killed(engines)
            for headers, task in zip(requests, asked, strict=True):
                if (await answered(await task)).status_code == 200:
                    again = await made_again(partial(client.get, CARD, headers=headers))
                    seen.append(again.json()["problems"][0]["code"])
    assert len(seen) >= KILLS
    assert set(seen) == {"request-replayed"}


async def test_a_received_answer_is_the_one_stored_for_its_request_id(edge: Edge, engines: Stack) -> None:
    look_up = {"by": "proceeding-number", "number": NUMBER}
    bodies: list[Any] = [edge.request(look_up) for _ in range(AT_ONCE)]
    asked = [asyncio.create_task(edge.post(body)) for body in bodies]
    await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    await killed(engines)
    responses = [await answered(await task) for task in asked]
    received = {
        body["request_id"]: (body, response)
        for body, response in zip(bodies, responses, strict=True)
        if response.status_code == 200
    }
    assert received
    for body, response in received.values():
        again = await made_again(partial(edge.post, body))
        assert (again.status_code, again.content) == (200, response.content)
    connection = await asyncpg.connect(edge.own.owner_url)
    repeated = "SELECT count(*) FROM access_log WHERE consumer = $1 AND repeated AND request_id = ANY($2::uuid[])"
    counted = await connection.fetchval(repeated, COURT, list(received))
    await connection.close()
    assert counted == len(received)
