"""A subscriber with a real broker and its own database, PostgreSQL or SQLite."""

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from contracts.envelope import EventEnvelope
from contracts.events.deadlines import LimitApproaching
from shared.subscriber import Handlers, PermanentFailure, Retries, Subscriber, cli, tables
from shared.subscriber.postgresql import PostgresStore
from shared.subscriber.requests import SourceClient
from shared.subscriber.status import served
from shared.subscriber.store import Store
from shared.subscriber.verification import Kind, verify
from tests.engines import Database
from tests.integration.subscriber.kit import (
    APPROACHING,
    CREATE,
    SOURCE,
    Broker,
    FakeSource,
    seen,
    subscribed,
    write,
    writing,
)
from tests.patience import until
from tests.unit.shared.subscriber.kit import producer


async def test_duplicates_have_no_effect_and_a_gap_is_filled_on_request(broker: Broker, store: Store[Any]) -> None:
    made, stream = producer(gaps=1), uuid4()
    sent = [made.sample(APPROACHING, stream) for _ in range(6)]
    async with FakeSource(broker, sent).answering(), subscribed(broker, store, writing()):
        await broker.publish([sent[0], sent[0], sent[1], *sent[3:], sent[0]])  # the third is lost

        async def complete() -> bool:
            return await seen(store, stream) == [2, 4, 6, 8, 10, 12]

        await until(complete, "the source has sent the stream again")
    async with store.transaction() as transaction:
        assert await tables.counts(transaction) == {}


