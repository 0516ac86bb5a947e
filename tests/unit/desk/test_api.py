"""Who may do what over the JSON interface, and what is refused how."""

from uuid import uuid4

import pytest

from contracts.problems import Problem
from contracts.replies import Rejected
from services.desk.domain.people import Role
from tests.unit.desk.running import EXECUTOR, NUMBER, Services, headers, interface

OWN = f"/proceedings/{NUMBER}"
COST = {"data": {"kind": "sale", "sum": {"amount": "12.40", "currency": "933"}}}
NOWHERE = "/proceedings/0101-2026-000002"


@pytest.mark.parametrize("path", [OWN, f"{OWN}/history", "/proceedings", "/duties", "/openapi.json"])
@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer x", "Basic aGVhZDphY3Q=", "head:act"])
async def test_nothing_without_a_token(path: str, authorization: str) -> None:
    async with interface(Services()) as client:
        answer = await client.get(path, headers={"authorization": authorization})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="desk"')
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("token", "read", "previewed", "recorded"),
    [
        ("executor:act", 200, 200, 200),
        ("executor:read", 200, 200, 403),
        ("executor:act:0101-018", 200, 200, 200),
        ("executor:act:0401-017", 404, 404, 404),
        ("head:act", 200, 200, 200),
        ("head:act:0401", 404, 404, 404),
        ("registrar:act", 200, 200, 200),
        ("accountant:act", 200, 200, 200),
        ("auditor:read", 200, 404, 403),
        ("auditor:act", 200, 404, 404),
        ("operator:act", 404, 404, 404),
    ],
)
async def test_who_may_read_and_act(token: str, read: int, previewed: int, recorded: int) -> None:
    services = Services()
    async with interface(services) as client:
        for path in (OWN, f"{OWN}/history", f"{OWN}/limits", f"{OWN}/documents"):
            assert (await client.get(path, headers=headers(token))).status_code == read, path
        path = f"{OWN}/acts/record-cost"
        assert (await client.post(f"{path}/preview", json=COST, headers=headers(token))).status_code == previewed
        assert (await client.post(path, json=COST, headers=headers(token))).status_code == recorded
    assert len(services.sent) == (recorded == 200)


@pytest.mark.parametrize("role", Role)
async def test_lists_are_for_everybody_but_operators(role: Role) -> None:
    async with interface(Services()) as client:
        for path in ("/duties", "/limits?standing=expired", f"/proceedings?number={NUMBER}", "/statements/0101/26-1"):
            answer = await client.get(path, headers=headers(f"{role}:read"))
            assert answer.status_code == (404 if role is Role.OPERATOR else 200), path
        assert (await client.get("/statements/0401/26-1", headers=headers(f"{role}:read"))).status_code == (
            200 if role is Role.AUDITOR else 404
        )


async def test_the_actor_is_the_person_of_the_token_and_the_key_the_command() -> None:
    services, key = Services(), uuid4()
    async with interface(services) as client:
        for forged in ({}, {"actor": "head:0101"}, {"data": {**COST["data"], "actor": "head:0101"}}):
            answer = await client.post(
                f"{OWN}/acts/record-cost", json={**COST, **forged}, headers=headers("executor:act", key)
            )
            assert answer.status_code == (422 if forged else 200)
    [(actor, command, id_)] = services.sent
    assert (actor, id_) == (f"executor:{EXECUTOR}", key)
    assert command.type == "lea.proceedings.record-cost.v1"
    assert command.cost


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("actor-unfit", 403),
        ("not-the-executor", 403),
        ("actor-of-another-body", 403),
        ("version-conflict", 409),
        ("command-id-reused", 409),
        ("act-not-open", 422),
        ("temporarily-unavailable", 503),
    ],
)
async def test_a_refusal_names_field_rule_and_article(code: str, status: int) -> None:
    problem = Problem(code=code, rule="a rule", detail="what was found", field="data.sum", article="Art. 403")
    async with interface(Services(Rejected(problems=(problem,)))) as client:
        answer = await client.post(f"{OWN}/acts/record-cost", json=COST, headers=headers("head:act"))
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["problems"] == [problem.model_dump()]


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        (f"{OWN}/acts/record-cost", {"data": {"kind": "sale", "sum": "much"}}, 422, "data.sum"),
        (f"{OWN}/acts/record-cost", {"data": {"kind": "x", "sum": COST["data"]["sum"]}}, 422, "data.kind"),
        (f"{OWN}/acts/record-cost", {}, 422, "data"),
        (f"{OWN}/acts/record-cost", {**COST, "day": "soon"}, 422, "day"),
        (f"{OWN}/acts/no-such-act", COST, 404, None),
        (f"{OWN}/acts/register-statement", COST, 404, None),
        (f"{OWN}/corrections/no-such", COST, 404, None),
        (f"{OWN}/others/record-cost", COST, 404, None),
        (f"{NOWHERE}/acts/record-cost", COST, 404, None),
        ("/statements/0101/26-1/acts/register-statement", COST, 404, None),
        ("/statements", COST, 422, "data.body"),
    ],
)
async def test_what_cannot_be_recorded_is_refused(
    path: str, body: dict[str, object], status: int, field: str | None
) -> None:
    services = Services()
    async with interface(services) as client:
        answer = await client.post(path, json=body, headers=headers("head:act"))
    assert answer.status_code == status
    assert field in (None, *(problem["field"] for problem in answer.json()["problems"]))
    assert not services.sent


async def test_a_request_is_json_and_has_a_key() -> None:
    async with interface(Services()) as client:
        path, token = f"{OWN}/acts/record-cost", {"authorization": "Bearer head:act"}
        assert (await client.post(path, json=COST, headers=token)).status_code == 400
        assert (await client.post(path, json=COST, headers={**token, "idempotency-key": "1"})).status_code == 400
        for content_type in ("application/x-www-form-urlencoded", "text/plain"):
            answer = await client.post(
                path, content="{}", headers={**headers("head:act"), "content-type": content_type}
            )
            assert answer.status_code == 415
        assert (await client.delete(OWN, headers=token)).status_code == 405
        assert (await client.get("/limits?standing=late", headers=token)).status_code == 422
        assert (await client.get("/proceedings", headers=token)).status_code == 422
        # A session of the pages is none here.
        assert (await client.post(path, json=COST, headers={"cookie": "__Host-lea-session=x"})).status_code == 401


async def test_a_correction_is_recorded_too() -> None:
    services = Services()
    body = {
        "data": {
            "act": str(uuid4()),
            "reason": "of another proceeding",
            "basis": {"kind": "memo", "dated": "2026-11-19", "author": "Ivanova"},
        }
    }
    async with interface(services) as client:
        answer = await client.post(f"{OWN}/corrections/strike-entry", json=body, headers=headers("executor:act"))
    assert answer.status_code == 200, answer.text
    assert services.sent[0][1].type == "lea.proceedings.strike-entry.v1"
