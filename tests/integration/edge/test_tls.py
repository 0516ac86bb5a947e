"""Mutual TLS: a consumer comes with the certificate bound to it, or is refused; as a process, over real connections."""

import asyncio
import ssl
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
from infra.court.client import CourtClient, Identity, NotPermitted, Purpose, Tls, Unreachable
from services.edge.consumers import register
from shared.signatures.client import sign_request
from shared.signatures.keys import EcdsaP256Signing
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import COURT, PURPOSE, filled, proceeding
from tests.integration.edge.test_refusals import problem
from tests.service_process import service_process

PATH = f"/v1/enforcement-proceedings/{proceeding(1).course.number}"
KEY = EcdsaP256Signing(f"{COURT}.tls", generate_private_key(SECP256R1()))


@dataclass
class Running:
    """The process, its address, and who issues certificates."""

    url: str
    authority: trustme.CA
    certificate: trustme.LeafCert
    bearer: str
    own: Database

    def client(self, certificate: trustme.LeafCert | None = None) -> httpx.AsyncClient:
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        if certificate:
            certificate.configure_cert(context)
        return httpx.AsyncClient(base_url=self.url, verify=context, trust_env=False)

    async def get(self, certificate: trustme.LeafCert | None, headers: dict[str, str]) -> httpx.Response:
        async with self.client(certificate) as client:
            return await client.get(PATH, headers={"LEA-Request-Id": str(uuid4()), **PURPOSE, **headers})

    def signed(self) -> dict[str, str]:
        headers = {"LEA-Request-Id": str(uuid4()), **PURPOSE}
        return {**headers, **sign_request(KEY, "GET", self.url + PATH, headers, None, datetime.now(UTC))}

    async def last(self) -> dict[str, Any]:
        connection = await asyncpg.connect(self.own.owner_url)
        try:
            return dict(await connection.fetchrow("SELECT * FROM access_log ORDER BY at DESC LIMIT 1"))
        finally:
            await connection.close()


def digest_of(certificate: trustme.LeafCert) -> bytes:
    return sha256(ssl.PEM_cert_to_DER_cert(certificate.cert_chain_pems[0].bytes().decode())).digest()


@pytest.fixture(scope="module")
async def running(migrated_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    model, own = migrated_database("court_query"), migrated_database("edge")
    await filled(model, [proceeding(1)])
    authority, folder = trustme.CA(), tmp_path_factory.mktemp("tls")
    certificate = authority.issue_cert("court")
    key = ConsumerKey(
        id=KEY.id,
        kind=KeyKind.ECDSA_P256,
        material=b64encode(KEY.public.spki).decode(),
        valid_from=datetime.now(UTC) - timedelta(days=1),
    )
    bearer = await register(own.owner_url, COURT, keys=[key], certificates=[digest_of(certificate).hex()])
    await register(own.owner_url, "unbound")
    told = {**_told(folder, authority), **_databases(model, own)}
    async with service_process("services.edge.main", folder / "log", told) as process:
        edge = Running(f"https://localhost:{process.port}", authority, certificate, bearer, own)
        await process.ready(edge.client())
        yield edge


def _databases(model: Database, own: Database) -> dict[str, str]:
    return {"LEA_DATABASE_URL": own.url, "LEA_READ_MODEL_URL": model.edge_reader_url}


def _told(folder: Path, authority: trustme.CA) -> dict[str, str]:
    authority.cert_pem.write_to_path(folder / "ca.pem")
    own = authority.issue_cert("localhost")
    own.private_key_pem.write_to_path(folder / "key.pem")
    own.cert_chain_pems[0].write_to_path(folder / "certificate.pem")
    return {
        "LEA_TLS_CERTIFICATE": str(folder / "certificate.pem"),
        "LEA_TLS_KEY": str(folder / "key.pem"),
        "LEA_TLS_CLIENT_CA": str(folder / "ca.pem"),
    }


async def test_the_bound_certificate_opens(running: Running) -> None:
    bearer = {"Authorization": f"Bearer {running.bearer}"}
    for headers in (bearer, running.signed(), {**running.signed(), **bearer}):
        response = await running.get(running.certificate, headers)
        assert response.status_code == 200, response.text
    assert (await running.last())["key"] == KEY.id


async def test_without_it_nothing_is_told_and_the_refusal_is_recorded(running: Running) -> None:
    another = running.authority.issue_cert("court")
    for certificate in (None, another):
        problem(await running.get(certificate, running.signed()), 403, "certificate-not-bound")
        last = await running.last()
        assert (last["status"], last["problem"]) == (403, "certificate-not-bound")


async def test_certificates_of_others_end_the_handshake(running: Running) -> None:
    foreign = trustme.CA().issue_cert("court")
    with pytest.raises(httpx.TransportError):
        await running.get(foreign, running.signed())


async def test_the_client_of_the_court_comes_with_its_certificate(running: Running, tmp_path: Path) -> None:
    authority, certificate, key = tmp_path / "ca.pem", tmp_path / "court.pem", tmp_path / "court-key.pem"
    running.authority.cert_pem.write_to_path(authority)
    running.certificate.cert_chain_pems[0].write_to_path(certificate)
    running.certificate.private_key_pem.write_to_path(key)

    def ask(tls: Tls) -> None:
        with CourtClient(running.url, Identity(COURT, KEY), tls=tls) as court:
            court.proceeding(proceeding(1).course.number, Purpose("case-at-hand", "12-3/2026"))

    await asyncio.to_thread(ask, Tls(authority, certificate, key))
    with pytest.raises(NotPermitted):
        await asyncio.to_thread(ask, Tls(authority))
    with pytest.raises(Unreachable):
        await asyncio.to_thread(ask, Tls())


async def test_nothing_is_said_without_tls(running: Running) -> None:
    async with httpx.AsyncClient(base_url=running.url.replace("https", "http"), trust_env=False) as client:
        with pytest.raises(httpx.TransportError):
            await client.get("/readyz")
