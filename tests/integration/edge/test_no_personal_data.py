"""Personal data is only in answers: not in the output, metrics, access log or refusals of the edge."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from services.edge.registry.first_consumers import register
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import COURT, PURPOSE, fill_read_model, proceeding
from tests.patience import PATIENCE
from tests.service_process import ServiceProcess, service_process

PERSON = "7777777A777PB7"
REQUESTS = "/v1/information-requests"
DEBTOR = {"by": "debtor", "identifier": {"kind": "unp", "value": PERSON}}


@dataclass
class Running:
    """The process and its consumer."""

    process: ServiceProcess
    key: str
    own: Database

    def request(self, **others: Any) -> dict[str, Any]:
        request = {"request_id": str(uuid4()), "consumer": COURT, "court_case": "1", "look_ups": [DEBTOR]}
        return {**request, "legal_ground": "case-at-hand", **others}

    async def raw(self, data: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.process.port)
        writer.write(data)
        async with asyncio.timeout(PATIENCE):
            answer = await reader.read()
        writer.close()
        return answer


@pytest.fixture
async def running(migrated_database: NewDatabase, tmp_path: Path) -> AsyncIterator[Running]:
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, [proceeding(1)])
    key = await register(own.owner_url, COURT)
    environment = {
        "LEA_DATABASE_URL": own.url,
        "LEA_READ_MODEL_URL": model.edge_reader_url,
        "LEA_PUBLIC_URL": "http://edge",
        "LEA_LOG_LEVEL": "DEBUG",
    }
    async with service_process("services.edge.main", tmp_path / "output", environment) as process:
        await process.ready()
        yield Running(process, key, own)


async def test_personal_data_is_only_in_answers(running: Running) -> None:
    refusals = list[str]()
    headers = {"Authorization": f"Bearer {running.key}"}
    async with httpx.AsyncClient(base_url=running.process.url, headers=headers) as client:
        found = await client.post(REQUESTS, json=running.request())
        assert found.status_code == 200
        wrong: list[dict[str, Any]] = [
            {"json": running.request(court_case="")},
            {"json": running.request(debtor_name=PERSON)},
            {"json": running.request(**{PERSON: 1})},
            {"json": running.request(consumer="other-court")},
            {"json": running.request(look_ups=[{**DEBTOR, PERSON: PERSON}])},
            {"json": running.request(look_ups=[{"by": PERSON}])},
            {"json": running.request(), "headers": {"Authorization": f"Bearer {PERSON}"}},
            {"json": running.request(), "headers": {"Signature": PERSON, "Signature-Input": PERSON}},
            {"json": running.request(), "headers": {"Content-Digest": PERSON}},
            {"json": running.request(), "params": {"debtor": PERSON}},
            {"json": running.request(), "headers": {"Content-Type": PERSON}},
            {"content": PERSON.encode(), "headers": {"Content-Type": "application/json"}},
            {"content": json.dumps(running.request())[:-1].encode(), "headers": {"Content-Type": "application/json"}},
        ]
        for case in wrong:
            answer = await client.post(REQUESTS, **case)
            # A malformed look-up spoils no other: the answer names it.
            assert answer.status_code in {200, 400, 401, 403, 415, 422}, case
            # The name of an unknown field is in the answer to its sender, and nowhere else.
            refusals.append(answer.text.replace(f'"field":"{PERSON}"', "").replace(f'.{PERSON}"', ""))
        for headers in ({**PURPOSE, "LEA-Request-Id": PERSON}, {**PURPOSE, "LEA-Legal-Ground": PERSON}):
            refusals.append((await client.get(f"/v1/enforcement-proceedings/{PERSON}", headers=headers)).text)
        refusals.append((await client.get(f"/v1/{PERSON}")).text)
        metrics = (await client.get("/metrics")).text
    unreadable = (b"GET /%s", b"%s / HTTP/1.1", b"GET / HTTP/1.1\r\n%s", b"POST / HTTP/1.1\r\nContent-Length: %s")
    for line in unreadable:
        refusals.append((await running.raw(line % PERSON.encode() + b"\r\n\r\n")).decode())
    assert await running.process.stopped() == 0
    connection = await asyncpg.connect(running.own.owner_url)
    recorded = [dict(row) for row in await connection.fetch("SELECT * FROM access_log")]
    await connection.close()
    assert len(recorded) == 1 + len(wrong) + 3
    for place in (*refusals, metrics, json.dumps(recorded, default=str), running.process.log.read_text()):
        assert PERSON not in place
