"""The OpenAPI document: what FastAPI makes of the path operations, with the schemas of bodies it does not read."""

from collections.abc import Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema

from contracts import codelists
from contracts.base import Contract
from contracts.codelists import CodeList
from contracts.problems import ProblemDetails
from contracts.service_3_11_01 import (
    BulkLine,
    BulkTask,
    ChangesAnswer,
    EnforcementProceedingInfo,
    InformationAnswer,
    InformationRequest,
    Policy,
    ReconciliationAnswer,
    ReconciliationRequest,
)
from contracts.soap.messages import PATH
from services.edge.openapi.responses import JSON, Json
from services.edge.openapi.title import DESCRIPTION, TITLE, VERSION

REQUESTS: tuple[type[Contract], ...] = (InformationRequest, ReconciliationRequest)
ANSWERS: tuple[type[Contract], ...] = (
    InformationAnswer, EnforcementProceedingInfo, Policy, ChangesAnswer, ReconciliationAnswer, BulkTask, BulkLine,
    ProblemDetails,
)  # fmt: skip

# Contract strips texts before validation; a schema can only say so by a pattern.
_SAYS_SOMETHING = r"^[^\x00]*[^\s\x00][^\x00]*$"


def document(routes: Sequence[APIRoute]) -> dict[str, Any]:
    """The OpenAPI document of these routes."""
    described = get_openapi(title=TITLE, version=VERSION, description=DESCRIPTION, routes=routes)
    described["externalDocs"] = {"description": "The same over SOAP 1.1", "url": f"{PATH}?wsdl"}
    components = described["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        components.pop(name, None)
    components.update(schemas())
    for route in routes:
        for method in (route.include_in_schema and route.methods) or ():
            _complete(described["paths"][route.path][method.lower()], route)
    return described


def schemas() -> dict[str, Json]:
    """The schemas of the bodies as published; those of requests describe every rule that is checked.

    FastAPI leaves defaults out, and does not know the bodies that it neither reads nor writes itself.
    """
    _, written = models_json_schema([(model, "serialization") for model in ANSWERS], ref_template=_REFERENCE)
    _, read = models_json_schema([(model, "validation") for model in REQUESTS], ref_template=_REFERENCE)
    precise = {name: _precise(schema) for name, schema in read["$defs"].items()}
    look_ups = precise[InformationRequest.__name__]["properties"]["look_ups"]
    look_ups["items"] = {"anyOf": [look_ups["items"], _ANYTHING_ELSE]}
    return {**precise, **written["$defs"]}


def _complete(operation: Json, route: APIRoute) -> None:
    """Put back what FastAPI leaves out, the nulls of examples, and take out what it adds, its own answer 422."""
    if JSON in operation["responses"].get("422", {}).get("content", {}):
        del operation["responses"]["422"]
    bodies = [(operation["responses"][str(status)], response) for status, response in route.responses.items()]
    if route.openapi_extra:
        bodies.append((operation["requestBody"], route.openapi_extra["requestBody"]))
    for body, stated in bodies:
        for media_type, content in stated.get("content", {}).items():
            body["content"][media_type]["examples"] = content["examples"]


_REFERENCE = "#/components/schemas/{model}"
_ANYTHING_ELSE = {"description": "Anything else has the outcome `malformed`, and spoils no other look-up."}


def _precise(schema: Any) -> Any:
    """The schema, with the codes of each code list and a pattern for texts that must not be empty."""
    if isinstance(schema, list):
        return [_precise(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    precise = {key: _precise(value) for key, value in schema.items()}
    if "x-code-list" in precise:
        precise["enum"] = list(_CODE_LISTS[precise["x-code-list"]])
    if precise.get("minLength") and "pattern" not in precise:
        precise["pattern"] = _SAYS_SOMETHING
    return precise


_CODE_LISTS = {
    value.name: value for name in codelists.__all__ if isinstance(value := getattr(codelists, name), CodeList)
}
