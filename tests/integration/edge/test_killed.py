"""The API process and its database are killed under load: each answer received is in the log, once and unchanged."""

import asyncio
import os
import signal
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from infra.stack.stack import Stack
from services.edge.registry.first_consumers import register
from shared.clock import SystemClock
from tests.engines import Database, NewDatabase
from tests.faults.answer_recorder import AnswerRecorder, Received
from tests.integration.edge.conftest import COURT, fill_read_model, proceeding
from tests.integration.edge.log import records, sealed, verified
from tests.patience import until
from tests.service_process import ServiceProcess, free_port, service_process

LANES = 12
EDGE_KILLS, DATABASE_KILLS = 3, 2
BETWEEN = 60
"""Answers between two kills, so that each kill happens under load."""


@dataclass
class Killable:
    """An API process that is started again whenever it was killed."""

    environment: dict[str, str]
    log: Path
    port: int
    kills: int = 0
    running: ServiceProcess | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        while not self.over.is_set():
            async with service_process("services.edge.main", self.log, self.environment, self.port) as self.running:
                await self.running.process.wait()

    def kill(self) -> None:
        if self.running and self.running.process.returncode is None:
            os.killpg(self.running.process.pid, signal.SIGKILL)
            self.kills += 1


@dataclass(frozen=True)
class Scene:
    """An API process under load."""

    edge: Killable
    recorder: AnswerRecorder
    own: Database


@pytest.fixture
async def scene(migrated_database: NewDatabase, tmp_path: Path) -> AsyncIterator[Scene]:
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, map(proceeding, range(5)))
    key = await register(own.owner_url, COURT)
    port = free_port()
    signing = Ed25519PrivateKey.generate().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    environment = {
        "LEA_DATABASE_URL": own.url,
        "LEA_READ_MODEL_URL": model.edge_reader_url,
        "LEA_PUBLIC_URL": "http://edge",
        "LEA_SIGNING_KEY": b64encode(signing).decode(),
    }
    edge = Killable(environment, tmp_path / "log", port)
    look_ups = [{"by": "proceeding-number", "number": proceeding(number).course.number} for number in range(5)]
    recorder = AnswerRecorder(f"http://127.0.0.1:{port}", key, COURT, look_ups, Random(3), lanes=LANES, pause=0.0)
    tasks = [asyncio.create_task(part.run()) for part in (edge, recorder)]
    try:
        yield Scene(edge, recorder, own)
    finally:
        edge.over.set()
        for task in reversed(tasks):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks)
        edge.kill()


async def further_answers(recorder: AnswerRecorder, answers: int) -> None:
    """Wait until so many more answers have come."""
    wanted = recorder.answers + answers
    await until(lambda: recorder.answers >= wanted)


async def test_every_answer_received_is_recorded_as_it_was_received(scene: Scene, engines: Stack) -> None:
    async def kill_database() -> None:
        await asyncio.to_thread(engines.kill, "database")
        await asyncio.to_thread(engines.wait_ready, "database")

    async def kill_edge() -> None:
        scene.edge.kill()

    acts: Sequence[Callable[[], Awaitable[None]]] = [kill_edge] * EDGE_KILLS + [kill_database] * DATABASE_KILLS
    for act in Random(4).sample(acts, len(acts)):
        await further_answers(scene.recorder, BETWEEN)
        await act()
    await further_answers(scene.recorder, BETWEEN)
    # The process is stopped, so no record is on its way to the log.
    scene.edge.over.set()
    scene.edge.kill()
    await compare(scene)


async def compare(scene: Scene) -> None:
    """Compare what was received with the log, and the log with its heads."""
    recorded: dict[str, list[Received]] = {}
    for link in await records(scene.own):
        entry = link.entry
        received = Received(entry.status, entry.answer_digest, entry.answer_signature)
        recorded.setdefault(str(entry.request_id), []).append(received)
    answered = {str(id_): answer for id_, answer in scene.recorder.received.items() if answer.status != 503}
    assert {answer.status for answer in answered.values()} == {200, 404}
    assert {id_: answer for id_, answer in answered.items() if recorded.get(id_) != [answer]} == {}
    assert all(answer.signature for answer in answered.values())
    assert {id_ for id_, answers in recorded.items() if len(answers) > 1} <= {"None"}
    strangers = Counter(answer for answer in scene.recorder.unauthenticated if answer.status != 503)
    assert strangers <= Counter(recorded["None"])
    findings = await verified(scene.own, *await sealed(scene.own, SystemClock()))
    assert findings.faults == ()
    assert findings.records == findings.sealed
    assert findings.chains > EDGE_KILLS + DATABASE_KILLS
