"""What HAProxy refuses by itself: problem details as files, into which it inserts the trace id."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.http.problems import (
    FAILED,
    MALFORMED,
    METHOD_NOT_ALLOWED,
    NO_SUCH_RESOURCE,
    TOO_LARGE,
    TOO_SLOW,
    UNAVAILABLE,
    ProblemKind,
    refused,
)

RULE = "a request keeps to HTTP/1.1 and to the limits of the service"

_HEAD_TOO_LARGE = ProblemKind("request-head-too-large", 431, "The head of the request is too large")
_VERSION = ProblemKind("http-version-not-supported", 505, "The service speaks HTTP/1.1")
_GATEWAY = ProblemKind("failed", 502, FAILED.title)
_TIMED_OUT = ProblemKind("unavailable", 504, UNAVAILABLE.title)
_TRACE = "%[var(txn.trace,null)]"


@dataclass(frozen=True)
class Refusal:
    """One answer of HAProxy itself."""

    kind: ProblemKind
    detail: str

    @property
    def body(self) -> str:
        """The problem details as a log-format text of HAProxy."""
        details = refused(self.kind, RULE, self.detail).details(trace_id=None)
        return details.model_dump_json().replace('"trace_id":null', f'"trace_id":{_TRACE}')


REFUSALS: Mapping[str, Refusal] = {
    "method": Refusal(METHOD_NOT_ALLOWED, "CONNECT and TRACE are not served"),
    "target": Refusal(MALFORMED, "the target of a request begins with a slash"),
    "host": Refusal(MALFORMED, "a request has exactly one Host header, and it is not empty"),
    "length": Refusal(MALFORMED, "the length of a body has at most 15 digits"),
    "characters": Refusal(MALFORMED, "the head of a request contains no control characters"),
    "version": Refusal(_VERSION, "requests are made in HTTP/1.1"),
    "head": Refusal(_HEAD_TOO_LARGE, "the head of the request is larger than the service accepts"),
    "body": Refusal(TOO_LARGE, "the body of the request is larger than the service accepts"),
    "nowhere": Refusal(NO_SUCH_RESOURCE, "there is nothing at this address"),
}
"""Answers of the rules in our configuration, by the name of their file."""

ERRORS: Mapping[int, Refusal] = {
    400: Refusal(MALFORMED, "the request is not one well-formed HTTP/1.1 message"),
    408: Refusal(TOO_SLOW, "the request did not arrive in time"),
    413: REFUSALS["body"],
    500: Refusal(FAILED, "the request could not be passed on"),
    502: Refusal(_GATEWAY, "the process that had the request ended without an answer"),
    503: Refusal(UNAVAILABLE, "no process can take the request at present"),
    504: Refusal(_TIMED_OUT, "the process that has the request does not answer in time"),
}
"""Answers that HAProxy itself gives with a status, by that status."""


def files() -> dict[str, str]:
    """The content of every file by its name, which the configuration refers to."""
    return {
        **{f"problems/{name}.json": refusal.body for name, refusal in REFUSALS.items()},
        **{f"problems/{status}.json": refusal.body for status, refusal in ERRORS.items()},
    }
