"""The edge behind HAProxy: mutual TLS, signatures over the public address, refusals, bulk requests."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
import trustme
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from contracts.events.edge import ConsumerKey, KeyKind
from infra.client import CourtClient, Identity, NotPermitted, Purpose, Tls, Unreachable
from services.edge.registry.first_consumers import register
from shared.signatures.client import sign_request
from shared.signatures.keys import EcdsaP256Signing
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import COURT, PURPOSE, fill_read_model, proceeding
from tests.integration.edge.test_refusals import problem
from tests.integration.haproxy.running import Running, request, running
from tests.integration.haproxy.test_certificates import der
from tests.patience import PATIENCE, until
from tests.service_process import service_process

PATH = f"/v1/enforcement-proceedings/{proceeding(1).course.number}"
KEY = EcdsaP256Signing(f"{COURT}.tls", generate_private_key(SECP256R1()))


@dataclass
class Edge:
    """The edge, HAProxy and the database."""

    front: Running
    bearer: str
    own: Database

    async def get(
        self, certificate: trustme.LeafCert | None, headers: dict[str, str], path: str = PATH
    ) -> httpx.Response:
        context = self.front.context(certificate)
        async with httpx.AsyncClient(base_url=self.front.url, verify=context, trust_env=False) as client:
            return await client.get(path, headers={"LEA-Request-Id": str(uuid4()), **PURPOSE, **headers})

    def signed(self) -> dict[str, str]:
        headers = {"LEA-Request-Id": str(uuid4()), **PURPOSE}
        return {**headers, **sign_request(KEY, "GET", self.front.url + PATH, headers, None, datetime.now(UTC))}

    async def last(self) -> dict[str, Any]:
        connection = await asyncpg.connect(self.own.owner_url)
        try:
            return dict(await connection.fetchrow("SELECT * FROM access_log ORDER BY at DESC LIMIT 1"))
        finally:
            await connection.close()


@pytest.fixture(scope="module")
async def edge(migrated_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Edge]:
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, [proceeding(1)])
    folder = tmp_path_factory.mktemp("edge")
    with running(folder, recorded=False) as front:
        key = ConsumerKey(
            id=KEY.id,
            kind=KeyKind.ECDSA_P256,
            material=b64encode(KEY.public.spki).decode(),
            valid_from=datetime.now(UTC) - timedelta(days=1),
        )
        digest = sha256(der(front.court)).hexdigest()
        bearer = await register(own.owner_url, COURT, keys=[key], certificates=[digest])
        environment = {
            "LEA_DATABASE_URL": own.url,
            "LEA_READ_MODEL_URL": model.edge_reader_url,
            "LEA_HTTP_SOCKET": str(front.front.sockets / "edge-1.sock"),
            "LEA_PUBLIC_URL": front.url,
            "LEA_CERTIFICATES_REQUIRED": "true",
        }
        async with service_process("services.edge.main", folder / "edge.log", environment):
            made = Edge(front, bearer, own)

            async def answers() -> bool:
                return (await made.get(None, {}, "/openapi.json")).status_code == 200

            await until(answers, "the edge answers behind the front")
            yield made


async def test_the_bound_certificate_is_accepted(edge: Edge) -> None:
    bearer = {"Authorization": f"Bearer {edge.bearer}"}
    for headers in (bearer, edge.signed(), {**edge.signed(), **bearer}):
        response = await edge.get(edge.front.court, headers)
        assert response.status_code == 200, response.text
    assert (await edge.last())["key"] == KEY.id


async def test_without_it_a_request_is_refused_and_recorded(edge: Edge) -> None:
    another, forged = edge.front.authority.issue_cert("court"), b64encode(der(edge.front.court)).decode()
    for certificate in (None, another):
        headers = {**edge.signed(), "Client-Cert": f":{forged}:"}
        problem(await edge.get(certificate, headers), 403, "certificate-not-bound")
        last = await edge.last()
        assert (last["status"], last["problem"]) == (403, "certificate-not-bound")


async def test_the_court_client_sends_its_certificate(edge: Edge, tmp_path: Path) -> None:
    authority, certificate, key = tmp_path / "ca.pem", tmp_path / "court.pem", tmp_path / "court-key.pem"
    edge.front.authority.cert_pem.write_to_path(authority)
    edge.front.court.cert_chain_pems[0].write_to_path(certificate)
    edge.front.court.private_key_pem.write_to_path(key)

    def ask(tls: Tls) -> None:
        with CourtClient(edge.front.url, Identity(COURT, KEY), tls=tls) as court:
            court.proceeding(proceeding(1).course.number, Purpose("case-at-hand", "12-3/2026"))

    await asyncio.to_thread(ask, Tls(authority, certificate, key))
    with pytest.raises(NotPermitted):
        await asyncio.to_thread(ask, Tls(authority))
    with pytest.raises(Unreachable):
        await asyncio.to_thread(ask, Tls())


async def test_unknown_addresses_and_methods_are_refused_by_the_edge(edge: Edge) -> None:
    redirected = request("POST", "/v1/information-requests/", "x").replace(b"localhost", b"evil.example")
    (answer,) = await asyncio.to_thread(edge.front.exchange, redirected, quiet=1)
    assert answer.status == 404
    last = await edge.last()
    assert (last["status"], last["problem"]) == (404, "no-such-resource")
    (answer,) = await asyncio.to_thread(edge.front.exchange, request("BREW"), quiet=1)
    assert answer.status in {404, 405}


async def test_a_large_bulk_request_arrives_whole(edge: Edge) -> None:
    """The edge reads it up to the first invalid line, which it names."""
    line = b'{"by": "proceeding-number", "number": "0401-2026-000001"}\n'
    headers = {
        "Authorization": f"Bearer {edge.bearer}",
        "Content-Type": "application/jsonl",
        "LEA-Request-Id": str(uuid4()),
        **PURPOSE,
    }
    context = edge.front.context(edge.front.court)
    async with httpx.AsyncClient(base_url=edge.front.url, verify=context, trust_env=False, timeout=PATIENCE) as client:
        answer = await client.post("/v1/bulk-requests", headers=headers, content=line * 20_000)
    assert answer.status_code == 202, answer.text
