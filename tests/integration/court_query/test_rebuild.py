"""The read model built anew equals the one that runs; it answers all the while, and live events go on."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from typer.testing import CliRunner

from contracts.envelope import EventEnvelope
from infra.cli import read_model
from infra.cli.main import app
from infra.database.provisioning import EVENT_READER
from services.court_query.projections import LOCK, ReadModelProjection
from services.court_query.read_model import COPIES, Name, lacks_rebuild
from services.court_query.rebuild import AlreadyRunning, Comparison, Progress, Rebuilt, compare, rebuild
from shared.database import Connection
from shared.messaging import positions
from shared.messaging.tags import joined
from tests.background import background
from tests.factories.proceedings import life, number_of, stream_of
from tests.integration.court_query.conftest import STORE, House

Events = Sequence[EventEnvelope[Any]]


async def live(connection: Connection, events: Events) -> None:
    """What the consumer does with a batch of messages."""
    async with connection.transaction():
        target = await ReadModelProjection().target(connection)
        at = await positions.claim(connection, target.position_key, {(event.source, event.stream) for event in events})
        fresh = [event for event in events if event.version > at[event.source, event.stream].version]
        await target.apply(connection, fresh)
        await positions.move(connection, target.position_key, fresh)


async def rebuilt(house: House, **options: Any) -> Rebuilt:
    return await rebuild(house.model.owner_url, house.store.event_reader_url, **options)


async def compared(house: House) -> Comparison:
    comparison = (await rebuilt(house, comparing=True)).comparison
    assert comparison is not None
    return comparison


async def pass_over(connection: Connection, event: EventEnvelope[Any]) -> None:
    """What an operator does with an event of the old copy that cannot be applied."""
    async with connection.transaction():
        target = await ReadModelProjection().target(connection)
        await positions.pass_over(connection, target.position_key, event.source, event.stream, event.version)


def described(number: int, version: int, handled: int, stored: int) -> str:
    """How a comparison names a proceeding that stands at different versions."""
    return f"{number_of(number)} (version {version}, handled up to {handled}, stored up to {stored})"


async def tags(owner: Connection, copy: Name) -> dict[UUID, bytes]:
    """The tags of the events in a copy, by stream."""
    rows = await owner.fetch("SELECT stream, tags FROM stream_position WHERE consumer = $1", COPIES[copy].position_key)
    return dict(rows)


def lives(*numbers: int) -> list[EventEnvelope[Any]]:
    return [event for number in numbers for event in life(number)]


@pytest.mark.parametrize("workers", [1, 2])
async def test_the_rebuilt_model_is_identical(
    house: House, owner: Connection, service: Connection, workers: int
) -> None:
    events = lives(*range(450 if workers > 1 else 30))
    await house.append(events)
    for start in range(0, len(events), 500):
        await live(service, events[start : start + 500])
    told: list[Progress] = []
    result = await rebuilt(house, workers=workers, report=told.append)
    assert result.copy == "b"
    assert result.events == len(events)
    assert (told[0].phase, told[-1].phase) == ("reading", "switching")
    assert told[-1].events == told[-1].total == len(events)
    comparison = await compare(owner, COPIES["b"])
    assert comparison == (450 if workers > 1 else 30, 0, {}, ())
    assert await tags(owner, "b") == await tags(owner, "a")


async def test_two_rebuilds_return_to_the_first_copy(house: House, owner: Connection, service: Connection) -> None:
    events = lives(1, 2)
    await house.append(events)
    assert not await lacks_rebuild(service)
    await owner.execute("UPDATE read_model.active_copy SET built_for = 0")  # as an earlier release left it
    assert await lacks_rebuild(service)
    assert (await rebuilt(house)).copy == "b"
    assert not await lacks_rebuild(service)
    await live(service, events)  # nothing but duplicates
    await house.append(lives(3))
    await live(service, lives(3))
    result = await rebuilt(house, comparing=True)
    assert result.copy == "a"
    assert result.comparison == (3, 0, {}, ())


async def test_a_difference_is_found(house: House, owner: Connection, service: Connection) -> None:
    await house.append(lives(1, 2))
    await live(service, lives(1, 2))
    await owner.execute("UPDATE read_model_a.status SET code = 'compulsory' WHERE version = 1")
    await owner.execute("DELETE FROM read_model_a.answer WHERE number = $1", number_of(1))
    result = await rebuilt(house, comparing=True)
    assert result.comparison == (2, 0, {"answer": 3, "status": 4}, (number_of(1), number_of(2)))


async def test_an_event_that_was_passed_over_is_a_difference(house: House, service: Connection) -> None:
    *before, passed_over = life(1)
    await house.append(lives(1, 2))
    await live(service, [*before, *life(2)])
    await pass_over(service, passed_over)
    comparison, last = await compared(house), passed_over.version
    assert comparison.problem
    assert number_of(1) in comparison.problem
    assert comparison == (1, 0, {"version": 1}, (described(1, last - 1, last, last),))


async def test_later_events_do_not_hide_an_event_passed_over(house: House, service: Connection) -> None:
    """Later events are on their way or parked, so the stream of the old copy has not come to its end either."""
    *before, passed_over, last = life(1)
    await house.append(lives(1))
    await live(service, before)
    await pass_over(service, passed_over)
    example = described(1, len(before), passed_over.version, last.version)
    assert await compared(house) == (0, 0, {"version": 1}, (example,))


async def test_a_proceeding_whose_beginning_was_passed_over_is_a_difference(house: House, service: Connection) -> None:
    first = life(1)[0]
    await house.append([first])
    await pass_over(service, first)
    assert await compared(house) == (0, 0, {"version": 1}, (described(1, 0, 1, 1),))


async def test_a_version_that_was_never_stored_is_a_difference(house: House, service: Connection) -> None:
    *stored, forged = life(1)
    await house.append(stored)
    await live(service, [*stored, forged])
    # Of this stream nothing is in the store, and nothing was applied.
    await pass_over(service, life(2)[0])
    examples = (
        described(1, forged.version, forged.version, len(stored)),
        f"{stream_of(2)} (version 0, handled up to 1, stored up to 0)",
    )
    assert await compared(house) == (0, 0, {"version": 2}, examples)


async def test_an_event_on_its_way_is_no_difference(house: House, service: Connection) -> None:
    """Neither the last events of a proceeding, nor a whole one."""
    await house.append(lives(1, 2, 3))
    await live(service, [*life(1)[:3], *life(3)])
    comparison = await compared(house)
    assert comparison.problem is None
    assert comparison == (1, 2, {}, ())


@pytest.mark.parametrize("lacking", [False, True])
@pytest.mark.parametrize("command", ["lea", "module"])
async def test_a_command_fails_for_a_difference_and_names_it(
    house: House, service: Connection, monkeypatch: pytest.MonkeyPatch, command: str, lacking: bool
) -> None:
    await house.append(lives(1))
    await live(service, life(1)[:-1])
    if lacking:
        await pass_over(service, life(1)[-1])
    monkeypatch.setattr(read_model, "addresses_of", lambda _: _Addresses(house))
    code, output, complaint = await (_lea() if command == "lea" else _module(house))
    assert code == int(lacking), complaint
    assert json.loads(output)["comparison"]["apart"] == int(not lacking)
    assert (number_of(1) in complaint) is lacking


async def _lea() -> tuple[int | None, str, str]:
    # A command has a loop of its own.
    result = await asyncio.to_thread(CliRunner().invoke, app, ["read-model", "rebuild", "--compare", "--json"])
    return result.exit_code, result.stdout, result.stderr


async def _module(house: House) -> tuple[int | None, str, str]:
    addresses = {
        "LEA_MIGRATION_DATABASE_URL": house.model.owner_url,
        "LEA_EVENT_STORE_URLS": json.dumps({"proceedings": house.store.event_reader_url}),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.court_query.rebuild", "--compare"),
        env=os.environ | addresses,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, complaint = await process.communicate()
    return process.returncode, output.decode(), complaint.decode()


class _Addresses:
    """Where the command finds the databases."""

    def __init__(self, house: House) -> None:
        self._house = house

    def database(self, role: str, _: str) -> str:
        return self._house.store.event_reader_url if role == EVENT_READER else self._house.model.owner_url


async def test_an_empty_store_makes_an_empty_model(house: House) -> None:
    assert (await rebuilt(house)).events == 0


async def test_live_events_and_reads_go_on_during_a_rebuild(
    house: House, owner: Connection, service: Connection
) -> None:
    await house.append(lives(*range(400)))
    await live(service, lives(*range(400)))
    async with _reading(house) as reads, _recording(house, service, first=400) as recorded:
        result = await rebuilt(house, workers=2)
        again = await rebuilt(house, comparing=True)
        assert (result.copy, again.copy) == ("b", "a")
        # Less would prove nothing; a slow machine needs longer for it.
        while len(recorded) <= 20 or len(reads) <= 50:
            again = await rebuilt(house, comparing=True)
    # What was recorded before the last switch, and may have come as a message before it, is there; now all of it.
    recorded.append(400 + len(recorded))  # the one that was at work when it all ended
    async with house.appending() as store:
        stored = await STORE.load_many(store, [stream_of(number) for number in recorded])
    await live(service, [event for events in stored.values() for event in events])
    for number in recorded[:-1]:
        version = await owner.fetchval("SELECT version FROM read_model.proceeding WHERE number = $1", number_of(number))
        assert version == len(life(number))
    assert again.comparison
    assert again.comparison.differences == {}
    third = await rebuilt(house, comparing=True)
    assert third.comparison == (400 + len(stored), 0, {}, ())
    of_copy = {copy: await tags(owner, copy) for copy in COPIES}
    for stream, events in stored.items():
        assert of_copy["a"][stream] == of_copy["b"][stream] == joined(event.id for event in events)


@asynccontextmanager
async def _recording(house: House, service: Connection, first: int) -> AsyncIterator[list[int]]:
    """Proceedings that begin and live on all the while, as fast as they are stored."""
    recorded: list[int] = []

    async def record() -> None:
        async with house.appending() as store:
            for number in count(first):
                events = life(number)
                for half in (events[:12], events[12:]):
                    async with store.transaction():
                        await STORE.append(store, half)
                    await live(service, half)
                recorded.append(number)

    async with background(record()):
        yield recorded
    # Cancelled while its transaction began, the connection would go on in it, with the locks it has taken.
    await service.reset()


@asynccontextmanager
async def _reading(house: House) -> AsyncIterator[list[float]]:
    """A reader that is never without an answer; the moments of its reads."""
    moments: list[float] = []

    async def read() -> None:
        edge = await asyncpg.connect(house.model.edge_reader_url)
        try:
            while True:
                rows = await edge.fetch(
                    """
                    SELECT p.number, count(a.card) AS cards FROM read_model.proceeding AS p
                    JOIN read_model.answer AS a USING (number) WHERE p.number = ANY($1) GROUP BY 1
                    """,
                    [number_of(number) for number in range(50)],
                )
                assert [row["cards"] for row in rows] == [3] * 50
                moments.append(asyncio.get_running_loop().time())
                await asyncio.sleep(0.002)
        finally:
            await edge.close()

    async with background(read()):
        yield moments


async def test_only_one_rebuild_at_a_time(house: House, owner: Connection) -> None:
    await owner.execute("SELECT pg_advisory_lock($1)", LOCK + 1)
    with pytest.raises(AlreadyRunning):
        await rebuilt(house)


async def test_a_rebuild_that_fails_leaves_everything_as_it_is(
    house: House, owner: Connection, service: Connection
) -> None:
    first, second, *_ = life(5)
    await house.append([first])
    await live(service, [first])
    strange = second.model_copy(update={"type": "lea.proceedings.proceeding-forgotten.v1"})
    await house.append([strange])
    with pytest.raises(Exception, match="unknown message type"):
        await rebuilt(house)
    assert await owner.fetchval("SELECT copy FROM read_model.active_copy") == "a"
    assert await owner.fetchval("SELECT count(*) FROM read_model.answer") == 3
