"""Refusals as responses: by status, with an example of each kind."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from contracts.problems import ProblemDetails
from services.edge import refusals
from services.edge.openapi.responses import COMMON, RETRY_AFTER, Json, reference
from shared.http.problems import (
    FAILED,
    INVALID,
    MALFORMED,
    MEDIA_TYPE,
    NOT_JSON,
    TOO_LARGE,
    TOO_SLOW,
    UNAVAILABLE,
    ProblemKind,
    refused,
)

_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

# Rule, detail and field, as in refusals of the operations.
_EXAMPLES: dict[str, tuple[str, str, str | None]] = {
    MALFORMED.code: (
        "a required parameter is there",
        "the header LEA-Court-Case is missing",
        "LEA-Court-Case",
    ),
    refusals.NOT_AUTHENTICATED.code: ("the key is registered", "the key is not known", "Authorization"),
    refusals.NOT_PERMITTED.code: (
        "the consumer looks up by what it is registered for",
        "the consumer may not look up by debtor",
        "look_ups.0",
    ),
    INVALID.code: ("nothing is reported about days to come", "as_of 2126-01-01 is after 2026-11-22", "as_of"),
    refusals.NOT_FOUND.code: ("the number is that of a proceeding", "no proceeding has this number", "number"),
    refusals.BODY_NOT_AS_SIGNED.code: (
        "the body is the one that was signed",
        refusals.BODY_NOT_AS_SIGNED.title,
        "Content-Digest",
    ),
    NOT_JSON.code: ("requests are application/json, not encoded", NOT_JSON.title, "Content-Type"),
    UNAVAILABLE.code: ("the databases of the service are reachable", "a database cannot be reached", None),
}


EVERYWHERE = (
    MALFORMED,
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
    FAILED,
    UNAVAILABLE,
)
WITH_PURPOSE = (*EVERYWHERE, refusals.NOT_PERMITTED)
WITH_BODY = (
    *WITH_PURPOSE,
    refusals.BODY_NOT_AS_SIGNED,
    TOO_SLOW,
    refusals.REQUEST_RUNNING,
    TOO_LARGE,
    NOT_JSON,
    INVALID,
    refusals.REQUEST_ID_REUSED,
)
OF_A_TASK = (*WITH_PURPOSE, refusals.NO_SUCH_BULK_REQUEST)


def problems(kinds: Iterable[ProblemKind]) -> Any:
    """The answers to requests refused for reasons of these kinds, by status."""
    by_status: defaultdict[int, list[ProblemKind]] = defaultdict(list)
    for kind in kinds:
        by_status[kind.status].append(kind)
    return {status: _response(of_it) for status, of_it in sorted(by_status.items())}


def _response(kinds: list[ProblemKind]) -> Json:
    again = {"Retry-After": RETRY_AFTER} if any(_has_retry_after(kind) for kind in kinds) else {}
    return {
        "description": "; ".join(f"{kind.title} (`{kind.code}`)" for kind in kinds),
        "headers": {**COMMON, **again},
        "content": {
            MEDIA_TYPE: {
                "schema": reference(ProblemDetails),
                "examples": {kind.code: {"summary": kind.title, "value": _example(kind)} for kind in kinds},
            }
        },
    }


def _has_retry_after(kind: ProblemKind) -> bool:
    return "retry-after" in kind.headers or kind in (refusals.TOO_FAST, refusals.QUOTA_USED_UP)


def _example(kind: ProblemKind) -> Json:
    rule, detail, field = _EXAMPLES.get(kind.code, (kind.title, kind.title, None))
    details: Json = refused(kind, rule, detail, field=field).details(_TRACE).model_dump(mode="json")
    return details
