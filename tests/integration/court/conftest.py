"""An edge as processes of its own, over twelve proceedings, for the court's side to ask."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from psycopg.rows import dict_row

from contracts.events.edge import KeyKind
from infra.court.client import CourtClient, House, Identity, Purpose
from infra.court.enrolment import registered_form
from services.edge.consumers import register
from shared.signatures.keys import SigningKey, signing_key
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import COURT, filled, proceeding

PURPOSE = Purpose("case-at-hand", "12-3/2026")
PROCEEDINGS = [proceeding(number) for number in range(12)]
NUMBERS = [one.course.number for one in PROCEEDINGS]


@dataclass
class Served:
    """An edge that is served, and the court as its consumer."""

    url: str
    own: Database
    bearer: str
    keys: dict[KeyKind, SigningKey]
    house: House

    @property
    def identity(self) -> Identity:
        return Identity(COURT, self.keys[KeyKind.ED25519])

    def client(self, identity: Identity | None = None, **others: Any) -> CourtClient:
        return CourtClient(self.url, identity or self.identity, **{"house": self.house, **others})

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
    """The door and the worker; COURT is registered with a key of each kind."""
    model, own = migrated_database("court_query"), migrated_database("edge")
    await filled(model, PROCEEDINGS)
    since = datetime.now(UTC) - timedelta(hours=1)
    keys = {kind: signing_key(pem_of(kind), f"{COURT}.{kind.value}") for kind in (KeyKind.ED25519, KeyKind.ECDSA_P256)}
    registered = [registered_form(key, kind, since) for kind, key in keys.items()]
    bearer = await register(own.owner_url, COURT, keys=registered, valid_from=since)
    house = pem_of(KeyKind.ECDSA_P256)
    ports = _free_ports(2)
    told = {"LEA_READ_MODEL_URL": model.edge_reader_url, "LEA_STALE_AFTER": "1e9", "LEA_REGISTRY_INTERVAL": "0.2"}
    door = {"LEA_DATABASE_URL": own.url, "LEA_SIGNING_KEY": house, "LEA_HTTP_PORT": str(ports[0])}
    worker = {"LEA_DATABASE_URL": own.worker_url, "LEA_BROKER_URL": vhost, "LEA_HTTP_PORT": str(ports[1])}
    logs = tmp_path_factory.mktemp("edge")
    processes = [
        _started("services.edge.main", {**told, **door}, logs / "door"),
        _started("services.edge.worker", {**told, **worker}, logs / "worker"),
    ]
    key = signing_key(house)
    try:
        for port, process, log in zip(ports, processes, (logs / "door", logs / "worker"), strict=True):
            _wait(f"http://127.0.0.1:{port}", process, log)
        yield Served(f"http://127.0.0.1:{ports[0]}", own, bearer, keys, {key.id: key.public})
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in sockets]


def _started(module: str, told: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen([sys.executable, "-m", module], env={**os.environ, **told}, stderr=output)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{url}/readyz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())
