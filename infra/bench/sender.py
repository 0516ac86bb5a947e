"""Sends commands and awaits their answers, with as little of its own as can be: it is not what is measured."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiormq.abc import AbstractChannel, DeliveredMessage
from pamqp.commands import Basic

from contracts.envelope import CONTENT_TYPE, CommandEnvelope, command_headers
from shared.messaging.broker import connect

_DIRECT_REPLY = "amq.rabbitmq.reply-to"
_IN_FLIGHT = 1000
_CHUNK = 100


class Sender:
    """A channel both ways go over."""

    def __init__(self, channel: AbstractChannel) -> None:
        self._channel = channel
        self._waiting: dict[str, asyncio.Future[bytes]] = {}
        self._room = asyncio.Semaphore(_IN_FLIGHT)

    async def send_all(self, queue: str, commands: Sequence[CommandEnvelope[Any]]) -> list[bytes]:
        """The answers, in the order of the commands; a thousand commands at most are on their way at a time."""
        answers: list[asyncio.Future[bytes]] = []
        for start in range(0, len(commands), _CHUNK):
            answers += await asyncio.gather(*(self.send(queue, each) for each in commands[start : start + _CHUNK]))
        return await asyncio.gather(*answers)

    async def send(self, queue: str, command: CommandEnvelope[Any]) -> asyncio.Future[bytes]:
        """Send one command; returns its answer to come, once the broker has the command."""
        await self._room.acquire()
        key = str(command.id)
        answer = self._waiting[key] = asyncio.get_running_loop().create_future()
        properties = Basic.Properties(
            headers={**command_headers(command)}, content_type=CONTENT_TYPE, delivery_mode=2, message_id=key,
            message_type=command.type, correlation_id=key, reply_to=_DIRECT_REPLY, timestamp=command.issued_at,
        )  # fmt: skip
        await self._channel.basic_publish(
            command.data.model_dump_json().encode(), routing_key=queue, properties=properties, mandatory=True
        )
        return answer

    async def replied(self, message: DeliveredMessage) -> None:
        """Hand an answer to who waits for it."""
        waiting = self._waiting.pop(message.header.properties.correlation_id or "")
        self._room.release()
        waiting.set_result(message.body)


@asynccontextmanager
async def opened_sender(broker_url: str) -> AsyncIterator[Sender]:
    """A sender with a connection of its own."""
    connection = await connect(broker_url, "bench sender")
    channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
    sender = Sender(channel)
    await channel.basic_consume(_DIRECT_REPLY, sender.replied, no_ack=True)
    try:
        yield sender
    finally:
        await connection.close()
