"""Batches of events become answers; each event once, in any batches, with a constant number of statements."""

from collections.abc import Iterator, Sequence
from functools import reduce
from random import Random
from typing import Any

import asyncpg
import pytest

from contracts.envelope import EventEnvelope
from services.court_query.domain.proceeding import evolve
from services.court_query.projections import ReadModelProjection
from services.court_query.read_model import COPIES
from shared.court_card.card import cards
from shared.database import Connection
from shared.failures import PermanentFailure
from tests.factories.proceedings import life, number_of
from tests.integration.court_query.conftest import House

Events = Sequence[EventEnvelope[Any]]


def shuffled(numbers: range, seed: int) -> Iterator[EventEnvelope[Any]]:
    """The events of several proceedings, mixed, each stream in its order."""
    random, lives = Random(seed), [list(life(number)) for number in numbers]
    while lives:
        events = random.choice(lives)
        yield events.pop(0)
        lives = [rest for rest in lives if rest]


async def applied(connection: Connection, events: Events) -> None:
    async with connection.transaction():
        target = await ReadModelProjection().target(connection)
        await target.apply(connection, events)


@pytest.mark.parametrize("batch", [1, 7, 200])
async def test_any_batches_make_the_same_answers(service: Connection, batch: int) -> None:
    events = list(shuffled(range(8), seed=batch))
    for start in range(0, len(events), batch):
        await applied(service, events[start : start + batch])
    for number in range(8):
        expected = cards(whole(number).course)
        rows = await service.fetch("SELECT language, card FROM read_model.answer WHERE number = $1", number_of(number))
        assert dict(map(tuple, rows)) == expected
    counts = {
        table: await service.fetchval(f"SELECT count(*) FROM read_model.{table}")  # noqa: S608
        for table in ("executor", "status", "measure", "repayment")
    }
    courses = [whole(number).course for number in range(8)]
    assert counts == {
        "executor": sum(len(course.executors) for course in courses),
        "status": sum(len(course.statuses) for course in courses),
        "measure": sum(len(course.measures) for course in courses),
        "repayment": sum(len(course.repayments) for course in courses),
    }


async def test_what_was_written_is_what_is_loaded(service: Connection) -> None:
    await applied(service, [event for number in range(3) for event in life(number)])
    loaded = await COPIES["a"].load(service, [whole(number).id for number in range(3)])
    assert list(loaded.values()) == [loaded[whole(number).id] for number in range(3)]
    for number in range(3):
        assert loaded[whole(number).id] == whole(number)


async def test_the_number_of_statements_does_not_depend_on_the_batch(service: Connection) -> None:
    await applied(service, life(0))  # the driver asks for the types it meets first
    counts = []
    for numbers in (range(1, 2), range(2, 60)):
        asked: list[str] = []
        with service.query_logger(lambda record, asked=asked: asked.append(record.query)):
            await applied(service, [event for number in numbers for event in life(number)])
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


async def test_an_event_that_cannot_follow_is_a_permanent_failure(service: Connection) -> None:
    first, second, third, *_ = life(0)
    with pytest.raises(PermanentFailure, match="begins with its initiation"):
        await applied(service, [second.model_copy(update={"version": 1})])
    with pytest.raises(PermanentFailure, match="version 3 does not follow 1"):
        await applied(service, [first, third])


async def test_the_service_may_only_add_to_histories(service: Connection) -> None:
    await applied(service, life(0))
    for attempt in (
        "DELETE FROM read_model_a.status",
        "UPDATE read_model_a.status SET code = 'x'",
        "UPDATE read_model_a.repayment SET amount = 1",
        "UPDATE read_model_a.proceeding SET number = 'x'",
        "DELETE FROM read_model_a.proceeding",
        "TRUNCATE read_model_a.answer",
        "UPDATE read_model.active_copy SET copy = 'b'",
        "CREATE TABLE read_model.mine ()",
        "CREATE TABLE public.mine ()",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await service.execute(attempt)


async def test_the_edge_may_only_read_the_views(service: Connection, house: House) -> None:
    await applied(service, life(0))
    edge = await asyncpg.connect(house.model.edge_reader_url)
    try:
        assert await edge.fetchval("SELECT count(*) FROM read_model.answer") == 3
        for attempt in (
            "SELECT * FROM read_model_a.answer",
            "SELECT * FROM stream_position",
            "SELECT * FROM deferred_message",
            "SELECT * FROM read_model.active_copy",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await edge.execute(attempt)
        await edge.execute("SET default_transaction_read_only = off")
        for attempt in (
            "UPDATE read_model.answer SET card = ''",
            "INSERT INTO read_model.freshness (data_as_of, horizon) VALUES (now(), '0')",
            "DELETE FROM read_model.status",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await edge.execute(attempt)
    finally:
        await edge.close()


def whole(number: int) -> Any:
    return reduce(evolve, life(number), None)
