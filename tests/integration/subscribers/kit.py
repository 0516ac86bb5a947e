"""A delivery over real event stores and a real broker, and what its subscribers receive."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

import aio_pika
import asyncpg
from aio_pika.abc import AbstractIncomingMessage
from pydantic import SecretStr

from contracts.commands.subscribers import ApproveSubscriberChange, ProposeSubscriberChange, stream_of_subscriber
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.subscribers import SubscriberOwner, SubscriberRegistration, SubscriberTerms
from contracts.identifiers import new_id
from contracts.registry import Command
from contracts.replies import Accepted
from infra.broker.access import Broker, KnownSubscriber
from infra.broker.definitions import password_hash
from infra.stack.stack import Stack
from services.subscribers.application import application
from services.subscribers.delivery.component import Delivery
from services.subscribers.delivery.unread import UnreadQueues
from services.subscribers.settings import SubscribersSettings
from shared.clock import Clock, SystemClock
from shared.database import create_pool
from shared.envelopes import own_command
from shared.eventstore.store import EventStore
from shared.messaging.queue_names import SUBSCRIBER_REQUESTS_EXCHANGE, subscriber_queue, subscriber_reply_queue
from shared.messaging.senders import publisher_of, user_of_subscriber
from shared.subscribable import FIELD_CLASSES, types_matching
from shared.subscriber import ConnectionFile
from tests.engines import Database
from tests.factories.proceedings import life
from tests.patience import PATIENCE, until

PASSWORD = token_urlsafe(24)
HASH = password_hash(PASSWORD)
EVERYTHING = types_matching(["lea.#"])
REGISTRATION = SubscriberRegistration(
    terms=SubscriberTerms(
        owner=SubscriberOwner(organization="Bank", contact="Ivanova"),
        purpose="arrests are carried out",
        legal_ground="the Banking Code",
        types=EVERYTHING,
        fields=FIELD_CLASSES,
    ),
    password_hash=HASH,
)


@dataclass
class House:
    """The databases of a delivery, its broker, and the subscribers it knows."""

    stack: Stack
    own: Database
    sources: dict[str, Database]
    broker: str
    known: list[KnownSubscriber] = field(default_factory=list)

    @property
    def settings(self) -> SubscribersSettings:
        return SubscribersSettings(
            service="subscribers",
            database_url=self.own.url,
            broker_url=self.broker,
            event_store_urls={name: each.event_reader_url for name, each in self.sources.items()},
            delivery_batch=20,
            delivery_poll=0.05,
            delivery_pause=0.1,
            registry_poll=0.1,
            http_port=0,
        )

    async def subscribe(
        self, name: str, *, types: Sequence[str] = EVERYTHING, fields: Sequence[str] = FIELD_CLASSES,
        since: datetime | None = None,
    ) -> None:  # fmt: skip
        """Approve a subscriber."""
        insert = "INSERT INTO subscriber VALUES ($1, 'active', $2, $3, $4, $5, 1)"
        await self.own.execute(insert, name, list(types), list(fields), HASH, since)
        self.known.append(KnownSubscriber(name, "active", HASH))
        self.keep()

    def keep(self) -> None:
        """Have the broker know the subscribers."""
        Broker(self.stack.management(), urlsplit(self.broker).path.strip("/")).keep(self.known)

    def file(self, name: str) -> ConnectionFile:
        """The connection file of a subscriber."""
        place = urlsplit(self.broker)
        url = place._replace(netloc=f"{user_of_subscriber(name)}:{PASSWORD}@{place.hostname}:{place.port}").geturl()
        return ConnectionFile(
            name=name,
            url=SecretStr(url),
            queue=subscriber_queue(name),
            replies=subscriber_reply_queue(name),
            requests=SUBSCRIBER_REQUESTS_EXCHANGE,
            publisher=publisher_of("subscribers"),
        )

    async def register(self, name: str) -> None:
        """Register a subscriber by its commands: one person proposes, another approves."""
        commands = application(SystemClock())
        async with await create_pool(self.settings) as pool:
            propose = _command(name, ProposeSubscriberChange(subscriber=name, change=REGISTRATION, reason="letter 7"))
            approve = _command(name, ApproveSubscriberChange(proposal=propose.id), "operator:ivanov")
            for command in (propose, approve):
                [reply] = await commands.handle_in_transaction(pool, [command])
                assert isinstance(reply, Accepted), reply

    async def store(self, numbers: Iterable[int]) -> list[EventEnvelope[Any]]:
        """Store the events of these proceedings, each in a transaction; returns them in their order."""
        lives = [list(life(number)) for number in numbers]
        for events in lives:
            await self.append(events)
        return [event for events in lives for event in events]

    async def append(self, events: Sequence[EventEnvelope[Any]]) -> None:
        """Store events of proceedings in a transaction."""
        connection = await asyncpg.connect(self.sources["proceedings"].owner_url)
        try:
            async with connection.transaction():
                await EventStore("proceedings").append(connection, events)
        finally:
            await connection.close()

    @asynccontextmanager
    async def delivering(self, clock: Clock | None = None, **changes: Any) -> AsyncIterator[Delivery]:
        """A delivery that runs."""
        settings = self.settings.model_copy(update=changes)
        async with await create_pool(settings) as pool:
            unread = UnreadQueues(settings, pool, application(SystemClock()), clock or SystemClock())
            delivery = Delivery(settings, unread)
            running = asyncio.create_task(delivery.run())
            try:
                yield delivery
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running

    async def holds(self, query: str, *arguments: Any, database: Database | None = None) -> None:
        """Wait until what a query finds is true, in the service's database or another one."""
        connection = await asyncpg.connect((database or self.own).owner_url)

        async def found() -> bool:
            return bool(await connection.fetchval(query, *arguments))

        try:
            await until(found, query)
        finally:
            await connection.close()

    async def received(self, name: str, number: int) -> list[AbstractIncomingMessage]:
        """Take so many messages from the queue of a subscriber, as they come."""
        found = list[AbstractIncomingMessage]()
        async with await aio_pika.connect(self.broker) as connection:
            channel = await connection.channel()
            await channel.set_qos(1)
            queue = await channel.get_queue(subscriber_queue(name), ensure=False)
            async with asyncio.timeout(PATIENCE), queue.iterator() as arriving:
                async for message in arriving:
                    await message.ack()
                    found.append(message)
                    if len(found) == number:
                        break
        return found

    async def all_of(self, name: str, events: Sequence[EventEnvelope[Any]]) -> list[str]:
        """Take messages until all of these events have come; the ids of those that a receiver applies."""
        taken = await self.received(name, len(events))
        while len(applied(taken)) < len(events):
            taken += await self.received(name, 1)
        return applied(taken)

    async def sent(self, name: str, number: int) -> None:
        """Wait until so many events have been sent to a subscriber since its cursor was set."""
        await self.holds("SELECT sum(delivered) >= $2 FROM delivery_cursor WHERE subscriber = $1", name, number)


