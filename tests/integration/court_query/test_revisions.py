"""Revisions through the broker into the read model, and what the edge reads of them: by day and by moment."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import pytest

from contracts.envelope import EventEnvelope
from contracts.events.parties import PartyRole, SuccessorNamed
from contracts.identifiers import derived_id
from contracts.recording import Paper
from contracts.service_3_11_01 import ByCourtCase, ByDebtor, ByProceedingNumber, LookUp
from contracts.values import PersonIdentifier
from services.court_query.read_model import COPIES
from services.court_query.rebuild import compare, rebuild
from services.court_query.settings import CourtQuerySettings
from services.edge.lookup.changes import changes_after
from services.edge.lookup.domain.changes import FeedPosition
from services.edge.lookup.domain.requests import PRESENT, PointInTime
from services.edge.lookup.read_model import ReadModel
from shared.database import Connection, Pool, create_read_pool
from shared.http.problems import Refused
from shared.migrations import folder_of, migrate
from tests.engines import NewDatabase
from tests.factories.proceedings import life, number_of
from tests.factories.revisions import RIGHT_DEBTOR, restated, revised, with_the_right_debtor
from tests.integration.court_query.conftest import House
from tests.integration.court_query.test_live import consuming, publish
from tests.integration.court_query.test_projection import applied
from tests.patience import until
from tests.unit.court_query.kit import CASES, end_of, named_in, recorded, said
from tests.unit.proceedings.harness import Fields

Events = list[EventEnvelope[Any]]

LATER = datetime(2026, 11, 3, 8, tzinfo=UTC)
BEFORE = PointInTime(None, LATER - timedelta(microseconds=1))


@pytest.fixture
def settings(house: House, vhost: str) -> CourtQuerySettings:
    return CourtQuerySettings(
        database_url=house.model.url,
        broker_url=vhost,
        event_store_urls={"proceedings": house.store.event_reader_url},
        event_batch=50,
        freshness_interval=0.1,
        watch_interval=0.5,
        stop_grace=5,
    )


@pytest.fixture
async def reader(house: House) -> AsyncIterator[Pool]:
    async with await create_read_pool(house.model.edge_reader_url, "test", size=1, statement_timeout=5) as pool:
        yield pool


def number(place: int) -> str:
    return f"0101-2026-{place:06}"


def as_another(place: int, case: Fields) -> Events:
    """The events of a case, as those of another proceeding."""
    stream = derived_id(recorded(case).stream[0].stream, case["name"])
    return [
        event.model_copy(
            update={
                "stream": stream,
                "id": derived_id(stream, str(event.version)),
                "data": type(event.data).model_validate_json(
                    event.data.model_dump_json().replace(number(1), number(place))
                ),
            }
        )
        for event in recorded(case).stream
    ]


def corrected() -> Events:
    """A proceeding whose initiation was typed wrong: debtor, court case and sum."""
    events = life(3)
    [(day, initiation), *others] = restated(events, events[0].effective_date)
    return [*events, revised(events, day, (day, with_the_right_debtor(initiation)), *others, at=LATER)]


async def answered(model: ReadModel, look_up: LookUp, at: PointInTime = PRESENT) -> list[tuple[bytes, bytes | None]]:
    found = await model.find([(0, look_up)], "en", at)
    return [(proceeding.card, proceeding.provenance) for proceeding in found.get(0, ())]


def by_number(name: str) -> LookUp:
    return ByProceedingNumber(by="proceeding-number", number=name)


async def test_late_acts_reach_the_court(
    house: House, owner: Connection, settings: CourtQuerySettings, reader: Pool
) -> None:
    streams = [as_another(place, case) for place, case in enumerate(CASES)]
    events = [event for stream in streams for event in stream]
    await house.append(events)
    async with consuming(settings):
        disorder = Random(7).sample(events, len(events))
        await publish(settings.broker_url, [*disorder, *disorder[::5]])

        async def complete() -> bool:
            rows = await owner.fetch("SELECT id, version FROM read_model.proceeding")
            return dict(map(tuple, rows)) == {stream[0].stream: len(stream) for stream in streams}

        await until(complete)
    await hold(reader)
    await rebuild(house.model.owner_url, house.store.event_reader_url, workers=1)
    assert await compare(owner, COPIES["b"]) == (len(CASES), 0, {}, ())
    await hold(reader)


async def hold(reader: Pool) -> None:
    """Every answer of the cases holds."""
    model = ReadModel(reader)
    for place, case in enumerate(CASES):
        for wanted in case["answers"]:
            at = PointInTime(wanted.get("as_of"), end_of(wanted.get("known")))
            cards = await answered(model, by_number(number(place)), at)
            found = said(*cards[0]) if cards else said(None, None)
            assert {key: found.get(key) for key in named_in(wanted)} == named_in(wanted), (case["name"], wanted)


async def test_a_corrected_proceeding_is_found_by_what_is_known_of_it_at_the_time(
    service: Connection, reader: Pool
) -> None:
    events = corrected()
    wrong, day = events[0].data, events[0].effective_date
    for start in range(0, len(events), 4):
        await applied(service, events[start : start + 4])
    model = ReadModel(reader)
    old = (_by_debtor(wrong.debtor.identifier), _by_court_case(wrong.document.case_number))
    new = (_by_debtor(RIGHT_DEBTOR), _by_court_case("right-1/2026"))
    for at, found, not_found in [
        (PRESENT, new, old),
        (PointInTime(day), new, old),
        (PointInTime(None, LATER), new, old),
        (BEFORE, old, new),
        (PointInTime(day, BEFORE.as_known_at), old, new),
    ]:
        for look_up in found:
            assert len(await answered(model, look_up, at)) == 1, (look_up, at)
        for look_up in not_found:
            assert await answered(model, look_up, at) == [], (look_up, at)
    for look_up in (*old, *new):
        assert await answered(model, look_up, PointInTime(day - timedelta(days=1))) == []


async def test_a_proceeding_is_found_by_the_debtor_of_the_document_and_by_the_successor(
    service: Connection, reader: Pool
) -> None:
    events = life(3)
    begun = events[0].data.debtor
    day, named = events[-1].effective_date, begun.model_copy(update={"identifier": RIGHT_DEBTOR})
    paper = Paper(kind="ruling", dated=day, author="Economic Court of Minsk")
    data = SuccessorNamed(role=PartyRole.DEBTOR, successor=named, basis=paper, article="Art. 62(1)")
    succession = events[-1].model_copy(
        update={
            "id": derived_id(events[0].stream, "succession"), "type": data.type, "version": events[-1].version + 1,
            "recorded_at": LATER, "data": data,
        }
    )  # fmt: skip
    await applied(service, [*events, succession])
    model = ReadModel(reader)
    old, new = _by_debtor(begun.identifier), _by_debtor(RIGHT_DEBTOR)
    for at in (PRESENT, PointInTime(day), PointInTime(None, LATER), PointInTime(day, LATER)):
        assert len(await answered(model, old, at)) == len(await answered(model, new, at)) == 1, at
    for at in (PointInTime(day - timedelta(days=1)), BEFORE, PointInTime(day, BEFORE.as_known_at)):
        assert (len(await answered(model, old, at)), await answered(model, new, at)) == (1, []), at
    # A revision that takes the succession back takes the successor back, too.
    await applied(service, [revised([*events, succession], day, *restated(events, day), at=LATER + timedelta(hours=1))])
    assert (len(await answered(model, old)), await answered(model, new)) == (1, [])
    assert len(await answered(model, new, PointInTime(None, LATER))) == 1


async def test_the_feed_lists_revisions_with_their_days(service: Connection, reader: Pool) -> None:
    events, other = corrected(), life(4)
    await applied(service, [*events[:-1], *other])
    [begin] = [(await changes_after(reader, FeedPosition(0, 0), 10, "en")).end]
    await applied(service, [events[-1]])
    again = revised(events, date(2026, 9, 1), at=LATER + timedelta(hours=1), revision=2)
    page = await changes_after(reader, begin, 10, "en")
    first = (1, LATER, events[0].effective_date)
    assert [(change.number, list(change.revisions)) for change in page.changes] == [(number_of(3), [first])]
    # The last days are restated as they were: the card stays the same, and the revision is listed.
    await applied(service, [again])
    page = await changes_after(reader, page.end, 10, "en")
    second = (2, LATER + timedelta(hours=1), date(2026, 9, 1))
    assert [(change.number, list(change.revisions)) for change in page.changes] == [(number_of(3), [first, second])]
    whole = await changes_after(reader, FeedPosition(0, 0), 10, "en")
    assert {change.number: len(change.revisions) for change in whole.changes} == {number_of(3): 2, number_of(4): 0}


async def test_what_an_earlier_release_recorded_is_refused_at_a_moment_and_answered_by_day(
    owner: Connection, service: Connection, reader: Pool
) -> None:
    await applied(service, life(3))
    for table in ("initiation", "executor", "status", "measure", "repayment"):
        await owner.execute(f"UPDATE read_model_a.{table} SET recorded_at = NULL, known_since = NULL")  # noqa: S608
    model, look_up = ReadModel(reader), by_number(number_of(3))
    assert len(await answered(model, look_up, PointInTime(life(3)[-1].effective_date))) == 1
    with pytest.raises(Refused, match="unavailable"):
        await answered(model, look_up, PointInTime(None, LATER))


async def test_the_migration_takes_over_what_an_earlier_release_has(
    empty_database: NewDatabase, tmp_path: Path
) -> None:
    database = empty_database("court_query")
    for file in folder_of("court_query").glob("000[1-6].*.sql"):
        shutil.copy(file, tmp_path)
    migrate(database.owner_url, "court_query", tmp_path)
    initiated, day = life(3)[0].data, life(3)[0].effective_date
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute(_OLD.format(initiated=initiated, day=day))
    await owner.close()
    newer = ["0007.known-at", "0008.money-taken-back", "0008.one-form-of-numbers"]
    assert migrate(database.owner_url, "court_query")[: len(newer)] == newer
    async with await create_read_pool(database.edge_reader_url, "test", size=1, statement_timeout=5) as pool:
        look_up = _by_court_case(initiated.document.case_number)
        [(card, provenance)] = await answered(ReadModel(pool), look_up, PointInTime(day))
        assert b'"amount":"12.50"' in card
        assert provenance is None
        with pytest.raises(Refused, match="unavailable"):
            await answered(ReadModel(pool), look_up, PointInTime(None, LATER))


_OLD = """
    INSERT INTO read_model_a.proceeding
    VALUES (gen_random_uuid(), '{initiated.number}', 1, now(), 'EC-01', '1-2026', '{day}',
            translate('{initiated.document.case_number}', '-', U&'\\2011'), 'unp', '100000022',
            '{initiated.body}', '{day}', '[[1, "penalty", "933", "12.50"]]');
    INSERT INTO read_model_a.executor SELECT id, 1, '{day}', '0101-001', 'First' FROM read_model_a.proceeding;
    INSERT INTO read_model_a.status
    SELECT id, 1, '{day}', 'initiated', 'initiate-statement' FROM read_model_a.proceeding;
"""


def _by_debtor(identifier: PersonIdentifier) -> LookUp:
    return ByDebtor(by="debtor", identifier=identifier)


def _by_court_case(case: str) -> LookUp:
    return ByCourtCase(by="court-case", case_number=case)