async def test_a_failing_stream_is_parked_while_others_flow(
    broker: Broker, store: Store[Any], address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made, bad, good = producer(), uuid4(), uuid4()
    failing = {bad}
    async with subscribed(broker, store, writing(failing), Retries(attempts=2, first=0.05)):
        await broker.publish(made.sample(APPROACHING, stream) for _ in range(3) for stream in (bad, good))

        async def parked() -> Any:
            async with store.transaction() as transaction:
                return await tables.listed(transaction, "parked")

        (held,) = await until(parked, "the stream is parked")
        await until(lambda: _is(store, good, [1, 2, 3]), "the other stream flows")
        assert await seen(store, bad) == []
        assert (held.stream, held.sequence, held.problem) == (bad, 1, "ValueError: does not work")
        await _cli(address, "parked", "list")
        assert f"{held.id} " in (listed := capsys.readouterr().out)
        assert "after 2 attempts: ValueError: does not work" in listed
        failing.clear()
        await _cli(address, "parked", "retry", held.id)
        await until(lambda: _is(store, bad, [1, 2, 3]), "the stream goes on")
        capsys.readouterr()
        await _cli(address, "positions")
        assert f"{SOURCE} {bad} 3 " in capsys.readouterr().out


async def test_what_was_killed_in_the_middle_has_its_effect_once(
    broker: Broker, store: Store[Any], address: str, tmp_path: Path
) -> None:
    made, stream = producer(), uuid4()
    await broker.publish(made.sample(APPROACHING, stream) for _ in range(8))
    await store.close()
    connection = tmp_path / "connection.json"
    connection.write_text(json.dumps({**broker.file.model_dump(), "url": broker.file.url.get_secret_value()}))
    points = ("handler:2", "acknowledge:1")
    words = [sys.executable, "-m", "tests.integration.subscriber.killed", connection, address, tmp_path, *points]
    for _ in points:
        process = await asyncio.create_subprocess_exec(*map(str, words))
        assert await process.wait() == -9
    process = await asyncio.create_subprocess_exec(*map(str, words))
    await store.open()
    await until(lambda: _is(store, stream, list(range(1, 9))), "all are applied")
    process.terminate()
    assert await process.wait() == 0
    assert await broker.waiting() == 0


async def test_a_new_epoch_is_accepted_if_the_source_has_what_was_applied(broker: Broker, store: Store[Any]) -> None:
    made, stream = producer(), uuid4()
    sent = [made.sample(APPROACHING, stream) for _ in range(2)]
    source = FakeSource(broker, sent[:1])  # restored to a moment before the second
    async with source.answering(), subscribed(broker, store, writing()) as subscriber:
        await broker.publish(sent)
        await until(lambda: _is(store, stream, [1, 2]))
        made.epoch = uuid4()
        later = made.sample(APPROACHING, stream)
        await broker.publish([later])
        await until(lambda: "NewEpoch" in (subscriber.problem or ""), "it stops and says why")
        async with served(subscriber, 0) as port:
            assert await _http(port, "/health") == (503, f"{subscriber.problem}\n")
        assert await seen(store, stream) == [1, 2]
        source.sent = [*sent, later]  # the lost event was recovered
        await until(lambda: _is(store, stream, [1, 2, 3]), "it goes on")
        async with served(subscriber, 0) as port:
            assert await _http(port, "/health") == (200, "ok\n")
            assert 'lea_subscriber_connected{subscriber="' in (await _http(port, "/metrics"))[1]
            assert (await _http(port, "/"))[0] == 404


async def test_what_is_missing_is_named(broker: Broker, store: Store[Any]) -> None:
    made, streams = producer(), sorted(uuid4() for _ in range(5))
    sent = [made.sample(APPROACHING, stream) for stream in streams for _ in range(2)]
    other = replace(sent[3], headers={**sent[3].headers, "cloudEvents:id": str(uuid4())})
    source = FakeSource(broker, [sent[0], sent[2], other, *sent[4:]])
    async with subscribed(broker, store, writing()), source.answering():
        await broker.publish(sent[:7])
        await until(lambda: _is(store, streams[3], [1]))
        async with SourceClient(broker.file) as client:
            found = await verify(store, client, SOURCE)
    assert [(each.kind, each.stream, each.reached, each.stored) for each in found] == [
        (Kind.AHEAD, streams[0], 2, 1),
        (Kind.DIFFERING, streams[1], 2, 2),
        (Kind.LACKING, streams[3], 1, 2),
        (Kind.LACKING, streams[4], 0, 2),
    ]


async def test_a_lost_subscription_is_renewed(broker: Broker, store: Store[Any]) -> None:
    made, stream = producer(), uuid4()
    async with subscribed(broker, store, writing()) as subscriber:
        await broker.channel.queue_delete(broker.file.queue)
        await until(lambda: subscriber.problem, "the loss is noticed")
        await broker.channel.declare_queue(broker.file.queue, durable=True, arguments={"x-queue-type": "quorum"})
        await broker.publish([made.sample(APPROACHING, stream)])
        await until(lambda: _is(store, stream, [1]), "it reads again")


async def test_two_processes_of_one_subscriber_keep_the_order(broker: Broker, database: Database) -> None:
    made, streams = producer(), [uuid4() for _ in range(4)]
    handlers = Handlers[Any]()

    @handlers.on(LimitApproaching)
    async def handle(event: EventEnvelope[LimitApproaching], transaction: Any) -> None:
        before = await transaction.fetchval("SELECT max(sequence) FROM seen WHERE stream = $1", str(event.stream))
        if (before or 0) != event.version - 1:
            raise PermanentFailure(f"{event.version} after {before}")
        await write(transaction, event)

    first, second = (PostgresStore(database.owner_url) for _ in range(2))
    await first.open()
    async with first.transaction() as transaction:
        await transaction.fetch(CREATE)
    async with subscribed(broker, first, handlers), subscribed(broker, second, handlers):
        await broker.publish(made.sample(APPROACHING, stream) for _ in range(15) for stream in streams)

        async def complete() -> bool:
            return [await seen(first, stream) for stream in streams] == [list(range(1, 16))] * len(streams)

        await until(complete, "all are applied")
    for store in (first, second):
        await store.close()


async def test_a_type_without_a_handler_stops_the_start(broker: Broker, store: Store[Any]) -> None:
    file = broker.file.model_copy(update={"types": ("lea.deadlines.limit-expired.v1",)})
    with pytest.raises(ValueError, match=r"neither handled nor ignored: lea\.deadlines\.limit-expired\.v1"):
        await Subscriber(file, store, writing()).run()


async def _is(store: Store[Any], stream: Any, expected: list[int]) -> bool:
    return await seen(store, stream) == expected


async def _cli(address: str, *words: str) -> None:
    """A command of `lea-subscriber`; in a thread, as it runs its event loop."""
    assert await asyncio.to_thread(cli.main, ["--store", address, *words]) == 0


async def _http(port: int, path: str) -> tuple[int, str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    return int(head.split()[1]), body.decode()
