"""The OpenAPI document of the edge says what the contracts say."""

import json
import re
from typing import Any

import pytest
from pydantic import TypeAdapter

from contracts.base import Contract
from contracts.problems import ProblemDetails
from contracts.service_3_11_01 import BulkLine, LookUp
from services.edge import refusals
from services.edge.api import EdgeApi
from services.edge.openapi import examples
from services.edge.openapi.document import ANSWERS, REQUESTS
from shared.http import problems
from shared.http.problems import ProblemKind

DOCUMENT = EdgeApi().openapi()
OPERATIONS = {
    operation["operationId"]: operation
    for operations in DOCUMENT["paths"].values()
    for operation in operations.values()
}
MODELS: dict[str, type[Contract]] = {model.__name__: model for model in (*REQUESTS, *ANSWERS)}
NOT_OF_AN_OPERATION = {problems.NO_SUCH_RESOURCE.code, problems.METHOD_NOT_ALLOWED.code}
OF_SOAP = {refusals.NOT_XML.code, refusals.NOT_SOAP.code, refusals.HEADER_NOT_UNDERSTOOD.code}


def contents(operation: Any) -> list[Any]:
    """Every body of an operation."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    return [content for body in bodies for content in body.get("content", {}).values()]


def refused(operation: Any) -> dict[int, Any]:
    """The refusals of an operation, by status."""
    return {
        int(status): response["content"]["application/problem+json"]["examples"]
        for status, response in operation["responses"].items()
        if int(status) >= 400
    }


def test_the_operations_are_there() -> None:
    assert set(OPERATIONS) == {
        "information-request",
        "enforcement-proceeding",
        "policy",
        "changes",
        "reconciliation",
        "bulk-request",
        "bulk-task",
        "bulk-result",
    }
    assert DOCUMENT["openapi"].startswith("3.1")


@pytest.mark.parametrize("model", ANSWERS, ids=lambda model: model.__name__)
def test_what_is_told_is_as_in_the_models(model: type[Contract]) -> None:
    expected = model.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    nested = expected.pop("$defs", {})
    for name, schema in {model.__name__: expected, **nested}.items():
        assert DOCUMENT["components"]["schemas"][name] == schema


@pytest.mark.parametrize("model", REQUESTS, ids=lambda model: model.__name__)
def test_what_is_asked_has_the_fields_of_the_models(model: type[Contract]) -> None:
    expected = model.model_json_schema(mode="validation")
    described = DOCUMENT["components"]["schemas"][model.__name__]
    assert described["properties"].keys() == expected["properties"].keys()
    assert described["required"] == expected["required"]
    assert described["additionalProperties"] is False
    assert "case-at-hand" in described["properties"]["legal_ground"]["enum"]


def test_every_reference_leads_somewhere() -> None:
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(DOCUMENT)))
    assert references
    assert references <= set(DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_body_has_examples_that_fit(name: str) -> None:
    for content in contents(OPERATIONS[name]):
        assert content["examples"]
        model = content["schema"].get("$ref", "").rpartition("/")[2]
        for example in content["examples"].values() if model else ():
            MODELS[model].model_validate_json(json.dumps(example["value"]))


def test_examples_of_lines_fit() -> None:
    for line in examples.LINES.splitlines():
        TypeAdapter[LookUp](LookUp).validate_json(line, strict=True)
    for line in examples.RESULT.splitlines():
        BulkLine.model_validate_json(line, strict=True)


def test_every_refusal_is_described_with_its_status_and_an_example() -> None:
    described = {
        (code, status)
        for operation in OPERATIONS.values()
        for status, examples_ in refused(operation).items()
        for code in examples_
    }
    kinds = {
        (kind.code, kind.status) for kind in (vars(problems) | vars(refusals)).values() if isinstance(kind, ProblemKind)
    }
    assert described == {(code, status) for code, status in kinds if code not in NOT_OF_AN_OPERATION | OF_SOAP}


def test_problems_say_their_status() -> None:
    for operation in OPERATIONS.values():
        for status, examples_ in refused(operation).items():
            for example in examples_.values():
                assert ProblemDetails.model_validate_json(json.dumps(example["value"])).status == status


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_asks_for_a_purpose_or_has_one(name: str) -> None:
    parameters = OPERATIONS[name].get("parameters", [])
    headers = {parameter["name"] for parameter in parameters if parameter["in"] == "header" and parameter["required"]}
    purpose = {"LEA-Request-Id", "LEA-Legal-Ground", "LEA-Court-Case"}
    if name in {"information-request", "reconciliation", "policy", "bulk-task", "bulk-result"}:
        assert not purpose & headers
    else:
        assert purpose == headers


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_key_or_a_signature_is_asked_for(name: str) -> None:
    assert OPERATIONS[name]["security"] == [{"key": []}, {"signature": []}]


def test_security_schemes_are_described() -> None:
    schemes = DOCUMENT["components"]["securitySchemes"]
    assert (schemes["key"]["type"], schemes["key"]["scheme"]) == ("http", "bearer")
    assert (schemes["signature"]["in"], schemes["signature"]["name"]) == ("header", "Signature")
