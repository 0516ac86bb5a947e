"""Messages as signatures see them, and the signature base (RFC 9421, 2)."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from shared.signatures.faults import Fault, SignatureRefused
from shared.signatures.fields import Covered, malformed

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_BLANKS = " \t"
_NOTHING: Mapping[str, str] = MappingProxyType({})
_COUNTING = frozenset(
    {
        "content-digest",
        "content-encoding",
        "content-language",
        "content-type",
        "etag",
        "location",
        "retry-after",
        "soapaction",
    }
)


class RequestHead(NamedTuple):
    """A request without its body."""

    method: str
    headers: Mapping[str, str]
    """By lower-case names."""
    components: Mapping[str, str]
    """The value of each component: the headers, and what is derived (RFC 9421, 2.2)."""
    other_target: str | None = None
    """`@target-uri` in its other form, where the query is empty: with or without a question mark at the end.

    Both identify the same resource, and a server may not learn which of them was sent.
    """

    def with_other_target(self) -> "RequestHead | None":
        """The request as if it had been sent with the other form of its address; none if there is one form only."""
        if self.other_target is None:
            return None
        own = self.components["@target-uri"]
        return self._replace(components={**self.components, "@target-uri": self.other_target}, other_target=own)


class AnswerHead(NamedTuple):
    """An answer without its body."""

    status: int
    headers: Mapping[str, str]
    """By lower-case names."""
    request: RequestHead
    """What it answers."""


def request_head(
    method: str,
    scheme: str,
    host: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    *,
    with_empty_query: bool = False,
) -> RequestHead:
    """A request as it was sent: path and query percent-encoded, headers by lower-case names.

    `with_empty_query`: the address ends in a question mark. ASGI does not say; verification then tries both forms.
    """
    authority = canonical_authority(scheme, host)
    asked, target = f"?{query}", f"{scheme}://{authority}{path}"
    target, other = (f"{target}{asked}", None) if query else (target, f"{target}?")
    if other is not None and with_empty_query:
        target, other = other, target
    derived = {
        "@method": method,
        "@target-uri": target,
        "@authority": authority,
        "@scheme": scheme,
        "@path": path,
        "@query": asked,
    }
    return RequestHead(method, headers, {**headers, **derived}, other)


def request_to(method: str, url: str, headers: Mapping[str, str]) -> RequestHead:
    """A request to an absolute address, percent-encoded as it will be sent."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    asked = "?" in url.partition("#")[0]
    return request_head(
        method, parts.scheme, host, parts.path or "/", parts.query, lowered(headers), with_empty_query=asked
    )


def lowered(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers by lower-case names."""
    return {name.lower(): value for name, value in headers.items()}


def canonical_authority(scheme: str, host: str) -> str:
    """The authority in lower case and without the scheme's own port (RFC 9421, 2.2.3)."""
    return host.lower().removesuffix(_DEFAULT_PORTS.get(scheme, ":"))


@lru_cache(maxsize=256)
def counting(headers: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the headers that must be covered: they change what is asked or answered."""
    return tuple([header for header in headers if header in _COUNTING or header.startswith("lea-")])


def signature_base(message: RequestHead | AnswerHead, covered: Covered, params: str) -> bytes:
    """What is signed (RFC 9421, 2.5). Raises SignatureRefused if a component is missing or cannot be expressed."""
    if isinstance(message, RequestHead):
        own, request = message.components, _NOTHING
    else:
        own, request = {**message.headers, "@status": str(message.status)}, message.request.components
    try:
        lines = [
            f"{identifier}: {(request if of_request else own)[name].strip(_BLANKS)}\n"
            for name, of_request, identifier in covered.components
        ]
    except KeyError:
        rule = "what is covered is in the message"
        raise SignatureRefused(Fault.INCOMPLETE, rule, "a covered component is not there, or not known") from None
    base = "".join(lines)
    if "\r" in base or base.count("\n") != len(lines):
        raise malformed("what is covered has no line breaks", "a covered component has")
    try:
        return f'{base}"@signature-params": {params}'.encode("ascii")
    except UnicodeEncodeError:
        raise malformed("what is covered is ASCII", "a covered component is not") from None


def can_be_covered(request: RequestHead, name: str) -> bool:
    """Whether a component of a request can be covered: it may be anything, as what is wrong is answered too."""
    value = request.components.get(name)
    return value is not None and value.isascii() and value.strip(_BLANKS).isprintable()
