"""The operations as they are described."""

from contracts.service_3_11_01 import (
    CHANGES_AT_MOST,
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
from services.edge.domain import refusals
from services.edge.openapi import examples, parts
from services.edge.openapi.describing import Described, Json, asked, parameter, reference, told

INFORMATION_REQUESTS = "/v1/information-requests"
ENFORCEMENT_PROCEEDING = "/v1/enforcement-proceedings/{number}"
POLICY = "/v1/policy"
CHANGES = "/v1/changes"
RECONCILIATIONS = "/v1/reconciliations"
BULK_REQUESTS = "/v1/bulk-requests"
BULK_REQUEST = "/v1/bulk-requests/{id}"
BULK_RESULT = "/v1/bulk-requests/{id}/result"

_EVERYWHERE = (
    refusals.MALFORMED,
    refusals.NOT_AUTHENTICATED,
    refusals.SIGNATURE_REQUIRED,
    refusals.SIGNATURE_INCOMPLETE,
    refusals.SIGNATURE_OUT_OF_TIME,
    refusals.SIGNATURE_WRONG,
    refusals.KEY_NOT_VALID,
    refusals.REPLAYED,
    refusals.CERTIFICATE_NOT_BOUND,
    refusals.CONSUMER_NOT_VALID,
    refusals.TOO_FAST,
    refusals.QUOTA_USED_UP,
    refusals.FAILED,
    refusals.UNAVAILABLE,
)
_TO_A_PURPOSE = (*_EVERYWHERE, refusals.NOT_PERMITTED)
_TO_A_BODY = (
    *_TO_A_PURPOSE,
    refusals.BODY_NOT_AS_SIGNED,
    refusals.TOO_SLOW,
    refusals.REQUEST_RUNNING,
    refusals.TOO_LARGE,
    refusals.NOT_JSON,
    refusals.INVALID,
    refusals.REQUEST_ID_REUSED,
)
_TO_A_TASK = (*_TO_A_PURPOSE, refusals.NO_SUCH_BULK_REQUEST)

_NUMBER = parameter(
    "path", "number", "Number of the enforcement proceeding.",
    {"type": "string", "pattern": r"^\d{4}-\d{4}-\d{6}$"}, "0101-2026-000001", required=True,
)  # fmt: skip
_AFTER = parameter(
    "query", "after",
    "The cursor told last; `beginning`: before everything there is; without it: nothing, and the cursor to begin with.",
    {"type": "string", "pattern": "^(beginning|[0-9]{1,18}-[0-9]{1,18})$"}, "beginning",
)  # fmt: skip
_LIMIT = parameter(
    "query", "limit", "Changes wanted at most.",
    {"type": "integer", "minimum": 1, "maximum": CHANGES_AT_MOST, "default": CHANGES_AT_MOST}, 100,
)  # fmt: skip


def _unchanged(headers: Json) -> Json:
    return {"description": "It is still the one named by If-None-Match.", "headers": headers}


_LINES: Json = {
    "schema": {
        "type": "string",
        "minLength": 1,
        "description": "One look-up a line, as in `look_ups` of an information request. A line that is none has the"
        " outcome `malformed`.",
    },
    "examples": {"three look-ups": {"value": examples.LINES}},
}
_RESULT: Json = {
    "description": "One `BulkLine` for each line of the request, in their order.",
    "headers": parts.TAGGED,
    "content": {
        "application/jsonl": {
            "schema": {"type": "string", "x-line-schema": reference(BulkLine)},
            "examples": {"one line": {"value": examples.RESULT}},
        }
    },
}

OPERATIONS = (
    Described(
        "post", INFORMATION_REQUESTS, "information-request", "Look proceedings up",
        "Ask for enforcement proceedings by one or many look-ups, as they stand or as of a day; each has an outcome of"
        " its own.",
        {200: told("Each look-up with its own outcome, in the order asked.", InformationAnswer, parts.IN_A_LANGUAGE,
                   {"answer": examples.ANSWER})},
        _TO_A_BODY,
        (parts.LANGUAGE,),
        asked(InformationRequest, {"as they stand": examples.REQUEST, "as of a day": examples.REQUEST_AS_OF}),
    ),
    Described(
        "get", ENFORCEMENT_PROCEEDING, "enforcement-proceeding", "One card",
        "Ask for one enforcement proceeding by its number.",
        {200: told("The card of the proceeding.", EnforcementProceedingInfo, parts.CARD, {"card": examples.CARD}),
         304: _unchanged(parts.CARD)},
        (*_TO_A_PURPOSE, refusals.NOT_FOUND),
        (_NUMBER, *parts.PURPOSE, parts.ONLY_IF_CHANGED, parts.LANGUAGE),
    ),
    Described(
        "get", POLICY, "policy", "The service about itself",
        "Operations, limits, the consumer's rights and quotas, code lists with their versions, schemas, rule sets, the"
        " keys answers are signed with, and whom to ask.",
        {200: told("The policy.", Policy, parts.TAGGED, {"policy": examples.POLICY}), 304: _unchanged(parts.TAGGED)},
        _EVERYWHERE,
        (parts.ONLY_IF_CHANGED, parts.LANGUAGE),
    ),
    Described(
        "get", CHANGES, "changes", "What has changed since",
        "A page of the feed of proceedings whose cards have changed, after a cursor. Of several changes of a proceeding"
        " the last is told; nothing is ever passed over.",
        {200: told("A page of the feed.", ChangesAnswer, parts.IN_A_LANGUAGE, {"page": examples.CHANGES})},
        (*_TO_A_PURPOSE, refusals.CURSOR_UNKNOWN),
        (_AFTER, _LIMIT, *parts.PURPOSE, parts.LANGUAGE),
    ),
    Described(
        "post", RECONCILIATIONS, "reconciliation", "Compare beliefs",
        "Send what is believed of proceedings, and be told where that differs from what is so.",
        {200: told("How each belief compares, in the order asked.", ReconciliationAnswer, parts.IN_A_LANGUAGE,
                   {"answer": examples.RECONCILED})},
        _TO_A_BODY,
        (parts.LANGUAGE,),
        asked(ReconciliationRequest, {"two beliefs": examples.RECONCILIATION}),
    ),
    Described(
        "post", BULK_REQUESTS, "bulk-request", "Look a great many up",
        "Hand in up to a million look-ups as JSON Lines, to be answered in the background.",
        {202: told("The bulk request was taken in.", BulkTask, parts.ACCEPTED, {"waiting": examples.TASK_WAITING})},
        (*_TO_A_BODY, refusals.TOO_MANY_TASKS),
        (*parts.PURPOSE, parts.DAY, parts.LANGUAGE),
        {"required": True, "content": {"application/jsonl": _LINES, "application/x-ndjson": _LINES}},
    ),
    Described(
        "get", BULK_REQUEST, "bulk-task", "How far a bulk request is",
        "The state of a bulk request of the consumer.",
        {200: told("The bulk request.", BulkTask, parts.COMMON,
                   {"waiting": examples.TASK_WAITING, "done": examples.TASK_DONE})},
        _TO_A_TASK,
        (parts.BULK_ID,),
    ),
    Described(
        "get", BULK_RESULT, "bulk-result", "The result of a bulk request",
        "What was found, once all of it is there, until it expires.",
        {200: _RESULT, 304: _unchanged(parts.TAGGED)},
        (*_TO_A_TASK, refusals.RESULT_NOT_READY, refusals.RESULT_EXPIRED),
        (parts.BULK_ID, parts.ONLY_IF_CHANGED),
    ),
)  # fmt: skip
