"""Problem details (RFC 9457): kinds of refusals that every HTTP interface has, and how a refusal is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from contracts.problems import Problem, ProblemDetails, limited

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of refusal."""

    code: str
    status: int
    """HTTP status."""
    title: str
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Headers of every refusal of this kind, by lower-case names."""


MALFORMED = ProblemKind("malformed-request", 400, "The request cannot be read")
NO_SUCH_RESOURCE = ProblemKind("no-such-resource", 404, "There is nothing at this address")
METHOD_NOT_ALLOWED = ProblemKind("method-not-allowed", 405, "The method is not for this address")
TOO_SLOW = ProblemKind("request-too-slow", 408, "The request did not arrive in time")
TOO_LARGE = ProblemKind("request-too-large", 413, "The request is too large")
NOT_JSON = ProblemKind("not-json", 415, "The request is not JSON")
INVALID = ProblemKind("invalid-request", 422, "The request breaks a rule")
FAILED = ProblemKind("failed", 500, "The request could not be answered")
UNAVAILABLE = ProblemKind(
    "unavailable", 503, "The service cannot answer at present", MappingProxyType({"retry-after": "5"})
)


class Refused(Exception):
    """The request is refused, for each of the reasons named (`limited`)."""

    def __init__(self, kind: ProblemKind, *problems: Problem, headers: Mapping[str, str] | None = None) -> None:
        """`headers` are added to those of the kind."""
        super().__init__(kind.code)
        self.kind = kind
        self.problems = limited(problems)
        self._headers: Mapping[str, str] = headers or {}

    @property
    def headers(self) -> dict[str, str]:
        """Headers of the response, besides those of its content."""
        return {**self.kind.headers, **self._headers, "cache-control": "no-store"}

    def details(self, trace_id: str | None) -> ProblemDetails:
        """The body of the response."""
        return ProblemDetails(
            type=f"urn:lea:problem:{self.kind.code}",
            title=self.kind.title,
            status=self.kind.status,
            detail="; ".join(problem.detail for problem in self.problems) or self.kind.title,
            problems=self.problems,
            trace_id=trace_id,
        )


def refused(
    kind: ProblemKind,
    rule: str,
    detail: str,
    *,
    field: str | None = None,
    article: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Refused:
    """A refusal for one reason."""
    reason = Problem(code=kind.code, rule=rule, detail=detail, field=field, article=article)
    return Refused(kind, reason, headers=headers)


def problem_content(refusal: Refused, trace_id: str | None) -> tuple[bytes, dict[str, str]]:
    """Body and headers of the response to a refused request; its status is that of the kind."""
    body = refusal.details(trace_id).model_dump_json().encode()
    return body, {**refusal.headers, "content-type": MEDIA_TYPE}
