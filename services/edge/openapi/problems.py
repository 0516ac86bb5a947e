"""Refusals as responses: by status, with an example of each kind."""

from collections import defaultdict
from collections.abc import Iterable

from contracts.problems import ProblemDetails
from services.edge.domain import refusals
from services.edge.domain.refusals import Kind, refused
from services.edge.http import PROBLEM
from services.edge.openapi.describing import Json, reference
from services.edge.openapi.parts import COMMON, RETRY_AFTER

_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

# Rule, detail and field, as the operations say them.
_SAID: dict[str, tuple[str, str, str | None]] = {
    refusals.MALFORMED.code: (
        "every request states its purpose",
        "the header LEA-Court-Case is missing",
        "LEA-Court-Case",
    ),
    refusals.NOT_AUTHENTICATED.code: ("the key is registered", "the key is not known", "Authorization"),
    refusals.NOT_PERMITTED.code: (
        "the consumer looks up by what it is registered for",
        "the consumer may not look up by debtor",
        "look_ups.0",
    ),
    refusals.INVALID.code: ("nothing is told about days to come", "as_of 2126-01-01 is after 2026-11-22", "as_of"),
    refusals.NOT_FOUND.code: ("the number is that of a proceeding", "no proceeding has this number", "number"),
    refusals.BODY_NOT_AS_SIGNED.code: (
        "the body is the one that was signed",
        refusals.BODY_NOT_AS_SIGNED.title,
        "Content-Digest",
    ),
    refusals.NOT_JSON.code: ("requests are application/json, not encoded", refusals.NOT_JSON.title, "Content-Type"),
    refusals.UNAVAILABLE.code: ("what an answer rests on is at hand", "a database cannot be reached", None),
}


def responses(kinds: Iterable[Kind]) -> dict[str, Json]:
    """The responses for refusals of these kinds, by status."""
    by_status: defaultdict[int, list[Kind]] = defaultdict(list)
    for kind in kinds:
        by_status[kind.status].append(kind)
    return {str(status): _response(of_it) for status, of_it in sorted(by_status.items())}


def _response(kinds: list[Kind]) -> Json:
    again = {"Retry-After": RETRY_AFTER} if any(_asks_again(kind) for kind in kinds) else {}
    return {
        "description": "; ".join(f"{kind.title} (`{kind.code}`)" for kind in kinds),
        "headers": {**COMMON, **again},
        "content": {
            PROBLEM: {
                "schema": reference(ProblemDetails),
                "examples": {kind.code: {"summary": kind.title, "value": _example(kind)} for kind in kinds},
            }
        },
    }


def _asks_again(kind: Kind) -> bool:
    return "retry-after" in kind.headers or kind in (refusals.TOO_FAST, refusals.QUOTA_USED_UP)


def _example(kind: Kind) -> Json:
    rule, detail, field = _SAID.get(kind.code, (kind.title, kind.title, None))
    details: Json = refused(kind, rule, detail, field=field).details(_TRACE).model_dump(mode="json")
    return details
