"""Errors of requests to the service."""

from collections.abc import Mapping

from pydantic import ValidationError

from contracts.problems import ProblemDetails


class CourtError(Exception):
    """A request did not get its answer."""


class Unreachable(CourtError):
    """The service was not reached, or did not answer in time; whether it executed the request is not known."""


class UntrustedAnswer(CourtError):
    """The answer could not be verified: it may not be that of the service to this request."""


class UnreadableAnswer(CourtError):
    """The answer has no form that this client knows."""


class Refusal(CourtError):
    """The service refused."""

    def __init__(self, status: int, problem: ProblemDetails, retry_after: float | None) -> None:
        """`retry_after` in seconds: none where the same request would be refused again."""
        super().__init__(f"{status} {problem.title}: {problem.detail}")
        self.status = status
        self.problem = problem
        self.retry_after = retry_after

    @property
    def code(self) -> str:
        """The code of the problem."""
        return self.problem.type.rpartition(":")[2]


class NotAuthenticated(Refusal):
    """The proof of the consumer is missing, wrong, expired or was used before."""


class NotPermitted(Refusal):
    """The consumer may not ask this, or not at present."""


class NotFound(Refusal):
    """There is no such proceeding, bulk request or address."""


class Conflict(Refusal):
    """The request id was used for another request, or its request is still being answered."""


class TooManyRequests(Refusal):
    """The consumer has used up its rate or quota."""


class Unavailable(Refusal):
    """The service cannot answer at present."""


class Invalid(Refusal):
    """The request is malformed or breaks a rule; `problem.problems` names each field."""


_BY_STATUS: Mapping[int, type[Refusal]] = {
    401: NotAuthenticated,
    403: NotPermitted,
    404: NotFound,
    409: Conflict,
    410: NotFound,
    429: TooManyRequests,
}
_REUSED = "urn:lea:problem:request-id-reused"


def refusal_in(status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
    """The refusal in an answer. Raises UnreadableAnswer if it has no problem details."""
    try:
        problem = ProblemDetails.model_validate_json(body)
    except ValidationError:
        raise UnreadableAnswer(f"status {status} without problem details") from None
    kind = Unavailable if status >= 500 else _BY_STATUS.get(status, Invalid)
    kind = Conflict if problem.type == _REUSED else kind
    seconds = headers.get("retry-after", "")
    return kind(status, problem, float(seconds) if seconds.isdecimal() else None)
