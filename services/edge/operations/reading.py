"""What operations share in reading a request and telling an answer."""

from collections.abc import Mapping

from services.edge.application import Told
from services.edge.domain.refusals import MALFORMED, NOT_JSON, refused
from services.edge.gate import Head


def check_no_query(head: Head) -> None:
    """Raises Refused if the address has a query."""
    if head.query:
        raise refused(MALFORMED, "the address has no query", "there are no parameters", field="query")


def check_json(headers: Mapping[str, str]) -> None:
    """Raises Refused unless the body is said to be plain JSON."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" or headers.get("content-encoding", "identity") != "identity":
        raise refused(NOT_JSON, "requests are application/json, not encoded", NOT_JSON.title, field="Content-Type")


def matches(wanted: str | None, tag: str) -> bool:
    """Whether an `If-None-Match` names this entity tag (RFC 9110, 13.1.2: weak comparison)."""
    if wanted is None:
        return False
    return wanted.strip() == "*" or tag in (item.strip().removeprefix("W/") for item in wanted.split(","))


def told_headers(told: Told) -> dict[str, str]:
    """The headers of an answer that has names in a language."""
    return {
        **told.headers,
        "Content-Language": told.language,
        "Vary": "Accept-Language",
        "Cache-Control": "private, no-cache",
    }
