"""What Schemathesis needs for valid requests and cannot read from the document."""

import os
import unicodedata
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID, uuid4

import schemathesis
from hypothesis import strategies as st

REQUEST_ID, COURT_CASE, AS_KNOWN_AT = "LEA-Request-Id", "LEA-Court-Case", "LEA-As-Known-At"


@schemathesis.hook
def before_load_schema(_: Any, raw_schema: dict[str, Any]) -> None:
    """It asks with a bearer key, of one consumer that has a bulk request; it has no key to sign with."""
    for operations in raw_schema["paths"].values():
        for operation in operations.values():
            operation["security"] = [{"key": []}]
    del raw_schema["components"]["securitySchemes"]["signature"]
    for name in ("InformationRequest", "ReconciliationRequest"):
        consumer = raw_schema["components"]["schemas"][name]["properties"]["consumer"]
        consumer["enum"] = [os.environ["LEA_TEST_CONSUMER"]]
    for path in ("/v1/bulk-requests/{id}", "/v1/bulk-requests/{id}/result"):
        parameter = raw_schema["paths"][path]["get"]["parameters"][0]
        parameter["examples"]["example"]["value"] = os.environ["LEA_TEST_BULK_REQUEST"]


@schemathesis.hook
def before_call(_: Any, case: Any, __: Any) -> None:
    """Another request has another id; of a court case every character is visible, which no published schema says.

    Nor does one say that digits are those of ASCII.
    """
    if isinstance(case.body, dict) and _is_id(case.body.get("request_id")):
        case.body = {**case.body, "request_id": str(uuid4())}
    if isinstance(case.body, dict) and isinstance(case.body.get("court_case"), str):
        case.body = {**case.body, "court_case": "".join(map(_written, case.body["court_case"]))}
    if case.headers and _is_id(case.headers.get(REQUEST_ID)):
        case.headers[REQUEST_ID] = str(uuid4())
    if case.headers and isinstance(named := case.headers.get(COURT_CASE), str):
        case.headers[COURT_CASE] = _acceptable(named)
    if case.headers and _is_to_come(case.headers.get(AS_KNOWN_AT)):
        del case.headers[AS_KNOWN_AT]


def _acceptable(header: str) -> str:
    """A percent-encoded text without what is refused; unchanged if it has nothing of that, or is no such text."""
    if any(_written(char) != char for char in header):
        return header  # it breaks the pattern, and is to be refused as it is
    try:
        text = unquote(header, errors="strict")
    except UnicodeDecodeError:
        return header
    written = "".join(map(_written, text))
    return header if written == text else quote(written, safe="")


def _written(char: str) -> str:
    if char.isdigit() and not char.isascii():
        return str(unicodedata.digit(char))
    return "-" if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else char


def _is_to_come(value: object) -> bool:
    """Whether it is a moment of which nothing is known yet."""
    try:
        return isinstance(value, str) and datetime.fromisoformat(value) > datetime.now(UTC)
    except (ValueError, TypeError):
        return False


def _is_id(value: object) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


@schemathesis.serializer("application/jsonl", "application/x-ndjson")
def lines(_: Any, value: Any) -> bytes:
    """Lines are text; of anything else there is nothing to send."""
    return value.encode(errors="replace") if isinstance(value, str) else b""


# There are no answers about future days and moments.
schemathesis.openapi.format("date", st.dates(date(1990, 1, 1), date(2026, 11, 1)).map(str))
schemathesis.openapi.format(
    "date-time",
    st.datetimes(datetime(1990, 1, 1), datetime(2026, 11, 1), timezones=st.just(UTC)).map(datetime.isoformat),  # noqa: DTZ001 - the zone is given apart
)
