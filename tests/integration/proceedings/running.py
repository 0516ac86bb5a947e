"""What stands around proceedings in its tests: intake and deadlines as publishers, executors as senders of commands."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Self
from uuid import UUID

import aio_pika
import asyncpg
from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from contracts.commands import proceedings as commands
from contracts.envelope import CommandEnvelope, EventEnvelope, event_from_message, event_headers
from contracts.events.deadlines import LimitExpired, LimitRef, LimitSet
from contracts.events.intake import InitiationDecided
from contracts.identifiers import derived_id, new_id
from contracts.recording import Recording
from contracts.registry import Command, Event
from contracts.replies import Accepted, Rejected
from shared.messaging.commands import CommandClient
from shared.messaging.queue_names import EVENTS_EXCHANGE
from shared.messaging.senders import OPERATOR, publisher_of
from tests.engines import Database
from tests.patience import PATIENCE
from tests.unit.proceedings.harness import Fields, initiation_of, spelled_out

DECIDED_ON = date(2026, 3, 2)


def on_duty(type_: str) -> bool:
    """Whether an event opens or closes a duty."""
    return ".duty-" in type_


@dataclass
class House:
    """Publishes as the other services do, sends commands as executors do, hears what the service publishes."""

    channel: AbstractChannel
    client: CommandClient
    database: asyncpg.Connection
    heard: dict[UUID, list[EventEnvelope[Any]]] = field(default_factory=lambda: defaultdict(list))
    news: asyncio.Event = field(default_factory=asyncio.Event)
    versions: dict[tuple[str, UUID], int] = field(default_factory=dict)
    decisions: dict[UUID, tuple[UUID, InitiationDecided, date]] = field(default_factory=dict)
    executors: dict[UUID, str] = field(default_factory=dict)
    """By proceeding, the number of the executor who has it."""
    """Statement, decision and its day, by the id of the event that announced it."""

    @classmethod
    @asynccontextmanager
    async def opened(cls, database: Database, broker_url: str) -> AsyncIterator[Self]:
        """Open both ends; close them at the end."""
        connection = await aio_pika.connect(broker_url)
        reader = await asyncpg.connect(database.superuser_url)
        channel = await connection.channel(on_return_raises=True)
        async with CommandClient(broker_url, user=OPERATOR, timeout=PATIENCE) as client:
            house = cls(channel, client, reader)
            await house._listen()
            yield house
        await reader.close()
        await connection.close()

    async def _listen(self) -> None:
        queue = await self.channel.declare_queue(exclusive=True)
        await queue.bind(EVENTS_EXCHANGE, "lea.proceedings.#")
        await queue.consume(self._hear, no_ack=True)

    async def _hear(self, message: AbstractIncomingMessage) -> None:
        event = event_from_message(message.headers, message.body)
        self.heard[event.stream].append(event)
        self.news.set()

    async def publish(self, source: str, stream: UUID, data: Event, day: date, *, id: UUID | None = None) -> UUID:  # noqa: A002
        """Publish the next event of a stream of another service; with `id` a given one is published again."""
        event_id = id or new_id()
        if id is None:
            self.versions[source, stream] = self.versions.get((source, stream), 0) + 1
        headers = event_headers(
            id=event_id,
            source=source,
            type=data.type,
            stream=stream,
            version=self.versions[source, stream],
            effective_date=day,
            recorded_at=datetime.now(UTC),
            actor="executor:0101-017",
            correlation_id=stream,
            causation_id=new_id(),
        )
        message = Message(
            data.model_dump_json().encode(),
            headers={**headers},
            delivery_mode=DeliveryMode.PERSISTENT,
            message_id=str(event_id),
            user_id=publisher_of(source.removeprefix("/lea/")),
        )
        exchange = await self.channel.get_exchange(EVENTS_EXCHANGE, ensure=False)
        await exchange.publish(message, data.type)
        return event_id

    async def decide_initiation(
        self, case: Fields | None = None, *, on: date = DECIDED_ON, statement: UUID | None = None
    ) -> UUID:
        """The executor decides to initiate, as intake announces it; returns the proceeding."""
        statement = statement or new_id()
        proceeding = derived_id(statement, "proceeding")
        spec = initiation_of(case or {})
        self.executors[proceeding] = spec["executor"]["id"]
        spec.pop("statement")
        decided = InitiationDecided.model_validate(
            spelled_out({**spec, "proceeding": proceeding, "article": "Art. 356(1)"}, on)
        )
        event = await self.publish("/lea/intake", statement, decided, on)
        self.decisions[event] = (statement, decided, on)
        return proceeding

    async def repeat(self, event: UUID) -> None:
        """The broker delivers a decision once more."""
        statement, decided, on = self.decisions[event]
        await self.publish("/lea/intake", statement, decided, on, id=event)

    async def limit(self, proceeding: UUID, limit: str, article: str, started_on: date, due: date) -> None:
        """Deadlines sets a limit."""
        ref = _ref(proceeding, limit, article)
        data = LimitSet(
            ref=ref, starts_on=started_on, due=due, provisional=False, calendar="by-2026", started_by=new_id(), steps=()
        )
        await self.publish("/lea/deadlines", proceeding, data, started_on)

    async def expiry(self, proceeding: UUID, limit: str, article: str, due: date, on: date) -> UUID:
        """Deadlines announces that a limit has expired."""
        data = LimitExpired(ref=_ref(proceeding, limit, article), due=due)
        return await self.publish("/lea/deadlines", proceeding, data, on)

    async def send(
        self,
        proceeding: UUID,
        data: Command,
        on: date,
        *,
        id: UUID | None = None,  # noqa: A002
        recording: Recording | None = None,
        sender: str | None = None,
    ) -> Accepted | Rejected:
        """Send a command, as the executor who has the proceeding does where nobody else is named."""
        command = CommandEnvelope[Any](
            id=id or new_id(),
            source="/lea/test",
            type=data.type,
            stream=proceeding,
            effective_date=on,
            actor=sender or f"executor:{self.executors.get(proceeding, '0101-017')}",
            correlation_id=proceeding,
            issued_at=datetime.now(UTC),
            recording=recording,
            data=data,
        )
        return await self.client.send(command)

    async def events(self, proceeding: UUID, count: int) -> Sequence[EventEnvelope[Any]]:
        """The published events of a proceeding but those on duties, once there are as many."""
        async with asyncio.timeout(PATIENCE):
            while len(heard := [each for each in self.heard[proceeding] if not on_duty(each.type)]) < count:
                self.news.clear()
                await self.news.wait()
        return heard

    async def answered(self, command: UUID) -> str:
        """The stored answer to a policy's command, once there is one."""
        async with asyncio.timeout(PATIENCE):
            while True:
                reply = await self.database.fetchval("SELECT reply FROM command WHERE id = $1", command)
                if reply is not None:
                    return bytes(reply).decode()
                await asyncio.sleep(0.02)


def _ref(proceeding: UUID, limit: str, article: str) -> LimitRef:
    return LimitRef(occurrence=derived_id(proceeding, limit), limit=limit, article=article, rule_set="epc-2021")


def of(name: str, **spec: Any) -> Command:
    """A command of proceedings by its class name, from short forms."""
    model: type[Command] = getattr(commands, name)
    return model.model_validate(spelled_out(spec, DECIDED_ON))
