"""Random messages: each is applied, answered, refused or parked; none is lost and none harms a process.

LEA_FUZZ_MESSAGES is their number: `LEA_FUZZ_MESSAGES=100000 make test T="-s tests/e2e/test_random_messages.py"`
takes ten minutes or more. A failure names LEA_FUZZ_SEED and the number of a message, which reproduce it
(`tests/e2e/fuzz/messages.py`).
"""

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest

from infra.broker.topology import QUARANTINE
from infra.demo.scenarios import SCENARIOS
from tests.e2e.collector import Collector
from tests.e2e.conftest import Office
from tests.e2e.fuzz.bus import Bus, connected
from tests.e2e.fuzz.messages import Messages
from tests.e2e.fuzz.outcomes import SERVICES, Account, look
from tests.e2e.fuzz.processes import Process, ServiceReports, is_service, processes, service_reports
from tests.e2e.fuzz.samples import moment
from tests.e2e.test_poison import LATER, assert_answers_complete
from tests.engines import address_of_tester
from tests.patience import PATIENCE, until
from tests.system import STORES, System

# More than a minute even on a machine that does nothing else.
pytestmark = pytest.mark.long

MESSAGES = int(os.environ.get("LEA_FUZZ_MESSAGES", "2500"))
SEED = int(os.environ.get("LEA_FUZZ_SEED", "31101"))
WARM = 0.25
"""Share of the messages before memory is first measured, when caches are full and pools are open."""
GROWTH_MB, GROWTH = 15, 0.15
"""Permitted growth of a process afterwards, in megabytes and as a share of its memory; the larger one applies."""
PLAYED = LATER + 80


@dataclass
class Run:
    """Sent messages, their outcomes, and the state of the processes."""

    account: Account
    before: ServiceReports
    after: ServiceReports
    begun: dict[str, Process]
    warm: dict[str, Process]
    done: dict[str, Process]
    left: dict[str, int]
    """Messages left in queues."""


@pytest.fixture(scope="module")
async def run(system: System, office: Office, court: httpx.AsyncClient, collector: Collector) -> AsyncIterator[Run]:
    """Send all messages while cases are played; messages held by consumers are removed at the end."""
    sys.stdout.write(f"LEA_FUZZ_SEED={SEED} LEA_FUZZ_MESSAGES={MESSAGES}\n")
    cases = [
        office.case_of_kind(SCENARIOS[life].summary, PLAYED)
        for life in ("levied-in-full", "two-currencies", "no-property")
    ]
    async with httpx.AsyncClient(timeout=PATIENCE) as client, connected(address_of_tester(system.stack)) as bus:
        before, begun, began = await service_reports(system, client), processes(system), time.monotonic()
        messages, first = Messages(SEED, moment(), bus.replies, await _epochs(system)), int(MESSAGES * WARM)
        await bus.send(map(messages.number, range(first)))
        await _emptied(system)
        warm = processes(system)
        playing = asyncio.create_task(office.play(*cases))
        await bus.send(map(messages.number, range(first, MESSAGES)))
        sent = time.monotonic() - began
        assert not (await playing).refused
        left = await _emptied(system)
        sys.stdout.write(f"sent in {sent:.0f} s, taken in {time.monotonic() - began:.0f} s\n")
        account = await _accounted(system, bus)
        done, after = processes(system), await service_reports(system, client)
    found = Run(account, before, after, begun, warm, done, left)
    _report(found)
    yield found
    await _forget(system)
    collector.spans.clear()


async def _epochs(system: System) -> dict[str, UUID]:
    """The epoch of each store, which its relay states in every message."""
    epochs = dict[str, UUID]()
    for store in STORES:
        async with system.connected(store) as connection:
            epochs[store] = await connection.fetchval("SELECT epoch FROM store_epoch ORDER BY number DESC LIMIT 1")
    return epochs


async def _emptied(system: System) -> dict[str, int]:
    """Wait until all queues are empty. Returns the messages left after the time limit."""
    management, left = system.stack.management(), dict[str, int]()

    def waiting() -> bool:
        _, queues = management.call("GET", "/api/queues/lea")
        assert isinstance(queues, list)
        left.clear()
        left.update({queue["name"]: queue.get("messages") for queue in queues if queue.get("messages") != 0})
        return bool(left)

    # The figures of the broker lag some seconds.
    calm, ends = 0, time.monotonic() + max(PATIENCE, MESSAGES / 100)
    while calm < 3 and time.monotonic() < ends:
        calm = 0 if await asyncio.to_thread(waiting) else calm + 1
        await asyncio.sleep(2)
    return left


async def _accounted(system: System, bus: Bus) -> Account:
    """The account of all messages; repeated while work may be unfinished."""
    ends = time.monotonic() + PATIENCE
    while True:
        account = Account(await look(system), bus.answers)
        account.take(bus.sent)
        if not account.faults or time.monotonic() > ends:
            return account
        await asyncio.sleep(2)


async def _forget(system: System) -> None:
    for service in SERVICES:
        async with system.connected(service) as connection:
            await connection.execute("TRUNCATE deferred_message")


def _report(run: Run) -> None:
    for what, count in sorted(run.account.counted.items()):
        sys.stdout.write(f"{count:7} {what}\n")
    for name, process in run.done.items():
        warm = run.warm[name].megabytes
        sys.stdout.write(f"{name:12} {run.begun[name].megabytes:7.1f} {warm:7.1f} {process.megabytes:7.1f} MB\n")


def _some(faults: Sequence[str]) -> str:
    return "\n".join([f"{len(faults)} faults", *faults[:20]])


def test_every_message_has_the_expected_outcome(run: Run) -> None:
    assert run.account.faults == [], _some(run.account.faults)


def test_nothing_is_held_that_was_not_sent(run: Run) -> None:
    assert run.account.outcomes.unmarked == []


def test_every_refusal_is_counted(run: Run) -> None:
    """Including those whose replies were undeliverable: only the counters of the service have them."""
    counted = Counter(run.after.refused)
    counted.subtract(run.before.refused)
    assert dict(+counted) == dict(run.account.refusals)


def test_no_process_was_restarted(run: Run) -> None:
    who = [{name: (process.pid, process.restarts) for name, process in seen.items()} for seen in (run.begun, run.done)]
    assert who[0] == who[1]


def test_no_message_ended_a_subscription(run: Run) -> None:
    assert run.after.sessions == run.before.sessions


def test_every_service_is_ready(run: Run) -> None:
    assert run.after.unready == []


def test_memory_stays_flat(run: Run) -> None:
    grown = {
        name: (warm.megabytes, run.done[name].megabytes)
        for name, warm in run.warm.items()
        if is_service(name) and run.done[name].megabytes - warm.megabytes > max(GROWTH_MB, GROWTH * warm.megabytes)
    }
    assert grown == {}


def test_no_queue_holds_anything(run: Run) -> None:
    """Neither the dead letters nor the quarantine nor any other queue."""
    assert run.left == {}


async def test_the_quarantine_is_there_and_empty(run: Run, system: System) -> None:
    async with connected(address_of_tester(system.stack)) as bus:
        assert await bus.waiting([QUARANTINE]) == {}


async def test_the_system_continues_to_work(run: Run, system: System, office: Office, court: httpx.AsyncClient) -> None:
    case = office.case_of_kind(SCENARIOS["levied-in-part"].summary, PLAYED)
    assert not (await office.play(case)).refused

    async def answers_complete() -> bool:
        with suppress(AssertionError):
            await assert_answers_complete(court, case)
            return True
        return False

    await until(answers_complete, "the answer has all events of the case")
