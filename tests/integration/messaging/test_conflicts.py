"""A different event with a version that is taken is parked as evidence and raises an alarm."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest
from aio_pika.abc import AbstractChannel
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from contracts.envelope import EventEnvelope
from contracts.identifiers import new_id
from shared.database import Pool
from shared.failures import PermanentFailure
from shared.messaging import decisions, parked
from shared.messaging.consumer import EventConsumer
from shared.messaging.ordering import APPLIED, GIVEN_UP, TAKEN
from shared.messaging.queue_names import dead_event_queue
from shared.settings import Settings
from tests.integration.messaging.kit import SOURCE, TRACE, Message, Seen, message, publish, running
from tests.patience import until

Lines = Sequence[Mapping[str, Any]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    with capture_logs() as captured:
        yield captured


async def test_another_event_of_an_applied_version_is_parked_with_an_alarm(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen, lines: Lines
) -> None:
    stream = new_id()
    genuine = [message(stream, version) for version in (1, 2, 3)]
    other = message(stream, 2)
    async with running(EventConsumer(settings, pool, seen)):
        assert _alarms(seen) == 0
        await publish(channel, genuine)
        await until(lambda: seen.has(pool, 3))
        await publish(channel, [*genuine, other, message(stream, 4)])
        await until(lambda: seen.has(pool, 4))
        await until(lambda: _problems(seen, pool, [(2, APPLIED)]))
        (kept,) = await parked.list_held(pool, consumer=seen.name)
        assert (kept.headers, kept.body) == other
        assert not kept.ordered
        assert _alarms(seen) == 1
        await publish(channel, [other])
        await until(lambda: _alarmed(seen, 2))
        assert len(await seen.held(pool)) == 1
    assert await seen.versions(pool, stream) == [1, 2, 3, 4]
    line = next(line for line in lines if line["log_level"] == "error")
    assert line == {
        "event": "event conflicts with another",
        "log_level": "error",
        "problem": APPLIED,
        "consumer": seen.name,
        "event_id": other[0]["cloudEvents:id"],
        "event_type": other[0]["cloudEvents:type"],
        "correlation_id": other[0]["cloudEvents:correlationid"],
        "trace_id": TRACE,
        "source": SOURCE,
        "stream": str(stream),
        "version": 2,
    }


async def test_a_conflicting_message_is_parked_again_when_retried_and_can_be_dropped(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    stream = new_id()
    async with running(EventConsumer(settings, pool, seen)):
        pass
    await publish(channel, [message(stream, 1), message(stream, 1)])
    async with running(EventConsumer(settings, pool, seen)), pool.acquire() as connection:
        await until(lambda: _problems(seen, pool, [(1, TAKEN)]))
        (kept,) = await parked.list_held(pool, consumer=seen.name)
        await parked.retry(pool, [kept.id])
        await until(lambda: _alarmed(seen, 2))
        (again,) = await parked.list_held(pool, consumer=seen.name)
        assert (again.id, again.problem, again.attempts) == (kept.id, APPLIED, 1)
        await decisions.drop(connection, kept.id, actor="operations:petrova", reason="seen")
    assert await seen.held(pool) == []
    assert await seen.versions(pool, stream) == [1]


async def test_an_event_of_a_version_that_was_passed_over_is_the_same_alarm(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    stream = new_id()
    refused, other = message(stream, 2), message(stream, 2)
    seen.fail = _refuse(2)
    async with running(EventConsumer(settings, pool, seen)), pool.acquire() as connection:
        await publish(channel, [message(stream, 1), refused, message(stream, 3)])
        await until(lambda: _held(seen, pool, [("parked", 2), ("gap", 3)]))
        (kept,) = await parked.list_held(pool, consumer=seen.name)
        proposal = await decisions.propose_pass_over(connection, kept.id, actor="operations:petrova", reason="annulled")
        await decisions.approve(connection, proposal.id, actor="operations:ivanov")
        await until(lambda: seen.has(pool, 2))
        await publish(channel, [refused, other])
        await until(lambda: _problems(seen, pool, [(2, GIVEN_UP), (2, GIVEN_UP)]))
    assert await seen.versions(pool, stream) == [1, 3]
    assert _alarms(seen) == 2


@pytest.mark.parametrize("delivered_with_it", [True, False])
async def test_another_event_of_a_version_that_waits_is_parked(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen, delivered_with_it: bool
) -> None:
    stream = new_id()
    first, third, other = message(stream, 1), message(stream, 3), message(stream, 3)
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [first, third, third, *([other] if delivered_with_it else [])])
        await until(lambda: _waits(seen, pool, third))
        # The one that waits comes once more, and after another one: it is no conflict.
        await publish(channel, [other, third, *([] if delivered_with_it else [third])])
        await until(lambda: _problems(seen, pool, [(3, TAKEN)]))
        assert await _ids_held(seen, pool) == {_id(third): "gap", _id(other): "parked"}
        # A retry before the place is settled, and one after.
        await parked.retry_parked(pool, seen.name)
        await until(lambda: _alarmed(seen, 3 if delivered_with_it else 2))
        await until(lambda: _problems(seen, pool, [(3, TAKEN)]))
        await publish(channel, [message(stream, 2)])
        await until(lambda: seen.has(pool, 3))
        await parked.retry_parked(pool, seen.name)
        await until(lambda: _problems(seen, pool, [(3, APPLIED)]))
    assert await seen.versions(pool, stream) == [1, 2, 3]
    assert await _ids_held(seen, pool) == {_id(other): "parked"}


async def test_another_event_of_a_version_that_failed_is_parked(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    """Even in its own batch, which is halved until the failing event is alone."""
    stream = new_id()
    seen.fail = _refuse(2)
    first, failing, other = message(stream, 1), message(stream, 2), message(stream, 2)
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [first, failing, other, failing])
        await until(lambda: _taken(seen, pool, 2))
        assert await _ids_held(seen, pool) == {_id(failing): "parked", _id(other): "parked"}
        seen.fail = None
        await parked.retry_parked(pool, seen.name)
        await until(lambda: seen.has(pool, 2))
        await until(lambda: _taken(seen, pool, 1))
    assert await _ids_held(seen, pool) == {_id(other): "parked"}


async def test_dead_letters_with_one_version_are_both_kept(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    """The first fails when it is tried alone; otherwise it would be applied."""
    stream = new_id()
    seen.fail = _refuse(1)
    one, other = message(stream, 1), message(stream, 1)
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [one, other, one], exchange=dead_event_queue(seen.name))
        await until(lambda: _are_held(seen, pool, {_id(one): "parked", _id(other): "parked"}))


async def test_another_dead_letter_with_the_version_of_an_applied_one_is_parked(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    stream = new_id()
    one, other = message(stream, 1), message(stream, 1)
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [one, other, one], exchange=dead_event_queue(seen.name))
        await until(lambda: seen.has(pool, 1))
        await until(lambda: _are_held(seen, pool, {_id(other): "parked"}))
    assert await seen.versions(pool, stream) == [1]


async def test_events_applied_before_tags_existed_raise_no_conflict(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen
) -> None:
    stream = new_id()
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [message(stream, 1), message(stream, 2)])
        await until(lambda: seen.has(pool, 2))
        await pool.execute("UPDATE stream_position SET tags = '' WHERE consumer = $1", seen.name)
        await publish(channel, [message(stream, 2), message(stream, 3)])
        await until(lambda: seen.has(pool, 3))
        await publish(channel, [message(stream, 2), message(stream, 3)])
        await until(lambda: _problems(seen, pool, [(3, APPLIED)]))
    assert _alarms(seen) == 1


async def test_log_lines_name_the_ids_of_parked_and_failed_messages(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen, lines: Lines
) -> None:
    unreadable, refused = message(new_id(), 1, body=b"{"), message(new_id(), 7)
    refused[0]["cloudEvents:sequence"] = "1"
    seen.fail = lambda event: PermanentFailure("no") if str(event.id) == _id(refused) else None
    async with running(EventConsumer(settings, pool, seen)):
        await publish(channel, [unreadable, refused])
        await until(lambda: _taken(seen, pool, 2))
        await until(lambda: _logged(lines, 3))
    found = {(line["event"], line["event_id"]): line for line in lines if "event_id" in line}
    for what, made in (("message parked", unreadable), ("message parked", refused), ("event not applied", refused)):
        line = found[what, _id(made)]
        assert line["correlation_id"] == made[0]["cloudEvents:correlationid"]
        assert line["trace_id"] == TRACE


def _refuse(version: int) -> Any:
    def fail(event: EventEnvelope[Any]) -> Exception | None:
        return PermanentFailure("does not fit") if event.version == version else None

    return fail


def _id(made: Message) -> str:
    return str(UUID(made[0]["cloudEvents:id"]))


def _alarms(seen: Seen) -> float | None:
    labels = {"consumer": seen.name, "cause": "conflicting"}
    return REGISTRY.get_sample_value("lea_messages_parked_total", labels)


async def _alarmed(seen: Seen, times: int) -> bool:
    return _alarms(seen) == times


async def _logged(lines: Lines, wanted: int) -> bool:
    return len([line for line in lines if "event_id" in line]) == wanted


async def _held(seen: Seen, pool: Pool, wanted: Sequence[tuple[str, int]]) -> bool:
    return await seen.held(pool) == wanted


async def _problems(seen: Seen, pool: Pool, wanted: list[tuple[int, str]]) -> bool:
    """Versions and problems of what is parked."""
    return [(held.version, held.problem) for held in await parked.list_held(pool, consumer=seen.name)] == wanted


async def _taken(seen: Seen, pool: Pool, messages: int) -> bool:
    return len(await parked.list_held(pool, consumer=seen.name)) == messages


async def _waits(seen: Seen, pool: Pool, made: Message) -> bool:
    return (await _ids_held(seen, pool)).get(_id(made)) == "gap"


async def _are_held(seen: Seen, pool: Pool, wanted: Mapping[str, str]) -> bool:
    return await _ids_held(seen, pool) == wanted


async def _ids_held(seen: Seen, pool: Pool) -> dict[str, str]:
    rows = await pool.fetch("SELECT headers, reason FROM deferred_message WHERE consumer = $1", seen.name)
    return {json.loads(row["headers"])["cloudEvents:id"]: row["reason"] for row in rows}
