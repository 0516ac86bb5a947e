"""A whole system for all end-to-end tests, its clients, and a part of the demo played through it."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace

import httpx
import pytest

from infra.database.provisioning import DATABASES
from infra.demo.cases import scripts
from infra.demo.player import Played, play
from infra.demo.script import Script
from services.edge.registry.first_consumers import register
from shared.clock import SystemClock
from shared.law.calendar import belarus
from shared.messaging.client import CommandClient
from shared.messaging.senders import OPERATOR
from tests.e2e.collector import Collector, collecting
from tests.e2e.wire import Wire, wired
from tests.engines import address_of_tester
from tests.faults.answer_recorder import CHECKS
from tests.patience import PATIENCE
from tests.system import System, started

CASES = 60
"""Every scenario of the demo at least three times, and a dozen defects."""
COURT = "supreme-court"


@pytest.fixture(scope="package")
def collector() -> Iterator[Collector]:
    """Receives the traces of the services."""
    with collecting() as collector:
        yield collector


@pytest.fixture(scope="package")
def system(collector: Collector) -> Iterator[System]:
    """Every service, on separate engines."""
    with started(
        durable=False,
        LEA_OTLP_ENDPOINT=collector.endpoint,
        # Spans arrive soon.
        OTEL_BSP_SCHEDULE_DELAY="300",
        # Failing messages are parked soon.
        LEA_RETRY_ATTEMPTS="2",
        LEA_RETRY_DELAY="0.2",
        LEA_RETRY_POLL="0.2",
        # Acts within the voluntary term must arrive before its end is announced, even on a slow machine.
        LEA_TIMER_QUIET_PERIOD="3",
    ) as system:
        yield system


@pytest.fixture(scope="package")
async def operator(system: System) -> AsyncIterator[CommandClient]:
    """Sends commands on behalf of the enforcement bodies."""
    async with CommandClient(system.stack.broker_url(OPERATOR), user=OPERATOR, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="package")
async def wire(system: System) -> AsyncIterator[Wire]:
    """Sends arbitrary messages."""
    async with wired(address_of_tester(system.stack)) as wire:
        yield wire


@pytest.fixture(scope="package")
async def court(system: System) -> AsyncIterator[httpx.AsyncClient]:
    """The Supreme Court's system, registered at the edge."""
    key = await register(system.stack.database_url("edge", DATABASES["edge"].owner), COURT)
    headers = {"Authorization": f"Bearer {key}"}
    address, tls = system.stack.url("edge"), system.tls
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=PATIENCE, verify=tls) as client:
        # Each process of the edge reads the registry every two seconds.
        async with asyncio.timeout(PATIENCE):
            known = 0
            while known < CHECKS:
                known = 0 if await _unknown(client) else known + 1
                await asyncio.sleep(0.05)
        yield client


async def _unknown(client: httpx.AsyncClient) -> bool:
    """Whether the process that answers a new connection does not know the court yet."""
    headers = {"Connection": "close"}
    answer = await client.post("/v1/information-requests", json={}, headers=headers)
    return answer.status_code == httpx.codes.UNAUTHORIZED


@dataclass(frozen=True)
class Office:
    """Plays scripts of the demo, completely or in part."""

    scripts: Sequence[Script]
    operator: CommandClient

    def script(self, number: int) -> Script:
        """A case by its number, from 1."""
        return self.scripts[number - 1]

    def case_of_kind(self, kind: str, after: int) -> Script:
        """The first case of a kind beyond a number."""
        return next(script for script in self.scripts[after:] if script.kind == kind)

    async def play(self, *scripts: Script) -> Played:
        """Play complete cases."""
        return await play(scripts, self.operator, SystemClock())

    async def begin(self, script: Script, steps: int) -> None:
        """Play the first steps of a case, all of which must be accepted."""
        played = await self.play(replace(script, steps=script.steps[:steps]))
        assert not played.refused


@pytest.fixture(scope="package")
def office(operator: CommandClient) -> Office:
    """The enforcement bodies. Cases up to `CASES` are used by `played`; other tests use later ones."""
    return Office(list(scripts(SystemClock().today(), belarus())), operator)


@pytest.fixture(scope="package")
async def played(office: Office, system: System) -> Played:
    """The outcome of the first cases of the demo, after all work is done."""
    played = await office.play(*office.scripts[:CASES])
    await system.settle()
    return played
