"""The document as a whole."""

from collections import defaultdict
from typing import Any

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
from services.edge.openapi.describing import Json
from services.edge.openapi.operations import OPERATIONS
from services.edge.openapi.problems import responses
from services.edge.openapi.title import DESCRIPTION, TITLE, VERSION

ASKED: tuple[type[Contract], ...] = (InformationRequest, ReconciliationRequest)
TOLD: tuple[type[Contract], ...] = (
    InformationAnswer, EnforcementProceedingInfo, Policy, ChangesAnswer, ReconciliationAnswer, BulkTask, BulkLine,
    ProblemDetails,
)  # fmt: skip

SECURITY: Json = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "`<consumer>.<secret>`, as handed over at registration.",
    },
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "Signature",
        "description": "A signature by a registered key (RFC 9421), with Signature-Input and, where there is a body,"
        " Content-Digest (RFC 9530). Covered are @method, @target-uri, content-digest, content-type and every header"
        " LEA-*; created, expires, nonce, keyid and tag are given.",
    },
}

# What Contract does to texts before they are looked at, a schema cannot say otherwise.
_SAYS_SOMETHING = r"^[^\x00]*[^\s\x00][^\x00]*$"


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    paths: defaultdict[str, Json] = defaultdict(dict)
    for operation in OPERATIONS:
        paths[operation.path][operation.method] = operation.written(responses(operation.refusals))
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": VERSION, "description": DESCRIPTION},
        "security": [{"key": []}, {"signature": []}, {"key": [], "signature": []}],
        "paths": dict(paths),
        "components": {"schemas": schemas(), "securitySchemes": SECURITY},
        "externalDocs": {"description": "The same over SOAP 1.1", "url": f"{PATH}?wsdl"},
    }


def schemas() -> dict[str, Json]:
    """The schemas of the models by their names; those of requests say all that is refused."""
    _, told = models_json_schema([(model, "serialization") for model in TOLD], ref_template=_REFERENCE)
    _, asked = models_json_schema([(model, "validation") for model in ASKED], ref_template=_REFERENCE)
    precise = {name: _precise(schema) for name, schema in asked["$defs"].items()}
    look_ups = precise[InformationRequest.__name__]["properties"]["look_ups"]
    look_ups["items"] = {"anyOf": [look_ups["items"], _ANYTHING_ELSE]}
    return {**precise, **told["$defs"]}


_REFERENCE = "#/components/schemas/{model}"
_ANYTHING_ELSE = {"description": "Anything else has the outcome `malformed`, and spoils no other look-up."}


def _precise(schema: Any) -> Any:
    """A schema that says besides of which codes a text is, and that it is not empty."""
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
