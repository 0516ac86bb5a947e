"""What operations check of a request before they answer it, and what their answers share."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from services.edge.access.heads import Head
from services.edge.lookup.domain.requests import AS_OF
from services.edge.refusals import MALFORMED, NOT_JSON, refused
from shared.law.names import Language

JSON = {"content-type": "application/json"}
JSON_LINES = ("application/jsonl", "application/x-ndjson")
"""Media types of JSON Lines; answers have the first."""

_DAY = AS_OF.lower()


def check_no_query(head: Head) -> None:
    """Raises Refused if the address has a query."""
    if head.query:
        raise refused(MALFORMED, "the address has no query", "there are no parameters", field="query")


def check_no_day(head: Head) -> None:
    """Raises Refused if a header asks for a day: the answer would be as of another one."""
    if _DAY in head.headers:
        rule = f"{AS_OF} is for bulk requests; other operations have `as_of` in the body, or answer as things stand"
        raise refused(MALFORMED, rule, "the operation does not know this header", field=AS_OF)


def parameters_in(head: Head, *allowed: str) -> dict[str, str]:
    """The parameters of the query, each at most once and one of those allowed. Raises Refused."""
    if not head.query:
        return {}
    try:
        pairs = parse_qsl(head.query.decode("ascii"), True, True, errors="strict", max_num_fields=len(allowed))
    except ValueError:
        raise refused(MALFORMED, "a query names parameters", "the query cannot be read", field="query") from None
    for name, _ in pairs:
        if name not in allowed:
            raise refused(MALFORMED, "a parameter is one of the operation", "there is no such parameter", field="query")
    found = dict(pairs)
    if len(found) < len(pairs):
        raise refused(MALFORMED, "a parameter comes once", "a parameter is there twice", field="query")
    return found


def check_media_type(headers: Mapping[str, str], *allowed: str) -> None:
    """Raises Refused unless the body is of one of these types, and not encoded."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in allowed or headers.get("content-encoding", "identity") != "identity":
        rule = f"requests are {' or '.join(allowed)}, not encoded"
        raise refused(NOT_JSON, rule, NOT_JSON.title, field="Content-Type")


def matches(wanted: str | None, tag: str) -> bool:
    """Whether an `If-None-Match` names this entity tag (RFC 9110, 13.1.2: weak comparison)."""
    if wanted is None:
        return False
    return wanted.strip() == "*" or tag in (item.strip().removeprefix("W/") for item in wanted.split(","))


def language_headers(language: Language) -> dict[str, str]:
    """The headers of a body with names in a language, meant for one consumer."""
    return {"content-language": language, "vary": "Accept-Language", "cache-control": "private, no-cache"}
