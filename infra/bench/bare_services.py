"""The floor of the way from a command to the read model: the same rows read and written by bare loops.

Two processes, as there are two services: one takes commands, stores events and answers, answers back and relays; the
other brings the events into the read model. What they write are samples of what the services wrote.
"""

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any
from uuid import UUID

import aio_pika
import asyncpg
import uvloop
from aio_pika import Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from contracts.commands.proceedings import RecordCost, RecordPayment, SendResolutionCopies
from contracts.envelope import CONTENT_TYPE
from contracts.events.proceedings import CostIncurred, PaymentReceived, ResolutionCopiesSent
from contracts.identifiers import new_id
from contracts.replies import Accepted
from infra.bench.bare import Messages, consume, publish_stored
from shared.course.reading import columns_of
from shared.database import Connection
from shared.messaging.topology import partition_queue, work_queue_arguments
from shared.settings import Settings

QUEUE = "bare.commands"
CONSUMER = "bare"
PARTITIONS = 4

_HELD = 0.05  # seconds

_EVENTS = {
    RecordCost.type: CostIncurred.type,
    RecordPayment.type: PaymentReceived.type,
    SendResolutionCopies.type: ResolutionCopiesSent.type,
}

_ANSWERED = "SELECT id, digest, reply FROM command WHERE id = ANY($1::uuid[])"
_HISTORY = "SELECT * FROM event WHERE stream = ANY($1::uuid[]) ORDER BY stream, version"
_APPEND = """
    INSERT INTO event (stream, version, id, type, effective_date, recorded_at, actor, correlation_id, causation_id,
                       data)
    SELECT * FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::text[], $5::date[], $6::timestamptz[], $7::text[],
                         $8::uuid[], $9::uuid[], $10::bytea[])
"""
_ANSWER = """
    INSERT INTO command (id, digest, stream, reply, recorded_at)
    SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::bytea[], $5::timestamptz[])
"""
_POSITIONS = "SELECT stream, version FROM stream_position WHERE consumer = $1 AND stream = ANY($2::uuid[]) FOR UPDATE"
_MOVE = """
    UPDATE stream_position SET version = moved.version FROM unnest($2::uuid[], $3::integer[]) AS moved(stream, version)
    WHERE consumer = $1 AND stream_position.stream = moved.stream
"""
_KNOWN = f"""
    SELECT p.*, {columns_of("read_model_a")} FROM read_model_a.proceeding AS p WHERE p.id = ANY($1::uuid[])
"""  # noqa: S608 - constants only
_PROCEEDING = """
    UPDATE read_model_a.proceeding AS p SET version = moved.version, recorded_at = moved.recorded_at
    FROM unnest($1::uuid[], $2::integer[], $3::timestamptz[]) AS moved(id, version, recorded_at) WHERE p.id = moved.id
"""
_CARD = """
    INSERT INTO read_model_a.answer (number, language, digest, card)
    SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[])
    ON CONFLICT (number, language) DO UPDATE SET digest = excluded.digest, card = excluded.card
"""
_REPAYMENT = """
    INSERT INTO read_model_a.repayment (proceeding, version, effective, claim, amount)
    SELECT * FROM unnest($1::uuid[], $2::integer[], $3::date[], $4::integer[], $5::numeric[])
"""


@dataclass(frozen=True)
class Samples:
    """What the services wrote."""

    events: Mapping[str, bytes]
    """Data of events, by type."""
    cards: Mapping[str, bytes]
    """A card in each language."""
    repayments: int
    """Rows of one payment."""


@dataclass(frozen=True)
class Bare:
    """What the floor is told; addresses are those of owners."""

    store_url: str
    model_url: str
    broker_url: str
    samples: Samples

    @property
    def settings(self) -> Settings:
        """The same sizes of batches as the services have."""
        return Settings(service="proceedings", database_url=self.store_url, broker_url=self.broker_url)


@contextmanager
def running(bare: Bare) -> Iterator[list[int]]:
    """Both processes; gives their pids."""
    spawn = get_context("spawn")
    processes: list[BaseProcess] = [spawn.Process(target=run, args=(bare,)) for run in (_command_side, _read_side)]
    for process in processes:
        process.start()
    try:
        yield [process.pid for process in processes if process.pid]
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _command_side(bare: Bare) -> None:
    uvloop.run(_serve_commands(bare))


def _read_side(bare: Bare) -> None:
    uvloop.run(_serve_events(bare))


async def _serve_commands(bare: Bare) -> None:
    settings, broker = bare.settings, await aio_pika.connect(bare.broker_url)
    replies = await broker.channel(publisher_confirms=False)
    await replies.declare_queue(QUEUE, durable=True, arguments=work_queue_arguments("bare.dead"))
    taker = _Commands(await asyncpg.connect(bare.store_url), replies, bare.samples)
    async with asyncio.TaskGroup() as group:
        group.create_task(consume(await broker.channel(), QUEUE, settings.command_batch, taker.take))
        group.create_task(_relay(bare))


