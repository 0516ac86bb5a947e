"""A natural person with two numbers is found by either: what one record joins, another may contradict."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.envelope import EventEnvelope
from contracts.events.parties import PartyRole, SuccessorNamed
from contracts.events.proceedings import ProceedingInitiated
from contracts.identifiers import derived_id
from contracts.recording import Paper
from contracts.service_3_11_01 import ByDebtor
from contracts.values import IdentifierKind, Party, PersonIdentifier
from infra.demo.persons import payer_number, personal_number
from services.court_query.rebuild import rebuild
from services.edge.lookup.domain.requests import PRESENT, PointInTime
from services.edge.lookup.read_model import ReadModel
from shared.database import Connection, Pool, create_read_pool
from tests.factories.proceedings import life, number_of
from tests.factories.revisions import restated, revised
from tests.integration.court_query.conftest import House
from tests.integration.court_query.test_rebuild import live

Events = list[EventEnvelope[Any]]

UNP, OTHER_UNP = payer_number(70_001), payer_number(70_002)
PERSONAL, OTHER_PERSONAL = personal_number("3010190A001PB"), personal_number("4150575A012PB")
LATER = datetime(2026, 11, 3, 8, tzinfo=UTC)


def party(unp: str | None, personal: str | None, kind: str = "entrepreneur") -> Party:
    numbers = [{"kind": "unp", "value": unp}] if unp else []
    numbers += [{"kind": "personal-number", "value": personal}] if personal else []
    stated = dict(zip(("identifier", "second_identifier"), numbers, strict=False))
    return Party.model_validate({"kind": kind, "name": "Ivanov Petr", **stated})


def proceeding(number: int, **parties: Party) -> Events:
    """A proceeding with these parties, `debtor` or `recoverer`."""
    first, *others = life(number)
    return [first.model_copy(update={"data": first.data.model_copy(update=parties)}), *others]


def following(events: Events, data: Any, at: datetime = LATER) -> EventEnvelope[Any]:
    last = events[-1]
    return last.model_copy(
        update={
            "id": derived_id(last.stream, f"after {last.version}"),
            "type": data.type,
            "version": last.version + 1,
            "recorded_at": at,
            "data": data,
        }
    )


def corrected(events: Events, at: datetime = LATER, **parties: Party) -> EventEnvelope[Any]:
    """A correction of the parties on record."""
    [(day, initiation), *others] = restated(events, events[0].effective_date)
    assert isinstance(initiation, ProceedingInitiated)
    return revised(events, day, (day, initiation.model_copy(update=parties)), *others, at=at)


BY_UNP = proceeding(1, debtor=party(UNP, None))
BY_PERSONAL = proceeding(2, debtor=party(None, PERSONAL, "citizen"))
JOINING = proceeding(3, recoverer=party(UNP, PERSONAL))
"""Where the person is the recoverer, as both records say."""


@pytest.fixture
async def reader(house: House) -> AsyncIterator[Pool]:
    async with await create_read_pool(house.model.edge_reader_url, "test", size=1, statement_timeout=20) as pool:
        yield pool


class Court:
    """Who asks by either number; what was recorded is stored and in the running model."""

    def __init__(self, house: House, service: Connection, reader: Pool) -> None:
        self.house = house
        self._service = service
        self._model = ReadModel(reader)

    async def know(self, *events: EventEnvelope[Any]) -> None:
        await self.house.append(events)
        await live(self._service, events)

    async def found(self, number: str, at: PointInTime = PRESENT) -> list[str]:
        """What is found by a payer number or a personal number."""
        kind = IdentifierKind.UNP if number in {UNP, OTHER_UNP} else IdentifierKind.PERSONAL_NUMBER
        look_up = ByDebtor(by="debtor", identifier=PersonIdentifier(kind=kind, value=number))
        return [each.number for each in (await self._model.find([(0, look_up)], "en", at)).get(0, ())]

    async def by_each(self, at: PointInTime = PRESENT) -> tuple[list[str], list[str]]:
        return await self.found(UNP, at), await self.found(PERSONAL, at)


@pytest.fixture
def court(house: House, service: Connection, reader: Pool) -> Court:
    return Court(house, service, reader)


ONE, TWO, THREE, FOUR = map(number_of, (1, 2, 3, 4))
APART = ([ONE], [TWO])
BOTH = ([ONE, TWO], [ONE, TWO])


async def test_two_numbers_are_two_persons_until_a_record_joins_them(court: Court) -> None:
    await court.know(*BY_UNP, *BY_PERSONAL)
    assert await court.by_each() == APART
    await court.know(*JOINING)
    assert await court.by_each() == BOTH
    before = PointInTime(None, JOINING[0].recorded_at - timedelta(microseconds=1))
    assert await court.by_each(before) == APART
    # Who a person is has no day of its own: known now, it holds for every day.
    day = max(events[0].effective_date for events in (BY_UNP, BY_PERSONAL))
    assert await court.by_each(PointInTime(day)) == BOTH
    assert await court.by_each(PointInTime(day, JOINING[0].recorded_at)) == BOTH


async def test_a_proceeding_that_states_both_is_found_once_by_either(court: Court) -> None:
    events = proceeding(4, debtor=party(UNP, PERSONAL))
    await court.know(*events)
    for at in (PRESENT, PointInTime(events[-1].effective_date), PointInTime(None, LATER)):
        assert await court.by_each(at) == ([FOUR], [FOUR])
    await court.know(*BY_UNP, *BY_PERSONAL)
    assert await court.by_each() == ([ONE, TWO, FOUR], [ONE, TWO, FOUR])


@pytest.mark.parametrize("first", ["unp", "personal-number"])
async def test_it_does_not_count_which_number_is_the_first(court: Court, first: str) -> None:
    both = party(UNP, PERSONAL)
    if first == "personal-number":
        both = both.model_copy(update={"identifier": both.second_identifier, "second_identifier": both.identifier})
    await court.know(*proceeding(3, recoverer=both), *BY_UNP, *BY_PERSONAL)
    assert await court.by_each() == BOTH


async def test_a_corrected_record_joins_no_longer(court: Court) -> None:
    wrong = proceeding(3, recoverer=party(UNP, PERSONAL))
    await court.know(*BY_UNP, *BY_PERSONAL, *wrong)
    await court.know(corrected(wrong, recoverer=party(UNP, None)))
    assert await court.by_each() == APART
    assert await court.by_each(PointInTime(None, LATER - timedelta(microseconds=1))) == BOTH
    assert await court.by_each(PointInTime(None, LATER)) == APART


async def test_a_record_corrected_later_joins_from_then_on(court: Court) -> None:
    await court.know(*BY_UNP, *BY_PERSONAL)
    await court.know(corrected(BY_UNP, debtor=party(UNP, PERSONAL)))
    assert await court.by_each() == BOTH
    assert await court.by_each(PointInTime(None, LATER - timedelta(microseconds=1))) == APART


@pytest.mark.parametrize("role", list(PartyRole))
async def test_a_successor_joins_until_the_succession_is_struck(court: Court, role: PartyRole) -> None:
    events = life(3)
    paper = Paper(kind="ruling", dated=events[-1].effective_date, author="Economic Court of Minsk")
    named = following(
        events, SuccessorNamed(role=role, successor=party(UNP, PERSONAL), basis=paper, article="Art. 62(1)")
    )
    own = [THREE] if role is PartyRole.DEBTOR else []
    await court.know(*BY_UNP, *BY_PERSONAL, *events)
    assert await court.by_each() == APART
    await court.know(named)
    assert await court.by_each() == (BOTH[0] + own, BOTH[1] + own)
    at, day = LATER + timedelta(hours=1), named.effective_date
    await court.know(revised([*events, named], day, *restated(events, day), at=at))
    assert await court.by_each() == APART


@pytest.mark.parametrize(
    ("contradiction", "by_unp", "by_personal"),
    [
        ((UNP, OTHER_PERSONAL), [ONE, FOUR], [TWO]),
        ((OTHER_UNP, PERSONAL), [ONE], [TWO, FOUR]),
        ((UNP, None), [ONE, FOUR], [TWO]),
    ],
)
async def test_records_that_contradict_each_other_join_nobody(
    court: Court, contradiction: tuple[str, str | None], by_unp: list[str], by_personal: list[str]
) -> None:
    await court.know(*BY_UNP, *BY_PERSONAL, *JOINING)
    kind = "entrepreneur" if contradiction[1] else "legal-person"
    events = proceeding(4, debtor=party(*contradiction, kind))
    await court.know(*events)
    # What a record states of its debtor finds its proceeding, whatever others say.
    for at in (PRESENT, PointInTime(events[-1].effective_date), PointInTime(None, LATER)):
        assert await court.by_each(at) == (by_unp, by_personal)
    for number in {*contradiction} & {OTHER_UNP, OTHER_PERSONAL}:
        assert await court.found(str(number)) == [FOUR]
    await court.know(corrected(events, LATER + timedelta(hours=1), debtor=party(OTHER_UNP, OTHER_PERSONAL)))
    assert await court.by_each() == BOTH
    assert await court.by_each(PointInTime(None, LATER)) == (by_unp, by_personal)


async def test_namesakes_are_no_one_person(court: Court) -> None:
    other = party(OTHER_UNP, OTHER_PERSONAL)
    assert other.name == BY_UNP[0].data.debtor.name
    await court.know(*BY_UNP, *BY_PERSONAL, *proceeding(4, debtor=other))
    assert await court.by_each() == APART
    assert await court.found(OTHER_UNP) == await court.found(OTHER_PERSONAL) == [FOUR]


async def test_the_model_built_anew_says_the_same(court: Court) -> None:
    contradicting = proceeding(4, debtor=party(UNP, OTHER_PERSONAL))
    await court.know(*BY_UNP, *BY_PERSONAL, *JOINING, *contradicting)
    await court.know(corrected(contradicting, debtor=party(OTHER_UNP, OTHER_PERSONAL)))
    done = await rebuild(court.house.model.owner_url, court.house.store.event_reader_url, comparing=True)
    assert done.comparison is not None
    assert (done.comparison.compared, done.comparison.differences) == (4, {})
    assert await court.by_each() == BOTH
    assert await court.by_each(PointInTime(None, LATER - timedelta(microseconds=1))) == ([ONE, FOUR], [TWO])
