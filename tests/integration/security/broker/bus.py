"""The broker of a running system, and connections that an attacker with a password opens there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractIncomingMessage, AbstractQueue
from aio_pika.exceptions import ChannelPreconditionFailed
from aiormq.exceptions import ChannelAccessRefused

from infra.broker.access import Broker, KnownSubscriber
from infra.broker.definitions import password_hash
from infra.broker.management import Management
from infra.broker.names import ADMINISTRATOR, PROVISIONER
from infra.broker.topology import commanded
from infra.stack.stack import Stack
from shared.messaging.senders import publisher_of, user_of_subscriber
from shared.messaging.subscriptions import SUBSCRIPTIONS
from tests.engines import provisioned

SERVICES = {service: publisher_of(service) for service in sorted({*SUBSCRIPTIONS, *commanded()})}
"""The users of the services."""
COMMANDED = {service: publisher_of(service) for service in commanded()}
CONSUMING = {service: publisher_of(service) for service in SUBSCRIPTIONS}

Act = Callable[[AbstractChannel], Awaitable[object]]


@dataclass(frozen=True)
class Bus:
    """The broker of a stack whose queues are declared."""

    stack: Stack
    partitions: int = 4

    async def declare(self) -> None:
        """Have what was deleted declared again, at once."""
        await provisioned(self.stack.broker_url(PROVISIONER), partitions=self.partitions)

    def subscribed(self, *names: str) -> None:
        """Have these subscribers, and no others, known to the broker."""
        passwords = self.stack.passwords
        passwords.generate(*map(user_of_subscriber, names))
        hashes = {name: password_hash(passwords[user_of_subscriber(name)]) for name in names}
        Broker(self.stack.management()).keep([KnownSubscriber(name, "active", hashes[name]) for name in names])

    def status(self, user: str, path: str) -> int:
        """What the management interface answers this user."""
        return Management(self.stack.ports["management"], user, self.stack.passwords[user]).call("GET", path)[0]

    def queue(self, name: str) -> dict[str, Any]:
        """What the broker says of a queue."""
        found = self.stack.management().call("GET", f"/api/queues/lea/{name}")[1]
        assert isinstance(found, dict)
        return found

    @asynccontextmanager
    async def channel(self, user: str) -> AsyncIterator[AbstractChannel]:
        """A channel of this user; what it publishes is confirmed, or returned if it comes nowhere."""
        async with await aio_pika.connect(self.stack.broker_url(user)) as connection:
            yield await connection.channel(on_return_raises=True)

    async def allowed(self, user: str, *acts: Act) -> None:
        """The broker lets this user do each of these."""
        for act in acts:
            async with self.channel(user) as channel:
                await act(channel)

    async def refused(self, user: str, *acts: Act) -> None:
        """The broker refuses each of these to this user."""
        for act in acts:
            async with self.channel(user) as channel:
                try:
                    await act(channel)
                except (ChannelAccessRefused, ChannelPreconditionFailed):
                    continue
            raise AssertionError(f"{user} may do what is to be refused: {act}")

    def everybody(self, *besides: str) -> list[str]:
        """All users but the administrator and these."""
        users = self.stack.management().call("GET", "/api/permissions")[1]
        assert isinstance(users, list)
        left_out = {ADMINISTRATOR, "tester", *besides}
        return sorted({each["user"] for each in users if each["vhost"] == "lea"} - left_out)


def publish(exchange: str, key: str, *, sender: str | None = None, body: bytes = b"{}", **headers: str) -> Act:
    """Publish a message over an exchange."""

    async def act(channel: AbstractChannel) -> None:
        target = channel.default_exchange if not exchange else await _exchange(channel, exchange)
        named = {f"cloudEvents:{name}": value for name, value in headers.items()}
        await target.publish(aio_pika.Message(body, headers={**named}, user_id=sender), key, mandatory=False)

    return act


def declare_queue(name: str, *, exclusive: bool = False) -> Act:
    """Declare a queue, of the broker's simplest kind."""
    return lambda channel: channel.declare_queue(name, exclusive=exclusive)


def declare_exchange(name: str) -> Act:
    """Declare an exchange."""
    return lambda channel: channel.declare_exchange(name, aio_pika.ExchangeType.TOPIC, durable=True)


def delete_exchange(name: str) -> Act:
    """Delete an exchange."""
    return lambda channel: channel.exchange_delete(name)


def delete_queue(name: str) -> Act:
    """Delete a queue."""
    return lambda channel: channel.queue_delete(name)


def read(queue: str) -> Act:
    """Consume a queue."""

    async def act(channel: AbstractChannel) -> None:
        asked = await _queue(channel, queue)
        arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        await asked.cancel(await asked.consume(arrived.put))

    return act


def purge(queue: str) -> Act:
    """Empty a queue."""

    async def act(channel: AbstractChannel) -> None:
        await (await _queue(channel, queue)).purge()

    return act


def bind(queue: str, exchange: str, key: str) -> Act:
    """Bind a queue."""

    async def act(channel: AbstractChannel) -> None:
        await (await _queue(channel, queue)).bind(exchange, key)

    return act


def unbind(queue: str, exchange: str, key: str) -> Act:
    """Unbind a queue."""

    async def act(channel: AbstractChannel) -> None:
        await (await _queue(channel, queue)).unbind(exchange, key)

    return act


def bind_exchange(target: str, source: str, key: str = "#") -> Act:
    """Have an exchange get what another one gets."""

    async def act(channel: AbstractChannel) -> None:
        await (await _exchange(channel, target)).bind(source, key)

    return act


def unbind_exchange(target: str, source: str, key: str = "#") -> Act:
    """Undo that an exchange gets what another one gets."""

    async def act(channel: AbstractChannel) -> None:
        await (await _exchange(channel, target)).unbind(source, key)

    return act


def each(make: Callable[[str], Act], names: Sequence[str]) -> list[Act]:
    """The same act for each of these names."""
    return [make(name) for name in names]


async def _exchange(channel: AbstractChannel, name: str) -> AbstractExchange:
    return await channel.get_exchange(name, ensure=False)


async def _queue(channel: AbstractChannel, name: str) -> AbstractQueue:
    return await channel.get_queue(name, ensure=False)
