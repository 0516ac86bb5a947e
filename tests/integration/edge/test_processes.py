"""The door in several processes behind one address: who asks sees one door, whichever of them dies or answers."""

import asyncio
import json
import os
import re
import signal
import socket
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from contracts.events.edge import ConsumerKey, KeyKind, Quota
from services.edge.consumers import register
from services.edge.domain.access_log import Entry
from shared.signatures.client import sign_request
from shared.signatures.keys import EcdsaP256Signing
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import COURT, PURPOSE, filled, proceeding
from tests.integration.edge.log import records
from tests.patience import PATIENCE, until
from tests.service_process import ServiceProcess, free_port, service_process

PATH = f"/v1/enforcement-proceedings/{proceeding(1).course.number}"
KEY = EcdsaP256Signing(f"{COURT}.signing", generate_private_key(SECP256R1()))
SPARING, LOOK_UPS = "sparing", 25
MANY = 32
"""Connections, so that each process gets some of them."""


@dataclass(frozen=True)
class Running(ServiceProcess):
    """The supervisor, and the address of the door."""

    @property
    def workers(self) -> list[int]:
        """The processes that serve, by id."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    @property
    def folder(self) -> Path:
        """Where they keep what they measure."""
        told = Path(f"/proc/{self.workers[0]}/environ").read_bytes().split(b"\0")
        [folder] = [line.partition(b"=")[2] for line in told if line.startswith(b"PROMETHEUS_MULTIPROC_DIR=")]
        return Path(os.fsdecode(folder))

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Ask over a connection of its own."""
        async with httpx.AsyncClient(base_url=self.url, timeout=30) as client:
            return await client.get(path, headers=headers)

    async def measured(self) -> dict[str, float]:
        """What whichever process is asked tells, by name and labels."""
        text = (await self.get("/metrics")).text
        return {name: float(value) for name, value in re.findall(r"^(lea_\S+) (\S+)$", text, re.MULTILINE)}

    async def complete(self, number: int = 2) -> None:
        """Wait until so many processes serve."""

        async def serve() -> bool:
            with suppress(httpx.TransportError):
                return (await self.measured()).get("lea_http_processes") == number
            return False

        await until(serve)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "LEA-Request-Id": str(uuid4()), **PURPOSE}


@asynccontextmanager
async def started(told: Mapping[str, str], log: Path, port: int | None = None) -> AsyncIterator[Running]:
    """A door, which need not come up."""
    async with service_process("services.edge.main", log, told, port) as running:
        yield Running(running.process, running.port, running.log)


@dataclass(frozen=True)
class House:
    """What a door is told, and who may ask."""

    told: dict[str, str]
    own: Database
    key: str
    sparing: str
    """The key of a consumer with few look-ups a day."""

    async def chains(self, chosen: Callable[[Entry], bool]) -> int:
        """In how many chains of the access log these are; a process that has one request at a time has one chain."""
        return len({link.chain for link in await records(self.own) if chosen(link.entry)})


@pytest.fixture(scope="module")
async def house(migrated_database: NewDatabase) -> House:
    model, own = migrated_database("court_query"), migrated_database("edge")
    await filled(model, [proceeding(1)])
    since = datetime.now(UTC) - timedelta(hours=1)
    public = b64encode(KEY.public.spki).decode()
    signing = ConsumerKey(id=KEY.id, kind=KeyKind.ECDSA_P256, material=public, valid_from=since)
    key = await register(own.owner_url, COURT, valid_from=since, keys=[signing])
    quota = Quota(requests_per_second=1000, burst=1000, look_ups_per_day=LOOK_UPS)
    sparing = await register(own.owner_url, SPARING, valid_from=since, quota=quota)
    told = {"LEA_DATABASE_URL": own.url, "LEA_READ_MODEL_URL": model.edge_reader_url, "LEA_HTTP_PROCESSES": "2"}
    # What is known of consumers is believed longer than any test takes.
    believed = {"LEA_REGISTRY_AGE": "600", "LEA_STATEMENT_TIMEOUT": "300"}
    return House({**told, **believed, "LEA_HTTP_STOP_NOTICE": "3"}, own, key, sparing)


