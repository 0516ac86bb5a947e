"""Parameters and headers that several operations share."""

from contracts.codelists import LEGAL_GROUNDS
from services.edge.domain.requests import AS_OF, COURT_CASE, LEGAL_GROUND, REQUEST_ID
from services.edge.openapi.describing import Json, header, parameter

_HEX, _NEXT = "[0-9A-Fa-f]", "%[89ABab][0-9A-Fa-f]"
_ENCODED = (
    f"%[Cc][2-9A-Fa-f]{_NEXT}|%[Dd]{_HEX}{_NEXT}"
    f"|%[Ee]0%[ABab]{_HEX}{_NEXT}|%[Ee][1-9A-Ca-cEeFf]{_NEXT}{_NEXT}|%[Ee][Dd]%[89]{_HEX}{_NEXT}"
    f"|%[Ff]0%[9ABab]{_HEX}{_NEXT}{_NEXT}|%[Ff][1-3]{_NEXT}{_NEXT}{_NEXT}|%[Ff]4%8{_HEX}{_NEXT}{_NEXT}"
)
# The first character is a visible one: a case number of nothing but space is none.
_FIRST = f"[!-$&-~]|%[3-6]{_HEX}|%2[1-9A-Fa-f]|%7[0-9A-Ea-e]|{_ENCODED}"
_CASE = f"^({_FIRST})([!-$&-~]|%[2-7]{_HEX}|{_ENCODED}){{0,59}}$"

_UUID: Json = {"type": "string", "format": "uuid"}
_REQUEST_ID_EXAMPLE = "018f2f64-0000-7000-8000-000000000001"

PURPOSE = (
    parameter("header", REQUEST_ID, "Chosen by the asking system.", _UUID, _REQUEST_ID_EXAMPLE, required=True),
    parameter(
        "header",
        LEGAL_GROUND,
        "Purpose: code of the legal ground.",
        {"type": "string", "enum": list(LEGAL_GROUNDS)},
        "case-at-hand",
        required=True,
    ),
    parameter(
        "header",
        COURT_CASE,
        "Purpose: number of the court case, at most 60 characters; percent-encoded UTF-8, as headers are ASCII.",
        {"type": "string", "pattern": _CASE},
        "12-3%2F2026",
        required=True,
    ),
)
LANGUAGE = parameter("header", "Accept-Language", "Language of the names: en, ru or be.", {"type": "string"}, "ru")
ONLY_IF_CHANGED = parameter(
    "header", "If-None-Match", "An entity tag told before: where it still holds, the answer is 304.", {"type": "string"}
)
DAY = parameter(
    "header", AS_OF, "Answer as things stood at the end of this day; not a day to come.",
    {"type": "string", "format": "date"}, "2026-10-01",
)  # fmt: skip
BULK_ID = parameter("path", "id", "Id of the bulk request.", _UUID, _REQUEST_ID_EXAMPLE, required=True)

COMMON: Json = {
    "RateLimit": header("What is left of the consumer's quota (draft-ietf-httpapi-ratelimit-headers)."),
    "RateLimit-Policy": header("The consumer's quota."),
    "Content-Digest": header("SHA-256 of the body (RFC 9530), where answers are signed."),
    "Signature-Input": header("What is signed (RFC 9421), where answers are signed."),
    "Signature": header("Signature of the house over the answer and what it answers (RFC 9421)."),
}
"""Of every answer."""
IN_A_LANGUAGE: Json = {**COMMON, "Content-Language": header("Language of the names.")}
TAGGED: Json = {**IN_A_LANGUAGE, "ETag": header("Changes when the body does.")}
CARD: Json = {
    **TAGGED,
    "LEA-Request-Id": header("The request id, as given."),
    "LEA-Data-As-Of": header("Everything recorded by this moment is in the answer.", {"type": "string"}),
    "LEA-Lag-Seconds": header("How far that is behind.", {"type": "number"}),
    "LEA-Stale": header("Whether the read model is not being fed at the moment.", {"type": "boolean"}),
}
ACCEPTED: Json = {**COMMON, "Location": header("Where the bulk request tells how far it is.")}
RETRY_AFTER = header("Seconds after which asking again makes sense.", {"type": "integer"})
