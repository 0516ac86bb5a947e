"""The SOAP binding says what the contracts say, in both directions."""

import json
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pydantic import TypeAdapter, ValidationError

from contracts.problems import Problem, ProblemDetails
from contracts.service_3_11_01 import InformationAnswer, InformationRequest, LookUp
from contracts.soap import wsdl, xsd
from contracts.soap.__main__ import FILES
from contracts.soap.messages import ANSWER, NAMESPACE, PROBLEM, REQUEST
from contracts.soap.reading import value_of
from contracts.soap.shapes import Element, singular
from contracts.soap.writing import writer_of
from services.court_query.domain.proceeding import Proceeding, evolve
from shared.court_card.card import cards
from shared.law.names import LANGUAGES
from tests.factories.proceedings import life

SCHEMA = etree.XMLSchema(etree.fromstring(xsd.rendered()))
LOOK_UPS: list[dict[str, Any]] = [
    {"by": "proceeding-number", "number": "0101-2026-000001"},
    {"by": "execution-document", "issuer": "EC-01", "number": "17 <&> «2026»", "issued_on": "2026-03-02"},
    {"by": "court-case", "case_number": "12-3/2026"},
    {"by": "debtor", "identifier": {"kind": "unp", "value": "100000022"}},
]
ASKED = {
    "request_id": "018f2f64-0000-7000-8000-000000000001",
    "consumer": "supreme-court",
    "legal_ground": "case-at-hand",
    "court_case": "12-3/2026",
    "look_ups": LOOK_UPS,
    "as_of": "2026-03-02",
}


def sound(message: Element, value: Any) -> etree._Element:
    """The message as XML that the schema allows."""
    element = etree.fromstring(writer_of(message)(value))
    SCHEMA.assertValid(element)
    return element


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_committed_files_are_current(path: Path) -> None:
    assert path.read_bytes() == FILES[path](), "run `make schemas`"


def test_the_description_names_the_schema_beside_it() -> None:
    described = etree.fromstring(wsdl.rendered("https://lea.example"))
    assert described.xpath("//@schemaLocation") == [xsd.FILE]
    assert described.xpath("//@location") == ["https://lea.example/soap/v1/information"]


@pytest.mark.parametrize("asked", [ASKED, {**ASKED, "as_of": None}, {**ASKED, "look_ups": LOOK_UPS[:1]}])
def test_a_request_comes_back_as_it_was(asked: dict[str, Any]) -> None:
    read = value_of(sound(REQUEST, asked), REQUEST.shape)
    expected = InformationRequest.model_validate_json(json.dumps(asked), strict=True)
    assert InformationRequest.model_validate_json(json.dumps(read), strict=True) == expected


