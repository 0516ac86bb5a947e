"""Beliefs of the court are compared with what is recorded."""

import json
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from contracts.service_3_11_01 import Agreement, ReconciliationAnswer
from services.edge.registry.first_consumers import register
from shared.court_card.card import cards
from tests.integration.edge.conftest import COURT, NOW, Edge, proceeding
from tests.integration.edge.test_refusals import problem

PATH = "/v1/reconciliations"
COURSE = proceeding(1).course
CARD = json.loads(cards(COURSE)["en"])
LISTS: dict[str, tuple[str, ...]] = {
    "claims": ("code", "amount", "repaid", "balance"),
    "statuses": ("code", "date", "reason_code"),
    "measures": ("code", "added_on", "status_code", "status_date"),
}


def true_belief() -> dict[str, Any]:
    """Every field of a belief, as in the card."""
    scalars = {name: CARD[name] for name in ("number", "body_code", "initiated_on", "status_code")}
    lists = {
        name: [{field: entry[field] for field in fields} for entry in CARD[name]] for name, fields in LISTS.items()
    }
    for belief, claim in zip(lists["claims"], CARD["claims"], strict=True):
        belief["currency"] = claim["currency"] and claim["currency"]["code"]
    return {**scalars, **lists}


def request(*beliefs: Any, **others: Any) -> dict[str, Any]:
    return {
        "request_id": str(uuid4()),
        "consumer": COURT,
        "legal_ground": "case-at-hand",
        "court_case": "12-3/2026",
        "beliefs": list(beliefs),
        **others,
    }


async def post(edge: Edge, body: Any, **headers: str) -> Any:
    own = {"Authorization": f"Bearer {edge.key}", **headers}
    async with edge.client() as client:
        return await client.post(PATH, json=body, headers=own)


async def compared(edge: Edge, *beliefs: Any, **others: Any) -> ReconciliationAnswer:
    response = await post(edge, request(*beliefs, **others))
    assert response.status_code == 200, response.text
    return ReconciliationAnswer.model_validate_json(response.content)


async def test_matching_beliefs_are_the_same(edge: Edge) -> None:
    answer = await compared(edge, true_belief(), {"number": CARD["number"]})
    assert [result.agreement for result in answer.results] == [Agreement.SAME, Agreement.SAME]
    assert answer.results[0].differences == ()
    last = await edge.last()
    assert (last["operation"], last["look_ups"], last["outcomes"], last["proceedings"]) == (
        "reconciliation",
        ["proceeding-number"] * 2,
        ["same", "same"],
        [CARD["number"]],
    )


async def test_the_digest_of_the_card_is_enough(edge: Edge) -> None:
    digests = {language: sha256(card).hexdigest() for language, card in cards(COURSE).items()}
    belief = {"number": CARD["number"], "digest": digests["ru"]}
    result = (await post(edge, request(belief), **{"Accept-Language": "ru"})).json()["results"][0]
    assert (result["agreement"], result["digest"]) == ("same", digests["ru"])
    result = (await post(edge, request(belief))).json()["results"][0]
    assert result["differences"] == [{"field": "digest", "believed": digests["ru"], "actual": digests["en"]}]


@pytest.mark.parametrize(
    ("path", "believed"),
    [
        ("body_code", "9999"),
        ("initiated_on", "2001-01-01"),
        ("status_code", "something-else"),
        ("claims.0.balance", "0.01"),
        ("statuses.0.date", "2001-01-01"),
        ("measures.0.status_code", "something-else"),
    ],
)
async def test_each_difference_is_named(edge: Edge, path: str, believed: str) -> None:
    belief = true_belief()
    place: Any = belief
    actual: Any = CARD
    *way, field = path.split(".")
    for step in way:
        place, actual = (place[int(step)], actual[int(step)]) if step.isdigit() else (place[step], actual[step])
    place[field] = believed
    result = (await compared(edge, belief)).results[0]
    assert result.agreement is Agreement.DIFFERENT
    assert [difference.model_dump() for difference in result.differences] == [
        {"field": path, "believed": believed, "actual": actual[field]}
    ]


async def test_entries_too_many_and_too_few_are_named(edge: Edge) -> None:
    belief = true_belief()
    missing = belief["statuses"].pop()
    belief["measures"].append({"code": "invented"})
    differences = {
        (one.field, one.believed, one.actual) for one in (await compared(edge, belief)).results[0].differences
    }
    assert differences == {
        (f"statuses.{len(belief['statuses'])}", None, missing["code"]),
        (f"measures.{len(belief['measures']) - 1}", "invented", None),
    }


async def test_the_same_sum_may_be_written_otherwise(edge: Edge) -> None:
    claim = CARD["claims"][0]
    belief = {"number": CARD["number"], "claims": [{"code": claim["code"], "amount": f"000{claim['amount']}0"}]}
    result = (await compared(edge, belief)).results[0]
    assert all(difference.field != "claims.0.amount" for difference in result.differences)


async def test_an_unknown_proceeding_is_reported(edge: Edge) -> None:
    belief = {"number": "9999-2001-000001", "status_code": "x"}
    before = {"number": CARD["number"], "status_code": "x"}
    assert (await compared(edge, belief)).results[0].agreement is Agreement.UNKNOWN
    answer = await compared(edge, before, as_of="2001-01-01")
    assert answer.results[0].agreement is Agreement.UNKNOWN
    assert (await edge.last())["proceedings"] == []


async def test_beliefs_are_compared_as_of_a_day(edge: Edge) -> None:
    day = CARD["initiated_on"]
    first = next(status for status in CARD["statuses"])
    belief = {"number": CARD["number"], "status_code": first["code"], "measures": []}
    answer = await compared(edge, belief, as_of=day)
    assert [one.field for one in answer.results[0].differences if not one.field.startswith("measures")] == []
    assert (await edge.last())["as_of"].isoformat() == day


async def test_the_same_id_gets_the_same_answer(edge: Edge) -> None:
    body = request(true_belief(), {"number": "9999-2001-000001"})
    first, again = await post(edge, body), await post(edge, body)
    assert (first.status_code, first.content) == (again.status_code, again.content)
    last = await edge.last()
    assert last["repeated"]
    assert last["outcomes"] == ["same", "unknown"]
    problem(await post(edge, {**body, "as_of": "2026-01-01"}), 422, "request-id-reused")


async def test_what_breaks_a_rule_is_refused(edge: Edge) -> None:
    problem(await post(edge, request()), 422, "invalid-request")
    problem(await post(edge, request(*[{"number": CARD["number"]}] * 501)), 422, "invalid-request")
    problem(await post(edge, request({"number": "12"})), 422, "invalid-request")
    problem(await post(edge, request({"number": CARD["number"], "colour": "red"})), 422, "invalid-request")
    problem(await post(edge, request({"number": CARD["number"]}, as_of="2126-01-01")), 422, "invalid-request")
    problem(await post(edge, request({"number": CARD["number"]}, consumer="another")), 403, "not-permitted")
    problem(await post(edge, request({"number": CARD["number"]}, legal_ground="curiosity")), 422, "invalid-request")
    key = await register(edge.own.owner_url, "only-cases", scopes=["court-case"], valid_from=NOW)
    await edge.refresh()
    refused = await post(
        edge, request({"number": CARD["number"]}, consumer="only-cases"), Authorization=f"Bearer {key}"
    )
    problem(refused, 403, "not-permitted")
