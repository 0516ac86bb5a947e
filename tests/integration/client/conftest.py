"""An edge as separate processes, over twelve proceedings, for the client to ask."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from psycopg.rows import dict_row

from contracts.events.edge import KeyKind
from infra.cli.court.registration import registered_form
from infra.client import CourtClient, Identity, Purpose, ServiceKeys
from services.edge.registry.first_consumers import register
from shared.signatures.keys import SigningKey, signing_key
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import COURT, fill_read_model, proceeding
from tests.service_process import free_port, service_process

PURPOSE = Purpose("case-at-hand", "12-3/2026")
PROCEEDINGS = [proceeding(number) for number in range(12)]
NUMBERS = [one.course.number for one in PROCEEDINGS]


@dataclass
class Served:
    """A running edge, and the court as its consumer."""

    url: str
    own: Database
    bearer: str
    keys: dict[KeyKind, SigningKey]
    service_keys: ServiceKeys

    @property
    def identity(self) -> Identity:
        return Identity(COURT, self.keys[KeyKind.ED25519])

    def client(self, identity: Identity | None = None, **others: Any) -> CourtClient:
        return CourtClient(self.url, identity or self.identity, **{"service_keys": self.service_keys, **others})

    def last(self) -> dict[str, Any]:
        """The newest record of the access log."""
        with psycopg.connect(self.own.superuser_url, row_factory=dict_row) as connection:
            row = connection.execute("SELECT * FROM access_log ORDER BY at DESC, sequence DESC LIMIT 1").fetchone()
            assert row
            return row


def pem_of(kind: KeyKind) -> str:
    """A new private key."""
    key = (
        ec.generate_private_key(ec.SECP256R1()) if kind is KeyKind.ECDSA_P256 else ed25519.Ed25519PrivateKey.generate()
    )
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture(scope="module")
async def served(
    migrated_database: NewDatabase, vhost: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """The API process and the worker; COURT is registered with a key of each kind."""
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, PROCEEDINGS)
    since = datetime.now(UTC) - timedelta(hours=1)
    keys = {kind: signing_key(pem_of(kind), f"{COURT}.{kind.value}") for kind in (KeyKind.ED25519, KeyKind.ECDSA_P256)}
    registered = [registered_form(key, kind, since) for kind, key in keys.items()]
    bearer = await register(own.owner_url, COURT, keys=registered, valid_from=since)
    service_key = pem_of(KeyKind.ECDSA_P256)
    common = {"LEA_READ_MODEL_URL": model.edge_reader_url, "LEA_STALE_AFTER": "1e9", "LEA_REGISTRY_INTERVAL": "0.2"}
    port = free_port()
    of_edge = {
        **common,
        "LEA_DATABASE_URL": own.url,
        "LEA_SIGNING_KEY": service_key,
        "LEA_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    of_worker = {**common, "LEA_DATABASE_URL": own.worker_url, "LEA_BROKER_URL": vhost}
    logs, key = tmp_path_factory.mktemp("edge"), signing_key(service_key)
    async with (
        service_process("services.edge.main", logs / "edge", of_edge, port) as edge,
        service_process("services.edge.worker", logs / "worker", of_worker) as worker,
    ):
        await asyncio.gather(edge.ready(), worker.ready())
        yield Served(edge.url, own, bearer, keys, {key.id: key.public})
