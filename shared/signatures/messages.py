"""Messages as signatures see them, and the signature base (RFC 9421, 2)."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from shared.signatures.faults import Fault, SignatureRefused
from shared.signatures.fields import Covered, malformed

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
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
    scheme: str
    authority: str
    path: str
    """As sent, percent-encoded."""
    query: str
    headers: Mapping[str, str]
    """By lower-case names."""

    @property
    def target_uri(self) -> str:
        """The address asked (RFC 9421, 2.2.2)."""
        query = f"?{self.query}" if self.query else ""
        return f"{self.scheme}://{self.authority}{self.path}{query}"


class AnswerHead(NamedTuple):
    """An answer without its body."""

    status: int
    headers: Mapping[str, str]
    """By lower-case names."""
    request: RequestHead
    """What it answers."""


_DERIVED: Mapping[str, Callable[[RequestHead], str]] = {
    "@method": lambda request: request.method,
    "@target-uri": lambda request: request.target_uri,
    "@authority": lambda request: request.authority,
    "@scheme": lambda request: request.scheme,
    "@path": lambda request: request.path,
    "@query": lambda request: f"?{request.query}",
}


def request_to(method: str, url: str, headers: Mapping[str, str]) -> RequestHead:
    """A request to an absolute address, percent-encoded as it will be sent."""
    parts = urlsplit(url)
    authority = canonical_authority(parts.scheme, parts.netloc.rpartition("@")[2])
    return RequestHead(method, parts.scheme, authority, parts.path or "/", parts.query, lowered(headers))


def lowered(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers by lower-case names."""
    return {name.lower(): value for name, value in headers.items()}


def canonical_authority(scheme: str, host: str) -> str:
    """The authority in lower case and without the scheme's own port (RFC 9421, 2.2.3)."""
    return host.lower().removesuffix(_DEFAULT_PORTS.get(scheme, ":"))


@lru_cache(maxsize=256)
def counts(header: str) -> bool:
    """Whether a header, where it is there, must be covered: what it says changes what is asked or told."""
    return header in _COUNTING or header.startswith("lea-")


def signature_base(message: RequestHead | AnswerHead, covered: Covered, params: str) -> bytes:
    """What is signed (RFC 9421, 2.5). Raises SignatureRefused if a component is not there or cannot be told."""
    values = _of(message, covered) if isinstance(message, RequestHead) else _of_answer(message, covered)
    lines = [f"{item.identifier}: {_told(value)}\n" for item, value in zip(covered.components, values, strict=True)]
    base = "".join(lines)
    if "\r" in base or base.count("\n") != len(lines):
        raise malformed("what is covered has no line breaks", "a covered component has")
    try:
        return f'{base}"@signature-params": {params}'.encode("ascii")
    except UnicodeEncodeError:
        raise malformed("what is covered is ASCII", "a covered component is not") from None


def tellable(request: RequestHead, name: str) -> bool:
    """Whether a component of a request can be covered: it may be anything, as what is wrong is answered too."""
    value = _of_request(request, name)
    return value is not None and value.isascii() and value.isprintable()


def _of(request: RequestHead, covered: Covered) -> list[str | None]:
    return [None if item.of_request else _of_request(request, item.name) for item in covered.components]


def _of_answer(answer: AnswerHead, covered: Covered) -> list[str | None]:
    told = {**answer.headers, "@status": str(answer.status)}
    return [
        _of_request(answer.request, item.name) if item.of_request else told.get(item.name)
        for item in covered.components
    ]


def _told(value: str | None) -> str:
    if value is None:
        rule = "what is covered is in the message"
        raise SignatureRefused(Fault.INCOMPLETE, rule, "a covered component is not there, or not known")
    return value.strip(" \t")


def _of_request(request: RequestHead, name: str) -> str | None:
    derived = _DERIVED.get(name)
    return derived(request) if derived else request.headers.get(name)
