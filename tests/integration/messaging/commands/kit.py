"""Commands, a handler that counts them, and what became of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from aio_pika import Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from contracts.commands.deadlines import ExtendLimit
from contracts.envelope import CommandEnvelope
from contracts.identifiers import new_id
from contracts.replies import REPLY, Accepted, Rejected
from shared.database import Pool
from shared.messaging import decisions, parked
from shared.messaging.commands import CommandEndpoint
from shared.messaging.queue_names import (
    COMMANDS_EXCHANGE,
    REPLIES_EXCHANGE,
    reply_queue,
)
from shared.messaging.senders import OPERATOR
from shared.settings import Settings
from tests.patience import PATIENCE, until

DATA = ExtendLimit(occurrence=new_id(), until=date(2026, 12, 1), reasons="illness")


def command(**changes: Any) -> CommandEnvelope[Any]:
    made: dict[str, Any] = {
        "id": new_id(),
        "source": "/lea/test",
        "type": DATA.type,
        "stream": new_id(),
        "effective_date": date(2026, 11, 20),
        "issued_at": datetime.now(UTC),
        "actor": "executor:0101-017",
        "correlation_id": new_id(),
        "data": DATA,
    }
    return CommandEnvelope(**{**made, **changes})


class CountingHandler:
    """Counts how often each command was processed, in the database."""

    def __init__(self) -> None:
        self.fail: Callable[[CommandEnvelope[Any]], Exception | None] = lambda _: None
        self.batches: list[int] = []
        self.seen: list[CommandEnvelope[Any]] = []

    async def handle_in_transaction(
        self, pool: Pool, commands: Sequence[CommandEnvelope[Any]]
    ) -> list[Accepted | Rejected]:
        self.batches.append(len(commands))
        self.seen += commands
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(
                "INSERT INTO carried_out SELECT DISTINCT id, 1 FROM unnest($1::uuid[]) AS id ON CONFLICT DO NOTHING",
                [one.id for one in commands],
            )
            for one in commands:
                if error := self.fail(one):
                    raise error
        return [Accepted(command_id=one.id, stream=one.stream, version=1) for one in commands]


@asynccontextmanager
async def serving(settings: Settings, pool: Pool, handler: CountingHandler) -> AsyncIterator[CommandEndpoint]:
    endpoint = CommandEndpoint(settings, pool, handler)
    task = asyncio.create_task(endpoint.run())
    try:
        await until(lambda: ready(endpoint))
        yield endpoint
    finally:
        endpoint.stop()
        await asyncio.wait_for(task, PATIENCE)


async def publish(
    channel: AbstractChannel, headers: dict[str, Any], body: bytes, exchange: str = COMMANDS_EXCHANGE
) -> None:
    target = await channel.get_exchange(exchange, ensure=False)
    sent = Message(body, headers=headers, message_id=headers["cloudEvents:id"], user_id=OPERATOR)
    await target.publish(sent, _key(headers))


def _key(headers: dict[str, Any]) -> str:
    type_ = headers.get("cloudEvents:type")
    return type_ if isinstance(type_, str) and type_.startswith("lea.deadlines.") else "lea.deadlines.none"


async def ask(channel: AbstractChannel, messages: Sequence[tuple[dict[str, Any], bytes]]) -> list[Accepted | Rejected]:
    arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    replies = await channel.declare_queue(reply_queue(OPERATOR, str(new_id())), exclusive=True)
    await replies.bind(REPLIES_EXCHANGE, replies.name)
    await replies.consume(arrived.put, no_ack=True)
    commands = await channel.get_exchange(COMMANDS_EXCHANGE, ensure=False)
    for number, (headers, body) in enumerate(messages):
        sent = Message(body, headers=headers, correlation_id=str(number), reply_to=replies.name, user_id=OPERATOR)
        await commands.publish(sent, _key(headers))
    got = [await asyncio.wait_for(arrived.get(), PATIENCE) for _ in messages]
    assert [one.correlation_id for one in got] == [str(number) for number in range(len(got))]
    return [REPLY.validate_json(one.body) for one in got]


async def ready(endpoint: CommandEndpoint) -> bool:
    return await endpoint.readiness() is None


async def held(pool: Pool) -> list[parked.HeldMessage]:
    return await parked.list_held(pool, consumer="deadlines.commands", reason=None)


async def some_held(pool: Pool) -> bool:
    return bool(await held(pool))


async def none_held(pool: Pool) -> bool:
    return not await held(pool)


async def carried_out(pool: Pool, command_id: UUID) -> bool:
    return bool(await pool.fetchval("SELECT count(*) FROM carried_out WHERE id = $1", command_id))


async def drop(pool: Pool, message_id: int) -> None:
    async with pool.acquire() as connection:
        await decisions.drop(connection, message_id, actor="operations:petrova", reason="a test")
