"""The head of a request, as its sender signed it."""

from collections.abc import Mapping
from typing import NamedTuple

from starlette.types import Scope

from services.edge.headers import AS_OF, COURT_CASE, LEGAL_GROUND, REQUEST_ID
from shared.http.headers import CLIENT_CERTIFICATE, certificate_in, combined
from shared.signatures.messages import RequestHead, request_head

SINGLE = frozenset(
    {
        b"authorization",
        b"content-encoding",
        b"content-length",
        b"content-type",
        b"host",
        b"soapaction",
        *(name.lower().encode() for name in (AS_OF, COURT_CASE, LEGAL_GROUND, REQUEST_ID)),
    }
)
"""Headers that have one value."""


class ReceivedHead(NamedTuple):
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


def head_of(scope: Scope, public_url: str, *, behind_proxy: bool) -> ReceivedHead:
    """The head of a request to the service at `public_url`: that is what a sender signs, whatever the Host says.

    The header `Client-Cert` (RFC 9440) counts only `behind_proxy`, where no client can set it.
    """
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in combined(scope["headers"])}
    certificate = headers.pop(CLIENT_CERTIFICATE, None)
    path = scope["raw_path"].decode("latin-1") if scope.get("raw_path") else scope["path"]
    scheme, _, host = public_url.partition("://")
    query = scope["query_string"]
    message = request_head(scope["method"], scheme, host, path, query.decode("latin-1"), headers)
    return ReceivedHead(message, query, certificate_in(certificate) if certificate and behind_proxy else None)
