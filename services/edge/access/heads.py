"""The head of a request, as its sender signed it."""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from starlette.types import Scope

from services.edge.refusals import MALFORMED, refused
from shared.signatures.messages import RequestHead, request_head

RawHeaders = list[tuple[bytes, bytes]]

_CERTIFICATE = b"client-cert"
_SINGLE = frozenset(
    {
        b"authorization",
        b"content-encoding",
        b"content-length",
        b"content-type",
        b"host",
        b"lea-as-of",
        b"lea-court-case",
        b"lea-legal-ground",
        b"lea-request-id",
        b"soapaction",
    }
)


class Head(NamedTuple):
    """A request without its body."""

    message: RequestHead
    """As its sender signed it."""
    query: bytes
    certificate: bytes | None = None
    """The client's certificate (DER), where HAProxy has verified one."""

    @property
    def headers(self) -> Mapping[str, str]:
        """By lower-case names."""
        return self.message.headers


def head_of(scope: Scope, public_url: str, *, behind_proxy: bool) -> Head:
    """The head of a request to the service at `public_url`: whatever its Host says, that is what a sender signs.

    The header `Client-Cert` (RFC 9440) counts only `behind_proxy`, where no client can set it.
    """
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in combined(scope["headers"])}
    certificate = headers.pop(_CERTIFICATE.decode(), None)
    path = scope["raw_path"].decode("latin-1") if scope.get("raw_path") else scope["path"]
    scheme, _, host = public_url.partition("://")
    query = scope["query_string"]
    message = request_head(scope["method"], scheme, host, path, query.decode("latin-1"), headers)
    return Head(message, query, _der(certificate) if certificate and behind_proxy else None)


def combined(raw: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
    """One line for each header, its values joined by commas in their order (RFC 9110, 5.3)."""
    lines: dict[bytes, bytes] = {}
    for name, value in raw:
        stripped = value.strip(b" \t")
        lines[name] = b"%s, %s" % (lines[name], stripped) if name in lines else stripped
    return list(lines.items())


def check_single(raw: Iterable[tuple[bytes, bytes]]) -> None:
    """Refuse a request with two lines of a header that has one value: the second reading is never guessed.

    Raises Refused.
    """
    seen = set[bytes]()
    for name, _ in raw:
        if name in seen and name in _SINGLE:
            field = name.decode("latin-1")
            raise refused(MALFORMED, "this header is sent once", f"the header {field} is sent twice", field=field)
        seen.add(name)


def _der(field: str) -> bytes:
    """The certificate in a header as HAProxy sets it: a byte sequence (RFC 8941, 3.3.5)."""
    return b64decode(field.strip(":"))
