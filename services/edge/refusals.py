"""Kinds of refusals of service 3.11.01, besides those of every HTTP interface (`shared/http/problems.py`)."""

from types import MappingProxyType

from shared.http.problems import ProblemKind

_BEARER = MappingProxyType({"www-authenticate": 'Bearer realm="lea"'})
_SIGNED = MappingProxyType(
    {
        "www-authenticate": 'Signature realm="lea"',
        "accept-signature": 'sig=("@method" "@target-uri" "content-digest");created;expires;tag="lea"',
    }
)
_SOON = MappingProxyType({"retry-after": "1"})

NOT_AUTHENTICATED = ProblemKind("not-authenticated", 401, "The consumer is not known", _BEARER)
SIGNATURE_REQUIRED = ProblemKind("signature-required", 401, "The request must be signed", _SIGNED)
SIGNATURE_INCOMPLETE = ProblemKind("signature-incomplete", 401, "The signature leaves out what it must say", _SIGNED)
SIGNATURE_OUT_OF_TIME = ProblemKind("signature-out-of-time", 401, "The signature is not of this time", _SIGNED)
SIGNATURE_WRONG = ProblemKind("signature-wrong", 401, "The signature is not that of the key over this request", _SIGNED)
KEY_NOT_VALID = ProblemKind("key-not-valid", 401, "The key is not valid at present", _SIGNED)
REPLAYED = ProblemKind("request-replayed", 401, "The request has been made before", _SIGNED)
CERTIFICATE_NOT_BOUND = ProblemKind("certificate-not-bound", 403, "The TLS certificate is not one of the consumer's")
CONSUMER_NOT_VALID = ProblemKind("consumer-not-valid", 403, "The consumer may not ask at present")
NOT_PERMITTED = ProblemKind("not-permitted", 403, "The consumer may not ask this")
BODY_NOT_AS_SIGNED = ProblemKind("body-not-as-signed", 400, "The body is not the one that was signed")
NOT_FOUND = ProblemKind("not-found", 404, "There is no such proceeding")
NO_SUCH_BULK_REQUEST = ProblemKind("no-such-bulk-request", 404, "There is no such bulk request")
CURSOR_UNKNOWN = ProblemKind("cursor-unknown", 409, "The cursor is not one of this feed")
RESULT_NOT_READY = ProblemKind(
    "result-not-ready", 409, "The bulk request is not answered yet", MappingProxyType({"retry-after": "5"})
)
RESULT_EXPIRED = ProblemKind("result-expired", 410, "The result of the bulk request was deleted")
TOO_MANY_TASKS = ProblemKind(
    "too-many-bulk-requests", 429, "The consumer has too many bulk requests", MappingProxyType({"retry-after": "60"})
)
ANSWER_TOO_LARGE = ProblemKind("answer-too-large", 422, "The look-ups find more proceedings than one answer may hold")
NOT_XML = ProblemKind("not-xml", 415, "The request is not XML")
NOT_SOAP = ProblemKind("not-soap-1.1", 400, "The request is not an envelope of SOAP 1.1")
HEADER_NOT_UNDERSTOOD = ProblemKind("header-not-understood", 400, "The envelope has a header that is not understood")
REQUEST_RUNNING = ProblemKind("request-running", 409, "A request with this id is being answered", _SOON)
REQUEST_ID_REUSED = ProblemKind("request-id-reused", 422, "The request id stands for another request")
TOO_FAST = ProblemKind("too-many-requests", 429, "The consumer asks faster than it may")
QUOTA_USED_UP = ProblemKind("quota-used-up", 429, "The consumer has looked up as much as it may today")
