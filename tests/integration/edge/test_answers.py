"""Answers: every kind of look-up, every outcome, in three languages, as of a day."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest

from contracts.service_3_11_01 import EnforcementProceedingInfo, InformationAnswer, Outcome
from shared.court_card.card import card, cards
from shared.law.names import LANGUAGES, Language
from tests.integration.edge.conftest import NOW, Edge, proceeding

ONE = proceeding(1)


def by_number(number: str) -> dict[str, Any]:
    return {"by": "proceeding-number", "number": number}


def by_document(number: int) -> dict[str, Any]:
    keys = proceeding(number).keys
    return {
        "by": "execution-document",
        "issuer": keys.issuer,
        "number": keys.document_number,
        "issued_on": keys.document_issued_on.isoformat(),
    }


def by_case(number: int) -> dict[str, Any]:
    return {"by": "court-case", "case_number": proceeding(number).keys.court_case}


def by_debtor(number: int, kind: str = "unp") -> dict[str, Any]:
    return {"by": "debtor", "identifier": {"kind": kind, "value": proceeding(number).keys.debtor_identifier}}


async def ask(edge: Edge, *look_ups: Any, **others: Any) -> InformationAnswer:
    response = await edge.post(edge.request(*look_ups, **others))
    assert response.status_code == 200, response.text
    return InformationAnswer.model_validate_json(response.content)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_proceeding_by_its_number(edge: Edge, language: Language) -> None:
    response = await edge.get(ONE.course.number, edge.headers(Accept_Language=f"de, {language};q=0.8"))
    assert response.status_code == 200
    assert response.content == cards(ONE.course)[language]
    assert response.headers["content-language"] == language
    assert response.headers["content-type"] == "application/json"
    assert response.headers["etag"] == f'"{sha256(response.content).hexdigest()}"'
    assert response.headers["lea-data-as-of"] == NOW.isoformat()
    assert response.headers["lea-stale"] == "false"
    EnforcementProceedingInfo.model_validate_json(response.content)


async def test_an_unchanged_card_is_not_sent_again(edge: Edge) -> None:
    tag = (await edge.get(ONE.course.number)).headers["etag"]
    for wanted in (tag, f'"other", W/{tag}', "*"):
        response = await edge.get(ONE.course.number, edge.headers(If_None_Match=wanted))
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == tag
    assert (await edge.get(ONE.course.number, edge.headers(If_None_Match='"other"'))).status_code == 200
    assert (await edge.get(ONE.course.number, edge.headers(If_None_Match=tag, Accept_Language="ru"))).status_code == 200


@pytest.mark.parametrize(
    ("look_up", "outcome", "numbers"),
    [
        (by_number(ONE.course.number), Outcome.FOUND, [1]),
        (by_number("0101-2026-999999"), Outcome.NOT_FOUND, []),
        (by_document(4), Outcome.FOUND, [4]),
        (by_document(4) | {"issued_on": "2020-01-01"}, Outcome.NOT_FOUND, []),
        (by_document(4) | {"issuer": "EC-99"}, Outcome.NOT_FOUND, []),
        (by_case(3), Outcome.SEVERAL_FOUND, [3, 4, 5]),
        ({"by": "court-case", "case_number": "no such"}, Outcome.NOT_FOUND, []),
        # As people type numbers: spaces, another hyphen, nothing that is seen.
        ({"by": "court-case", "case_number": " 1 \u2011 15/2025\u200b"}, Outcome.SEVERAL_FOUND, [3, 4, 5]),
        (by_document(4) | {"number": "4\u22122026"}, Outcome.FOUND, [4]),
        (by_debtor(6), Outcome.SEVERAL_FOUND, [6, 7]),
        ({"by": "debtor", "identifier": {"kind": "unp", "value": "199999999"}}, Outcome.NOT_FOUND, []),
        # The number of a foreign register that reads the same is another's.
        (
            {"by": "debtor", "identifier": {"kind": "foreign", "value": "RU:100000063"}},
            Outcome.NOT_FOUND,
            [],
        ),
    ],
)
async def test_every_kind_of_look_up(edge: Edge, look_up: Any, outcome: Outcome, numbers: list[int]) -> None:
    (result,) = (await ask(edge, look_up)).results
    assert result.outcome == outcome
    expected = sorted(proceeding(number).course.number for number in numbers)
    assert [info.number for info in result.proceedings] == expected
    for info in result.proceedings:
        (whole,) = [proceeding(number) for number in numbers if proceeding(number).course.number == info.number]
        assert info.model_dump_json().encode() == card(whole.course, "en")


async def test_many_look_ups_each_with_its_own_outcome(edge: Edge) -> None:
    look_ups = [
        by_number(ONE.course.number),
        {"by": "proceeding-number", "number": "not a number"},
        by_debtor(6),
        {"by": "name", "name": "Namesake"},
        by_number("0101-2026-999999"),
        by_debtor(6) | {"identifier": {"kind": "unp", "value": "12"}},
        by_debtor(6) | {"identifier": {"kind": "unp", "value": "200988542"}},
        by_debtor(6) | {"identifier": {"kind": "personal-number", "value": "3140462\u041a000VF6"}},
        by_document(2) | {"issued_on": 20_000},
        by_document(2) | {"number": "a\0b"},
        {"by": "court-case", "case_number": "\0"},
        {"by": "court-case", "case_number": "\u0661-15/2025"},
        by_document(4) | {"number": "\uff14-2026"},
        by_number("\uff10101-2026-000001"),
        by_number(ONE.course.number) | {"name": "x"},
        17,
        by_case(0),
    ]
    results = (await ask(edge, *look_ups)).results
    assert [result.outcome.value for result in results] == [
        *("found", "malformed", "several-found", "malformed", "not-found"),
        *("malformed", "malformed", "malformed", "malformed"),
        *("malformed", "malformed", "malformed", "malformed", "malformed", "malformed", "malformed", "several-found"),
    ]
    for place, result in enumerate(results):
        if result.outcome == Outcome.MALFORMED:
            assert result.problem
            assert (result.problem.field or "").startswith(f"look_ups.{place}")


async def test_five_hundred_look_ups(edge: Edge) -> None:
    results = (await ask(edge, *([by_number(ONE.course.number), by_case(3)] * 250))).results
    assert len(results) == 500
    assert {len(result.proceedings) for result in results} == {1, 3}


@pytest.mark.parametrize("days", [0, 1, 5, 20, 30, 60])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_as_of_a_day(edge: Edge, days: int, language: Language) -> None:
    on = ONE.course.initiation.initiated_on + timedelta(days=days)
    body = edge.request(by_number(ONE.course.number), by_debtor(1), as_of=on.isoformat())
    response = await edge.post(body, **{"Accept-Language": language})
    answer = InformationAnswer.model_validate_json(response.content)
    assert answer.as_of == on
    assert answer.results[0].proceedings[0].model_dump_json().encode() == card(ONE.course, language, on)
    # Proceeding 0, of the same debtor, began a day earlier.
    assert answer.results[1].outcome == Outcome.SEVERAL_FOUND


async def test_as_of_a_day_before_its_initiation_a_proceeding_is_not_found(edge: Edge) -> None:
    before = ONE.course.initiation.initiated_on - timedelta(days=1)
    answer = await ask(edge, by_number(ONE.course.number), by_debtor(1), as_of=before.isoformat())
    assert [result.outcome for result in answer.results] == [Outcome.NOT_FOUND, Outcome.FOUND]


async def test_as_of_today_is_as_things_stand(edge: Edge) -> None:
    look_ups = (by_number(ONE.course.number), by_case(3))
    today = await ask(edge, *look_ups, as_of=edge.clock.today().isoformat())
    assert today.results == (await ask(edge, *look_ups)).results


async def test_a_future_day_is_refused(edge: Edge) -> None:
    response = await edge.post(edge.request(by_case(3), as_of=(edge.clock.today() + timedelta(1)).isoformat()))
    assert response.status_code == 422
    assert response.json()["problems"][0]["field"] == "as_of"
    assert edge.clock.today() == date(2026, 11, 20)


async def test_the_answer_reports_its_freshness(fresh_edge: Edge) -> None:
    number = proceeding(0).course.number
    fresh_edge.clock.advance(timedelta(seconds=10))
    answer = await ask(fresh_edge, by_number(number))
    assert answer.freshness.data_as_of == NOW
    assert (answer.freshness.lag_seconds, answer.freshness.stale) == (10.0, False)
    fresh_edge.clock.advance(timedelta(seconds=10))
    assert (await ask(fresh_edge, by_number(number))).freshness.stale
    response = await fresh_edge.get(number)
    assert (response.headers["lea-stale"], response.headers["lea-lag-seconds"]) == ("true", "20.0")


async def test_a_proceeding_with_a_parked_event_is_reported_as_stale(fresh_edge: Edge) -> None:
    import asyncpg

    since = NOW - timedelta(hours=3)
    owner = await asyncpg.connect(fresh_edge.model.owner_url)
    await owner.execute("INSERT INTO read_model.held_back VALUES ($1, 30, $2, $2)", proceeding(0).id, since)
    await owner.close()
    await fresh_edge.refresh()
    answer = await ask(fresh_edge, by_number(proceeding(0).course.number))
    assert (answer.freshness.data_as_of, answer.freshness.stale) == (since, True)
    assert not (await ask(fresh_edge, by_number("0101-2026-999999"))).freshness.stale
    assert (await fresh_edge.get(proceeding(0).course.number)).headers["lea-stale"] == "true"


@pytest.mark.parametrize("as_of", [None, NOW.date().isoformat()])
async def test_an_answer_holds_a_limited_number_of_cards(
    edge: Edge, monkeypatch: pytest.MonkeyPatch, as_of: str | None
) -> None:
    monkeypatch.setattr("services.edge.lookup.application.CARDS_AT_MOST", 6)
    assert len((await ask(edge, by_case(1), by_case(1), as_of=as_of)).results) == 2
    response = await edge.post(edge.request(*[by_case(1)] * 3, as_of=as_of))
    assert (response.status_code, response.json()["type"]) == (422, "urn:lea:problem:answer-too-large")
