"""Who may not ask, and what cannot be asked, is refused: with a problem that names field, rule and article."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from contracts.problems import ProblemDetails
from contracts.service_3_11_01 import InformationAnswer
from contracts.soap.messages import ENVELOPE, NAMESPACE, REQUEST
from services.edge.registry.first_consumers import register
from tests.integration.edge.conftest import COURT, NOW, Door, proceeding

NUMBER = proceeding(1).course.number
LOOK_UP = {"by": "proceeding-number", "number": NUMBER}


def problem(response: Any, status: int, code: str) -> ProblemDetails:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    details = ProblemDetails.model_validate_json(response.content)
    assert (details.type, details.status) == (f"urn:lea:problem:{code}", status)
    assert details.problems
    return details


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic c3VwcmVtZS1jb3VydDp4",
        "Bearer supreme-court",
        "Bearer supreme-court.",
        "Bearer supreme-court.wrong",
        "Bearer nobody.wrong",
        "Bearer .",
    ],
)
async def test_nobody_unknown_is_answered(door: Door, authorization: str | None) -> None:
    headers = door.headers()
    del headers["Authorization"]
    if authorization is not None:
        headers["Authorization"] = authorization
    response = await door.get(NUMBER, headers)
    details = problem(response, 401, "not-authenticated")
    assert details.problems[0].field == "Authorization"
    assert response.headers["www-authenticate"].startswith("Bearer")
    async with door.client() as client:
        answer = await client.post(
            "/v1/information-requests", json=door.request(LOOK_UP), headers={"Authorization": authorization or ""}
        )
    problem(answer, 401, "not-authenticated")
    last = await door.last()
    assert (last["consumer"], last["status"], last["problem"]) == (None, 401, "not-authenticated")


@pytest.mark.parametrize(
    ("validity", "detail"),
    [
        ({"valid_from": NOW + timedelta(days=1)}, "has not begun"),
        ({"valid_from": NOW - timedelta(days=9), "valid_to": NOW}, "has ended"),
        ({"status": "suspended"}, "suspended"),
        ({"status": "revoked"}, "revoked"),
    ],
)
async def test_who_may_not_ask_at_present_is_refused(door: Door, validity: dict[str, Any], detail: str) -> None:
    name = f"court-{uuid4().hex[:12]}"
    status = validity.pop("status", None)
    key = await register(door.own.owner_url, name, **{"valid_from": NOW, **validity})
    if status:
        await door.own.execute("UPDATE consumer SET status = $2 WHERE id = $1", name, status)
    await door.refresh()
    details = problem(await door.get(NUMBER, door.headers(Authorization=f"Bearer {key}")), 403, "consumer-not-valid")
    assert detail in details.detail
    assert (await door.last())["consumer"] == name


async def test_scopes_and_grounds_are_kept(door: Door) -> None:
    key = await register(
        door.own.owner_url, "narrow", scopes=["court-case"], legal_grounds=["complaint-on-executor"], valid_from=NOW
    )
    await door.refresh()
    authorization = f"Bearer {key}"
    details = problem(await door.get(NUMBER, door.headers(Authorization=authorization)), 403, "not-permitted")
    assert details.problems[0].field == "LEA-Legal-Ground"
    ground = {"LEA-Legal-Ground": "complaint-on-executor"}
    details = problem(
        await door.get(NUMBER, {**door.headers(Authorization=authorization), **ground}), 403, "not-permitted"
    )
    assert details.problems[0].field == "number"
    assert (await door.last())["outcomes"] == ["not-permitted"]
    body = door.request(LOOK_UP, {"by": "court-case", "case_number": "x"}, consumer="narrow")
    response = await door.post(body, Authorization=authorization)
    assert problem(response, 403, "not-permitted").problems[0].field == "legal_ground"
    response = await door.post({**body, "legal_ground": "complaint-on-executor"}, Authorization=authorization)
    answer = InformationAnswer.model_validate_json(response.content)
    assert [result.outcome.value for result in answer.results] == ["not-permitted", "not-found"]
    assert answer.results[0].problem
    assert answer.results[0].problem.field == "look_ups.0"


async def test_a_refused_ground_names_its_article(door: Door) -> None:
    key = await register(door.own.owner_url, "cases-only", legal_grounds=["case-at-hand"], valid_from=NOW)
    await door.refresh()
    body = door.request(LOOK_UP, consumer="cases-only", legal_ground="restoration-of-limit")
    details = problem(await door.post(body, Authorization=f"Bearer {key}"), 403, "not-permitted")
    assert details.problems[0].article == "Art. 340(1)"


async def test_a_consumer_asks_for_itself(door: Door) -> None:
    details = problem(await door.post(door.request(LOOK_UP, consumer="other-court")), 403, "not-permitted")
    assert details.problems[0].field == "consumer"


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        ({"LEA-Request-Id": ""}, "LEA-Request-Id"),
        ({"LEA-Request-Id": "17"}, "LEA-Request-Id"),
        ({"LEA-Legal-Ground": ""}, "LEA-Legal-Ground"),
        ({"LEA-Legal-Ground": "curiosity"}, "LEA-Legal-Ground"),
        ({"LEA-Court-Case": " "}, "LEA-Court-Case"),
        ({"LEA-Court-Case": "x" * 61}, "LEA-Court-Case"),
        ({"LEA-Court-Case": "100%"}, "LEA-Court-Case"),
        ({"LEA-Court-Case": "%FF"}, "LEA-Court-Case"),
        ({"LEA-Court-Case": "a%00b"}, "LEA-Court-Case"),
        ({"LEA-Court-Case": "a\tb"}, "LEA-Court-Case"),
        ({"LEA-Court-Case": "a\x1b[31mb"}, "LEA-Court-Case"),
        ({"LEA-Court-Case": "%1B%5B31m1-1"}, "LEA-Court-Case"),
        ({"LEA-Court-Case": "1-1%0A"}, "LEA-Court-Case"),
        ({"LEA-Court-Case": "1-1%7F"}, "LEA-Court-Case"),
        ({"LEA-Court-Case": "%C2%9B31m1-1"}, "LEA-Court-Case"),  # the one-character form of ESC [
        ({"LEA-Court-Case": "1-1%E2%80%AE"}, "LEA-Court-Case"),  # turns the direction of writing
        ({"LEA-Court-Case": "1%E2%80%A82"}, "LEA-Court-Case"),
    ],
)
async def test_without_a_purpose_nothing_is_told(door: Door, headers: dict[str, str], field: str) -> None:
    details = problem(await door.get(NUMBER, {**door.headers(), **headers}), 400, "malformed-request")
    assert details.problems[0].field == field


@pytest.mark.parametrize("case", ["a\nb", "\x1b[31m1-1", "\x9b31m1-1", "1-1\u202e"])
async def test_a_reconciliation_states_a_visible_case_too(door: Door, case: str) -> None:
    body = {**door.request(), "court_case": case, "beliefs": [{"number": NUMBER}]}
    del body["look_ups"]
    headers = {"Authorization": f"Bearer {door.key}"}
    async with door.client() as client:
        response = await client.post("/v1/reconciliations", json=body, headers=headers)
    assert problem(response, 422, "invalid-request").problems[0].field == "court_case"


@pytest.mark.parametrize("case", ["1&#10;2", "&#x9b;31m1-1", "1-1&#x202e;"])
async def test_an_envelope_states_a_visible_case_too(door: Door, case: str) -> None:
    message = f'<{REQUEST.name} xmlns="{NAMESPACE}"><court_case>{case}</court_case></{REQUEST.name}>'
    body = f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{message}</e:Body></e:Envelope>'
    headers = {"Authorization": f"Bearer {door.key}", "Content-Type": "text/xml"}
    async with door.client() as client:
        response = await client.post("/soap/v1/information", content=body, headers=headers)
    assert "<field>court_case</field>" in response.text


async def test_a_case_number_in_cyrillic_comes_percent_encoded(door: Door) -> None:
    response = await door.get(NUMBER, door.headers(LEA_Court_Case="155%D0%AD%D0%98%D0%9F2412"))
    assert response.status_code == 200
    assert (await door.last())["court_case"] == "155ЭИП2412"


@pytest.mark.parametrize("number", ["1", "0101-2026-00001", "0101-2026-0000011", "%00", "a b", "0101-2026-00000x"])
async def test_a_malformed_number_is_refused(door: Door, number: str) -> None:
    assert problem(await door.get(number), 400, "malformed-request").problems[0].field == "number"


async def test_an_unknown_number_is_not_found(door: Door) -> None:
    problem(await door.get("0101-2026-999999"), 404, "not-found")
    assert (await door.last())["outcomes"] == ["not-found"]


async def test_there_are_no_parameters(door: Door) -> None:
    problem(await door.get(f"{NUMBER}?as_of=2026-01-01"), 400, "malformed-request")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/v1/enforcement-proceedings/{NUMBER}"),
        ("GET", "/v1/changes"),
        ("GET", "/v1/policy"),
        ("POST", "/v1/information-requests"),
        ("POST", "/v1/reconciliations"),
        ("GET", f"/v1/bulk-requests/{uuid4()}"),
    ],
)
async def test_a_day_in_a_header_is_not_passed_over(door: Door, method: str, path: str) -> None:
    """What is asked as of a day is never told as of another."""
    async with door.client() as client:
        response = await client.request(method, path, headers={**door.headers(), "LEA-As-Of": "2026-03-01"})
    assert problem(response, 400, "malformed-request").problems[0].field == "LEA-As-Of"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nonsense", b'{"request_id": "\xff"}', b"[" * 2000, b'{"a": NaN', b'"\\ud800"'],
)
async def test_what_is_not_json_is_refused(door: Door, body: bytes) -> None:
    problem(await door.post(body), 400, "malformed-request")
    last = await door.last()
    assert (last["consumer"], last["status"]) == (COURT, 400)
    assert len(last["request_digest"]) == 32


UNKNOWN = 24_000


async def test_a_refusal_lists_a_hundred_problems_and_counts_the_rest(door: Door) -> None:
    headers = {"Authorization": f"Bearer {door.key}", "Content-Type": "application/json"}
    unknown = json.dumps({f"{n:x}": 0 for n in range(UNKNOWN)}, separators=(",", ":"))
    request = {**door.request(LOOK_UP), "beliefs": [{"number": NUMBER}]}
    async with door.client() as client:
        for path, part in (("information-requests", "look_ups"), ("reconciliations", "beliefs")):
            body = {**request}
            del body["beliefs" if part == "look_ups" else "look_ups"]
            content = json.dumps(body)[:-1] + ", " + unknown[1:]
            details = problem(
                await client.post(f"/v1/{path}", content=content, headers=headers), 422, "invalid-request"
            )
            assert len(details.problems) == 100
            assert details.detail.endswith("… and 23 900 more")
            assert details.problems[-1].detail.endswith("… and 23 900 more")


async def test_a_fault_lists_a_hundred_problems_and_counts_the_rest(door: Door) -> None:
    content = "".join(f"<f{n}/>" for n in range(UNKNOWN))
    message = f'<{REQUEST.name} xmlns="{NAMESPACE}">{content}</{REQUEST.name}>'
    body = f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{message}</e:Body></e:Envelope>'
    headers = {"Authorization": f"Bearer {door.key}", "Content-Type": "text/xml"}
    async with door.client() as client:
        response = await client.post("/soap/v1/information", content=body, headers=headers)
    assert response.text.count("<problem>") == 100
    assert "… and 23 905 more</faultstring>" in response.text  # the five fields that are missing are named first


async def test_a_long_name_is_cut(door: Door) -> None:
    details = problem(await door.post({**door.request(LOOK_UP), "x" * 200_000: 1}), 422, "invalid-request")
    assert [item.field for item in details.problems] == ["x" * 200 + "…"]


@pytest.mark.parametrize("path", ["/v1/information-requests", "/v1/reconciliations"])
@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 50_000, b'{"look_ups":' + b"[" * 100_000])
async def test_deep_json_is_malformed(door: Door, path: str, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {door.key}", "Content-Type": "application/json"}
    async with door.client() as client:
        problem(await client.post(path, content=body, headers=headers), 400, "malformed-request")


@pytest.mark.parametrize("content", ["<a>" * 200 + "</a>" * 200, "<a>" * 990 + "</a>" * 990, "<a/>" * 20_000])
async def test_a_deep_or_wide_envelope_is_the_clients_fault(door: Door, content: str) -> None:
    message = f'<{REQUEST.name} xmlns="{NAMESPACE}">{content}</{REQUEST.name}>'
    body = f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{message}</e:Body></e:Envelope>'
    headers = {"Authorization": f"Bearer {door.key}", "Content-Type": "text/xml"}
    async with door.client() as client:
        response = await client.post("/soap/v1/information", content=body, headers=headers)
    assert "<faultcode>soap:Client</faultcode>" in response.text
    assert (await door.last())["problem"] in ("malformed-request", "invalid-request")


@pytest.mark.parametrize(
    ("change_", "field"),
    [
        ({"request_id": "17"}, "request_id"),
        ({"request_id": None}, "request_id"),
        ({"consumer": "Supreme Court"}, "consumer"),
        ({"legal_ground": "curiosity"}, "legal_ground"),
        ({"legal_ground": None}, "legal_ground"),
        ({"court_case": ""}, "court_case"),
        ({"court_case": "  "}, "court_case"),
        ({"court_case": "a\0"}, "court_case"),
        ({"court_case": "a\nb"}, "court_case"),
        ({"court_case": "\x1b[31m1-1"}, "court_case"),
        ({"court_case": "1-1\x7f"}, "court_case"),
        ({"court_case": "\x9b31m1-1"}, "court_case"),
        ({"court_case": "1-1\u202e"}, "court_case"),
        ({"court_case": "1\u20282"}, "court_case"),
        ({"court_case": 7}, "court_case"),
        ({"look_ups": []}, "look_ups"),
        ({"look_ups": {}}, "look_ups"),
        ({"look_ups": [LOOK_UP] * 501}, "look_ups"),
        ({"as_of": "2026-02-30"}, "as_of"),
        ({"as_of": 20_260_101}, "as_of"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"debtor_name": "Namesake"}, "debtor_name"),
    ],
)
async def test_a_request_that_breaks_a_rule_is_refused(door: Door, change_: dict[str, Any], field: str) -> None:
    details = problem(await door.post({**door.request(LOOK_UP), **change_}), 422, "invalid-request")
    assert field in {item.field for item in details.problems}


@pytest.mark.parametrize("missing", ["request_id", "consumer", "legal_ground", "court_case", "look_ups"])
async def test_nothing_may_be_missing(door: Door, missing: str) -> None:
    body = door.request(LOOK_UP)
    del body[missing]
    assert missing in {item.field for item in problem(await door.post(body), 422, "invalid-request").problems}


async def test_a_request_is_not_endless(door: Door) -> None:
    body = json.dumps(door.request(LOOK_UP)).encode() + b" " * door.settings.body_limit
    problem(await door.post(body), 413, "request-too-large")

    async def in_pieces() -> Any:
        for start in range(0, len(body), 1000):
            yield body[start : start + 1000]

    async with door.client() as client:
        headers = {"Authorization": f"Bearer {door.key}", "Content-Type": "application/json"}
        response = await client.post("/v1/information-requests", content=in_pieces(), headers=headers)
    problem(response, 413, "request-too-large")


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "text/plain"}, {"Content-Type": "application/xml"}, {"Content-Encoding": "gzip"}]
)
async def test_only_json_is_taken(door: Door, headers: dict[str, str]) -> None:
    problem(await door.post(door.request(LOOK_UP), **headers), 415, "not-json")


async def test_a_header_that_counts_comes_once(door: Door) -> None:
    async with door.client() as client:
        twice = [*door.headers().items(), ("LEA-Court-Case", "other")]
        response = await client.get(f"/v1/enforcement-proceedings/{NUMBER}", headers=twice)
    details = problem(response, 400, "malformed-request")
    assert details.problems[0].field == "lea-court-case"


async def test_other_addresses_and_methods_are_problems_too(door: Door) -> None:
    async with door.client() as client:
        problem(await client.get("/v1/nothing"), 404, "no-such-resource")
        problem(await client.get("/docs"), 404, "no-such-resource")
        problem(await client.get("/v1/information-requests"), 405, "method-not-allowed")
        response = await client.delete(f"/v1/enforcement-proceedings/{NUMBER}")
        problem(response, 405, "method-not-allowed")
        assert "GET" in response.headers["allow"]
    last = await door.last()
    assert (last["operation"], last["consumer"], last["problem"]) == ("nowhere", None, "method-not-allowed")


async def test_a_refusal_quotes_nothing_of_a_person(door: Door) -> None:
    person = "7777777A777PB7"
    look_up = {"by": "debtor", "identifier": {"kind": "unp", "value": person}}
    response = await door.post(door.request(look_up))
    assert person not in response.text
    assert person not in json.dumps(await door.log(), default=str)


async def test_descriptions_have_heads(door: Door) -> None:
    schema = "/schemas/lea.service-3-11-01.policy.v1.json"
    async with door.client() as client:
        for path in (schema, "/openapi.json", "/soap/v1/information?wsdl", "/soap/v1/information.xsd"):
            whole, head = await client.get(path), await client.head(path)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["content-length"] == str(len(whole.content))


async def test_many_unknown_fields_cost_little(door: Door) -> None:
    """Only those that are listed are made into problems, however many there are."""
    made = 0

    def counted(*_: Any, **__: Any) -> str:
        nonlocal made
        made += 1
        return "a"

    extra = {f"a{number}": 1 for number in range(20_000)}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("contracts.registry.field_path", counted)
        details = problem(await door.post({**door.request(LOOK_UP), **extra}), 422, "invalid-request")
    assert len(details.problems) == 100
    assert made == 100
