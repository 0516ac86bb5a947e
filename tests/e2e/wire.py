"""Access to the bus without our client: any headers and bytes, as a faulty or hostile program could send them.

It sends as the operator, or as the service whose event a routing key names.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aio_pika
from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from contracts.identifiers import new_id
from contracts.replies import REPLY, Accepted, Rejected
from shared.messaging.queue_names import COMMANDS_EXCHANGE, EVENTS_EXCHANGE, REPLIES_EXCHANGE, reply_queue
from shared.messaging.senders import OPERATOR, publisher_of
from tests.patience import PATIENCE


class Wire:
    """A channel that sends arbitrary messages."""

    def __init__(self, channel: AbstractChannel) -> None:
        self._channel = channel
        self._replies = reply_queue(OPERATOR, str(new_id()))
        self._waiting: dict[str, asyncio.Future[bytes]] = {}

    async def listen(self) -> None:
        """Receive replies from now on."""
        replies = await self._channel.declare_queue(self._replies, exclusive=True)
        await replies.bind(REPLIES_EXCHANGE, self._replies)
        await replies.consume(self._answered, no_ack=True)

    async def ask(self, routing_key: str, headers: Mapping[str, Any], body: bytes) -> Accepted | Rejected:
        """Send a command. Returns the reply."""
        correlation = str(new_id())
        answer = self._waiting[correlation] = asyncio.get_running_loop().create_future()
        message = Message(
            body, headers=dict(headers), correlation_id=correlation, reply_to=self._replies, user_id=OPERATOR
        )
        commands = await self._channel.get_exchange(COMMANDS_EXCHANGE, ensure=False)
        await commands.publish(message, routing_key)
        return REPLY.validate_json(await asyncio.wait_for(answer, PATIENCE))

    async def publish(self, type_: str, headers: Mapping[str, Any], body: bytes) -> None:
        """Publish a message to the exchange of events. Returns when the broker has confirmed it."""
        exchange = await self._channel.get_exchange(EVENTS_EXCHANGE, ensure=False)
        sender = publisher_of(type_.split(".")[1])
        message = Message(body, headers=dict(headers), delivery_mode=DeliveryMode.PERSISTENT, user_id=sender)
        await exchange.publish(message, type_)

    async def _answered(self, message: AbstractIncomingMessage) -> None:
        self._waiting.pop(message.correlation_id or "").set_result(message.body)


@asynccontextmanager
async def wired(broker_url: str) -> AsyncIterator[Wire]:
    """A wire to the broker."""
    async with await aio_pika.connect(broker_url) as connection:
        wire = Wire(await connection.channel(on_return_raises=True))
        await wire.listen()
        yield wire
