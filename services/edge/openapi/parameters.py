"""Parameters of the operations: their schemas, descriptions and examples in the OpenAPI document.

The values are received as text: operations parse them, and name the rule that is broken.
"""

from typing import Any

from fastapi import Header, Path, Query
from pydantic import WithJsonSchema

from contracts.codelists import LEGAL_GROUNDS
from contracts.service_3_11_01 import CHANGES_AT_MOST
from services.edge.headers import AS_KNOWN_AT, AS_OF

_HEX, _NEXT = "[0-9A-Fa-f]", "%[89ABab][0-9A-Fa-f]"
_ENCODED = (
    f"%[Cc][2-9A-Fa-f]{_NEXT}|%[Dd]{_HEX}{_NEXT}"
    f"|%[Ee]0%[ABab]{_HEX}{_NEXT}|%[Ee][1-9A-Ca-cEeFf]{_NEXT}{_NEXT}|%[Ee][Dd]%[89]{_HEX}{_NEXT}"
    f"|%[Ff]0%[9ABab]{_HEX}{_NEXT}{_NEXT}|%[Ff][1-3]{_NEXT}{_NEXT}{_NEXT}|%[Ff]4%8{_HEX}{_NEXT}{_NEXT}"
)
# The first character is visible: a case number must not be blank.
_FIRST = f"[!-$&-~]|%[3-6]{_HEX}|%2[1-9A-Fa-f]|%7[0-9A-Ea-e]|{_ENCODED}"
_CASE = f"^({_FIRST})([!-$&-~]|%[2-7]{_HEX}|{_ENCODED}){{0,59}}$"
_ID = "018f2f64-0000-7000-8000-000000000001"

TEXT = WithJsonSchema({"type": "string"})
UUID = WithJsonSchema({"type": "string", "format": "uuid"})
GROUND = WithJsonSchema({"type": "string", "enum": list(LEGAL_GROUNDS)})
CASE = WithJsonSchema({"type": "string", "pattern": _CASE})
DAY = WithJsonSchema({"type": "string", "format": "date"})
MOMENT = WithJsonSchema({"type": "string", "format": "date-time"})
NUMBER = WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{4}-\d{6}$"})
CURSOR = WithJsonSchema({"type": "string", "pattern": "^(beginning|[0-9]{1,18}-[0-9]{1,18})$"})
LIMIT = WithJsonSchema({"type": "integer", "minimum": 1, "maximum": CHANGES_AT_MOST, "default": CHANGES_AT_MOST})


def _example(value: Any) -> dict[str, Any]:
    return {"openapi_examples": {"example": {"value": value}}}


REQUEST_ID_HEADER = ("Chosen by the asking system.", _ID)
LEGAL_GROUND_HEADER = ("Purpose: code of the legal ground.", "case-at-hand")
COURT_CASE_HEADER = (
    "Purpose: number of the court case, at most 60 characters; percent-encoded UTF-8, as headers are ASCII.",
    "12-3%2F2026",
)
AS_OF_HEADER = Header(
    alias=AS_OF,
    description="Answer as things stood at the end of this day; not a day to come.",
    **_example("2026-10-01"),
)
AS_KNOWN_AT_HEADER = Header(
    alias=AS_KNOWN_AT,
    description="Answer as it was known at this moment, by the time of recording; not a moment to come.",
    **_example("2026-10-01T09:00:00+03:00"),
)
ACCEPT_LANGUAGE = Header(alias="Accept-Language", description="Language of the names: en, ru or be.", **_example("ru"))
IF_NONE_MATCH = Header(
    alias="If-None-Match", description="An entity tag received before: while it still holds, the answer is 304."
)
PROCEEDING_NUMBER = Path(description="Number of the enforcement proceeding.", **_example("0101-2026-000001"))
BULK_REQUEST_ID = Path(alias="id", description="Id of the bulk request.", **_example(_ID))
AFTER = Query(
    description="The cursor received last; `beginning`: before everything there is; without it: nothing, and the"
    " cursor to begin with.",
    **_example("beginning"),
)
CHANGES = Query(description="Changes wanted at most.", **_example(100))

BEARER_KEY = "`<consumer>.<secret>`, as handed over at registration."
SIGNATURE = (
    "A signature by a registered key (RFC 9421), with Signature-Input and, where there is a body, Content-Digest"
    " (RFC 9530). Covered are @method, @target-uri, content-digest, content-type and every header LEA-*; created,"
    " expires, nonce, keyid and tag are given."
)


def header(alias: str, described: tuple[str, Any]) -> Any:
    """A required header."""
    description, value = described
    return Header(alias=alias, description=description, **_example(value))
