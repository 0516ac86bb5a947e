"""An event that cannot be applied is held with its reason; others are applied, and after a fix nothing is missing."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from contracts.envelope import EventEnvelope, event_from_message
from contracts.identifiers import new_id
from shared.database import Connection, Pool
from shared.failures import NotYet, PermanentFailure
from shared.messaging import decisions, parked
from shared.messaging.consumer import EventConsumer
from shared.messaging.deferred import WAITS
from shared.messaging.inbox import Inbox
from shared.messaging.queue_names import dead_event_queue, partition_queue
from shared.settings import Settings
from tests.integration.messaging.kit import DATA, TRACE, Message, Seen, delivery, length, message, publish, running
from tests.patience import until

ONE = "operations:petrova"


def _batch_with(poison: Message) -> list[Message]:
    """A batch with a message in its middle, and events after it in other streams."""
    return [*(message(new_id(), 1) for _ in range(20)), poison, *(message(new_id(), 1) for _ in range(20))]


def _poisonous(seen: Seen, error: type[Exception], version: int) -> None:
    seen.fail = lambda event: error("does not fit") if event.version == version else None


async def test_poison_is_retried_then_parked_and_applied_after_the_fix(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    stream = new_id()
    _poisonous(seen, RuntimeError, 3)
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [message(stream, version) for version in (1, 2)])
        await publish(channel, _batch_with(message(stream, 3)))
        await publish(channel, [message(stream, version) for version in (4, 5)])
        await until(lambda: _held(seen, pool, [("parked", 3), ("gap", 4), ("gap", 5)]))
        await until(lambda: seen.has(pool, 42))
        (kept,) = await parked.list_held(pool, consumer=seen.name)
        assert kept.attempts == settings.retry_attempts
        assert kept.problem == "RuntimeError: does not fit"

        seen.fail = None
        await publish(channel, [message(stream, 6)])
        assert (await parked.retry(pool, [kept.id])).ids == [kept.id]
        await until(lambda: _held(seen, pool, []))
    assert await seen.versions(pool, stream) == [1, 2, 3, 4, 5, 6]


async def test_a_failure_that_passes_is_not_parked(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    stream, failures = new_id(), [RuntimeError("not yet"), RuntimeError("not yet")]
    seen.fail = lambda event: failures.pop() if event.version == 2 and failures else None
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [message(stream, version) for version in (1, 2, 3)])
        await until(lambda: seen.has(pool, 3))
        await until(lambda: _held(seen, pool, []))
    assert await seen.versions(pool, stream) == [1, 2, 3]


async def test_a_permanent_failure_is_parked_at_once(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    stream = new_id()
    _poisonous(seen, PermanentFailure, 1)
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [message(stream, 1), message(stream, 2)])
        await until(lambda: _held(seen, pool, [("parked", 1), ("gap", 2)]))
        kept = (await parked.list_held(pool, consumer=seen.name))[0]
    assert kept.attempts == 1
    assert kept.problem == "PermanentFailure: does not fit"


async def test_an_event_that_must_wait_is_never_parked(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    stream, looks = new_id(), [NotYet("its day has not begun", 0.0)] * (settings.retry_attempts + 2)
    failures = [RuntimeError("and then the database")]

    def fail(event: EventEnvelope[Any]) -> Exception | None:
        return (looks or failures or [None]).pop() if event.version == 2 else None

    seen.fail = fail
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [message(stream, version) for version in (1, 2, 3)])
        await until(lambda: seen.has(pool, 3))
        await until(lambda: _held(seen, pool, []))
    assert not looks
    assert not failures
    assert await seen.versions(pool, stream) == [1, 2, 3]


@pytest.mark.parametrize(
    "error", [asyncpg.DeadlockDetectedError("deadlock"), asyncpg.SerializationError("busy"), ConnectionError("gone")]
)
async def test_a_failure_of_the_database_parks_nothing(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen, error: Exception
) -> None:
    errors = [error] * 5
    seen.fail = lambda _: errors.pop() if errors else None
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [message(new_id(), 1) for _ in range(10)])
        await until(lambda: seen.has(pool, 10))
    assert not errors
    assert await seen.held(pool) == []


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (message(new_id(), 1, body=b"{"), "MalformedMessage: body is not a valid lea.deadlines.limit-approaching.v1"),
        (message(new_id(), 1, body=b"\xff\x00"), "MalformedMessage: body is not a valid"),
        (message(new_id(), 1, body=b'{"due": "2026-12-01", "more": 1}'), "ref: Field required"),
        (message(new_id(), 1, type_="lea.deadlines.never-heard-of.v1"), "UnknownType: unknown message type 'lea.dead"),
        (message(new_id(), 1, type_="lea.deadlines.limit-approaching.v99"), "UnknownType: unknown message type"),
        (message(new_id(), 0), "version: Input should be greater than or equal to 1"),
        (message(new_id(), 1, sequence="first"), "version: Value error, a version is written in the digits 0-9"),
        (message(new_id(), 1, specversion="0.3"), "header cloudEvents:specversion is not 1.0"),
        (message(new_id(), 1, subject="nobody"), "stream: Input should be a valid UUID"),
        (message(new_id(), 1, actor="a\0b", time="yesterday"), "recorded_at: Input should be a valid datetime"),
    ],
)
async def test_an_unreadable_message_is_parked_and_others_are_applied(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen, bad: Message, problem: str
) -> None:
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, _batch_with(bad))
        await until(lambda: seen.has(pool, 40))
        await until(lambda: _one_held(seen, pool))
        await publish(channel, [bad])
        await publish(channel, [message(new_id(), 1)])
        await until(lambda: seen.has(pool, 41))
        (kept,) = await parked.list_held(pool, consumer=seen.name)
    assert problem in kept.problem
    assert kept.reason == "parked"
    assert kept.trace_id == TRACE
    assert (kept.headers, kept.body) == bad
    assert kept.message_id == bad[0]["cloudEvents:id"]
    assert timedelta(0) <= datetime.now(UTC) - kept.first_seen_at < timedelta(minutes=1)
    assert (await parked.show(pool, kept.id)) == kept


async def test_a_message_without_headers_is_parked(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [({"cloudEvents:type": "lea.deadlines.x.v1", "binary": bytearray(b"\xff\xfe")}, b"")])
        await until(lambda: _one_held(seen, pool))
    (kept,) = await parked.list_held(pool, consumer=seen.name)
    assert (kept.source, kept.stream, kept.version, kept.trace_id) == (None, None, None, None)
    assert not kept.ordered


async def test_an_unknown_type_is_applied_once_a_release_knows_it(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    stream = new_id()
    new = message(stream, 1, type_="lea.deadlines.limit-approaching.v2")
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [new, message(stream, 2)])
        await until(lambda: _held(seen, pool, [("parked", 1), ("gap", 2)]))

    def decode(headers: Mapping[str, Any], body: bytes) -> EventEnvelope[Any]:
        return event_from_message({**headers, "cloudEvents:type": DATA.type}, body)

    async with running(EventConsumer(settings, pool, seen, decode=decode)):
        assert await parked.retry_parked(pool, seen.name) == 1
        await until(lambda: _held(seen, pool, []))
    assert await seen.versions(pool, stream) == [1, 2]


async def test_the_correct_message_is_applied_after_a_malformed_one(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    stream = new_id()
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [message(stream, 1, body=b"{"), message(stream, 2)])
        await until(lambda: _held(seen, pool, [("parked", 1), ("gap", 2)]))
        await publish(channel, [message(stream, 1)])
        await until(lambda: _held(seen, pool, [("parked", 1)]))
        assert await seen.versions(pool, stream) == [1, 2]
        (kept,) = await parked.list_held(pool, consumer=seen.name)
        async with pool.acquire() as connection:
            await decisions.drop(connection, kept.id, actor=ONE, reason="letter 7")
    assert await seen.held(pool) == []


async def test_waiting_messages_cannot_be_forced(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    stream = new_id()
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [message(stream, 2)])
        await until(lambda: _held(seen, pool, [("gap", 2)]))
        (kept,) = await parked.list_held(pool, consumer=seen.name, reason="gap")
        assert kept.problem == WAITS
        assert await parked.retry(pool, [kept.id]) == ([], [kept.id], [])


async def test_dead_letters_go_on_by_themselves(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    """The delivery limit and a rejection take the same way: the dead-letter queue of the consumer."""
    stream = new_id()
    await _all_dead(settings, pool, channel, seen, [message(stream, 1), message(stream, 2)])
    async with running(EventConsumer(settings, pool, seen)):
        await until(lambda: seen.has(pool, 2))
        await until(lambda: _held(seen, pool, []))
    assert await seen.versions(pool, stream) == [1, 2]


async def test_of_messages_delivered_too_often_only_the_one_at_fault_is_parked(pool: Pool, seen: Seen) -> None:
    """It ends the process whenever it is tried, in whatever company; the others are tried without it."""
    fatal, others = new_id(), [new_id() for _ in range(20)]
    messages = [message(fatal, 1), message(fatal, 2), *(message(stream, 1) for stream in others)]

    class Killed(BaseException):
        """The end of the process."""

    class Fatal(Seen):
        async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
            if any(event.stream == fatal for event in events):
                raise Killed
            await super().apply(connection, events)

    inbox, deaths = Inbox(pool, Fatal(seen.name)), 0
    await inbox.take_dead([delivery(*each) for each in messages])
    while ("retry", 1) in await seen.held(pool):
        await pool.execute("UPDATE deferred_message SET next_attempt_at = now() WHERE reason = 'retry'")
        try:
            await inbox.retry_due()
            await inbox.retry_alone()
        except Killed:
            deaths += 1
    assert deaths == 3
    assert await seen.count(pool) == len(others)
    assert await seen.held(pool) == [("parked", 1), ("gap", 2)]


async def _all_dead(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen, messages: Sequence[Message]
) -> None:
    """The messages are in the dead-letter queue."""
    async with running(EventConsumer(settings, pool, seen)):
        pass
    await publish(channel, messages)
    for number in range(settings.partitions):
        queue = await channel.get_queue(partition_queue(seen.name, number))
        await queue.consume(_reject)
    await until(lambda: _length(channel, dead_event_queue(seen.name), len(messages)))


async def _reject(delivered: AbstractIncomingMessage) -> None:
    await delivered.reject()


async def _held(seen: Seen, pool: Pool, wanted: list[tuple[str, int]]) -> bool:
    return await seen.held(pool) == wanted


async def _one_held(seen: Seen, pool: Pool) -> bool:
    return len(await seen.held(pool)) == 1


async def _length(channel: AbstractChannel, queue: str, wanted: int) -> bool:
    return await length(channel, queue) == wanted