@pytest.fixture(scope="module")
async def door(house: House, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with started(house.told, tmp_path_factory.mktemp("door") / "log") as running:
        await running.complete()
        yield running


async def test_two_processes_answer_under_one_address(door: Running, house: House) -> None:
    assert len(door.workers) == 2
    # Whoever asks waits for them: they do not give way as those do who take messages.
    assert {os.sched_getscheduler(pid) for pid in door.workers} == {os.SCHED_OTHER}
    assert await _shared(door, house)


async def _shared(door: Running, house: House) -> bool:
    """Whether both answer."""
    ids = set[str]()
    for _ in range(MANY):
        headers = bearer(house.key)
        assert (await door.get(PATH, headers)).status_code == 200
        ids.add(headers["LEA-Request-Id"])
    return await house.chains(lambda entry: str(entry.request_id) in ids) == 2


async def test_a_signed_request_is_answered_by_one_of_them_only(door: Running, house: House) -> None:
    headers = {"LEA-Request-Id": str(uuid4()), **PURPOSE}
    headers |= sign_request(KEY, "GET", door.url + PATH, headers, None, datetime.now(UTC))
    answers = [await door.get(PATH, headers) for _ in range(MANY)]
    codes = [answer.json().get("problems", [{}])[0].get("code") for answer in answers]
    assert codes == [None] + ["request-replayed"] * (MANY - 1)
    assert await house.chains(lambda entry: entry.problem == "request-replayed") == 2


async def test_a_quota_is_one_for_all_of_them(door: Running, house: House) -> None:
    answers = await asyncio.gather(*(door.get(PATH, bearer(house.sparing)) for _ in range(4 * LOOK_UPS)))
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses.keys() == {200, 429}
    # Who is near the end of a quota may be refused by one while another still holds a few look-ups.
    assert LOOK_UPS - 5 <= statuses[200] <= LOOK_UPS


async def test_whichever_is_asked_tells_what_all_have_measured(door: Running, house: House) -> None:
    answered = 'lea_edge_requests_total{operation="enforcement-proceeding",status="200"}'
    timed = 'lea_edge_seconds_count{operation="enforcement-proceeding"}'
    before = await door.measured()
    for _ in range(MANY):
        await door.get(PATH, bearer(house.key))
    told = [await door.measured() for _ in range(MANY)]
    assert {seen[answered] - before[answered] for seen in told} == {MANY}
    assert {seen[timed] - before[timed] for seen in told} == {MANY}
    assert {seen["lea_access_log_records_total"] - before["lea_access_log_records_total"] for seen in told} == {MANY}
    assert {(seen["lea_http_processes"], seen["lea_http_process_starts_total"]) for seen in told} == {(2, 2)}
    # What one process says of itself alone would have its place as a label.
    assert not [name for name in told[0] if "pid=" in name]


async def test_open_connections_are_those_of_all(door: Running) -> None:
    await until(lambda: _connections(door, 1))
    held = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(MANY)]
    await until(lambda: _connections(door, MANY + 1))
    for _, writer in held:
        writer.close()
    await until(lambda: _connections(door, 1))


async def _connections(door: Running, number: int) -> bool:
    """Whether so many are open, that of whoever asks included."""
    return (await door.measured())["lea_http_connections"] == number


async def test_one_is_killed_the_other_answers_and_a_new_one_comes(door: Running, house: House) -> None:
    killed, other = door.workers
    before = await door.measured()
    os.kill(killed, signal.SIGKILL)
    await until(lambda: not _runs(killed))
    for _ in range(MANY):
        assert (await door.get(PATH, bearer(house.key))).status_code == 200
    await door.complete()
    assert other in door.workers
    assert len(door.workers) == 2
    after = await door.measured()
    assert after["lea_http_process_starts_total"] == 3
    assert after["lea_http_connections"] == 1
    # What the dead one has counted is not lost.
    assert after["lea_access_log_records_total"] == before["lea_access_log_records_total"] + MANY
    assert await _shared(door, house)


async def test_a_new_one_takes_no_requests_before_it_can_answer_them(door: Running, house: House) -> None:
    """It cannot while it does not know who may ask."""
    killed, other = door.workers
    connection = await asyncpg.connect(house.own.superuser_url)
    async with connection.transaction():
        await connection.execute("LOCK TABLE consumer_key")
        os.kill(killed, signal.SIGKILL)
        await until(lambda: {*door.workers} - {killed, other})
        await until(lambda: _both_wait(connection))
        for _ in range(MANY):
            assert (await door.get(PATH, bearer(house.key))).status_code == 200
    await connection.close()
    await door.complete()
    assert await _shared(door, house)


async def test_one_that_hangs_is_killed_and_a_new_one_comes(house: House, tmp_path: Path) -> None:
    async with started({**house.told, "LEA_HTTP_SILENCE": "5"}, tmp_path / "log") as running:
        await running.complete()
        hanging, other = running.workers
        os.kill(hanging, signal.SIGSTOP)
        await until(lambda: not _runs(hanging))
        await running.complete()
        assert other in running.workers
        assert hanging not in running.workers
        assert "process gives no sign of life" in running.log.read_text()
        assert await _shared(running, house)


