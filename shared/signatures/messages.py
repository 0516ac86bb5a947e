"""Messages as signatures see them, and the signature base (RFC 9421, 2)."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from shared.signatures.faults import Fault, SignatureRefused
from shared.signatures.fields import Component, malformed

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_COUNTING = frozenset({"content-digest", "content-encoding", "content-language", "content-type", "etag", "location"})
_COUNTING_TOO = frozenset({"retry-after", "soapaction"})


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


def counts(header: str) -> bool:
    """Whether a header, where it is there, must be covered: what it says changes what is asked or told."""
    return header in _COUNTING or header in _COUNTING_TOO or header.startswith("lea-")


def signature_base(message: RequestHead | AnswerHead, components: Iterable[Component], fields: str) -> bytes:
    """What is signed (RFC 9421, 2.5). Raises SignatureRefused if a component is not there or cannot be told."""
    lines = [f"{component.identifier}: {_value(message, component)}\n" for component in components]
    try:
        return f'{"".join(lines)}"@signature-params": {fields}'.encode("ascii")
    except UnicodeEncodeError:
        raise malformed("what is covered is ASCII", "a covered component is not") from None


def _value(message: RequestHead | AnswerHead, component: Component) -> str:
    value = _of_answer(message, component) if isinstance(message, AnswerHead) else _of_request(message, component)
    if value is None:
        rule = "what is covered is in the message"
        raise SignatureRefused(Fault.INCOMPLETE, rule, "a covered component is not there, or not known")
    if "\n" in value or "\r" in value:
        raise malformed("what is covered has no line breaks", "a covered component has")
    return value


def tellable(request: RequestHead, name: str) -> bool:
    """Whether a component of a request can be covered: it may be anything, as what is wrong is answered too."""
    value = _of_request(request, Component(name))
    return value is not None and value.isascii() and value.isprintable()


def _of_request(request: RequestHead, component: Component) -> str | None:
    if component.of_request:
        return None
    if derived := _DERIVED.get(component.name):
        return derived(request)
    return _header(request.headers, component.name)


def _of_answer(answer: AnswerHead, component: Component) -> str | None:
    if component.of_request:
        return _of_request(answer.request, Component(component.name))
    if component.name == "@status":
        return str(answer.status)
    return _header(answer.headers, component.name)


def _header(headers: Mapping[str, str], name: str) -> str | None:
    value = headers.get(name)
    return None if value is None else value.strip(" \t")
