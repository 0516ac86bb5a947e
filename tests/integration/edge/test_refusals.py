"""Refusals: each is a problem that names field, rule and article."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from contracts.problems import ProblemDetails
from contracts.service_3_11_01 import InformationAnswer
from contracts.soap.messages import ENVELOPE, NAMESPACE, REQUEST
from services.edge.registry.first_consumers import register
from tests.integration.edge.conftest import COURT, NOW, Edge, proceeding

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
async def test_an_unknown_consumer_is_refused(edge: Edge, authorization: str | None) -> None:
    headers = edge.headers()
    del headers["Authorization"]
    if authorization is not None:
        headers["Authorization"] = authorization
    response = await edge.get(NUMBER, headers)
    details = problem(response, 401, "not-authenticated")
    assert details.problems[0].field == "Authorization"
    assert response.headers["www-authenticate"].startswith("Bearer")
    async with edge.client() as client:
        answer = await client.post(
            "/v1/information-requests", json=edge.request(LOOK_UP), headers={"Authorization": authorization or ""}
        )
    problem(answer, 401, "not-authenticated")
    last = await edge.last()
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
async def test_a_consumer_that_is_not_valid_is_refused(edge: Edge, validity: dict[str, Any], detail: str) -> None:
    name = f"court-{uuid4().hex[:12]}"
    status = validity.pop("status", None)
    key = await register(edge.own.owner_url, name, **{"valid_from": NOW, **validity})
    if status:
        await edge.own.execute("UPDATE consumer SET status = $2 WHERE id = $1", name, status)
    await edge.refresh()
    details = problem(await edge.get(NUMBER, edge.headers(Authorization=f"Bearer {key}")), 403, "consumer-not-valid")
    assert detail in details.detail
    assert (await edge.last())["consumer"] == name


async def test_scopes_and_grounds_are_enforced(edge: Edge) -> None:
    key = await register(
        edge.own.owner_url, "narrow", scopes=["court-case"], legal_grounds=["complaint-on-executor"], valid_from=NOW
    )
    await edge.refresh()
    authorization = f"Bearer {key}"
    details = problem(await edge.get(NUMBER, edge.headers(Authorization=authorization)), 403, "not-permitted")
    assert details.problems[0].field == "LEA-Legal-Ground"
    ground = {"LEA-Legal-Ground": "complaint-on-executor"}
    details = problem(
        await edge.get(NUMBER, {**edge.headers(Authorization=authorization), **ground}), 403, "not-permitted"
    )
    assert details.problems[0].field == "number"
    assert (await edge.last())["outcomes"] == ["not-permitted"]
    body = edge.request(LOOK_UP, {"by": "court-case", "case_number": "x"}, consumer="narrow")
    response = await edge.post(body, Authorization=authorization)
    assert problem(response, 403, "not-permitted").problems[0].field == "legal_ground"
    response = await edge.post({**body, "legal_ground": "complaint-on-executor"}, Authorization=authorization)
    answer = InformationAnswer.model_validate_json(response.content)
    assert [result.outcome.value for result in answer.results] == ["not-permitted", "not-found"]
    assert answer.results[0].problem
    assert answer.results[0].problem.field == "look_ups.0"


async def test_a_refused_ground_names_its_article(edge: Edge) -> None:
    key = await register(edge.own.owner_url, "cases-only", legal_grounds=["case-at-hand"], valid_from=NOW)
    await edge.refresh()
    body = edge.request(LOOK_UP, consumer="cases-only", legal_ground="restoration-of-limit")
    details = problem(await edge.post(body, Authorization=f"Bearer {key}"), 403, "not-permitted")
    assert details.problems[0].article == "Art. 340(1)"


async def test_a_consumer_asks_for_itself(edge: Edge) -> None:
    details = problem(await edge.post(edge.request(LOOK_UP, consumer="other-court")), 403, "not-permitted")
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
        ({"LEA-Court-Case": "1-1%E2%80%AE"}, "LEA-Court-Case"),  # changes the direction of text
        ({"LEA-Court-Case": "1%E2%80%A82"}, "LEA-Court-Case"),
    ],
)
async def test_a_request_without_a_purpose_is_refused(edge: Edge, headers: dict[str, str], field: str) -> None:
    details = problem(await edge.get(NUMBER, {**edge.headers(), **headers}), 400, "malformed-request")
    assert details.problems[0].field == field


@pytest.mark.parametrize("case", ["a\nb", "\x1b[31m1-1", "\x9b31m1-1", "1-1\u202e"])
async def test_a_reconciliation_states_a_visible_case_too(edge: Edge, case: str) -> None:
    body = {**edge.request(), "court_case": case, "beliefs": [{"number": NUMBER}]}
    del body["look_ups"]
    headers = {"Authorization": f"Bearer {edge.key}"}
    async with edge.client() as client:
        response = await client.post("/v1/reconciliations", json=body, headers=headers)
    assert problem(response, 422, "invalid-request").problems[0].field == "court_case"


@pytest.mark.parametrize("case", ["1&#10;2", "&#x9b;31m1-1", "1-1&#x202e;"])
async def test_an_envelope_states_a_visible_case_too(edge: Edge, case: str) -> None:
    message = f'<{REQUEST.name} xmlns="{NAMESPACE}"><court_case>{case}</court_case></{REQUEST.name}>'
    body = f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{message}</e:Body></e:Envelope>'
    headers = {"Authorization": f"Bearer {edge.key}", "Content-Type": "text/xml"}
    async with edge.client() as client:
        response = await client.post("/soap/v1/information", content=body, headers=headers)
    assert "<field>court_case</field>" in response.text


async def test_a_case_number_in_cyrillic_comes_percent_encoded(edge: Edge) -> None:
    response = await edge.get(NUMBER, edge.headers(LEA_Court_Case="155%D0%AD%D0%98%D0%9F2412"))
    assert response.status_code == 200
    assert (await edge.last())["court_case"] == "155ЭИП2412"


@pytest.mark.parametrize("number", ["1", "0101-2026-00001", "0101-2026-0000011", "%00", "a b", "0101-2026-00000x"])
async def test_a_malformed_number_is_refused(edge: Edge, number: str) -> None:
    assert problem(await edge.get(number), 400, "malformed-request").problems[0].field == "number"


async def test_an_unknown_number_is_not_found(edge: Edge) -> None:
    problem(await edge.get("0101-2026-999999"), 404, "not-found")
    assert (await edge.last())["outcomes"] == ["not-found"]


async def test_there_are_no_parameters(edge: Edge) -> None:
    problem(await edge.get(f"{NUMBER}?as_of=2026-01-01"), 400, "malformed-request")


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
@pytest.mark.parametrize("header", [{"LEA-As-Of": "2026-03-01"}, {"LEA-As-Known-At": "2026-03-01T09:00:00Z"}])
async def test_a_day_in_a_header_is_refused_where_it_would_be_ignored(
    edge: Edge, method: str, path: str, header: dict[str, str]
) -> None:
    """A request as of a day or a moment is never answered as of another one."""
    async with edge.client() as client:
        response = await client.request(method, path, headers={**edge.headers(), **header})
    assert problem(response, 400, "malformed-request").problems[0].field == next(iter(header))


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nonsense", b'{"request_id": "\xff"}', b"[" * 2000, b'{"a": NaN', b'"\\ud800"'],
)
async def test_what_is_not_json_is_refused(edge: Edge, body: bytes) -> None:
    problem(await edge.post(body), 400, "malformed-request")
    last = await edge.last()
    assert (last["consumer"], last["status"]) == (COURT, 400)
    assert len(last["request_digest"]) == 32


UNKNOWN = 24_000


async def test_a_refusal_lists_a_hundred_problems_and_counts_the_rest(edge: Edge) -> None:
    headers = {"Authorization": f"Bearer {edge.key}", "Content-Type": "application/json"}
    unknown = json.dumps({f"{n:x}": 0 for n in range(UNKNOWN)}, separators=(",", ":"))
    request = {**edge.request(LOOK_UP), "beliefs": [{"number": NUMBER}]}
    async with edge.client() as client:
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


async def test_a_fault_lists_a_hundred_problems_and_counts_the_rest(edge: Edge) -> None:
    content = "".join(f"<f{n}/>" for n in range(UNKNOWN))
    message = f'<{REQUEST.name} xmlns="{NAMESPACE}">{content}</{REQUEST.name}>'
    body = f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{message}</e:Body></e:Envelope>'
    headers = {"Authorization": f"Bearer {edge.key}", "Content-Type": "text/xml"}
    async with edge.client() as client:
        response = await client.post("/soap/v1/information", content=body, headers=headers)
    assert response.text.count("<problem>") == 100
    assert "… and 23 905 more</faultstring>" in response.text  # the five fields that are missing are named first


async def test_a_long_name_is_cut(edge: Edge) -> None:
    details = problem(await edge.post({**edge.request(LOOK_UP), "x" * 200_000: 1}), 422, "invalid-request")
    assert [item.field for item in details.problems] == ["x" * 200 + "…"]


@pytest.mark.parametrize("path", ["/v1/information-requests", "/v1/reconciliations"])
@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 50_000, b'{"look_ups":' + b"[" * 100_000])
async def test_deep_json_is_malformed(edge: Edge, path: str, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {edge.key}", "Content-Type": "application/json"}
    async with edge.client() as client:
        problem(await client.post(path, content=body, headers=headers), 400, "malformed-request")


@pytest.mark.parametrize("content", ["<a>" * 200 + "</a>" * 200, "<a>" * 990 + "</a>" * 990, "<a/>" * 20_000])
async def test_a_deep_or_wide_envelope_is_the_clients_fault(edge: Edge, content: str) -> None:
    message = f'<{REQUEST.name} xmlns="{NAMESPACE}">{content}</{REQUEST.name}>'
    body = f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{message}</e:Body></e:Envelope>'
    headers = {"Authorization": f"Bearer {edge.key}", "Content-Type": "text/xml"}
    async with edge.client() as client:
        response = await client.post("/soap/v1/information", content=body, headers=headers)
    assert "<faultcode>soap:Client</faultcode>" in response.text
    assert (await edge.last())["problem"] in ("malformed-request", "invalid-request")


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
async def test_a_request_that_breaks_a_rule_is_refused(edge: Edge, change_: dict[str, Any], field: str) -> None:
    details = problem(await edge.post({**edge.request(LOOK_UP), **change_}), 422, "invalid-request")
    assert field in {item.field for item in details.problems}


@pytest.mark.parametrize("missing", ["request_id", "consumer", "legal_ground", "court_case", "look_ups"])
async def test_every_field_is_required(edge: Edge, missing: str) -> None:
    body = edge.request(LOOK_UP)
    del body[missing]
    assert missing in {item.field for item in problem(await edge.post(body), 422, "invalid-request").problems}


async def test_a_request_that_is_too_large_is_refused(edge: Edge) -> None:
    body = json.dumps(edge.request(LOOK_UP)).encode() + b" " * edge.settings.body_limit
    problem(await edge.post(body), 413, "request-too-large")

    async def in_pieces() -> Any:
        for start in range(0, len(body), 1000):
            yield body[start : start + 1000]

    async with edge.client() as client:
        headers = {"Authorization": f"Bearer {edge.key}", "Content-Type": "application/json"}
        response = await client.post("/v1/information-requests", content=in_pieces(), headers=headers)
    problem(response, 413, "request-too-large")


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "text/plain"}, {"Content-Type": "application/xml"}, {"Content-Encoding": "gzip"}]
)
async def test_only_json_is_accepted(edge: Edge, headers: dict[str, str]) -> None:
    problem(await edge.post(edge.request(LOOK_UP), **headers), 415, "not-json")


async def test_a_header_with_one_value_may_be_sent_once(edge: Edge) -> None:
    async with edge.client() as client:
        twice = [*edge.headers().items(), ("LEA-Court-Case", "other")]
        response = await client.get(f"/v1/enforcement-proceedings/{NUMBER}", headers=twice)
    details = problem(response, 400, "malformed-request")
    assert details.problems[0].field == "lea-court-case"


async def test_other_addresses_and_methods_are_problems_too(edge: Edge) -> None:
    async with edge.client() as client:
        problem(await client.get("/v1/nothing"), 404, "no-such-resource")
        problem(await client.get("/docs"), 404, "no-such-resource")
        problem(await client.get("/v1/information-requests"), 405, "method-not-allowed")
        response = await client.delete(f"/v1/enforcement-proceedings/{NUMBER}")
        problem(response, 405, "method-not-allowed")
        assert "GET" in response.headers["allow"]
    last = await edge.last()
    assert (last["operation"], last["consumer"], last["problem"]) == ("nowhere", None, "method-not-allowed")


async def test_a_refusal_contains_no_personal_data(edge: Edge) -> None:
    person = "7777777A777PB7"
    look_up = {"by": "debtor", "identifier": {"kind": "unp", "value": person}}
    response = await edge.post(edge.request(look_up))
    assert person not in response.text
    assert person not in json.dumps(await edge.log(), default=str)


async def test_descriptions_answer_head_requests(edge: Edge) -> None:
    schema = "/schemas/lea.service-3-11-01.policy.v1.json"
    async with edge.client() as client:
        for path in (schema, "/openapi.json", "/soap/v1/information?wsdl", "/soap/v1/information.xsd"):
            whole, head = await client.get(path), await client.head(path)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["content-length"] == str(len(whole.content))


async def test_many_unknown_fields_cost_little(edge: Edge) -> None:
    """Only those that are listed are made into problems, however many there are."""
    made = 0

    def counted(*_: Any, **__: Any) -> str:
        nonlocal made
        made += 1
        return "a"

    extra = {f"a{number}": 1 for number in range(20_000)}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("contracts.registry.field_path", counted)
        details = problem(await edge.post({**edge.request(LOOK_UP), **extra}), 422, "invalid-request")
    assert len(details.problems) == 100
    assert made == 100