async def _relay(bare: Bare) -> None:
    connection = await asyncpg.connect(bare.store_url, server_settings={"synchronous_commit": "off"})
    woken = asyncio.Event()
    await connection.add_listener("event_appended", lambda *_: woken.set())
    channel = await (await aio_pika.connect(bare.broker_url)).channel(on_return_raises=True)
    while True:
        woken.clear()
        if not await publish_stored(connection, channel, bare.settings.source, bare.settings.relay_batch):
            # An event may wait for an older transaction, whose end nobody announces.
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), _HELD)


async def _serve_events(bare: Bare) -> None:
    settings, broker = bare.settings, await aio_pika.connect(bare.broker_url)
    async with asyncio.TaskGroup() as group:
        for number in range(PARTITIONS):
            taker = _Events(await asyncpg.connect(bare.model_url), bare.samples)
            queue = partition_queue(CONSUMER, number)
            group.create_task(consume(await broker.channel(), queue, settings.event_batch, taker.take))


class _Commands:
    """Commands in, rows and answers out."""

    def __init__(self, connection: Connection, channel: AbstractChannel, samples: Samples) -> None:
        self._connection = connection
        self._channel = channel
        self._samples = samples

    async def take(self, messages: Messages) -> None:
        """One transaction, then the answers."""
        headers = [message.headers for message in messages]
        ids = [UUID(str(each["cloudEvents:id"])) for each in headers]
        streams = [UUID(str(each["cloudEvents:subject"])) for each in headers]
        async with self._connection.transaction():
            await self._connection.fetch(_ANSWERED, ids)
            history = await self._connection.fetch(_HISTORY, streams)
            versions = {row["stream"]: row["version"] for row in history}
            replies = await self._store(ids, streams, [str(each["cloudEvents:type"]) for each in headers], versions)
        await asyncio.gather(*(self._reply(*pair) for pair in zip(messages, replies, strict=True)))

    async def _store(
        self, ids: Sequence[UUID], streams: Sequence[UUID], types: Sequence[str], versions: dict[UUID, int]
    ) -> list[bytes]:
        now, events, answers = datetime.now(UTC), list[tuple[Any, ...]](), list[tuple[Any, ...]]()
        for id_, stream, type_ in zip(ids, streams, types, strict=True):
            version = versions[stream] = versions.get(stream, 0) + 1
            event, name = new_id(), _EVENTS[type_]
            data = self._samples.events[name]
            reply = Accepted.model_construct(command_id=id_, stream=stream, version=version, event_ids=(event,))
            events.append((stream, version, event, name, now.date(), now, "executor:0101-017", stream, id_, data))
            answers.append((id_, os.urandom(32), stream, reply.model_dump_json().encode(), now))
        await self._connection.execute(_APPEND, *map(list, zip(*events, strict=True)))
        await self._connection.execute("SELECT pg_notify('event_appended', '')")
        await self._connection.execute(_ANSWER, *map(list, zip(*answers, strict=True)))
        return [answer[3] for answer in answers]

    async def _reply(self, asked: AbstractIncomingMessage, body: bytes) -> None:
        reply = Message(body, correlation_id=asked.correlation_id, content_type=CONTENT_TYPE)
        await self._channel.default_exchange.publish(reply, asked.reply_to or "", mandatory=False)


class _Events:
    """Events in, rows of the read model out."""

    def __init__(self, connection: Connection, samples: Samples) -> None:
        self._connection = connection
        self._samples = samples

    async def take(self, messages: Messages) -> None:
        """One transaction."""
        headers = [message.headers for message in messages]
        events = [_event(each) for each in headers]
        last = {stream: (version, recorded) for stream, version, recorded, _, _ in events}
        async with self._connection.transaction():
            await self._connection.fetch(_POSITIONS, CONSUMER, list(last))
            known = await self._connection.fetch(_KNOWN, list(last))
            numbers = {row["id"]: row["number"] for row in known}
            versions, moments = zip(*last.values(), strict=True)
            await self._connection.execute(_PROCEEDING, list(last), list(versions), list(moments))
            await self._write_payments([event for event in events if "payment" in event[4]], numbers)
            await self._connection.execute(_MOVE, CONSUMER, list(last), list(versions))

    async def _write_payments(self, events: Sequence[tuple[Any, ...]], numbers: Mapping[UUID, str]) -> None:
        if not events:
            return
        cards = [
            (number, language, os.urandom(32), card)
            for number in {numbers[event[0]] for event in events}
            for language, card in self._samples.cards.items()
        ]
        repayments = [
            (stream, version, effective, claim, Decimal("4.00"))
            for stream, version, _, effective, _ in events
            for claim in range(1, self._samples.repayments + 1)
        ]
        await self._connection.execute(_CARD, *map(list, zip(*cards, strict=True)))
        await self._connection.execute(_REPAYMENT, *map(list, zip(*repayments, strict=True)))


def _event(headers: Mapping[str, Any]) -> tuple[UUID, int, datetime, date, str]:
    return (
        UUID(headers["cloudEvents:subject"]),
        int(headers["cloudEvents:sequence"]),
        datetime.fromisoformat(headers["cloudEvents:time"]),
        date.fromisoformat(headers["cloudEvents:effectivedate"]),
        headers["cloudEvents:type"],
    )