async def _both_wait(connection: asyncpg.Connection) -> bool:
    """Whether the process that serves looks for news of the registry, and the new one for all of it."""
    waiting = "SELECT count(*) FROM pg_locks WHERE relation = 'consumer_key'::regclass AND NOT granted"
    return bool(await connection.fetchval(waiting) == 2)


async def test_nobody_else_can_share_the_port(door: Running, house: House, tmp_path: Path) -> None:
    """Of one user, the kernel would let all share it."""
    for number in ("1", "2"):
        told = {**house.told, "LEA_HTTP_PROCESSES": number}
        async with started(told, tmp_path / "log", door.port) as second:
            assert await asyncio.wait_for(second.process.wait(), PATIENCE) == 1
        assert "service failed" in second.log.read_text()
    assert (await door.measured())["lea_http_processes"] == 2


async def test_a_port_of_somebody_else_is_not_taken(house: House, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as other:
        async with started(house.told, tmp_path / "log", other.getsockname()[1]) as refused:
            assert await asyncio.wait_for(refused.process.wait(), PATIENCE) == 1


async def test_they_finish_what_they_have_begun_and_stop(door: Running, house: House) -> None:
    workers, folder = door.workers, door.folder
    assert _names(folder)
    look_up = {"by": "proceeding-number", "number": proceeding(1).course.number}
    purpose = {"consumer": COURT, "legal_ground": "case-at-hand", "court_case": "1"}
    asking = []
    for _ in range(MANY):
        body = json.dumps({"request_id": str(uuid4()), **purpose, "look_ups": [look_up]}).encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(
            f"POST /v1/information-requests HTTP/1.1\r\nHost: edge\r\nAuthorization: Bearer {house.key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body[:9]
        )
        asking.append((reader, writer, body[9:]))
    await until(lambda: _connections(door, MANY + 1))
    door.process.send_signal(signal.SIGTERM)
    # Before they go they say so.
    await until(lambda: _unready(door))
    for _, writer, rest in asking:
        writer.write(rest)
    async with asyncio.timeout(PATIENCE):
        answers = [await reader.read() for reader, _, _ in asking]
    assert {answer.partition(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 200 OK"}
    for _, writer, _ in asking:
        writer.close()
    assert await asyncio.wait_for(door.process.wait(), PATIENCE) == 0
    assert not any(map(_runs, workers))
    assert not folder.exists()


async def _unready(door: Running) -> bool:
    with suppress(httpx.TransportError):
        return (await door.get("/readyz")).status_code == 503
    return True


async def test_a_killed_supervisor_leaves_nobody(house: House, tmp_path: Path) -> None:
    async with started(house.told, tmp_path / "log") as first:
        await first.complete()
        workers, folder = first.workers, first.folder
        first.process.kill()
        await first.process.wait()
        await until(lambda: not any(_runs(pid) for pid in workers))
        assert not folder.exists()
        # The port is free for whoever comes in its place.
        async with started(house.told, tmp_path / "log", first.port) as second:
            await second.complete()


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def _runs(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


async def test_what_it_is_told_wrongly_ends_it(house: House, tmp_path: Path) -> None:
    for wrong in ({"LEA_SIGNING_KEY": "none"}, {"LEA_TLS_CERTIFICATE": str(tmp_path / "none.pem")}):
        async with started({**house.told, **wrong}, tmp_path / "log") as refused:
            assert await asyncio.wait_for(refused.process.wait(), PATIENCE) == 1


async def test_a_database_that_is_away_is_waited_for(house: House, tmp_path: Path) -> None:
    away = {"LEA_DATABASE_URL": f"postgresql://nobody:none@127.0.0.1:{free_port()}/none"}
    async with started({**house.told, **away}, tmp_path / "log") as waiting:
        await until(lambda: waiting.log.read_text().count("process ended") >= 3)
        assert waiting.process.returncode is None
        assert await waiting.stopped() == 0


async def test_with_one_there_is_no_supervisor(house: House, tmp_path: Path) -> None:
    async with started({**house.told, "LEA_HTTP_PROCESSES": "1"}, tmp_path / "log") as alone:
        await alone.complete(1)
        assert alone.workers == []
        assert (await alone.get(PATH, bearer(house.key))).status_code == 200
        assert "process_resident_memory_bytes" in (await alone.get("/metrics")).text
        assert _names(tmp_path) == ["log"]
        assert await alone.stopped() == 0
