"""Headers of requests: combined lines, media types, entity tags, the client certificate."""

from base64 import b64decode
from collections.abc import Collection, Iterable, Mapping

from shared.http.problems import MALFORMED, NOT_JSON, refused

RawHeaders = list[tuple[bytes, bytes]]

CLIENT_CERTIFICATE = "client-cert"
CLIENT_ADDRESS = "x-client-address"
"""The address of the client, as HAProxy sees it; it replaces what a client sends under this name."""


def combined(raw: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
    """One line for each header, its values joined by commas in their order (RFC 9110, 5.3)."""
    lines: dict[bytes, bytes] = {}
    for name, value in raw:
        stripped = value.strip(b" \t")
        lines[name] = b"%s, %s" % (lines[name], stripped) if name in lines else stripped
    return list(lines.items())


def check_single(raw: Iterable[tuple[bytes, bytes]], single: Collection[bytes]) -> None:
    """Refuse a request with two lines of a header that has one value: which of them counts would be a guess.

    Raises Refused.
    """
    seen = set[bytes]()
    for name, _ in raw:
        if name in seen and name in single:
            field = name.decode("latin-1")
            raise refused(MALFORMED, "this header is sent once", f"the header {field} is sent twice", field=field)
        seen.add(name)


def check_media_type(headers: Mapping[str, str], *allowed: str) -> None:
    """Raises Refused unless the body is of one of these JSON media types, and not encoded."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in allowed or headers.get("content-encoding", "identity") != "identity":
        rule = f"requests are {' or '.join(allowed)}, not encoded"
        raise refused(NOT_JSON, rule, NOT_JSON.title, field="Content-Type")


def matches_etag(if_none_match: str | None, etag: str) -> bool:
    """Whether an `If-None-Match` names this entity tag (RFC 9110, 13.1.2: weak comparison)."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or etag in (
        item.strip().removeprefix("W/") for item in if_none_match.split(",")
    )


def certificate_in(field: str) -> bytes:
    """The certificate (DER) in a `Client-Cert` that HAProxy has set: a byte sequence (RFC 9440, 2.2)."""
    return b64decode(field.strip(":"))
