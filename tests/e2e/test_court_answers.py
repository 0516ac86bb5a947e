"""Answers to the Supreme Court about cases of the demo: every field follows from the commands."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from contracts.commands.intake import RegisterStatement
from contracts.service_3_11_01 import InformationAnswer
from infra.demo.player import Played
from infra.demo.scenarios import SCENARIOS
from infra.demo.script import Script, Step
from services.proceedings.verification import verify_courses
from shared.law.calendar import belarus
from tests.e2e import expected
from tests.e2e.conftest import CASES, COURT, Office
from tests.patience import PATIENCE
from tests.system import System

pytestmark = pytest.mark.usefixtures("played")

CALENDAR = belarus()
LookUp = dict[str, Any]
Card = dict[str, Any]


async def ask(
    court: httpx.AsyncClient, look_ups: Sequence[LookUp], as_of: date | None = None, language: str = "en"
) -> dict[str, Any]:
    """Send a request of the court. Returns the answer, which must fit the contract."""
    request = {
        "request_id": str(uuid4()),
        "consumer": COURT,
        "legal_ground": "case-at-hand",
        "court_case": "155EIP26",
        "look_ups": look_ups,
        "as_of": as_of and as_of.isoformat(),
    }
    answer = await court.post("/v1/information-requests", json=request, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    InformationAnswer.model_validate_json(answer.content)
    answer_body: dict[str, Any] = answer.json()
    assert (answer_body["request_id"], answer_body["as_of"]) == (request["request_id"], request["as_of"])
    return answer_body


def statement(script: Script) -> RegisterStatement:
    """The statement of a case."""
    data = script.steps[0].data
    assert isinstance(data, RegisterStatement)
    return data


def by_document(script: Script) -> LookUp:
    """A look-up by the execution document of a case."""
    document = statement(script).document
    return {
        "by": "execution-document",
        "issuer": document.issuer.code,
        "number": document.number,
        "issued_on": document.issued_on.isoformat(),
    }


async def card(court: httpx.AsyncClient, look_up: LookUp, as_of: date | None = None, language: str = "en") -> Card:
    """The one card a look-up finds."""
    (result,) = (await ask(court, [look_up], as_of, language))["results"]
    assert result["outcome"] == "found"
    (found,) = result["proceedings"]
    return dict(found)


def without_number(card: Card) -> Card:
    return {name: value for name, value in card.items() if name != "number"}


def of_kind(office: Office, kind: str) -> list[Script]:
    return [script for script in office.scripts[:CASES] if script.kind == kind]


@pytest.fixture(scope="module")
def proceedings(office: Office) -> list[Script]:
    """The cases that became proceedings."""
    return [script for script in office.scripts[:CASES] if expected.initiated(script)]


def test_every_step_of_the_demo_is_accepted(played: Played, office: Office) -> None:
    answer_body = [(script.number, step.data.type, answer.problems) for script, step, answer in played.refused]
    assert not answer_body
    assert played.accepted >= sum(len(script.steps) for script in office.scripts[:CASES])


async def test_every_course_of_the_demo_computed_anew_is_what_was_published(
    played: Played, office: Office, system: System
) -> None:
    assert played.accepted
    async with system.connected("proceedings") as connection:
        verified = await verify_courses(connection)
    assert verified.differing == []
    assert verified.courses >= sum(map(expected.initiated, office.scripts[:CASES]))


@pytest.mark.parametrize("kind", [life.summary for life in SCENARIOS.values()])
async def test_the_card_follows_from_the_commands(court: httpx.AsyncClient, office: Office, kind: str) -> None:
    cases = of_kind(office, kind)
    assert cases
    for script in cases:
        found = await card(court, by_document(script))
        assert without_number(found) == expected.card(script, CALENDAR), f"case {script.number}"


@pytest.mark.parametrize("kind", [life.summary for life in SCENARIOS.values()])
async def test_as_of_any_day_the_card_has_the_state_of_that_day(
    court: httpx.AsyncClient, office: Office, kind: str
) -> None:
    script = of_kind(office, kind)[0]
    days = expected.days_of(script, CALENDAR)
    for day in days:
        found = await card(court, by_document(script), as_of=day)
        assert without_number(found) == expected.card(script, CALENDAR, on=day), f"case {script.number} on {day}"
    (before,) = (await ask(court, [by_document(script)], as_of=days[0] - timedelta(days=1)))["results"]
    assert before == {"outcome": "not-found", "proceedings": [], "problem": None}


@pytest.mark.parametrize("language", ["ru", "be"])
async def test_names_are_in_the_requested_language(
    court: httpx.AsyncClient, proceedings: list[Script], language: str
) -> None:
    script = proceedings[0]
    found = await card(court, by_document(script), language=language)
    assert without_number(found) == expected.card(script, CALENDAR, language)


async def test_each_way_of_looking_up_finds_the_same(court: httpx.AsyncClient, proceedings: list[Script]) -> None:
    for script in proceedings[:5]:
        found = await card(court, by_document(script))
        debtor = statement(script).debtor.identifier
        others = [
            {"by": "proceeding-number", "number": found["number"]},
            {"by": "court-case", "case_number": statement(script).document.case_number},
            {"by": "debtor", "identifier": debtor.model_dump(mode="json")},
        ]
        results = (await ask(court, others))["results"]
        assert [result["proceedings"] for result in results] == [[found]] * 3
        headers = {
            "LEA-Legal-Ground": "case-at-hand",
            "LEA-Court-Case": "155EIP26",
            "LEA-Request-Id": str(uuid4()),
        }
        alone = await court.get(f"/v1/enforcement-proceedings/{found['number']}", headers=headers)
        assert alone.json() == found


async def test_many_look_ups_are_answered_in_their_order(
    court: httpx.AsyncClient, office: Office, system: System
) -> None:
    """Refused and returned statements are not found; a malformed look-up affects no other; every answer is logged."""
    cases = office.scripts[:CASES]
    malformed = {"by": "proceeding-number", "number": "seven"}
    answer_body = await ask(court, [*map(by_document, cases), malformed])
    *results, last = answer_body["results"]
    assert [result["outcome"] == "found" for result in results] == [expected.initiated(script) for script in cases]
    assert {result["outcome"] for result in results} == {"found", "not-found"}
    assert (last["outcome"], last["problem"]["field"]) == ("malformed", f"look_ups.{CASES}.proceeding-number.number")
    found = [without_number(card) for result in results for card in result["proceedings"]]
    assert found == [expected.card(script, CALENDAR) for script in cases if expected.initiated(script)]
    async with system.connected("edge") as connection:
        logged = await connection.fetchrow(
            "SELECT outcomes, proceedings FROM access_log WHERE request_id = $1", answer_body["request_id"]
        )
    assert logged["outcomes"] == [result["outcome"] for result in answer_body["results"]]
    assert logged["proceedings"] == [card["number"] for result in results for card in result["proceedings"]]


async def test_a_debtor_with_several_proceedings(court: httpx.AsyncClient, office: Office, system: System) -> None:
    one, other = (office.case_of_kind("the voluntary term runs", after) for after in (CASES, CASES + 20))
    debtor = statement(one).debtor
    other = replace(other, steps=[_about(other.steps[0], debtor=debtor), *other.steps[1:]])
    assert not (await office.play(one, other)).refused
    await system.settle()
    by_debtor = {"by": "debtor", "identifier": debtor.identifier.model_dump(mode="json")}
    (result,) = (await ask(court, [by_debtor]))["results"]
    assert result["outcome"] == "several-found"
    in_order = sorted([await card(court, by_document(script)) for script in (one, other)], key=_number)
    assert result["proceedings"] == in_order


def _about(step: Step, **changes: object) -> Step:
    return replace(step, data=step.data.model_copy(update=changes))


def _number(card: Card) -> str:
    return str(card["number"])


async def test_immediate_execution_has_no_voluntary_term(court: httpx.AsyncClient, office: Office) -> None:
    script = of_kind(office, SCENARIOS["immediate"].summary)[0]
    found = await card(court, by_document(script))
    assert [status["code"] for status in found["statuses"]] == ["initiated", "compulsory"]
    assert {status["date"] for status in found["statuses"]} == {found["initiated_on"]}
    assert found["statuses"][-1]["reason_code"] == "compulsory-immediate"


async def test_currencies_are_never_added_together(court: httpx.AsyncClient, office: Office) -> None:
    script = of_kind(office, SCENARIOS["two-currencies"].summary)[0]
    claims = (await card(court, by_document(script)))["claims"]
    assert {claim["currency"]["abbreviation"] for claim in claims} == {"BYN", "USD"}
    half, quarter = (
        {claim["code"]: float(claim["repaid"]) / float(claim["amount"]) for claim in claims if _in(claim, abbreviation)}
        for abbreviation in ("BYN", "USD")
    )
    assert all(part == pytest.approx(0.5, abs=0.001) for part in half.values())
    assert all(part == pytest.approx(0.25, abs=0.001) for part in quarter.values())


def _in(claim: dict[str, Any], abbreviation: str) -> bool:
    return bool(claim["currency"]["abbreviation"] == abbreviation)


async def test_an_expired_voluntary_term_moves_the_proceeding_on(
    court: httpx.AsyncClient, office: Office, system: System
) -> None:
    """Without a command of a person: deadlines announces the expiry, and the proceeding follows on the next day."""
    script = of_kind(office, SCENARIOS["levied-in-part"].summary)[0]
    statuses = (await card(court, by_document(script)))["statuses"]
    assert [status["code"] for status in statuses] == ["initiated", "voluntary-term", "compulsory"]
    async with system.connected("proceedings") as connection:
        started = await connection.fetchrow(
            "SELECT effective_date FROM event WHERE stream = $1 AND type LIKE '%compulsory-execution-started%'",
            script.proceeding,
        )
    async with system.connected("deadlines") as connection:
        expired = [
            json.loads(row["data"])
            for row in await connection.fetch(
                "SELECT data FROM event WHERE stream = $1 AND type LIKE '%limit-expired%'", script.proceeding
            )
        ]
    (due,) = [data["due"] for data in expired if data["ref"]["limit"] == "voluntary-execution"]
    assert started["effective_date"] == date.fromisoformat(due) + timedelta(days=1)
    assert statuses[-1]["date"] == started["effective_date"].isoformat()


async def test_the_answer_reports_its_freshness(court: httpx.AsyncClient, proceedings: list[Script]) -> None:
    freshness = (await ask(court, [by_document(proceedings[0])]))["freshness"]
    assert not freshness["stale"]
    assert freshness["lag_seconds"] < PATIENCE
