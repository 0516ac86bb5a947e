"""The OpenAPI document of the JSON interface: each act and correction is a path operation with its schema.

Made from the published JSON Schemas (`contracts/schemas`), so that describing the acts imports none of their models.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, NamedTuple

from contracts.base import Contract
from contracts.problems import ProblemDetails
from services.desk.api.bank_statements import StatementFile
from services.desk.api.disclosures import AnswersShown
from services.desk.api.operations import ACTS, REGISTER, Operation, created, has_draft, operations
from services.desk.api.plain import PLAIN, PlainCommand
from shared.act_fields import ActFields
from shared.bank_statements.whole import ResultsView, StatementView
from shared.http.problems import MEDIA_TYPE

Json = dict[str, Any]

_JSON = "application/json"
_PDF: Json = {"application/pdf": {"schema": {"type": "string", "contentMediaType": "application/pdf"}}}
_REFERENCE = re.compile(r'"#/\$defs/([^"]+)"')
_DESCRIPTION = (
    "What the pages of the desk show and record, for programs. A request carries a personal access token;"
    " the actor is always its person. Whatever the person may not see is answered as if it did not exist."
)
_RECORDING, _PREVIEW, _STATEMENT_PREVIEW = "lea.recording.v1", "proceedings.preview-act", "intake.preview-act"


class LookUp(NamedTuple):
    """A path operation that looks something up."""

    path: str
    summary: str
    reply: str | type[Contract]
    """Type of the reply, shortened; empty: a PDF. A model where several replies are put together."""
    query: Mapping[str, Json] = {}
    """Parameters after the question mark."""


_TEXT: Json = {"type": "string", "maxLength": 100}
_FLAG: Json = {"type": "boolean", "default": False}
_DAY: Json = {"type": "string", "format": "date"}
_AFTER: Json = {
    "type": "string",
    "maxLength": 1000,
    "description": 'Where the page begins, as the header `Link` of the page before says (`rel="next"`)',
}
_ROWS: Json = {"type": "integer", "minimum": 1, "maximum": 1000}
_PARTY: Json = {**_TEXT, "examples": ["unp:191234563"]}
_OF_DAY: Mapping[str, Json] = {"day": _DAY, "executor": _TEXT, "limit": _ROWS, "after": _AFTER}
_POSTED: Mapping[str, Json] = {"since": _DAY, "until": _DAY, "limit": _ROWS, "after": _AFTER}
_STANDINGS: Json = {"type": "string", "enum": ["running", "suspended", "expired", "met", "closed"]}

LOOK_UPS = (
    LookUp(
        "/proceedings",
        "Find proceedings by number, execution document, or identifier of a party",
        "proceedings.find-proceedings",
        {
            "number": _TEXT,
            "document": _TEXT,
            "issuer": _TEXT,
            "debtor": _PARTY,
            "recoverer": _PARTY,
            "limit": _ROWS,
            "after": _AFTER,
        },
    ),
    LookUp("/proceedings/{number}", "A proceeding as it stands", "proceedings.show-proceeding"),
    LookUp("/proceedings/{number}/history", "Its acts in the order of their days", "proceedings.show-history"),
    LookUp(
        "/proceedings/{number}/open-acts",
        "Which acts are open to the person on a day, and why others are not",
        "proceedings.show-open-acts",
        {"day": _DAY},
    ),
    LookUp("/proceedings/{number}/limits", "Its time limits, each with how it is computed", "deadlines.list-limits"),
    LookUp(
        "/proceedings/{number}/disclosures",
        "What the court was answered about it, and the status that each answer showed; by default of thirty days",
        AnswersShown,
        {"since": _DAY, "until": _DAY, "limit": {**_ROWS, "maximum": 100}, "after": _AFTER},
    ),
    LookUp("/proceedings/{number}/documents", "Its resolutions", "proceedings.list-documents"),
    LookUp("/proceedings/{number}/documents/{resolution}", "The document of a resolution", ""),
    LookUp(
        "/proceedings/{number}/balances",
        "What its accounts hold at the end of a day; without a day by everything on record",
        "proceedings.show-balances",
        {"as_of": _DAY},
    ),
    LookUp(
        "/proceedings/{number}/transactions",
        "What was posted for it, in the order of recording",
        "proceedings.list-transactions",
        _POSTED,
    ),
    LookUp(
        "/balances",
        "What the accounts of the body hold at the end of a day; without a day by everything on record",
        "proceedings.show-balances",
        {"as_of": _DAY},
    ),
    LookUp(
        "/transactions",
        "What was posted in the books of the body, in the order of recording",
        "proceedings.list-transactions",
        _POSTED,
    ),
    LookUp(
        "/payables",
        "Money of the body's proceedings for which no payout is ordered",
        "proceedings.list-payables",
        {"limit": _ROWS, "after": _AFTER},
    ),
    LookUp("/duties", "Open duties", "proceedings.list-duties", {"executor": _TEXT, "limit": _ROWS, "after": _AFTER}),
    LookUp(
        "/limits",
        "Time limits",
        "deadlines.list-limits",
        {"executor": _TEXT, "standing": _STANDINGS, "due_from": _DAY, "due_to": _DAY, "limit": _ROWS, "after": _AFTER},
    ),
    LookUp("/outgoing", "What the body sent on a day in its proceedings", "proceedings.list-outgoing", _OF_DAY),
    LookUp("/outgoing/statements", "What the body sent on a day about statements", "intake.list-outgoing", _OF_DAY),
    LookUp(
        "/unidentified", "Money that no proceeding is named for", "proceedings.list-unidentified", {"settled": _FLAG}
    ),
    LookUp("/substitutes", "Who stands in for whom, now and later", "proceedings.list-substitutions"),
    LookUp(
        "/caseload",
        "The proceedings of the body in numbers; statuses and money since a day, by default of twelve months",
        "proceedings.show-caseload",
        {"since": _DAY},
    ),
    LookUp(
        "/statements/undistributed",
        "Statements that no executor has, the oldest first, and what each executor has in work",
        "intake.list-undistributed",
        {"limit": _ROWS, "after": _AFTER},
    ),
    LookUp("/statements/{body}/{number}/documents/{resolution}", "The document of a refusal or return", ""),
    LookUp("/statements/{body}/{number}", "A statement as it is on record", "intake.show-statement"),
)

_STATEMENTS: Mapping[str, tuple[str, type[Contract], bool]] = {
    "/bank-statements": ("Record the entries of a bank statement", ResultsView, True),
    "/bank-statements/preview": ("What a bank statement is matched to; nothing is recorded", StatementView, False),
}
"""By path what it does, its reply, and whether it records something."""


@cache
def document(acts: ActFields) -> bytes:
    """The document for the acts of a rule set."""
    return json.dumps(described(acts), ensure_ascii=False, separators=(",", ":")).encode()


def described(acts: ActFields) -> Json:
    """The document as data."""
    components = _Components()
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
        paths[path] = {"post": _statement(path, summary, file, components.model(reply), recorded=recorded)}
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


def _plain(plain: PlainCommand, components: "_Components") -> Json:
    schema = _published(plain.model.type)
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
            "day": {**_DAY, "description": "The day on which it takes effect; today by default."},
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


def _look_up(look_up: LookUp, components: "_Components") -> Json:
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


def _body(acts: ActFields, operation: Operation, components: "_Components") -> Json:
    schema = _published(operation.type)
    optional = created(acts, operation, schema.get("properties", {}))
    required = [name for name in schema.get("required", ()) if name not in optional]
    schema["required"] = required
    return {
        "type": "object",
        "required": ["data"],
        "additionalProperties": False,
        "properties": {
            "day": {**_DAY, "description": "The day on which it takes effect; today by default."},
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


def _published(type_: str) -> Json:
    schema: Json = json.loads(files("contracts").joinpath("schemas", f"{type_}.json").read_bytes())
    return {name: value for name, value in schema.items() if name not in ("$id", "$schema")}


class _Components:
    """The schemas of the document; definitions of one name and different content have different names here."""

    def __init__(self) -> None:
        self.schemas: Json = {}
        self._names: dict[tuple[str, str], str] = {}

    def of(self, query: str, *, reply: bool) -> Json:
        """A reference to the schema of a query, or of its reply."""
        return self.whole(f"lea.{query}{'-reply' if reply else ''}.v1")

    def whole(self, type_: str, schema: Json | None = None) -> Json:
        """A reference to the schema of a type."""
        if type_ not in self.schemas:
            self.schemas[type_] = self.lifted(schema or _published(type_))
        return {"$ref": f"#/components/schemas/{type_}"}

    def model(self, model: type[Contract]) -> Json:
        """A reference to the schema of a model."""
        return self.whole(model.__name__, model.model_json_schema())

    def lifted(self, schema: Json) -> Json:
        """A schema whose definitions are components."""
        definitions: Json = schema.pop("$defs", {})
        names = {name: self._name(name, _content(name, definitions, ())) for name in definitions}
        for name, definition in definitions.items():
            self.schemas.setdefault(names[name], _renamed(definition, names))
        return _renamed(schema, names)

    def _name(self, name: str, content: str) -> str:
        if (name, content) not in self._names:
            others = sum(known == name for known, _ in self._names)
            self._names[name, content] = f"{name}-{others + 1}" if others else name
        return self._names[name, content]


def _content(name: str, definitions: Json, inside: tuple[str, ...]) -> str:
    """A digest of a definition with all that it refers to."""
    text = json.dumps(definitions[name], sort_keys=True)
    referred = sorted(set(_REFERENCE.findall(text)) - {*inside, name})
    parts = [text, *(_content(each, definitions, (*inside, name)) for each in referred)]
    return sha256("\n".join(parts).encode()).hexdigest()


def _renamed(schema: Json, names: Mapping[str, str]) -> Json:
    text = _REFERENCE.sub(lambda found: f'"#/components/schemas/{names[found[1]]}"', json.dumps(schema))
    renamed: Json = json.loads(text)
    return renamed


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
