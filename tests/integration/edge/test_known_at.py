"""Answers as known at a moment, since when their rows are known, and what is said of revisions."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

import pytest

from contracts.service_3_11_01 import (
    Agreement,
    Change,
    ChangesAnswer,
    InformationAnswer,
    Outcome,
    ReconciliationAnswer,
)
from services.court_query.domain.proceeding import Proceeding, evolve
from shared.court_card.card import cards, known_at
from shared.court_card.provenance import provenance
from tests.engines import NewDatabase
from tests.factories.proceedings import life
from tests.factories.revisions import restated, revised
from tests.integration.edge.conftest import NOW, Edge, fill_read_model, proceeding, running_edge
from tests.integration.edge.test_answers import ask, by_number
from tests.integration.edge.test_reconciliation import post as reconcile
from tests.integration.edge.test_reconciliation import request as beliefs
from tests.integration.edge.test_refusals import problem

REVISED_AT = datetime(2026, 11, 3, 8, tzinfo=UTC)
EVENTS = life(1)
SINCE = EVENTS[4].effective_date
NUMBER = proceeding(1).course.number


def with_a_revision() -> Proceeding:
    """Compulsory execution began three days later than was recorded first."""
    [(day, started), *others] = restated(EVENTS, SINCE)
    changed = revised(EVENTS, SINCE, (day + timedelta(days=3), started), *others, at=REVISED_AT)
    folded: Proceeding | None = reduce(evolve, [*EVENTS, changed], None)
    assert folded
    return folded


REVISED = with_a_revision().course


@pytest.fixture(scope="module")
async def edge(migrated_database: NewDatabase) -> AsyncIterator[Edge]:
    """An edge over a proceeding that was revised, and one that was not."""
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, [with_a_revision(), proceeding(2)])
    async with running_edge(model, own) as running:
        yield running


def days_of(answer: InformationAnswer) -> list[Any]:
    return [status.date for status in answer.results[0].proceedings[0].statuses]


async def test_before_and_after_the_revision(edge: Edge) -> None:
    now = await ask(edge, by_number(NUMBER))
    before = await ask(edge, by_number(NUMBER), as_known_at=(REVISED_AT - timedelta(microseconds=1)).isoformat())
    after = await ask(edge, by_number(NUMBER), as_known_at=REVISED_AT.isoformat())
    assert (now.as_known_at, after.as_known_at) == (None, REVISED_AT)
    assert after.results == now.results
    assert days_of(now)[2] == SINCE + timedelta(days=3)
    assert before.results[0].proceedings[0].model_dump_json().encode() == cards(proceeding(1).course)["en"]
    record = await edge.last()
    assert (record["as_of"], record["as_known_at"]) == (None, REVISED_AT)


@pytest.mark.parametrize("known", [None, REVISED_AT, REVISED_AT - timedelta(days=1)])
async def test_by_day_and_by_moment(edge: Edge, known: datetime | None) -> None:
    moment = {} if known is None else {"as_known_at": known.isoformat()}
    days = [SINCE - timedelta(days=1), SINCE, SINCE + timedelta(days=3)]
    answers = [await ask(edge, by_number(NUMBER), as_of=day.isoformat(), **moment) for day in days]
    found = [len(days_of(answer)) for answer in answers]
    assert found == ([2, 3, 3] if known and known < REVISED_AT else [2, 2, 3])


async def test_since_when_the_rows_are_known(edge: Edge) -> None:
    answer = await ask(edge, by_number(NUMBER), by_number(proceeding(2).course.number))
    for result, course in zip(answer.results, (REVISED, proceeding(2).course), strict=True):
        known = provenance(course)
        assert known
        assert result.provenances
        [said] = result.provenances
        assert said.model_dump_json().encode() == known.body
        assert (said.number, said.revision, said.known_since) == (course.number, course.revision, known.known_since)
        response = await edge.get(course.number)
        assert response.headers["lea-revision"] == str(course.revision)
        assert response.headers["lea-known-since"] == known.known_since.isoformat()
        again = await edge.get(course.number, edge.headers(If_None_Match=response.headers["etag"]))
        assert (again.status_code, again.headers["lea-revision"]) == (304, str(course.revision))
    earlier = await ask(edge, by_number(NUMBER), as_known_at=(REVISED_AT - timedelta(days=1)).isoformat())
    assert earlier.results[0].provenances
    [said] = earlier.results[0].provenances
    assert (said.revision, said.revised_at) == (0, None)
    known = provenance(known_at(REVISED, REVISED_AT - timedelta(days=1)))
    assert known
    assert said.known_since == known.known_since < REVISED_AT


async def test_what_is_not_found_is_known_since_never(edge: Edge) -> None:
    answer = await ask(edge, by_number("0101-2026-999999"))
    assert (answer.results[0].outcome, answer.results[0].provenances) == (Outcome.NOT_FOUND, None)
    assert b"provenances" not in (await edge.post(edge.request(by_number("0101-2026-999999")))).content


async def test_before_it_was_known_there_is_no_proceeding(edge: Edge) -> None:
    first = EVENTS[0].recorded_at
    unknown = await ask(edge, by_number(NUMBER), as_known_at=(first - timedelta(microseconds=1)).isoformat())
    known = await ask(edge, by_number(NUMBER), as_known_at=first.isoformat())
    assert [answer.results[0].outcome for answer in (unknown, known)] == [Outcome.NOT_FOUND, Outcome.FOUND]


async def test_a_moment_to_come_is_refused(edge: Edge) -> None:
    later = (NOW + timedelta(microseconds=1)).isoformat()
    refusal = problem(await edge.post(edge.request(by_number(NUMBER), as_known_at=later)), 422, "invalid-request")
    assert refusal.problems[0].field == "as_known_at"
    assert (await ask(edge, by_number(NUMBER), as_known_at=NOW.isoformat())).results[0].outcome == Outcome.FOUND


@pytest.mark.parametrize("moment", ["2026-11-03", "2026-11-03T08:00:00", 1762156800])
async def test_a_moment_has_its_offset(edge: Edge, moment: Any) -> None:
    refusal = problem(await edge.post(edge.request(by_number(NUMBER), as_known_at=moment)), 422, "invalid-request")
    assert refusal.problems[0].field == "as_known_at"


async def test_beliefs_are_compared_with_what_was_known(edge: Edge) -> None:
    statuses = [{"code": status.code, "date": status.effective.isoformat()} for status in proceeding(1).course.statuses]
    belief = {"number": NUMBER, "statuses": statuses}
    found = []
    for moment in (REVISED_AT - timedelta(seconds=1), REVISED_AT, EVENTS[0].recorded_at - timedelta(seconds=1)):
        response = await reconcile(edge, beliefs(belief, as_known_at=moment.isoformat()))
        answer = ReconciliationAnswer.model_validate_json(response.content)
        assert answer.as_known_at == moment
        found.append(answer.results[0].agreement)
    assert found == [Agreement.SAME, Agreement.DIFFERENT, Agreement.UNKNOWN]


async def test_the_feed_says_which_cards_were_revised_and_from_which_day_on(edge: Edge) -> None:
    async with edge.client() as client:
        response = await client.get("/v1/changes", params={"after": "beginning"}, headers=edge.headers())
    changes = {change.number: change for change in ChangesAnswer.model_validate_json(response.content).changes}
    [revision] = changes[NUMBER].revisions or ()
    assert (changes[NUMBER].revised, revision.revision) == (True, 1)
    assert (revision.recorded_at, revision.first_changed_day) == (REVISED_AT, SINCE)
    other = changes[proceeding(2).course.number]
    assert set(other.model_dump(mode="json")) == {"number", "recorded_at", "digest"} < set(Change.model_fields)
