"""Responses of the JSON interface: what was asked for, or why not."""

from collections.abc import Iterable

from pydantic import ValidationError
from starlette.responses import Response

from contracts.base import Contract
from contracts.problems import Problem
from contracts.registry import problems_of
from shared.http.problems import FAILED, INVALID, NO_SUCH_RESOURCE, UNAVAILABLE, ProblemKind, Refused

JSON = "application/json"

FORBIDDEN = ProblemKind("actor-unfit", 403, "The act is for others")
CONFLICT = ProblemKind("conflict", 409, "The request contradicts what is recorded")

_KINDS = {
    "actor-unfit": FORBIDDEN,
    "actor-of-another-body": FORBIDDEN,
    "not-the-executor": FORBIDDEN,
    "version-conflict": CONFLICT,
    "command-id-reused": CONFLICT,
    "query-timed-out": UNAVAILABLE,
    "temporarily-unavailable": UNAVAILABLE,
    "internal-error": FAILED,
    "unknown-proceeding": NO_SUCH_RESOURCE,
    "unknown-statement": NO_SUCH_RESOURCE,
}
"""Kinds of refusals by the code of a problem; any other code breaks a rule."""


def answer(found: Contract, following: str | None = None) -> Response:
    """What was asked for; `following` is the address of the next page of a list (RFC 8288)."""
    link = {"link": f'<{following}>; rel="next"'} if following else {}
    return Response(found.model_dump_json(), media_type=JSON, headers={"cache-control": "no-store", **link})


def refusal(problems: Iterable[Problem]) -> Refused:
    """A refusal for these reasons; the first with a separate kind decides on the status."""
    reasons = tuple(problems)
    kind = next((_KINDS[problem.code] for problem in reasons if problem.code in _KINDS), INVALID)
    return Refused(kind, *reasons)


def invalid(error: ValidationError, place: str = "") -> Refused:
    """A refusal of what cannot be read; `place` stands before the names of fields."""
    return Refused(INVALID, *placed(problems_of(error), place))


def placed(problems: Iterable[Problem], place: str) -> list[Problem]:
    """The problems with the place of their fields in the request."""
    return [problem.model_copy(update={"field": f"{place}{problem.field or ''}".rstrip(".")}) for problem in problems]
