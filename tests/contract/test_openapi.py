"""The OpenAPI document of the edge says what the contracts say."""

import json
import re
from typing import Any, Literal

import pytest

from contracts.problems import ProblemDetails
from contracts.service_3_11_01 import EnforcementProceedingInfo, InformationAnswer, InformationRequest
from services.edge.domain import refusals
from services.edge.domain.refusals import Kind
from services.edge.openapi import document

DOCUMENT = document()
OPERATIONS = {
    (method, path): operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}
POST = ("post", "/v1/information-requests")
GET = ("get", "/v1/enforcement-proceedings/{number}")


def test_there_are_the_two_operations_and_no_others() -> None:
    assert set(OPERATIONS) == {POST, GET}
    assert DOCUMENT["openapi"].startswith("3.1")


@pytest.mark.parametrize("model", [InformationRequest, InformationAnswer, EnforcementProceedingInfo, ProblemDetails])
def test_schemas_are_those_of_the_models(model: Any) -> None:
    mode: Literal["validation", "serialization"] = "validation" if model is InformationRequest else "serialization"
    expected = model.model_json_schema(mode=mode, ref_template="#/components/schemas/{model}")
    nested = expected.pop("$defs", {})
    for name, schema in {model.__name__: expected, **nested}.items():
        assert DOCUMENT["components"]["schemas"][name] == schema


def test_every_reference_leads_somewhere() -> None:
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(DOCUMENT)))
    assert references
    assert references <= set(DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize(
    ("operation", "status", "media_type", "schema"),
    [
        (POST, "200", "application/json", "InformationAnswer"),
        (POST, "422", "application/problem+json", "ProblemDetails"),
        (GET, "200", "application/json", "EnforcementProceedingInfo"),
        (GET, "404", "application/problem+json", "ProblemDetails"),
    ],
)
def test_answers_are_described(operation: Any, status: str, media_type: str, schema: str) -> None:
    content = OPERATIONS[operation]["responses"][status]["content"]
    assert content == {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def test_every_refusal_has_its_status() -> None:
    kinds = {kind.status for kind in vars(refusals).values() if isinstance(kind, Kind)}
    described = {int(status) for operation in OPERATIONS.values() for status in operation["responses"]}
    # What is refused before there is an operation cannot be part of one.
    assert described == {*kinds, 200, 304} - {405}


def test_every_operation_asks_for_a_key_and_a_purpose() -> None:
    assert all(operation["security"] == [{"key": []}] for operation in OPERATIONS.values())
    assert DOCUMENT["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    needed = {parameter["name"] for parameter in OPERATIONS[GET]["parameters"] if parameter["required"]}
    assert needed == {"number", "LEA-Request-Id", "LEA-Legal-Ground", "LEA-Court-Case"}
    request = DOCUMENT["components"]["schemas"]["InformationRequest"]
    assert {"request_id", "consumer", "legal_ground", "court_case", "look_ups"} == set(request["required"])
