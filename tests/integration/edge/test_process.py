"""The edge as a process, over real HTTP: it starts, answers awkward clients, and stops in order."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

import asyncpg
import httpx
import pytest

from contracts.service_3_11_01 import InformationAnswer
from infra.stack.stack import Stack
from services.edge.registry.first_consumers import register
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import COURT, PURPOSE, fill_read_model, proceeding
from tests.patience import PATIENCE, until
from tests.service_process import ServiceProcess, service_process

NUMBER = proceeding(1).course.number
PATH = f"/v1/enforcement-proceedings/{NUMBER}"


@dataclass
class Running:
    """The process and its address."""

    process: ServiceProcess
    key: str
    own: Database

    @property
    def url(self) -> str:
        return self.process.url

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", "LEA-Request-Id": str(uuid4()), **PURPOSE}

    async def raw(self, data: bytes) -> bytes:
        """The response to these bytes, until the server closes or sends nothing more."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.process.port)
        writer.write(data)
        answer = b""
        try:
            async with asyncio.timeout(4):
                while part := await reader.read(65536):
                    answer += part
        except TimeoutError:
            pass
        writer.close()
        return answer


@pytest.fixture(scope="module")
async def running(migrated_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, [proceeding(1)])
    key = await register(own.owner_url, COURT)
    environment = {
        "LEA_DATABASE_URL": own.url,
        "LEA_READ_MODEL_URL": model.edge_reader_url,
        "LEA_PUBLIC_URL": "http://edge",
        "LEA_BODY_TIMEOUT": "1",
        "LEA_HTTP_DRAIN": "3",
    }
    async with service_process("services.edge.main", tmp_path_factory.mktemp("edge") / "log", environment) as process:
        await process.ready()
        yield Running(process, key, own)


async def test_it_answers(running: Running) -> None:
    async with httpx.AsyncClient(base_url=running.url, headers=running.headers) as client:
        card = await client.get(PATH)
        assert card.status_code == 200
        assert (await client.get(PATH, headers={"If-None-Match": card.headers["etag"]})).status_code == 304
        head = await client.head(PATH)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", card.headers["etag"])
        body = {
            "request_id": str(uuid4()),
            "consumer": COURT,
            "legal_ground": "case-at-hand",
            "court_case": "1",
            "look_ups": [{"by": "proceeding-number", "number": NUMBER}],
        }
        answer = await client.post("/v1/information-requests", json=body)
        information = InformationAnswer.model_validate_json(answer.content)
        assert information.results[0].proceedings[0].model_dump_json().encode() == card.content


async def test_public_descriptions(running: Running) -> None:
    async with httpx.AsyncClient(base_url=running.url) as client:
        for path in ("/healthz", "/readyz", "/metrics", "/openapi.json"):
            assert (await client.get(path)).status_code == 200
        metrics = (await client.get("/metrics")).text
        assert "lea_edge_requests_total" in metrics
        assert "lea_access_log_seconds" in metrics
        assert NUMBER not in metrics
        assert (await client.get("/openapi.json")).json()["paths"].keys() >= {
            "/v1/information-requests",
            "/v1/enforcement-proceedings/{number}",
        }
        for path in ("/docs", "/redoc", "/", "/v1", "/v1/enforcement-proceedings/", f"{PATH}/"):
            assert (await client.get(path, follow_redirects=False)).status_code in {307, 404}


async def test_a_slow_client_times_out(running: Running) -> None:
    request = (
        f"POST /v1/information-requests HTTP/1.1\r\nHost: edge\r\nAuthorization: Bearer {running.key}\r\n"
        "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
    )
    assert (await running.raw(request.encode())).startswith(b"HTTP/1.1 408")


async def test_an_oversized_body_is_refused_before_it_is_sent(running: Running) -> None:
    request = (
        f"POST /v1/information-requests HTTP/1.1\r\nHost: edge\r\nAuthorization: Bearer {running.key}\r\n"
        "Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{"
    )
    assert (await running.raw(request.encode())).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "line",
    [
        b"LEA-Court-Case: \xd0\xad\xd0\x98",
        b"LEA-Court-Case: one\r\nLEA-Court-Case: two",
        b"Authorization: Bearer other.key",
    ],
)
async def test_awkward_headers_are_refused(running: Running, line: bytes) -> None:
    headers = {name: value for name, value in running.headers.items() if name != "LEA-Court-Case"}
    lines = [f"{name}: {value}".encode() for name, value in headers.items()]
    request = b"\r\n".join([f"GET {PATH} HTTP/1.1".encode(), b"Host: edge", *lines, line, b"", b""])
    assert (await running.raw(request)).startswith(b"HTTP/1.1 400")


async def test_a_killed_database_loses_no_record(running: Running, engines: Stack) -> None:
    """Under load the database is killed and comes back: what was answered is in the log, each request at most once."""
    asked: set[str] = set()
    answered: list[str] = []
    refused: list[int] = []
    over = asyncio.Event()

    async def ask(client: httpx.AsyncClient) -> None:
        while not over.is_set():
            headers = running.headers
            asked.add(headers["LEA-Request-Id"])
            response = await client.get(PATH, headers=headers)
            if response.status_code == 200:
                answered.append(headers["LEA-Request-Id"])
            else:
                refused.append(response.status_code)
                await asyncio.sleep(0.05)

    async with httpx.AsyncClient(base_url=running.url, timeout=PATIENCE) as client, asyncio.TaskGroup() as group:
        for _ in range(8):
            group.create_task(ask(client))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(engines.kill, "database")
        await asyncio.to_thread(engines.wait_ready, "database")
        before = len(answered)
        await until(lambda: len(answered) >= before + 50, "the edge recovers")
        over.set()
    assert set(refused) <= {503}
    connection = await asyncpg.connect(running.own.owner_url)
    rows = await connection.fetch("SELECT request_id FROM access_log WHERE status = 200")
    await connection.close()
    recorded = [str(row["request_id"]) for row in rows if str(row["request_id"]) in asked]
    assert len(recorded) == len(set(recorded))
    assert set(answered) <= set(recorded)


async def test_it_finishes_running_requests_and_stops(running: Running) -> None:
    answers: list[httpx.Response] = []

    async def ask(client: httpx.AsyncClient) -> None:
        with suppress(httpx.TransportError):
            while True:
                answers.append(await client.get(PATH, headers=running.headers))

    async with httpx.AsyncClient(base_url=running.url) as client, asyncio.TaskGroup() as group:
        for _ in range(8):
            group.create_task(ask(client))
        await until(lambda: len(answers) >= 20)
        running.process.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            # Before it stops it reports unhealthy, and still answers.
            while (await client.get("/readyz")).status_code == 200:
                pass
    assert await asyncio.wait_for(running.process.process.wait(), PATIENCE) == 0
    assert {answer.status_code for answer in answers} == {200}
    assert {json.loads(answer.content)["number"] for answer in answers} == {NUMBER}
