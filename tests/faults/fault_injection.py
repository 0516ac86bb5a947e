"""Faults under load: killed processes, copies of events in any order, commands sent twice."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractExchange

from contracts.envelope import CommandEnvelope, event_headers
from contracts.replies import Accepted, Rejected
from infra.stack.overview import overview
from infra.stack.settings import SERVICES
from shared.failures import DATABASE_UNAVAILABLE
from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.broker import close, connect, open_channel
from shared.messaging.client import CommandClient
from shared.messaging.queue_names import EVENTS_EXCHANGE
from shared.messaging.senders import OPERATOR, publisher_of
from tests.engines import address_of_tester
from tests.patience import PATIENCE
from tests.system import SOURCES, System

VICTIMS = (*SERVICES, "front", "broker", "database")
"""A service's process holds its relay, consumer, timer and command endpoint; `edge` stands for all of its processes."""
BETWEEN_KILLS = (0.5, 6.0)
BETWEEN_COPIES = (0.5, 2.0)
MORE = 3
"""Factor of the maximum number of rounds, if there was not enough load."""
COPIES = 40
TWICE = 0.2
"""Share of the commands that are sent twice at the same time."""

_NEWEST = "SELECT * FROM event ORDER BY xid DESC, position DESC LIMIT $1"
_ANY = "SELECT * FROM event ORDER BY random() LIMIT $1"


@dataclass
class ProcessKiller:
    """Kills every process in turn with SIGKILL, in random order at random moments."""

    system: System
    random: Random
    rounds: int
    enough: Callable[[], bool]
    """Whether there was enough load for a meaningful test: a slow machine needs more rounds."""
    kills: list[tuple[float, str]] = field(default_factory=list)
    """Seconds since the start, and the process."""

    async def run(self) -> None:
        """Kill every process once per round.

        A process may be killed before it has restarted. But a round begins with all processes running: on a slow
        machine all rounds would otherwise be one long restart.
        """
        began = time.monotonic()
        for number in range(MORE * self.rounds):
            if number >= self.rounds and self.enough():
                break
            while not overview(self.system.stack.home).healthy:  # noqa: ASYNC110 - in files that supervision writes
                await asyncio.sleep(BETWEEN_KILLS[0])
            for victim in self.random.sample(VICTIMS, len(VICTIMS)):
                await asyncio.sleep(self.random.uniform(*BETWEEN_KILLS))
                await asyncio.to_thread(self.system.stack.kill, victim)
                self.kills.append((round(time.monotonic() - began, 1), victim))


@dataclass
class Duplicator:
    """Publishes copies of stored events in random order, including the newest, some before their relay does."""

    system: System
    random: Random
    published: int = 0

    async def run(self) -> None:
        """Run until cancelled; continues when broker and database are reachable again."""
        while True:
            with suppress(*BROKER_UNAVAILABLE, *DATABASE_UNAVAILABLE):
                async with asyncio.timeout(30):
                    await self._session()
            await asyncio.sleep(1)

    async def _session(self) -> None:
        connection = await connect(address_of_tester(self.system.stack), "duplicator")
        try:
            exchange = await (await open_channel(connection, confirms=True)).get_exchange(EVENTS_EXCHANGE, ensure=False)
            while True:
                await self._copy(exchange)
                await asyncio.sleep(self.random.uniform(*BETWEEN_COPIES))
        finally:
            await close(connection)

    async def _copy(self, exchange: AbstractExchange) -> None:
        rows = [(source, row) for source in SOURCES for row in await self._some(source)]
        self.random.shuffle(rows)
        # Concurrently: waiting for each confirm would produce few copies.
        await asyncio.gather(*(self._publish(exchange, source, row) for source, row in rows))

    async def _publish(self, exchange: AbstractExchange, source: str, row: Any) -> None:
        attributes = {name: row[name] for name in row.keys() if name not in ("xid", "position", "data")}  # noqa: SIM118
        headers = event_headers(source=f"/lea/{source}", **attributes)
        message = Message(
            row["data"],
            headers={**headers},
            delivery_mode=DeliveryMode.PERSISTENT,
            message_id=str(row["id"]),
            user_id=publisher_of(source),
        )
        await exchange.publish(message, row["type"], mandatory=False)
        self.published += 1

    async def _some(self, source: str) -> Sequence[Any]:
        async with self.system.connected(source) as connection:
            newest = await connection.fetch(_NEWEST, COPIES // 2)
            return [*newest, *await connection.fetch(_ANY, COPIES // 2)]


class RepeatingClient(CommandClient):
    """Sends some commands twice, and checks that both replies are the same."""

    def __init__(self, broker_url: str, random: Random) -> None:
        # As long as the longest series of restarts may take.
        super().__init__(broker_url, user=OPERATOR, name="repeating client", timeout=PATIENCE)
        self._random = random
        self.answers: dict[Any, Accepted | Rejected] = {}
        self.doubled = 0

    async def send(
        self,
        command: CommandEnvelope[Any],
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> Accepted | Rejected:
        twice = self._random.random() < TWICE
        self.doubled += twice
        sending = [super(RepeatingClient, self).send(command, timeout=timeout) for _ in range(1 + twice)]
        first, *again = await asyncio.gather(*sending)
        assert all(answer == first for answer in again)
        assert self.answers.setdefault(command.id, first) == first
        return first
