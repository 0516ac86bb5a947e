"""What becomes of events that fail, cannot be read, or come in a new epoch."""

import sqlite3
from dataclasses import replace
from uuid import uuid4

import pytest

from contracts.envelope import EventEnvelope
from contracts.events.deadlines import LimitApproaching
from shared.subscriber.handlers import Handlers, PermanentFailure
from shared.subscriber.messages import Message
from shared.subscriber.processor import NewEpoch
from shared.subscriber.retries import Retries
from shared.subscriber.sqlite import SqliteStore
from shared.subscriber.testing import Harness, MemoryStore
from tests.unit.shared.subscriber.kit import APPROACHING, EXPIRED, Seen, producer, seen_in


def _harness(seen: Seen, retries: Retries | None = None) -> Harness[sqlite3.Connection]:
    return Harness(seen.handlers, SqliteStore(":memory:"), retries=retries)


async def _sequences(harness: Harness[sqlite3.Connection]) -> list[int]:
    async with harness.store.transaction() as transaction:
        return [sequence for _, sequence in seen_in(transaction.raw)]


async def test_a_failed_event_holds_up_its_stream_and_no_other() -> None:
    seen, source = Seen(), producer()
    stream, other = uuid4(), uuid4()
    seen.failures = {2: 2}  # with the others, and alone
    async with _harness(seen) as harness:
        messages = [source.sample(APPROACHING, stream) for _ in range(3)]
        await harness.deliver(*messages, source.sample(APPROACHING, other))
        assert await _sequences(harness) == [1, 1]
        (held,) = await harness.held("retry")
        assert (held.sequence, held.attempts, held.problem) == (2, 1, "ValueError: does not work yet")
        await harness.deliver(messages[1])  # delivered again: it still waits for its time
        assert await _sequences(harness) == [1, 1]
        await harness.wait(2)
        assert await _sequences(harness) == [1, 1, 2, 3]
        assert await harness.position(messages[0]) == 3


async def test_what_fails_too_often_is_parked_until_a_person_decides() -> None:
    seen, source = Seen(), producer()
    stream = uuid4()
    seen.failures = {1: 3}
    async with _harness(seen, Retries(attempts=2)) as harness:
        await harness.deliver(*(source.sample(APPROACHING, stream) for _ in range(2)))
        await harness.wait(2)
        (held,) = await harness.held()
        assert held.attempts == 2
        await harness.wait(10_000)
        assert len(seen.tried) == 3  # with the others, alone, and once more
        await harness.retry(held)
        assert await _sequences(harness) == [1, 2]
        assert await harness.held() == []


async def test_a_dropped_event_is_passed_over_and_its_stream_goes_on() -> None:
    seen, source = Seen(), producer(gaps=2)
    stream = uuid4()
    seen.failures = {3: 99}
    async with _harness(seen, Retries(attempts=1)) as harness:
        messages = [source.sample(APPROACHING, stream) for _ in range(3)]
        await harness.deliver(*messages)
        (held,) = await harness.held()
        await harness.drop(held)
        assert await _sequences(harness) == [6, 9]
        await harness.deliver(messages[0])
        assert await _sequences(harness) == [6, 9]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"cloudEvents:previous": "x"}, "previous: Input should be a valid integer"),
        ({"cloudEvents:previous": "1"}, "`previous` is not before `sequence`"),
        ({"cloudEvents:sequence": "3000000000"}, "sequence: Input should be less than or equal to"),
        ({"cloudEvents:subject": b"\xff"}, "subject: Input should be a valid UUID"),
        ({"cloudEvents:specversion": "2.0"}, "specversion: "),
    ],
)
async def test_what_has_no_place_is_parked_once_and_holds_up_nothing(changed: dict[str, str], problem: str) -> None:
    seen, source = Seen(), producer()
    good = source.sample(APPROACHING)
    bad = replace(good, headers={**good.headers, **changed})
    async with _harness(seen) as harness:
        await harness.deliver(bad, good)
        await harness.deliver(bad)
        (held,) = await harness.held()
        assert problem in held.problem
        assert await _sequences(harness) == [1]
        await harness.retry(held)
        (again,) = await harness.held()
        await harness.drop(again)
        assert await harness.held() == []


async def test_messages_of_another_sender_are_parked() -> None:
    seen, message = Seen(), producer().sample(APPROACHING)
    async with _harness(seen) as harness:
        await harness.deliver(Message(message.headers, message.body, "lea_bank"), replace(message, sender=None))
        assert {each.problem for each in await harness.held()} == {
            "Unreadable: sent by lea_bank, and not by lea_subscribers",
            "Unreadable: sent by a user that is not named, and not by lea_subscribers",
        }
        assert await _sequences(harness) == []


