"""What is refused and how it is said: problem details (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from contracts.problems import Problem, ProblemDetails, limited


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of refusal."""

    code: str
    status: int
    title: str
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


_BEARER = MappingProxyType({"www-authenticate": 'Bearer realm="lea"'})
_SIGNED = MappingProxyType(
    {
        "www-authenticate": 'Signature realm="lea"',
        "accept-signature": 'sig=("@method" "@target-uri" "content-digest");created;expires;tag="lea"',
    }
)
_SOON = MappingProxyType({"retry-after": "1"})

NOT_AUTHENTICATED = Kind("not-authenticated", 401, "The consumer is not known", _BEARER)
SIGNATURE_REQUIRED = Kind("signature-required", 401, "The request must be signed", _SIGNED)
SIGNATURE_INCOMPLETE = Kind("signature-incomplete", 401, "The signature leaves out what it must say", _SIGNED)
SIGNATURE_OUT_OF_TIME = Kind("signature-out-of-time", 401, "The signature is not of this time", _SIGNED)
SIGNATURE_WRONG = Kind("signature-wrong", 401, "The signature is not that of the key over this request", _SIGNED)
KEY_NOT_VALID = Kind("key-not-valid", 401, "The key is not valid at present", _SIGNED)
REPLAYED = Kind("request-replayed", 401, "The request has been made before", _SIGNED)
CERTIFICATE_NOT_BOUND = Kind("certificate-not-bound", 403, "The TLS certificate is not one of the consumer's")
CONSUMER_NOT_VALID = Kind("consumer-not-valid", 403, "The consumer may not ask at present")
NOT_PERMITTED = Kind("not-permitted", 403, "The consumer may not ask this")
MALFORMED = Kind("malformed-request", 400, "The request cannot be read")
INVALID = Kind("invalid-request", 422, "The request breaks a rule")
BODY_NOT_AS_SIGNED = Kind("body-not-as-signed", 400, "The body is not the one that was signed")
NOT_FOUND = Kind("not-found", 404, "There is no such proceeding")
NO_SUCH_RESOURCE = Kind("no-such-resource", 404, "There is nothing at this address")
NO_SUCH_BULK_REQUEST = Kind("no-such-bulk-request", 404, "There is no such bulk request")
CURSOR_UNKNOWN = Kind("cursor-unknown", 409, "The cursor is not one of this feed")
RESULT_NOT_READY = Kind(
    "result-not-ready", 409, "The bulk request is not answered yet", MappingProxyType({"retry-after": "5"})
)
RESULT_EXPIRED = Kind("result-expired", 410, "The result of the bulk request was deleted")
TOO_MANY_TASKS = Kind(
    "too-many-bulk-requests", 429, "The consumer has too many bulk requests", MappingProxyType({"retry-after": "60"})
)
ANSWER_TOO_LARGE = Kind("answer-too-large", 422, "The look-ups find more proceedings than one answer may hold")
METHOD_NOT_ALLOWED = Kind("method-not-allowed", 405, "The method is not for this address")
TOO_LARGE = Kind("request-too-large", 413, "The request is too large")
NOT_JSON = Kind("not-json", 415, "The request is not JSON")
NOT_XML = Kind("not-xml", 415, "The request is not XML")
NOT_SOAP = Kind("not-soap-1.1", 400, "The request is not an envelope of SOAP 1.1")
HEADER_NOT_UNDERSTOOD = Kind("header-not-understood", 400, "The envelope has a header that is not understood")
TOO_SLOW = Kind("request-too-slow", 408, "The request did not arrive in time")
REQUEST_RUNNING = Kind("request-running", 409, "A request with this id is being answered", _SOON)
REQUEST_ID_REUSED = Kind("request-id-reused", 422, "The request id stands for another request")
TOO_FAST = Kind("too-many-requests", 429, "The consumer asks faster than it may")
QUOTA_USED_UP = Kind("quota-used-up", 429, "The consumer has looked up as much as it may today")
FAILED = Kind("failed", 500, "The request could not be answered")
UNAVAILABLE = Kind("unavailable", 503, "The service cannot answer at present", MappingProxyType({"retry-after": "5"}))


class Refused(Exception):
    """The request is refused, for each of the reasons named (`limited`)."""

    def __init__(self, kind: Kind, *problems: Problem, headers: Mapping[str, str] | None = None) -> None:
        """`headers` come with this refusal besides those of its kind."""
        super().__init__(kind.code)
        self.kind = kind
        self.problems = limited(problems)
        self.headers: Mapping[str, str] = headers or {}

    def details(self, trace_id: str | None) -> ProblemDetails:
        """As the consumer is told."""
        return ProblemDetails(
            type=f"urn:lea:problem:{self.kind.code}",
            title=self.kind.title,
            status=self.kind.status,
            detail="; ".join(problem.detail for problem in self.problems) or self.kind.title,
            problems=self.problems,
            trace_id=trace_id,
        )


def refused(
    kind: Kind,
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


def replayed() -> Refused:
    """The refusal of a signed request that was made before."""
    rule, detail = "a signed request is made once", "a request with this nonce has been made"
    return refused(REPLAYED, rule, detail, field="Signature-Input")
