"""What the first stage has stored is read by today's code, and the court gets the same cards (tests/releases)."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

import asyncpg
import pytest

from contracts.catalogue import EVENTS
from contracts.events.edge import AccessLogSealed, AlarmEnded, AlarmRaised
from services.court_query.rebuild import rebuild
from services.deadlines.application import application as deadlines
from services.edge.lookup.domain.requests import PointInTime
from services.edge.lookup.read_model import ReadModel
from services.edge.registry.application import application as edge
from services.intake.application import application as intake
from services.intake.domain.assessment import Rules
from services.proceedings.application import application as proceedings
from shared.clock import SystemClock
from shared.database import Connection
from shared.eventstore.application import Application
from shared.eventstore.store import EventStore
from shared.law.calendar import belarus
from shared.law.names import LANGUAGES, Language
from shared.law.rule_sets import RuleSets
from tests.engines import Database
from tests.releases.court import RecordedCard, by_number
from tests.releases.names import with_current_names
from tests.releases.sample import Sample
from tests.system import STORES

NO_STATE = (AccessLogSealed, AlarmEnded, AlarmRaised)
"""Events of the edge that no decision rests on."""


def application_of(service: str) -> Application[Any, Any]:
    """The command side of a service."""
    match service:
        case "intake":
            return intake(Rules(RuleSets.load(), belarus()), SystemClock())
        case "proceedings":
            return proceedings(SystemClock())
        case "deadlines":
            return deadlines(RuleSets.load(), SystemClock())
        case _:
            return edge(SystemClock())


@pytest.fixture(scope="module")
async def rebuilt(first_stage: Sample) -> Database:
    """The read model, built anew from the events."""
    model = first_stage.database("court_query")
    await rebuild(model.owner_url, first_stage.database("proceedings").event_reader_url)
    return model


def test_the_sample_holds_every_type_that_its_release_can_produce(first_stage: Sample) -> None:
    # The only limit that is interrupted runs in the stream of a returned document, where no proceeding begins again.
    assert first_stage.contents["event_types_missing"] == ["lea.deadlines.limit-interrupted.v1"]
    assert first_stage.contents["command_types_missing"] == []


@pytest.mark.parametrize("service", STORES)
async def test_every_event_is_read(first_stage: Sample, service: str) -> None:
    connection = await asyncpg.connect(first_stage.database(service).superuser_url)
    try:
        rows = await connection.fetch("SELECT * FROM event")
    finally:
        await connection.close()
    store = EventStore(service)
    events = [store.decode(row) for row in rows]
    assert Counter(event.type for event in events) == first_stage.contents["events"][service]
    assert {event.type for event in events} <= EVENTS.models.keys()


@pytest.mark.parametrize("service", STORES)
async def test_every_stream_is_folded(first_stage: Sample, service: str) -> None:
    database = first_stage.database(service)
    decider = application_of(service)._decider
    connection = await asyncpg.connect(database.superuser_url)
    try:
        streams = [row["stream"] for row in await connection.fetch("SELECT DISTINCT stream FROM event")]
        loaded = await EventStore(service).load_many(connection, streams)
    finally:
        await connection.close()
    assert len(loaded) == len(streams)
    for events in loaded.values():
        assert [event.version for event in events] == list(range(1, len(events) + 1))
        state = decider.initial
        for event in events:
            if not isinstance(event.data, NO_STATE):
                state = decider.evolve(state, event)
        assert state != decider.initial or all(isinstance(event.data, NO_STATE) for event in events)


@pytest.mark.parametrize("service", STORES)
async def test_a_command_that_comes_again_gets_the_reply_it_got(first_stage: Sample, service: str) -> None:
    recorded = [each for each in first_stage.commands() if each.command.type.startswith(f"lea.{service}.")]
    connection = await asyncpg.connect(first_stage.database(service).superuser_url)
    try:
        before = await _stored(connection)
        replies = await application_of(service).handle(connection, [each.command for each in recorded])
        assert replies == [each.reply for each in recorded]
        assert await _stored(connection) == before
    finally:
        await connection.close()


async def _stored(connection: Connection) -> int:
    stored: int = await connection.fetchval("SELECT count(*) FROM event")
    return stored


async def test_the_rebuilt_read_model_has_the_cards_the_court_got(first_stage: Sample, rebuilt: Database) -> None:
    connection = await asyncpg.connect(rebuilt.edge_reader_url)
    try:
        rows = await connection.fetch("SELECT number, language, card FROM read_model.answer")
    finally:
        await connection.close()
    recorded = {
        (card.number, card.language): with_current_names(card).body
        for card in first_stage.cards()
        if card.as_of is None
    }
    assert {(row["number"], row["language"]): row["card"] for row in rows} == recorded
    assert len(recorded) == first_stage.contents["proceedings"] * len(LANGUAGES)


async def test_the_cards_of_earlier_days_are_those_the_court_got(first_stage: Sample, rebuilt: Database) -> None:
    asked: dict[tuple[Language, date], list[RecordedCard]] = defaultdict(list)
    for card in first_stage.cards():
        if card.as_of is not None:
            asked[card.language, card.as_of].append(card)
    assert len(asked) > len(LANGUAGES)
    async with asyncpg.create_pool(rebuilt.edge_reader_url, min_size=1) as pool:
        model = ReadModel(pool)
        for (language, as_of), cards in asked.items():
            look_ups = list(enumerate(map(by_number, (card.number for card in cards))))
            found = await model.find(look_ups, language, PointInTime(as_of))
            got = [found[place][0].card if place in found else None for place, _ in look_ups]
            expected = [with_current_names(card).body if card.card else None for card in cards]
            assert got == expected, (language, as_of)