def attributes(message: AbstractIncomingMessage, *names: str) -> list[str]:
    """Attributes of a message."""
    return [str(message.headers[f"cloudEvents:{name}"]) for name in names]


def applied(messages: Iterable[AbstractIncomingMessage]) -> list[str]:
    """The ids of the events in the order in which a receiver applies them: it skips duplicates, and waits at a gap."""
    reached, ids, held = dict[str, int](), list[str](), list[AbstractIncomingMessage]()
    for arrived in messages:
        held.append(arrived)
        while message := next((each for each in held if _follows(each, reached)), None):
            held.remove(message)
            stream, id_, sequence = attributes(message, "subject", "id", "sequence")
            if int(sequence) > reached.get(stream, 0):
                reached[stream] = int(sequence)
                ids.append(id_)
    return ids


def _follows(message: AbstractIncomingMessage, reached: Mapping[str, int]) -> bool:
    stream, previous = attributes(message, "subject", "previous")
    return int(previous) <= reached.get(stream, 0)


def ids_of(events: Iterable[EventEnvelope[Any]]) -> list[str]:
    """Their ids."""
    return [str(event.id) for event in events]


def _command(name: str, data: Command, actor: str = "operator:petrova") -> CommandEnvelope[Any]:
    now = SystemClock().now()
    return own_command(data, id=new_id(), service="cli", actor=actor, stream=stream_of_subscriber(name), at=now)