def test_every_kind_of_look_up_is_tried_here() -> None:
    kinds = json.dumps(TypeAdapter(LookUp).json_schema()["discriminator"]["mapping"])
    assert all(look_up["by"] in kinds for look_up in LOOK_UPS)
    assert len(json.loads(kinds)) == len(LOOK_UPS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_comes_back_as_it_was(language: Any) -> None:
    found = [json.loads(cards(folded(number).course)[language]) for number in range(20)]
    refused = Problem(code="not-permitted", rule="a", detail="b <c>", field="look_ups.2", article="Art. 329(3)")
    told = {
        "request_id": ASKED["request_id"],
        "answered_at": "2026-11-20T09:00:00.123456+00:00",
        "as_of": "2026-03-02",
        "freshness": {"data_as_of": "2026-11-20T09:00:00+00:00", "lag_seconds": 0.001, "stale": False},
        "results": [
            {"outcome": "several-found", "proceedings": found, "problem": None},
            {"outcome": "not-found", "proceedings": [], "problem": None},
            {"outcome": "not-permitted", "proceedings": [], "problem": refused.model_dump()},
        ],
    }
    read = value_of(sound(ANSWER, told), ANSWER.shape)
    assert InformationAnswer.model_validate(missing_as_none(read)) == InformationAnswer.model_validate(told)


def missing_as_none(read: dict[str, Any]) -> dict[str, Any]:
    """What is none is not there in XML; the models of answers want it named."""
    claims = [claim for result in read["results"] for found in result["proceedings"] for claim in found["claims"]]
    for claim in claims:
        for name in ("currency", "amount", "repaid", "balance"):
            claim.setdefault(name, None)
    return read


def folded(number: int) -> Proceeding:
    proceeding: Proceeding | None = reduce(evolve, life(number), None)
    assert proceeding
    return proceeding


def test_a_problem_comes_back_as_it_was() -> None:
    problem = Problem(code="invalid-field", rule="string-type", detail="a string", field="as_of")
    details = ProblemDetails(type="urn:x", title="t", status=422, detail="d", problems=(problem,), trace_id=None)
    read = value_of(sound(PROBLEM, details.model_dump()), PROBLEM.shape)
    assert ProblemDetails.model_validate({"trace_id": None, **read}) == details


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    element = sound(REQUEST, {**ASKED, "court_case": "a\x01b\x0bc\ud800d\U0001f600"})
    assert element.findtext(f"{{{NAMESPACE}}}court_case") == "a\ufffdb\ufffdc\ufffdd\U0001f600"


def test_the_order_of_elements_does_not_count() -> None:
    element = sound(REQUEST, ASKED)
    element[:] = reversed(element)
    assert not SCHEMA.validate(element)
    read = InformationRequest.model_validate_json(json.dumps(value_of(element, REQUEST.shape)))
    assert read.court_case == "12-3/2026"


_DOCUMENT = "<execution-document><issuer>EC-01</issuer><number>1</number><issued_on>2026-03-02</issued_on>"


@pytest.mark.parametrize(
    ("standing", "put"),
    [
        ("</court_case>", "</court_case><court_case>1</court_case>"),
        ("</court_case>", "</court_case><unknown/>"),
        ("</court_case>", '</court_case><court_case xmlns="urn:other">1</court_case>'),
        ("<court_case>", '<court_case kind="x">'),
        ("<court_case>", "<court_case><b/>"),
        ("</court_case>", "</court_case>stray"),
        ("<look_ups>", "<look_ups>stray"),
        ("<look_ups>", '<look_ups kind="x">'),
        ("<look_ups>", "<look_ups><other/>"),
        ("<look_up>", "<look_up>stray"),
        ("<look_up>", '<look_up kind="x">'),
        ("<look_up>", "<look_up><court-case/>"),
        ("<look_up><proceeding-number>", "<look_up><proceeding-number><by>proceeding-number</by>"),
        ("<look_up><proceeding-number>", "<look_up><proceeding-number><by>debtor</by>"),
        ("<look_up>", "<look_up/><look_up>"),
        ("<look_up>", f"<look_up><frog/></look_up><look_up>{_DOCUMENT}</execution-document></look_up><look_up>"),
        ("<as_of>2026-03-02", "<as_of>"),
        ("<as_of>2026-03-02", '<as_of xsi:nil="false" xmlns:xsi="urn:x">2026-03-02'),
    ],
)
def test_what_does_not_belong_there_is_refused(standing: str, put: str) -> None:
    text = writer_of(REQUEST)(ASKED)
    assert standing in text
    element = etree.fromstring(text.replace(standing, put, 1))
    assert not SCHEMA.validate(element)
    with pytest.raises(ValidationError):
        InformationRequest.model_validate_json(json.dumps(value_of(element, REQUEST.shape)), strict=True)


def test_none_may_be_said() -> None:
    nil = '<as_of xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'
    element = etree.fromstring(writer_of(REQUEST)(ASKED).replace("<as_of>2026-03-02</as_of>", nil))
    assert value_of(element, REQUEST.shape)["as_of"] is None


@pytest.mark.parametrize(
    ("plural", "one"), [("statuses", "status"), ("claims", "claim"), ("look_ups", "look_up"), ("measures", "measure")]
)
def test_items_go_by_the_singular(plural: str, one: str) -> None:
    assert singular(plural) == one
