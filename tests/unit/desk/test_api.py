"""Who may do what over the JSON interface, and what is refused how."""

from uuid import uuid4

import pytest

from contracts.problems import Problem
from contracts.replies import Rejected
from services.desk.domain.people import Role
from tests.unit.desk.running import EXECUTOR, NUMBER, OTHER, Services, headers, interface

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
        for path in ("/duties", "/limits?standing=expired", f"/proceedings?number={NUMBER}"):
            answer = await client.get(path, headers=headers(f"{role}:read"))
            assert answer.status_code == (404 if role is Role.OPERATOR else 200), path


@pytest.mark.parametrize("role", Role)
async def test_statements_are_for_who_has_their_pages(role: Role) -> None:
    services, clerk = Services(), role in (Role.REGISTRAR, Role.EXECUTOR, Role.HEAD)
    act = "/statements/0101/26-1/acts/assess-statement"
    async with interface(services) as client:
        for body, readers in (("0101", clerk or role is Role.AUDITOR), ("0401", role is Role.AUDITOR)):
            answer = await client.get(f"/statements/{body}/26-1", headers=headers(f"{role}:read"))
            assert answer.status_code == (200 if readers else 404)
        for path in (act, f"{act}/preview"):
            answer = await client.post(path, json={"data": {}}, headers=headers(f"{role}:act"))
            assert (answer.status_code != 404) == clerk, (path, answer.status_code)
    assert clerk or services.sent == []


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


LIMIT = uuid4()
UNIDENTIFIED = {
    "receipt": str(uuid4()),
    "proceeding": NUMBER,
    "sum": {"amount": "12.40", "currency": "933"},
    "source": "debtor",
    "paper": {"kind": "letter", "dated": "2026-11-19", "author": "Bank"},
}
SUBSTITUTE = {"executor": EXECUTOR, "substitute": OTHER, "since": "2026-11-23", "until": "2026-11-27"}
EXTENDED = {"until": "2026-12-01", "reasons": "Illness"}
PLAIN = {
    "/accounts/identify-receipt": (UNIDENTIFIED, {"executor", "head", "accountant"}),
    "/accounts/close-period": (
        {"until": "2026-10-31", "statement": {"kind": "bank-statement", "dated": "2026-11-02", "author": "Bank"}},
        {"head", "accountant"},
    ),
    "/substitutes": (SUBSTITUTE, {"head"}),
    f"/substitutes/{LIMIT}/end": ({"until": "2026-11-24"}, {"head"}),
    f"{OWN}/limits/{LIMIT}/extend-limit": (EXTENDED, {"executor", "registrar", "head", "accountant"}),
    f"/statements/0101/26-1/limits/{LIMIT}/extend-limit": (EXTENDED, {"executor", "registrar", "head"}),
}
"""By path what is sent, and the roles that reach the service, which decides."""
OF_A_BODY = {"executor", "registrar", "head", "accountant"}


@pytest.mark.parametrize("path", PLAIN)
@pytest.mark.parametrize("role", Role)
async def test_commands_without_a_preview_are_for_who_has_their_pages(path: str, role: Role) -> None:
    data, roles = PLAIN[path]
    services, key = Services(), uuid4()
    refused = 403 if path.startswith("/accounts/") and role in OF_A_BODY else 404
    async with interface(services) as client:
        for _ in range(2):
            answer = await client.post(path, json={"data": data}, headers=headers(f"{role}:act", key))
            assert answer.status_code == (200 if role in roles else refused), answer.text
        read = await client.post(path, json={"data": data}, headers=headers(f"{role}:read", key))
    assert read.status_code == 403
    assert {id_ for _, _, id_ in services.sent} == ({key} if role in roles else set())
    assert len({command.model_dump_json() for _, command, _ in services.sent}) <= 1


@pytest.mark.parametrize(("role", "act"), [("executor", "close-period"), ("registrar", "receive-unidentified")])
async def test_who_reads_an_account_and_does_not_record_the_act_learns_why(role: str, act: str) -> None:
    async with interface(Services()) as client:
        answer = await client.post(f"/accounts/{act}", json={"data": {}}, headers=headers(f"{role}:act"))
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    [problem] = answer.json()["problems"]
    assert (problem["code"], problem["field"], problem["article"]) == ("actor-unfit", "actor", "Art. 403")


async def test_what_follows_from_the_address_is_not_stated_again() -> None:
    services = Services()
    async with interface(services) as client:
        sent = {"data": {**SUBSTITUTE, "body": "0401"}}
        answer = await client.post("/substitutes", json=sent, headers=headers("head:act"))
        assert (answer.status_code, answer.json()["problems"][0]["field"]) == (422, "data.body")
        foreign = {"data": {**UNIDENTIFIED, "proceeding": "0401-2026-000002"}}
        answer = await client.post("/accounts/identify-receipt", json=foreign, headers=headers("head:act"))
        assert answer.status_code == 404
        for path in ("/accounts/appoint-substitute", f"{OWN}/limits/{LIMIT}/publish-calendar"):
            assert (await client.post(path, json={"data": {}}, headers=headers("head:act"))).status_code == 404
    assert services.sent == []


async def test_the_lists_of_a_body_are_for_who_has_their_pages() -> None:
    async with interface(Services()) as client:
        for role in Role:
            money = await client.get("/unidentified", headers=headers(f"{role}:read"))
            assert money.status_code == (404 if role in (Role.OPERATOR, Role.AUDITOR) else 200)
            substitutes = await client.get("/substitutes", headers=headers(f"{role}:read"))
            assert substitutes.status_code == (200 if role is Role.HEAD else 404)
