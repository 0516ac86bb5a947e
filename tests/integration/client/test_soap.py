"""The SOAP binding, used by a client library that knows only the WSDL."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx
import pytest
import requests
import zeep
import zeep.exceptions
import zeep.helpers
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from contracts.events.edge import KeyKind
from contracts.problems import ProblemDetails
from contracts.service_3_11_01 import EnforcementProceedingInfo
from contracts.soap.messages import ACTION, ENVELOPE, PATH, PROBLEM, REQUEST
from contracts.soap.reading import value_of
from contracts.soap.writing import writer_of
from infra.client import ServiceKeys
from shared.court_card.card import card
from shared.law.names import LANGUAGES
from shared.signatures.client import sign_request, verify_answer
from shared.signatures.keys import SigningKey
from tests.factories.proceedings import life
from tests.integration.client.conftest import NUMBERS, PROCEEDINGS, Served
from tests.integration.edge.conftest import COURT

Soap = Callable[..., zeep.Client]


class Signing(requests.auth.AuthBase):
    """Signs requests, and keeps the last response."""

    def __init__(self, key: SigningKey) -> None:
        self.key = key
        self.sent: requests.PreparedRequest
        self.got: requests.Response

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        digest = sha256(request.body).digest() if isinstance(request.body, bytes) else None
        signed = sign_request(self.key, *_head(request), digest, datetime.now(UTC))
        request.headers.update(signed)
        request.register_hook("response", self._keep)
        self.sent = request
        return request

    def proved(self, service_keys: ServiceKeys) -> str:
        """The key that signed the last response."""
        digest, now = sha256(self.got.content).digest(), datetime.now(UTC)
        headers = dict(self.got.headers)
        return verify_answer(service_keys, self.got.status_code, headers, digest, request=_head(self.sent), now=now)

    def _keep(self, response: requests.Response, **_: Any) -> None:
        self.got = response


def _head(request: requests.PreparedRequest) -> tuple[str, str, dict[str, str]]:
    headers = {name: value if isinstance(value, str) else value.decode() for name, value in request.headers.items()}
    return str(request.method), str(request.url), headers


@pytest.fixture
def soap(served: Served) -> Soap:
    """Makes clients."""

    def make(
        language: str = "en", auth: requests.auth.AuthBase | None = None, bearer: str | None = None
    ) -> zeep.Client:
        session = requests.Session()
        session.trust_env = False
        session.headers["Accept-Language"] = language
        if auth is None:
            session.headers["Authorization"] = f"Bearer {bearer or served.bearer}"
        session.auth = auth or (lambda request: request)
        return zeep.Client(f"{served.url}{PATH}?wsdl", transport=zeep.Transport(session=session))

    return make


def asked(*look_ups: Any, **others: Any) -> dict[str, Any]:
    return {
        "request_id": str(uuid4()),
        "consumer": COURT,
        "legal_ground": "case-at-hand",
        "court_case": "12-3/2026",
        "look_ups": {"look_up": list(look_ups)},
        **others,
    }


def by_number(number: str) -> dict[str, Any]:
    return {"proceeding-number": {"number": number}}


def enveloped(*look_ups: Any, **others: Any) -> bytes:
    """A request as it is sent, in its JSON form."""
    message = writer_of(REQUEST)({**asked(**others), "look_ups": list(look_ups)})
    return f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{message}</e:Body></e:Envelope>'.encode()


def post(served: Served, body: bytes, **headers: str) -> httpx.Response:
    own = {"Authorization": f"Bearer {served.bearer}", "Content-Type": "text/xml; charset=utf-8"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(f"{served.url}{PATH}", content=body, headers={**own, **given}, trust_env=False)


def problem_in(detail: etree._Element) -> ProblemDetails:
    return ProblemDetails.model_validate({"trace_id": None, **value_of(detail[0], PROBLEM.shape)})


def refusal(response: httpx.Response) -> tuple[str | None, ProblemDetails]:
    fault = etree.fromstring(response.content).find(f"{{{ENVELOPE}}}Body/{{{ENVELOPE}}}Fault")
    assert fault is not None
    return fault.findtext("faultcode"), problem_in(fault[-1])


def info(card: Any) -> EnforcementProceedingInfo:
    """A received card, as the contract."""
    plain = zeep.helpers.serialize_object(card, dict)
    lists = {
        name: (plain[name] or {}).get(item, [])
        for name, item in (("claims", "claim"), ("statuses", "status"), ("measures", "measure"))
    }
    return EnforcementProceedingInfo.model_validate_json(json.dumps({**plain, **lists}, default=str))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_is_complete(soap: Soap, language: Any) -> None:
    answer = soap(language).service.information(**asked(*map(by_number, NUMBERS)))
    results = answer.results.result
    assert [result.outcome for result in results] == ["found"] * len(NUMBERS)
    for result, proceeding in zip(results, PROCEEDINGS, strict=True):
        expected = card(proceeding.course, language)
        assert expected
        assert info(result.proceedings.proceeding[0]) == EnforcementProceedingInfo.model_validate_json(expected)


def test_every_kind_of_look_up_is_answered(soap: Soap, served: Served) -> None:
    one = PROCEEDINGS[1].keys
    document = {"issuer": one.issuer, "number": one.document_number, "issued_on": one.document_issued_on}
    identifier = {"kind": one.debtor_kind, "value": one.debtor_identifier}
    request = asked(
        by_number(NUMBERS[1]),
        {"execution-document": document},
        {"court-case": {"case_number": one.court_case}},
        {"debtor": {"identifier": identifier}},
        by_number("9999-2026-999999"),
        by_number("not a number"),
    )
    answer = soap().service.information(**request)
    assert answer.request_id == request["request_id"]
    outcomes = [result.outcome for result in answer.results.result]
    assert outcomes == ["found", "found", "several-found", "several-found", "not-found", "malformed"]
    assert answer.results.result[5].problem.field.startswith("look_ups.5")
    assert answer.answered_at.tzinfo is not None
    assert answer.freshness.stale is False
    record = served.last()
    assert record["operation"] == "soap-information-request"
    assert record["outcomes"] == outcomes
    assert str(record["request_id"]) == request["request_id"]
    assert one.debtor_identifier not in str(record)


def test_as_of_a_day(soap: Soap) -> None:
    day = PROCEEDINGS[1].course.initiation.initiated_on
    answers = [
        soap().service.information(**asked(by_number(NUMBERS[1]), as_of=asked_of))
        for asked_of in (day, day - timedelta(1))
    ]
    assert [answer.results.result[0].outcome for answer in answers] == ["found", "not-found"]
    assert answers[0].as_of == day
    expected = card(PROCEEDINGS[1].course, "en", day)
    assert expected
    received = info(answers[0].results.result[0].proceedings.proceeding[0])
    assert received == EnforcementProceedingInfo.model_validate_json(expected)


def test_as_known_at_a_moment(soap: Soap) -> None:
    moment = life(1)[0].recorded_at
    answers = [
        soap().service.information(**asked(by_number(NUMBERS[1]), as_known_at=known))
        for known in (moment, moment - timedelta(seconds=1))
    ]
    assert [answer.results.result[0].outcome for answer in answers] == ["found", "not-found"]
    assert answers[0].as_known_at == moment
    [said] = answers[0].results.result[0].provenances.provenance
    assert (said.revision, said.known_since, said.statuses.status) == (0, moment, [moment])
    later = datetime.now(UTC) + timedelta(days=1)
    with pytest.raises(zeep.exceptions.Fault, match="as_known_at"):
        soap().service.information(**asked(by_number(NUMBERS[1]), as_known_at=later))


@pytest.mark.parametrize("kind", [KeyKind.ED25519, KeyKind.ECDSA_P256])
def test_requests_are_signed_and_so_are_answers(soap: Soap, served: Served, kind: KeyKind) -> None:
    auth = Signing(served.keys[kind])
    answer = soap(auth=auth).service.information(**asked(by_number(NUMBERS[1])))
    assert answer.results.result[0].outcome == "found"
    assert auth.proved(served.service_keys) in served.service_keys
    assert served.last()["key"] == served.keys[kind].id
    assert served.last()["answer_digest"] == sha256(auth.got.content).digest()


def test_an_answer_is_recorded_byte_for_byte(served: Served) -> None:
    body = enveloped({"by": "proceeding-number", "number": NUMBERS[1]})
    response = post(served, body, SOAPAction=f'"{ACTION}"')
    assert response.status_code == 200
    record = served.last()
    assert record["request_digest"] == sha256(body).digest()
    assert record["answer_digest"] == sha256(response.content).digest()
    assert record["proceedings"] == [NUMBERS[1]]


def test_a_request_id_keeps_its_answer(served: Served) -> None:
    body = enveloped({"by": "proceeding-number", "number": NUMBERS[1]})
    first, again = post(served, body), post(served, body)
    assert (again.status_code, again.content) == (200, first.content)
    assert served.last()["repeated"]
    other = post(served, body.replace(NUMBERS[1].encode(), NUMBERS[2].encode()))
    assert refusal(other)[1].type == "urn:lea:problem:request-id-reused"


def test_five_hundred_look_ups(soap: Soap) -> None:
    numbers = [NUMBERS[place % len(NUMBERS)] for place in range(500)]
    answer = soap().service.information(**asked(*map(by_number, numbers)))
    assert [result.proceedings.proceeding[0].number for result in answer.results.result] == numbers


def test_a_fault_carries_the_problem(soap: Soap, served: Served) -> None:
    with pytest.raises(zeep.exceptions.Fault) as fault:
        soap().service.information(**asked(by_number(NUMBERS[1]), as_of=date(2999, 1, 1)))
    assert fault.value.code == "soap:Client"
    problem = problem_in(fault.value.detail)
    assert (problem.type, problem.status) == ("urn:lea:problem:invalid-request", 422)
    assert problem.problems[0].field == "as_of"
    assert (served.last()["status"], served.last()["problem"]) == (500, "invalid-request")
    counted = httpx.get(f"{served.url}/metrics", trust_env=False).text
    assert 'lea_edge_requests_total{operation="soap-information-request",status="422"}' in counted


def test_an_unknown_consumer_gets_a_fault(soap: Soap) -> None:
    with pytest.raises(zeep.exceptions.Fault) as fault:
        soap(bearer=f"{COURT}.wrong").service.information(**asked(by_number(NUMBERS[1])))
    assert problem_in(fault.value.detail).type == "urn:lea:problem:not-authenticated"


@pytest.mark.parametrize(
    "content_type", ["text/xml", "text/xml; charset=utf-8;", 'TEXT/XML;charset="UTF-8"', "text/xml;"]
)
def test_content_types_of_soap_clients_are_accepted(served: Served, content_type: str) -> None:
    response = post(
        served, enveloped({"by": "proceeding-number", "number": NUMBERS[1]}), **{"Content-Type": content_type}
    )
    assert response.status_code == 200, response.text


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Authorization": "Bearer nobody"}, 401, "not-authenticated"),
        ({"Content-Type": "application/json"}, 415, "not-xml"),
        ({"Content-Type": "application/soap+xml"}, 415, "not-xml"),
        ({"Content-Type": "text/xml; charset=windows-1251"}, 415, "not-xml"),
        ({"Content-Encoding": "gzip"}, 415, "not-xml"),
        ({"SOAPAction": '"urn:other"'}, 500, "malformed-request"),
    ],
)
def test_refusals_of_the_http_request(served: Served, headers: dict[str, str], status: int, code: str) -> None:
    response = post(served, enveloped({"by": "proceeding-number", "number": NUMBERS[1]}), **headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "text/xml; charset=utf-8"
    assert refusal(response)[1].type == f"urn:lea:problem:{code}"
    assert (served.last()["status"], served.last()["problem"]) == (status, code)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"not xml", "malformed-request"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>', "malformed-request"),
        (b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"/>', "not-soap-1.1"),
        (enveloped(), "invalid-request"),
        (enveloped(*[{"by": "proceeding-number", "number": NUMBERS[1]}] * 501), "invalid-request"),
        (enveloped({"by": "proceeding-number", "number": NUMBERS[1]}, consumer="other"), "not-permitted"),
        (enveloped({"by": "proceeding-number", "number": NUMBERS[1]}, legal_ground="other"), "invalid-request"),
    ],
)
def test_messages_that_are_refused(served: Served, body: bytes, code: str) -> None:
    response = post(served, body)
    assert response.status_code == 500
    faultcode, problem = refusal(response)
    assert problem.type == f"urn:lea:problem:{code}"
    assert faultcode == ("soap:VersionMismatch" if code == "not-soap-1.1" else "soap:Client")


_SOUND = enveloped({"by": "debtor", "identifier": {"kind": "unp", "value": "100000007"}})
_PIECES = st.sampled_from(
    [
        b"",
        b"<",
        b"/>",
        b"&#0;",
        b"&amp;",
        b"\x00",
        b"\xff",
        b"<!--",
        b"<![CDATA[",
        b"]]>",
        b'x="y"',
        "Ж".encode(),
        b"9" * 70,
    ]
)


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, len(_SOUND)), length=st.integers(0, 40), piece=_PIECES)
def test_corrupted_messages_are_answered_or_refused(served: Served, place: int, length: int, piece: bytes) -> None:
    response = post(served, _SOUND[:place] + piece + _SOUND[place + length :])
    assert response.status_code in {200, 500}
    if response.status_code == 500:
        problem = refusal(response)[1]
        assert problem.status in {400, 403, 422}
        assert "100000007" not in str(served.last())


def test_a_message_that_is_too_large(served: Served) -> None:
    response = post(served, b" " * 300_000)
    assert (response.status_code, refusal(response)[1].type) == (413, "urn:lea:problem:request-too-large")


def test_the_description_contains_its_address(served: Served) -> None:
    described = httpx.get(f"{served.url}{PATH}?wsdl", trust_env=False)
    assert f'location="{served.url}{PATH}"'.encode() in described.content
    assert httpx.get(f"{served.url}{PATH}", trust_env=False).status_code == 405
