"""A system under load while its processes are killed, and its state when all work is done."""

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
from tests.faults.answer_recorder import AnswerRecorder
from tests.faults.court import COURT, Court
from tests.faults.fault_injection import Duplicator, ProcessKiller, RepeatingClient
from tests.faults.load import Load
from tests.patience import PATIENCE
from tests.system import SOURCES, System, started

ROUNDS = int(os.environ.get("LEA_FAULT_ROUNDS", "3"))
"""Minimum number of kills of every process."""
SEED = int(os.environ.get("LEA_FAULT_SEED", "31101"))
CONCURRENT_CASES = 80


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
class FinalState:
    """What was sent and answered, and what is stored after all work is done."""

    system: System
    played: list[Played]
    accepted: list[Accepted]
    missing: Mapping[str, int]
    """Load below its minimum, by kind."""
    recorder: AnswerRecorder
    kills: Sequence[tuple[float, str]]
    events: dict[str, list[Event]] = field(default_factory=dict)
    """By service, in the order of streams and versions."""

    @property
    def rounds(self) -> int:
        """Number of kills of every process."""
        return min(Counter(victim for _, victim in self.kills).values())

    def of(self, source: str, name: str) -> list[Event]:
        """The events of a type."""
        return [event for event in self.events[source] if event.type == f"lea.{source}.{name}.v1"]


@pytest.fixture(scope="package")
def system() -> Iterator[System]:
    """Every service, on durable engines."""
    with started(durable=True, LEA_TIMER_QUIET_PERIOD="3") as system:
        yield system


@pytest.fixture(scope="package")
async def final_state(system: System) -> FinalState:
    """Play the demo while processes are killed, then wait until all work is done."""
    random = Random(SEED)
    sys.stdout.write(f"LEA_FAULT_SEED={SEED} LEA_FAULT_ROUNDS={ROUNDS}\n")
    cases = list(scripts(SystemClock().today(), belarus()))
    duplicator = Duplicator(system, Random(random.random()))
    key = await register(system.stack.database_url("edge", DATABASES["edge"].owner), COURT)
    court = Court(system.stack.url("edge"), key, cases[:CONCURRENT_CASES], system.tls)
    recorder = AnswerRecorder(court.url, key, COURT, court.look_ups(), Random(random.random()), system.tls)
    async with RepeatingClient(system.stack.broker_url(OPERATOR), Random(random.random())) as repeating:
        load = Load(duplicator, repeating, recorder, court)
        killer = ProcessKiller(system, Random(random.random()), ROUNDS, lambda: not load.missing())
        async with in_background(duplicator.run(), court.run(), recorder.run()):
            played = await _play_until_killed(cases, repeating, killer)
        await system.settle(PATIENCE)
        accepted = [answer for answer in repeating.answers.values() if isinstance(answer, Accepted)]
    final_state = FinalState(system, played, accepted, load.missing(), recorder, killer.kills)
    for source in SOURCES:
        final_state.events[source] = await _events(system, source)
    sys.stdout.write(f"killed: {killer.kills}\n")
    stored = {source: len(events) for source, events in final_state.events.items()}
    sys.stdout.write(f"{len(accepted)} accepted, {repeating.doubled} twice, {duplicator.published} copies, {stored}\n")
    return final_state


@asynccontextmanager
async def in_background(*works: Any) -> AsyncIterator[None]:
    """Run coroutines until the end of the context. Raises their exceptions."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def _play_until_killed(
    cases: Sequence[Script], repeating: RepeatingClient, killer: ProcessKiller
) -> list[Played]:
    """Play cases until the kills are over; cases that have begun are completed."""
    killing = asyncio.create_task(killer.run())
    played: list[Played] = []

    async def one_after_the_other(own: Sequence[Script]) -> None:
        for case in own:
            played.append(await play([case], repeating, SystemClock(), patience=PATIENCE))
            if killing.done():
                break

    async with asyncio.TaskGroup() as group:
        for lane in range(CONCURRENT_CASES):
            group.create_task(one_after_the_other(cases[lane::CONCURRENT_CASES]))
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
