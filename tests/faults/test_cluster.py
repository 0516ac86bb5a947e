"""A cluster under a load of commands loses the node with most queue leaders, then the primary of the databases.

No accepted act may be lost, none have effect twice. How long clients waited is printed, not judged: it depends on the
machine.
"""

import asyncio
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from contracts.replies import Accepted
from infra.demo.cases import scripts
from infra.demo.player import play
from infra.demo.script import Script
from infra.stack import patroni, rabbitmq
from infra.stack.stack import Stack
from shared.clock import SystemClock
from shared.failures import DATABASE_UNAVAILABLE
from shared.law.calendar import belarus
from shared.messaging.queue_names import command_queue
from shared.messaging.senders import OPERATOR
from tests.faults.fault_injection import RepeatingClient
from tests.patience import PATIENCE, until
from tests.system import LISTENS_TO, NO_BACKUPS, SOURCES, System

pytestmark = pytest.mark.long

LANES = 4
_FLOWING = 12  # accepted commands before a fault, and after it
_UNPUBLISHED = """
    SELECT count(*) FROM event, relay_checkpoint AS reached
    WHERE (event.xid, event.position) > (reached.xid, reached.position)
"""


@dataclass
class Load:
    """Commands of the demo, many cases at a time."""

    client: RepeatingClient
    moments: list[float] = field(default_factory=list)
    """When replies came that accept a command."""

    async def run(self, cases: Sequence[Script]) -> None:
        for case in cases:
            await play([case], self.client, SystemClock(), self._count, patience=PATIENCE)

    def _count(self, _: int) -> None:
        self.moments.append(time.monotonic())

    async def flows(self) -> None:
        """Wait until further commands are accepted."""
        wanted = len(self.moments) + _FLOWING
        await until(lambda: len(self.moments) >= wanted, "commands are accepted")

    def longest_silence(self, since: float) -> float:
        """The longest time between two replies since a moment."""
        moments = [since, *(moment for moment in self.moments if moment > since)]
        return max(after - before for before, after in pairwise(moments))


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    home = Path(tempfile.mkdtemp(prefix="ais-lea-cluster-"))
    home.chmod(0o755)
    try:
        began = time.monotonic()
        with Stack(home, durable=False, cluster=True, backups=NO_BACKUPS) as stack:
            stack.up(SOURCES)
            _report(f"cluster up after {time.monotonic() - began:.0f} s")
            yield stack
    finally:
        shutil.rmtree(home)


@asynccontextmanager
async def loaded(stack: Stack) -> AsyncIterator[Load]:
    """Commands are sent until the end of the context."""
    cases = list(scripts(SystemClock().today(), belarus()))
    async with RepeatingClient(stack.broker_url(OPERATOR), Random(1)) as client:
        load = Load(client)
        lanes = [asyncio.create_task(load.run(cases[lane::LANES])) for lane in range(LANES)]
        try:
            yield load
        finally:
            for lane in lanes:
                lane.cancel()
            ended = await asyncio.gather(*lanes, return_exceptions=True)
        assert [end for end in ended if not isinstance(end, asyncio.CancelledError | None)] == []


async def test_no_accepted_act_is_lost_or_doubled_when_nodes_are_killed(stack: Stack) -> None:
    system = System(stack)
    async with loaded(stack) as load:
        await load.flows()
        broker = _most_leaders(stack)
        await _lose(stack, load, broker, lambda: rabbitmq.joined(stack.management()))
        server = await until(lambda: patroni.primary(stack.ports), "there is a primary")
        await _lose(stack, load, f"database-{server}", lambda: patroni.settled(stack.ports))
        assert patroni.primary(stack.ports) != server
        accepted = [answer for answer in load.client.answers.values() if isinstance(answer, Accepted)]
    await until(lambda: _done(system), "every event is published and applied")
    await _each_act_once(system, accepted)
    _report(f"{len(accepted)} accepted, {load.client.doubled} of all sent twice: none lost, none twice")


def _most_leaders(stack: Stack) -> str:
    """The node that leads most queues, as a process of the stack; among them one of commands."""
    _, queues = stack.management().call("GET", "/api/queues/lea")
    assert isinstance(queues, list)
    quorum = [queue for queue in queues if queue["type"] == "quorum"]
    assert {len(queue["members"]) for queue in quorum} == {3}
    leaders = Counter(queue["leader"] for queue in quorum)
    assert len(leaders) == 3, leaders  # spread over all nodes
    of_commands = {queue["leader"] for queue in quorum if queue["name"] in map(command_queue, SOURCES)}
    return f"broker-{max(of_commands, key=lambda node: leaders[node]).removeprefix('lea')[0]}"


async def _lose(stack: Stack, load: Load, node: str, whole: Callable[[], bool]) -> None:
    """Kill a node, wait until commands are accepted without it, start it, wait until the cluster is whole."""
    killed = time.monotonic()
    await asyncio.to_thread(stack.kill, node, revive=False)
    await load.flows()
    _report(f"{node} killed: longest silence {load.longest_silence(killed):.1f} s")
    restarted = time.monotonic()
    await asyncio.to_thread(stack.start, node)
    async with asyncio.timeout(2 * PATIENCE):
        while not await asyncio.to_thread(whole):  # noqa: ASYNC110 - in other processes
            await asyncio.sleep(1)
    _report(f"{node} back {time.monotonic() - restarted:.1f} s after its start")
    await load.flows()


def _report(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def _done(system: System) -> bool:
    try:
        heads = dict[str, dict[UUID, int]]()
        for source in SOURCES:
            async with system.connected(source) as connection:
                if await connection.fetchval(_UNPUBLISHED):
                    return False
                rows = await connection.fetch("SELECT stream, max(version) AS version FROM event GROUP BY stream")
                heads[source] = {row["stream"]: row["version"] for row in rows}
        for service in SOURCES:
            async with system.connected(service) as connection:
                for source in LISTENS_TO[service]:
                    if await system.positions(connection, service, source) != heads[source]:
                        return False
    except DATABASE_UNAVAILABLE:
        return False
    return True


async def _each_act_once(system: System, accepted: Sequence[Accepted]) -> None:
    caused: dict[UUID, list[UUID]] = defaultdict(list)
    for source in SOURCES:
        async with system.connected(source) as connection:
            rows = await connection.fetch(
                "SELECT id, stream, version, causation_id FROM event ORDER BY stream, version"
            )
            assert await connection.fetch("SELECT reason, problem FROM deferred_message") == []
        versions: dict[UUID, list[int]] = defaultdict(list)
        for row in rows:
            caused[row["causation_id"]].append(row["id"])
            versions[row["stream"]].append(row["version"])
        assert all(found == list(range(1, len(found) + 1)) for found in versions.values())
    for answer in accepted:
        assert caused[answer.command_id] == list(answer.event_ids)
