"""What operations share in reading a request and telling an answer."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from services.edge.application import Told
from services.edge.domain.consumers import check_ground
from services.edge.domain.refusals import MALFORMED, NOT_JSON, refused
from services.edge.domain.requests import AS_OF, LEGAL_GROUND, Purpose, purpose_in
from services.edge.gate import Head
from services.edge.http import Request
from shared.law.names import Language

_DAY = AS_OF.lower()
JSON_LINES = ("application/jsonl", "application/x-ndjson")
"""Media types of JSON Lines; we speak the first."""


def check_no_query(head: Head) -> None:
    """Raises Refused if the address has a query."""
    if head.query:
        raise refused(MALFORMED, "the address has no query", "there are no parameters", field="query")


def check_no_more(head: Head) -> None:
    """Raises Refused if the address has a query, or a header asks for a day, where the operation knows of neither."""
    check_no_query(head)
    check_no_day(head)


def check_no_day(head: Head) -> None:
    """Raises Refused if a header asks for a day: what is told would be of another one."""
    if _DAY in head.headers:
        rule = f"{AS_OF} is for bulk requests; other operations have `as_of` in the body, or tell how things stand"
        raise refused(MALFORMED, rule, "the operation does not know this header", field=AS_OF)


def parameters(head: Head, *allowed: str) -> dict[str, str]:
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


def stated_purpose(request: Request) -> Purpose:
    """The purpose in the headers, noted in the record; the consumer may ask on this ground. Raises Refused."""
    purpose = purpose_in(request.head.headers)
    request.record.asked_for(purpose)
    check_ground(request.caller.consumer, purpose.legal_ground, LEGAL_GROUND)
    return purpose


def check_json(headers: Mapping[str, str]) -> None:
    """Raises Refused unless the body is said to be plain JSON."""
    check_media_type(headers, "application/json")


def check_media_type(headers: Mapping[str, str], *allowed: str) -> None:
    """Raises Refused unless the body is said to be of one of these types, and not encoded."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in allowed or headers.get("content-encoding", "identity") != "identity":
        rule = f"requests are {' or '.join(allowed)}, not encoded"
        raise refused(NOT_JSON, rule, NOT_JSON.title, field="Content-Type")


def matches(wanted: str | None, tag: str) -> bool:
    """Whether an `If-None-Match` names this entity tag (RFC 9110, 13.1.2: weak comparison)."""
    if wanted is None:
        return False
    return wanted.strip() == "*" or tag in (item.strip().removeprefix("W/") for item in wanted.split(","))


def told_headers(told: Told) -> dict[str, str]:
    """The headers of an answer that has names in a language."""
    return {**told.headers, **language_headers(told.language)}


def language_headers(language: Language) -> dict[str, str]:
    """The headers of a body that has names in a language, and is for nobody else."""
    return {"content-language": language, "vary": "Accept-Language", "cache-control": "private, no-cache"}
