"""SOAP envelopes: which are read, which are refused, and how answers and faults are written."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from contracts.problems import ProblemDetails
from contracts.soap import xsd
from contracts.soap.messages import ENVELOPE, NAMESPACE, PROBLEM
from contracts.soap.reading import value_of
from services.edge import refusals
from services.edge.lookup.domain.envelopes import answer_in, fault_in, fault_status, request_in
from services.edge.refusals import HEADER_NOT_UNDERSTOOD, NOT_AUTHENTICATED, NOT_SOAP
from shared.http.problems import INVALID, MALFORMED, TOO_SLOW, UNAVAILABLE, ProblemKind, Refused, refused

MESSAGE = f'<information_request xmlns="{NAMESPACE}"><court_case>12-3/2026</court_case></information_request>'
SCHEMA = etree.XMLSchema(etree.fromstring(xsd.rendered()))


def envelope(content: str = MESSAGE, header: str = "", before: str = "") -> bytes:
    return (f'{before}<e:Envelope xmlns:e="{ENVELOPE}">{header}<e:Body>{content}</e:Body></e:Envelope>').encode()


def refusal_of(body: bytes) -> ProblemKind:
    with pytest.raises(Refused) as refusal:
        request_in(body)
    return refusal.value.kind


@pytest.mark.parametrize(
    "body",
    [
        envelope(),
        envelope(before='<?xml version="1.0" encoding="UTF-8"?>'),
        b"\xef\xbb\xbf" + envelope(before="<?xml version='1.0'?>"),
        envelope(header="<e:Header/>"),
        envelope(header='<e:Header><a xmlns="urn:a" e:mustUnderstand="0">1</a></e:Header>'),
        envelope(header='<e:Header><a xmlns="urn:a" e:mustUnderstand="1" e:actor="urn:b"/></e:Header>'),
        envelope(f"\n<!-- a remark -->\n{MESSAGE}\n"),
        envelope(MESSAGE.replace("12-3/2026", "12-<!-- a remark -->3/2026")),
        envelope(MESSAGE.replace("12-3/2026", "<![CDATA[12-3/2026]]>")),
        envelope(MESSAGE.replace("12-3/2026", " 12-3/2&#48;26 ")),
    ],
)
def test_equivalent_envelopes_are_read(body: bytes) -> None:
    assert request_in(body) == {"court_case": "12-3/2026"}


DEPTHS = (33, 200, 254, 990, 2040, 100_000)
PLACES = {
    "document": "{}",
    "body": envelope("{}").decode(),
    "request": envelope(MESSAGE.replace("<court_case>", "{}<court_case>")).decode(),
    "look-up": envelope(MESSAGE.replace("<court_case>", "<look_ups>{}</look_ups><court_case>")).decode(),
    "text": envelope(MESSAGE.replace("12-3", "{}12-3")).decode(),
    "header": envelope(header="<e:Header>{}</e:Header>").decode(),
}


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("place", PLACES)
def test_deep_envelopes_are_malformed(place: str, depth: int) -> None:
    for start, end in (("<a>", "</a>"), ("<e:Body>", "</e:Body>"), ("<look_ups>", "</look_ups>")):
        content = start * depth + end * depth
        body = PLACES[place].format(content if place != "document" else content.replace("e:Body", "Body"))
        assert refusal_of(body.encode()) is MALFORMED


@pytest.mark.parametrize("element", ["<a/>", "<court_case>1</court_case>", "<look_ups/>", "<look_ups><a/></look_ups>"])
def test_an_element_may_come_any_number_of_times(element: str) -> None:
    """The contract refuses it; reading it nests nothing."""
    read = request_in(envelope(MESSAGE.replace("<court_case>", element * 20_000 + "<court_case>")))
    assert len(json.dumps(read)) < 1_000_000
    (name,) = {child.tag.rpartition("}")[2] for child in etree.fromstring(f"<r>{element}</r>")}
    assert isinstance(read[name], list)
    assert len(read[name]) == 20_000 + (name == "court_case")


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"court_case=1",
        b'{"court_case": "1"}',
        envelope()[:-3],
        envelope() + b"<more/>",
        envelope(before=f'<!DOCTYPE e [<!ENTITY a0 "ha">{LAUGHS}]>'),
        envelope("&a;", before='<!DOCTYPE e [<!ENTITY a SYSTEM "file:///etc/hostname">]>'),
        envelope("&a;", before='<!DOCTYPE e [<!ENTITY a SYSTEM "http://127.0.0.1:9/">]>'),
        envelope(before='<!DOCTYPE e SYSTEM "http://127.0.0.1:9/e.dtd">'),
        envelope("&undeclared;"),
        envelope(f"<?php 1?>{MESSAGE}"),
        envelope(before='<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:9/"?>'),
        envelope(before='<?xml-stylesheet href="http://127.0.0.1:9/"?>'),
        envelope(before='<?xml version="1.0" encoding="windows-1251"?>'),
        envelope(before='<?xml version="1.0" encoding="utf-7"?>'),
        envelope(before='<?xml version="1.0" encoding="utf-16"?>').decode().encode("utf-16"),
        envelope(MESSAGE.replace("12-3/2026", "&#1;")),
        envelope(MESSAGE.replace("12-3/2026", "Ж")).decode().encode("windows-1251"),
        envelope(""),
        envelope(MESSAGE * 2),
        envelope(MESSAGE.replace(NAMESPACE, "urn:other")),
        envelope("<information_request/>"),
        envelope("<a>" * 300 + "</a>" * 300),
        envelope(header="<e:Body/>"),
        envelope(header="<e:Header/><e:Header/>"),
        envelope(header="<other/>"),
        envelope().replace(b"</e:Body>", b"</e:Body><e:Header/>"),
    ],
)
def test_malformed_messages_are_refused(body: bytes) -> None:
    assert refusal_of(body) in (MALFORMED, NOT_SOAP)


def test_another_version_of_soap_gets_a_version_mismatch() -> None:
    body = envelope().replace(ENVELOPE.encode(), b"http://www.w3.org/2003/05/soap-envelope")
    assert refusal_of(body) == NOT_SOAP
    assert fault_code(NOT_SOAP) == "soap:VersionMismatch"


@pytest.mark.parametrize("actor", ["", 'e:actor="http://schemas.xmlsoap.org/soap/actor/next"'])
def test_a_header_that_must_be_understood_is_not(actor: str) -> None:
    body = envelope(header=f'<e:Header><a xmlns="urn:a" e:mustUnderstand="1" {actor}/></e:Header>')
    assert refusal_of(body) == HEADER_NOT_UNDERSTOOD
    assert fault_code(HEADER_NOT_UNDERSTOOD) == "soap:MustUnderstand"


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: envelope(text)))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        json.dumps(request_in(body))
    except Refused as refusal:
        assert refusal.kind in (MALFORMED, NOT_SOAP)  # noqa: PT017 - reading some of it is no failure


def test_a_message_of_the_depth_allowed_is_read() -> None:
    body = envelope(MESSAGE.replace("<court_case>", "<x>" * 29 + "</x>" * 29 + "<court_case>"))
    assert request_in(body)["court_case"] == "12-3/2026"


def fault(kind: ProblemKind) -> etree._Element:
    detail = "it is <not> what was 'asked' for"
    said = fault_in(kind, refused(kind, "a rule", detail, field="as_of").details("0" * 32))
    element = etree.fromstring(said).find(f"{{{ENVELOPE}}}Body/{{{ENVELOPE}}}Fault")
    assert element is not None
    return element


def fault_code(kind: ProblemKind) -> str | None:
    return fault(kind).findtext("faultcode")


@pytest.mark.parametrize("kind", [kind for kind in vars(refusals).values() if isinstance(kind, ProblemKind)])
def test_a_fault_carries_the_problem(kind: ProblemKind) -> None:
    element = fault(kind)
    assert [part.tag for part in element] == ["faultcode", "faultstring", "detail"]
    assert element.findtext("faultstring") == "it is <not> what was 'asked' for"
    SCHEMA.assertValid(element[2][0])
    problem: dict[str, Any] = value_of(element[2][0], PROBLEM.shape)
    details = ProblemDetails.model_validate(problem)
    assert (details.type, details.status) == (f"urn:lea:problem:{kind.code}", kind.status)
    assert details.problems[0].field == "as_of"


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        (INVALID, "soap:Client", 500),
        (MALFORMED, "soap:Client", 500),
        (NOT_AUTHENTICATED, "soap:Client", 401),
        (TOO_SLOW, "soap:Server", 408),
        (UNAVAILABLE, "soap:Server", 503),
    ],
)
def test_fault_codes_and_statuses(kind: ProblemKind, code: str, status: int) -> None:
    assert fault_code(kind) == code
    assert fault_status(kind) == status


def test_an_answer_is_enveloped() -> None:
    answer = etree.fromstring(answer_in({"request_id": "1"}))
    assert [child.tag for child in answer] == [f"{{{ENVELOPE}}}Body"]
    assert answer[0][0].tag == f"{{{NAMESPACE}}}information_answer"
