"""Clocks of the edge and of the desk that are wrong by seconds and by hours, both ways.

Requests that a key proves and the work of people go on. A signed request is refused as out of time while the clock is
wrong by hours, never with an error, and the access log keeps every answer.
"""

import re
import shutil
import tempfile
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.events.edge import ConsumerKey, KeyKind
from infra.database.provisioning import DATABASES
from infra.demo.cases import scripts
from infra.demo.player import play
from infra.stack import services
from infra.stack.addresses import kind_of
from services.desk.access import administration
from services.desk.domain.people import Role
from services.edge.registry.first_consumers import register
from shared.access_log.verification import FaultKind
from shared.clock import SystemClock
from shared.law.calendar import belarus
from shared.messaging.client import CommandClient
from shared.messaging.senders import OPERATOR
from shared.signatures.client import sign_request
from shared.signatures.keys import Ed25519Signing
from tests.faults.court import COURT, Court
from tests.faults.test_access_log import sealed
from tests.patience import PATIENCE, until
from tests.system import System, started

pytestmark = pytest.mark.long

HOURS = 3 * 3600
ERRORS = (-2, 2, -HOURS, HOURS)
"""Seconds by which the clocks of the edge and of the desk are ahead, one after the other."""
KEY = Ed25519Signing("clock-court.key", Ed25519PrivateKey.generate())
SIGNER = "clock-court"
REQUESTS = "/v1/information-requests"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture(scope="module")
def clocks() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="ais-lea-clocks-"))
    yield folder
    shutil.rmtree(folder)


def set_clocks(folder: Path, error: float) -> None:
    """From now on the clocks of the edge and of the desk are ahead by so many seconds."""
    for service in ("edge", "desk"):
        draft = folder / f".{service}"
        draft.write_text(str(error))
        draft.replace(folder / service)


@pytest.fixture(scope="module")
def system(clocks: Path) -> Iterator[System]:
    """Every service; the clocks of the edge and of the desk are those of the test."""
    set_clocks(clocks, 0)
    with pytest.MonkeyPatch.context() as patched:
        own = services.module_of
        skewed = {"edge", "desk"}
        patched.setattr(
            services, "module_of", lambda name: "tests.faults.skewed" if kind_of(name) in skewed else own(name)
        )
        with started(durable=False, LEA_TEST_CLOCKS=str(clocks)) as system:
            yield system


@pytest.fixture(scope="module")
async def court(system: System) -> Court:
    """The Supreme Court, which knows three cases; another consumer signs its requests."""
    cases = list(scripts(SystemClock().today(), belarus()))[:3]
    async with CommandClient(system.stack.broker_url(OPERATOR), user=OPERATOR, timeout=PATIENCE) as client:
        played = await play(cases, client, SystemClock())
    assert not played.refused
    await system.settle()
    registry = system.stack.database_url("edge", DATABASES["edge"].owner)
    earlier = datetime.now(UTC) - timedelta(days=2)
    key = await register(registry, COURT, valid_from=earlier)
    material = b64encode(KEY.public.spki).decode()
    signing = ConsumerKey(id=KEY.id, kind=KeyKind.ED25519, material=material, valid_from=earlier)
    await register(registry, SIGNER, valid_from=earlier, keys=[signing])
    return Court(system.stack.url("edge"), key, cases, system.tls)


def request_of(court: Court, consumer: str) -> dict[str, object]:
    return {
        "request_id": str(uuid4()),
        "consumer": consumer,
        "legal_ground": "supervision-of-execution",
        "court_case": "155EIP26",
        "look_ups": court.look_ups(),
    }


async def asked_with_key(court: Court) -> httpx.Response:
    async with httpx.AsyncClient(base_url=court.url, timeout=PATIENCE, verify=court.tls) as client:
        return await client.post(
            REQUESTS, json=request_of(court, COURT), headers={"Authorization": f"Bearer {court.key}"}
        )


async def asked_with_signature(court: Court) -> httpx.Response:
    async with httpx.AsyncClient(base_url=court.url, timeout=PATIENCE, verify=court.tls) as client:
        request = client.build_request("POST", REQUESTS, json=request_of(court, SIGNER))
        headers = {"Content-Type": "application/json"}
        digest = sha256(request.content).digest()
        request.headers.update(sign_request(KEY, "POST", str(request.url), headers, digest, now=datetime.now(UTC)))
        return await client.send(request)


@asynccontextmanager
async def person(system: System, name: str, password: str) -> AsyncIterator[httpx.AsyncClient]:
    """A person who signs in at the desk."""
    async with httpx.AsyncClient(
        base_url=system.stack.desk_url, timeout=PATIENCE, verify=system.tls, follow_redirects=True
    ) as client:
        page = await client.get("/sign-in")
        (token,) = _TOKEN.findall(page.text)
        await client.post("/sign-in", data={"csrf_token": token, "name": name, "password": password})
        yield client


async def test_the_interfaces_go_on_while_their_clocks_are_wrong(system: System, court: Court, clocks: Path) -> None:
    async def known() -> bool:
        answers = [await asked_with_key(court) for _ in range(4)]
        return all(answer.status_code == httpx.codes.OK for answer in answers)

    await until(known, "every process of the edge knows the court")
    right = (await asked_with_key(court)).json()["results"]
    connection = await asyncpg.connect(system.stack.database_url("desk", DATABASES["desk"].owner))
    try:
        given = await administration.add(connection, "clocks", "Clocks", Role.AUDITOR, "clocks", "operator:test")
    finally:
        await connection.close()
    for error in ERRORS:
        set_clocks(clocks, error)
        answer = await asked_with_key(court)
        assert answer.status_code == httpx.codes.OK, (error, answer.text)
        assert answer.json()["results"] == right, error
        signed = await asked_with_signature(court)
        if abs(error) == HOURS:
            assert signed.status_code == httpx.codes.UNAUTHORIZED, (error, signed.text)
            assert "signature-out-of-time" in signed.text
        else:
            assert signed.status_code == httpx.codes.OK, (error, signed.text)
        async with person(system, "clocks", given) as client:
            page = await client.get("/password")
            assert page.status_code == httpx.codes.OK
            assert page.url.path == "/password", (error, page.url)
    set_clocks(clocks, 0)
    assert (await asked_with_signature(court)).status_code == httpx.codes.OK

    async def all_sealed() -> bool:
        findings = await sealed(system)
        return findings.records == findings.sealed

    await until(all_sealed, "every record is sealed")
    # A wrong clock shows as records that were sealed hours late, or before they were made; nothing else is wrong.
    found = {fault.kind for fault in (await sealed(system)).faults}
    assert found == {FaultKind.SEALED_LATE, FaultKind.SEALED_EARLY}
