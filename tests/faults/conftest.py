"""A system under load while everything goes wrong, and what is left of it when it has come to rest."""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

import pytest

from contracts.replies import Accepted
from infra.database.provisioning import DATABASES
from infra.demo.cases import scripts
from infra.demo.player import Played, play
from infra.demo.script import Script
from services.edge.registry.first_consumers import register
from shared.clock import SystemClock
from shared.law.calendar import belarus
from shared.messaging.senders import OPERATOR
from tests.faults.chaos import Copier, Doubter, Killer
from tests.faults.court import COURT, Court
from tests.faults.load import Load
from tests.faults.witness import Witness
from tests.patience import PATIENCE
from tests.system import SOURCES, System, started

ROUNDS = int(os.environ.get("LEA_FAULT_ROUNDS", "3"))
"""How often every process is killed at least."""
SEED = int(os.environ.get("LEA_FAULT_SEED", "31101"))
AT_A_TIME = 80
"""Cases that go on side by side."""


@dataclass(frozen=True)
class Event:
    """A stored event."""

    id: UUID
    stream: UUID
    version: int
    type: str
    effective: date
    cause: UUID
    data: Mapping[str, Any]


@dataclass
class Aftermath:
    """What was sent and answered, and what is stored now that nothing is on its way any more."""

    system: System
    played: list[Played]
    accepted: list[Accepted]
    missing: Mapping[str, int]
    """Of the load there should have been."""
    witness: Witness
    kills: Sequence[tuple[float, str]]
    events: dict[str, list[Event]] = field(default_factory=dict)
    """Of each service, in the order of streams and versions."""

    @property
    def rounds(self) -> int:
        """How often every process was killed."""
        return min(Counter(victim for _, victim in self.kills).values())

    def of(self, source: str, name: str) -> list[Event]:
        """The events of a type."""
        return [event for event in self.events[source] if event.type == f"lea.{source}.{name}.v1"]


@pytest.fixture(scope="package")
def system() -> Iterator[System]:
    """Every service, on engines that keep what they have confirmed."""
    with started(durable=True, LEA_TIMER_QUIET_PERIOD="3") as system:
        yield system


@pytest.fixture(scope="package")
async def aftermath(system: System) -> Aftermath:
    """The demo is played while everything goes wrong; then the system comes to rest."""
    random = Random(SEED)
    sys.stdout.write(f"LEA_FAULT_SEED={SEED} LEA_FAULT_ROUNDS={ROUNDS}\n")
    cases = list(scripts(SystemClock().today(), belarus()))
    copier = Copier(system, Random(random.random()))
    key = await register(system.stack.database_url("edge", DATABASES["edge"].owner), COURT)
    court = Court(system.stack.url("edge"), key, cases[:AT_A_TIME], system.tls)
    witness = Witness(court.url, key, COURT, court.look_ups(), Random(random.random()), system.tls)
    async with Doubter(system.stack.broker_url(OPERATOR), Random(random.random())) as doubter:
        load = Load(copier, doubter, witness, court)
        killer = Killer(system, Random(random.random()), ROUNDS, lambda: not load.missing())
        async with beside(copier.run(), court.run(), witness.run()):
            played = await _play_until_killed(cases, doubter, killer)
        await system.settle(PATIENCE)
        accepted = [answer for answer in doubter.answers.values() if isinstance(answer, Accepted)]
    aftermath = Aftermath(system, played, accepted, load.missing(), witness, killer.kills)
    for source in SOURCES:
        aftermath.events[source] = await _events(system, source)
    sys.stdout.write(f"killed: {killer.kills}\n")
    stored = {source: len(events) for source, events in aftermath.events.items()}
    sys.stdout.write(f"{len(accepted)} accepted, {doubter.doubled} twice, {copier.published} copies, {stored}\n")
    return aftermath


@asynccontextmanager
async def beside(*works: Any) -> AsyncIterator[None]:
    """Something else goes on meanwhile; it has not failed by the end."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def _play_until_killed(cases: Sequence[Script], doubter: Doubter, killer: Killer) -> list[Played]:
    """Play case after case until nobody is killed any more, and those begun to their end."""
    killing = asyncio.create_task(killer.run())
    played: list[Played] = []

    async def one_after_the_other(own: Sequence[Script]) -> None:
        for case in own:
            played.append(await play([case], doubter, SystemClock(), patience=PATIENCE))
            if killing.done():
                break

    async with asyncio.TaskGroup() as group:
        for lane in range(AT_A_TIME):
            group.create_task(one_after_the_other(cases[lane::AT_A_TIME]))
    await killing
    return played


async def _events(system: System, source: str) -> list[Event]:
    async with system.connected(source) as connection:
        rows = await connection.fetch("SELECT * FROM event ORDER BY stream, version")
    return [
        Event(
            row["id"],
            row["stream"],
            row["version"],
            row["type"],
            row["effective_date"],
            row["causation_id"],
            json.loads(row["data"]),
        )
        for row in rows
    ]
