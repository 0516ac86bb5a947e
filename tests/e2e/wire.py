"""The bus without our own client: any headers and any bytes, as a faulty or hostile program could send them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiormq
from aiormq.abc import AbstractChannel, DeliveredMessage
from pamqp.commands import Basic

from contracts.identifiers import new_id
from contracts.replies import REPLY, Accepted, Rejected
from tests.patience import PATIENCE

_DIRECT_REPLY = "amq.rabbitmq.reply-to"


class Wire:
    """A channel that sends what it is told."""

    def __init__(self, channel: AbstractChannel) -> None:
        self._channel = channel
        self._waiting: dict[str, asyncio.Future[bytes]] = {}

    async def listen(self) -> None:
        """Take answers from now on."""
        await self._channel.basic_consume(_DIRECT_REPLY, self._answered, no_ack=True)

    async def ask(self, queue: str, headers: Mapping[str, Any], body: bytes) -> Accepted | Rejected:
        """The answer to a command."""
        correlation = str(new_id())
        answer = self._waiting[correlation] = asyncio.get_running_loop().create_future()
        properties = Basic.Properties(headers=dict(headers), correlation_id=correlation, reply_to=_DIRECT_REPLY)
        await self._channel.basic_publish(body, routing_key=queue, properties=properties, mandatory=True)
        return REPLY.validate_json(await asyncio.wait_for(answer, PATIENCE))

    async def publish(self, type_: str, headers: Mapping[str, Any], body: bytes) -> None:
        """Put a message where events go; returns when the broker has it."""
        properties = Basic.Properties(headers=dict(headers), delivery_mode=2)
        await self._channel.basic_publish(
            body, exchange="lea.events", routing_key=type_, properties=properties, mandatory=True
        )

    async def _answered(self, message: DeliveredMessage) -> None:
        self._waiting.pop(message.header.properties.correlation_id or "").set_result(message.body)


@asynccontextmanager
async def wired(broker_url: str) -> AsyncIterator[Wire]:
    """A wire to the broker."""
    connection = await aiormq.connect(broker_url)
    try:
        wire = Wire(await connection.channel(publisher_confirms=True, on_return_raises=True))
        await wire.listen()
        yield wire
    finally:
        await connection.close()
