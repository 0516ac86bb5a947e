"""The OpenAPI document of the JSON interface: each act and correction is a path operation with its schema.

Made from the published JSON Schemas (`contracts/schemas`), so that describing the acts imports none of their models.
`described.py` lists what is looked up.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache

from contracts.base import Contract
from contracts.problems import ProblemDetails
from services.desk.api.bank_statements import RecordedFile, StatementFile
from services.desk.api.described import DAY, LOOK_UPS, LookUp
from services.desk.api.operations import ACTS, REGISTER, Operation, created, has_draft, operations
from services.desk.api.plain import PLAIN, PlainCommand
from services.desk.api.schemas import Components, Json, published
from shared.act_fields import ActFields
from shared.bank_statements.whole import StatementView
from shared.http.problems import MEDIA_TYPE

_JSON = "application/json"
_PDF: Json = {"application/pdf": {"schema": {"type": "string", "contentMediaType": "application/pdf"}}}
_DESCRIPTION = (
    "What the pages of the desk show and record, for programs. A request carries a personal access token;"
    " the actor is always its person. Whatever the person may not see is answered as if it did not exist."
)
_RECORDING, _PREVIEW, _STATEMENT_PREVIEW = "lea.recording.v1", "proceedings.preview-act", "intake.preview-act"


_STATEMENTS: Mapping[str, tuple[str, type[Contract], bool]] = {
    "/bank-statements": ("Record the entries of a bank statement", RecordedFile, True),
    "/bank-statements/preview": ("What a bank statement is matched to; nothing is recorded", StatementView, False),
}
"""By path what it does, its reply, and whether it records something."""


@cache
def document(acts: ActFields) -> bytes:
    """The document for the acts of a rule set."""
    return json.dumps(described(acts), ensure_ascii=False, separators=(",", ":")).encode()


def described(acts: ActFields) -> Json:
    """The document as data."""
    components = Components()
    paths: Json = {}
    for look_up in LOOK_UPS:
        paths[look_up.path] = {"get": _look_up(look_up, components)}
    for operation in operations(acts):
        path = path_of(operation)
        shown = components.of(_PREVIEW if operation.service == "proceedings" else _STATEMENT_PREVIEW, reply=True)
        body = _body(acts, operation, components)
        accepted = {_JSON: {"schema": components.whole("lea.reply.accepted.v1")}}
        paths[path] = {"post": _act(acts, operation, path, "record", body, accepted)}
        paths[f"{path}/preview"] = {"post": _act(acts, operation, path, "preview", body, {_JSON: {"schema": shown}})}
        if has_draft(acts, operation):
            paths[f"{path}/draft"] = {"post": _act(acts, operation, path, "draft", body, _PDF)}
    for plain in PLAIN:
        paths.setdefault(plain.path, {})["post"] = _plain(plain, components)
    file = components.model(StatementFile)
    for path, (summary, reply, recorded) in _STATEMENTS.items():
        described_ = _statement(path, summary, file, components.model(reply), recorded=recorded)
        paths.setdefault(path, {})["post"] = described_
    return {
        "openapi": "3.1.0",
        "info": {"title": "AIS LEA desk", "version": "1", "description": _DESCRIPTION},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": {**components.schemas, "ProblemDetails": components.lifted(ProblemDetails.model_json_schema())},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def path_of(operation: Operation) -> str:
    """The path that records something."""
    if operation.name == REGISTER:
        return "/statements"
    of = "/proceedings/{number}" if operation.service == "proceedings" else "/statements/{body}/{number}"
    return f"{of}/{operation.part}/{operation.name}"


def _statement(path: str, summary: str, body: Json, reply: Json, *, recorded: bool) -> Json:
    return {
        "summary": summary,
        "operationId": "post" + re.sub(r"[^a-z]+", "-", path),
        "parameters": [_KEY] if recorded else [],
        "requestBody": {"required": True, "content": {_JSON: {"schema": body}}},
        "responses": {"200": {"description": summary, "content": {_JSON: {"schema": reply}}}, "default": _REFUSED},
    }


def _plain(plain: PlainCommand, components: Components) -> Json:
    schema = published(plain.model.type)
    left_out = {*plain.own, plain.created}
    for name in plain.own:
        del schema["properties"][name]
    schema["required"] = [name for name in schema["required"] if name not in left_out]
    if "proceeding" in schema["properties"]:
        schema["properties"]["proceeding"] = {"type": "string", "description": "The number of the proceeding"}
    body = {
        "type": "object",
        "required": ["data"],
        "additionalProperties": False,
        "properties": {
            "day": {**DAY, "description": "The day on which it takes effect; today by default."},
            "data": components.whole(plain.model.type, schema),
        },
    }
    recorded = {_JSON: {"schema": components.whole("lea.reply.accepted.v1")}}
    return {
        "summary": plain.summary,
        "operationId": "post" + re.sub(r"[^a-z]+", "-", plain.path),
        "parameters": [*_in_path(plain.path), _KEY],
        "requestBody": {"required": True, "content": {_JSON: {"schema": body}}},
        "responses": {"200": {"description": "Recorded", "content": recorded}, "default": _REFUSED},
    }


def _look_up(look_up: LookUp, components: Components) -> Json:
    content = _PDF
    if isinstance(look_up.reply, type):
        content = {_JSON: {"schema": components.model(look_up.reply)}}
    elif look_up.reply:
        content = {_JSON: {"schema": components.of(look_up.reply, reply=True)}}
    query = [{"name": name, "in": "query", "schema": schema} for name, schema in look_up.query.items()]
    return {
        "summary": look_up.summary,
        "operationId": "get" + re.sub(r"[^a-z]+", "-", look_up.path).rstrip("-"),
        "parameters": [*_in_path(look_up.path), *query],
        "responses": {"200": {"description": "Found", "content": content}, "default": _REFUSED},
    }


def _act(acts: ActFields, operation: Operation, path: str, step: str, body: Json, content: Json) -> Json:
    recorded = step == "record"
    described: Json = {
        "operationId": f"{step}-{operation.service}-{operation.name}",
        "parameters": [*_in_path(path), *([_KEY] if recorded else [])],
        "requestBody": {"required": True, "content": {_JSON: {"schema": body}}},
        "responses": {
            "200": {
                "description": "Recorded" if recorded else "What it would do; nothing is recorded",
                "content": content,
            },
            "default": _REFUSED,
        },
    }
    if operation.part == ACTS:
        row = acts.rows[operation.name]
        names = {"en": row.names.en, "ru": row.names.ru, "be": row.names.be}
        return {
            "summary": row.names.en,
            "description": f"{row.article}. By: {', '.join(row.by)}.",
            "x-names": names,
            **described,
        }
    return {"summary": operation.name.replace("-", " ").capitalize(), **described}


def _body(acts: ActFields, operation: Operation, components: Components) -> Json:
    schema = published(operation.type)
    optional = created(acts, operation, schema.get("properties", {}))
    required = [name for name in schema.get("required", ()) if name not in optional]
    schema["required"] = required
    return {
        "type": "object",
        "required": ["data"],
        "additionalProperties": False,
        "properties": {
            "day": {**DAY, "description": "The day on which it takes effect; today by default."},
            "data": components.whole(operation.type, schema),
            "recording": components.whole(_RECORDING),
            "expected_version": {"type": "integer", "minimum": 0, "description": "The version that a preview returned"},
            "expected_outcome": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$",
                "description": "The outcome_digest that a preview returned: while the act does what it showed, "
                "another version is no obstacle",
            },
        },
    }


def _in_path(path: str) -> Iterator[Json]:
    for name in re.findall(r"\{(\w+)\}", path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Sent again with it, the same request is carried out once, and answered alike.",
    "schema": {"type": "string", "format": "uuid"},
}
_REFUSED: Json = {
    "description": "Refused; each reason has its field, rule and, where one exists, article (RFC 9457)",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
}