async def test_a_body_that_cannot_be_read_is_parked_in_its_place() -> None:
    seen, source = Seen(), producer()
    stream = uuid4()
    async with _harness(seen) as harness:
        await harness.deliver(
            replace(source.sample(APPROACHING, stream), body=b"{}"), source.sample(APPROACHING, stream)
        )
        (held,) = await harness.held()
        assert held.problem.startswith(f"MalformedMessage: body is not a valid {APPROACHING}")
        assert [each.sequence for each in await harness.held("gap")] == [2]


async def test_types_without_a_handler_are_parked_or_passed_over_by_rule() -> None:
    source, stream = producer(), uuid4()
    messages = [source.sample(EXPIRED, stream), source.sample(APPROACHING, stream)]
    newer = source.sample(EXPIRED)
    newer = replace(newer, headers={**newer.headers, "cloudEvents:type": "lea.deadlines.of-tomorrow.v1"})

    strict = Seen()
    async with _harness(strict) as harness:
        await harness.deliver(*messages, newer)
        assert {each.problem for each in await harness.held()} == {
            f"Unhandled: nothing handles {EXPIRED}",
            "UnknownType: unknown message type 'lea.deadlines.of-tomorrow.v1'",
        }

    naming = Seen()
    naming.handlers.ignore(EXPIRED, "lea.deadlines.of-tomorrow.v1")
    async with _harness(naming) as harness:
        await harness.deliver(*messages, newer)
        assert (await _sequences(harness), await harness.held()) == ([2], [])

    got: list[str] = []
    tolerant = Handlers[list[str]](others="ignore")

    @tolerant.on(LimitApproaching)
    async def handle(event: EventEnvelope[LimitApproaching], transaction: list[str]) -> None:
        transaction.append(event.type)

    async with Harness(tolerant, MemoryStore(got)) as own:
        await own.deliver(*messages, newer)
        assert (got, await own.held()) == ([APPROACHING], [])


def test_types_that_would_be_parked_are_named_before_the_start() -> None:
    seen = Seen()
    assert seen.handlers.missing([APPROACHING, EXPIRED, "lea.deadlines.of-tomorrow.v1"]) == [EXPIRED]
    seen.handlers.ignore(EXPIRED)
    assert seen.handlers.missing([APPROACHING, EXPIRED]) == []
    assert Handlers[None](others="ignore").missing([APPROACHING]) == []
    with pytest.raises(ValueError, match="has a handler"):
        seen.handlers.on(LimitApproaching)(seen.handle)


async def test_a_permanent_failure_is_parked_at_once() -> None:
    handlers = Handlers[None]()

    @handlers.on(LimitApproaching)
    async def handle(_: EventEnvelope[LimitApproaching], __: None) -> None:
        raise PermanentFailure("no such account")

    async with Harness(handlers, MemoryStore(None)) as harness:
        await harness.deliver(producer().sample(APPROACHING))
        (held,) = await harness.held()
        assert (held.attempts, held.problem) == (1, "PermanentFailure: no such account")


async def test_a_new_epoch_is_noticed_before_anything_of_it_is_applied() -> None:
    seen, source = Seen(), producer()
    stream = uuid4()
    async with _harness(seen) as harness:
        before = source.sample(APPROACHING, stream)
        await harness.deliver(before)
        source.epoch = uuid4()
        after = source.sample(APPROACHING, stream)
        with pytest.raises(NewEpoch):
            await harness.deliver(before, after)
        assert await _sequences(harness) == [1]
        await harness.accept_epoch(after)
        await harness.deliver(before, after)
        assert await _sequences(harness) == [1, 2]


async def test_what_a_killed_process_left_waiting_is_taken_up(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, source = Seen(), producer()
    stream = uuid4()
    async with _harness(seen) as harness:
        messages = [source.sample(APPROACHING, stream) for _ in range(3)]
        await harness.deliver(messages[1], messages[2])
        with monkeypatch.context() as patched:
            patched.setattr(type(harness._processor), "_advance", _ends)
            with pytest.raises(KeyboardInterrupt):
                await harness.deliver(messages[0])
        assert await _sequences(harness) == [1]
        await harness._processor.take_up()
        assert await _sequences(harness) == [1, 2, 3]


async def _ends(*_: object) -> None:
    raise KeyboardInterrupt
