"""The fields Signature-Input, Signature and Content-Digest, in canonical form (RFC 9651, 4.1) and nothing else.

A field in this form is its own serialization, so the signature base is made of what was read (RFC 9421, 2.5).
"""

import re
from base64 import b64encode
from binascii import Error, a2b_base64
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from shared.signatures.faults import Fault, SignatureRefused

SIGNATURE_INPUT, SIGNATURE, CONTENT_DIGEST = "Signature-Input", "Signature", "Content-Digest"

_KEY = r"[a-z*][a-z0-9_.*-]*"
_COMPONENT = r'"@?[a-z0-9!#$%&\'*+.^_`|~-]+"(?:;req)?'
_VALUE = r'(?:0|[1-9][0-9]{0,14}|"[ !#-\[\]-~]*")'
_COVERED = re.compile(rf"({_KEY})=\(((?:{_COMPONENT}(?: {_COMPONENT})*)?)")
_PARAMETER = re.compile(rf";({_KEY})=({_VALUE})")
_TELLABLE = re.compile(_VALUE)
_SIGNATURE = re.compile(rf"({_KEY})=:([A-Za-z0-9+/]+={{0,2}}):")
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")


class Component(NamedTuple):
    """A covered component."""

    name: str
    """Of a header, in lower case; or derived: `@method`."""
    of_request: bool
    """In an answer: of the request it answers (RFC 9421, 2.4)."""
    identifier: str
    """As it stands in the signature base."""


class Covered(NamedTuple):
    """What a signature covers."""

    components: tuple[Component, ...]
    names: frozenset[str]
    """Of those of the message itself."""
    text: str
    """The inner list, without parameters."""


class Signature(NamedTuple):
    """A signature as it was read; nothing is proved by that."""

    covered: Covered
    parameters: Mapping[str, str | int]
    input: str
    """Value of `@signature-params`."""
    value: bytes


def signature_in(headers: Mapping[str, str]) -> Signature | None:
    """The signature in headers by lower-case name; none if there is none. Raises SignatureRefused."""
    stated, value = headers.get("signature-input"), headers.get("signature")
    if stated is None and value is None:
        return None
    # Nothing in an inner list of plain components has a parenthesis.
    inner, closed, text = (stated or "").partition(")")
    if not closed:
        raise _no_input()
    label, covered = _covered(inner)
    parameters = _parameters(text)
    given = _SIGNATURE.fullmatch(value or "")
    if not given or given[1] != label:
        detail = "it is missing, of another label or of another form"
        raise malformed("the Signature is one byte sequence of the same label", detail, SIGNATURE)
    return Signature(covered, parameters, covered.text + text, _bytes(given[2], SIGNATURE))


def component(name: str, *, of_request: bool = False) -> Component:
    """A component without parameters of its own."""
    return Component(name, of_request, f'"{name}";req' if of_request else f'"{name}"')


def covering(*components: Component) -> Covered:
    """What these components come to."""
    names = frozenset(item.name for item in components if not item.of_request)
    return Covered(components, names, f"({' '.join(item.identifier for item in components)})")


def signature_params(covered: Covered, parameters: Mapping[str, str | int]) -> str:
    """The value of `@signature-params`. Raises SignatureRefused if a parameter cannot be told."""
    return covered.text + "".join([f";{name}={_told(value)}" for name, value in parameters.items()])


def bytes_field(value: bytes) -> str:
    """A byte sequence as an item."""
    return f":{b64encode(value).decode()}:"


def digest_field(digest: bytes) -> str:
    """Content-Digest of a SHA-256."""
    return f"sha-256={bytes_field(digest)}"


def digest_in(field: str) -> bytes:
    """The SHA-256 in a Content-Digest. Raises SignatureRefused."""
    read = _DIGEST.fullmatch(field)
    if not read:
        raise malformed("the Content-Digest is one SHA-256", "it is another form or algorithm", CONTENT_DIGEST)
    return _bytes(read[1], CONTENT_DIGEST)


def malformed(rule: str, detail: str, field: str = SIGNATURE_INPUT) -> SignatureRefused:
    """A signature that cannot be read."""
    return SignatureRefused(Fault.MALFORMED, rule, detail, field)


@lru_cache(maxsize=128)
def _covered(text: str) -> tuple[str, Covered]:
    """The label and what is covered, in a Signature-Input up to the end of its inner list."""
    read = _COVERED.fullmatch(text)
    if not read:
        raise _no_input()
    items = [
        component(item.removesuffix(";req").strip('"'), of_request=item.endswith(";req"))
        for item in (read[2].split(" ") if read[2] else ())
    ]
    if len(set(items)) < len(items):
        raise malformed("a component is covered once", "a component is there twice")
    return read[1], covering(*items)


def _no_input() -> SignatureRefused:
    return malformed("a message has one Signature-Input, in canonical form", "it is missing or another form")


def _parameters(text: str) -> dict[str, str | int]:
    found = _PARAMETER.findall(text)
    if sum([len(name) + len(value) + 2 for name, value in found]) != len(text):
        raise _no_input()  # something stands between them
    read: dict[str, str | int] = {name: value[1:-1] if value[0] == '"' else int(value) for name, value in found}
    if len(read) != len(found):
        raise malformed("a parameter is there once", "a parameter is there twice")
    return read


def _bytes(text: str, field: str) -> bytes:
    try:
        value = a2b_base64(text, strict_mode=True)
    except Error:
        raise malformed("byte sequences are base64", "it is not", field) from None
    if b64encode(value).decode() != text:
        raise malformed("byte sequences are base64, in canonical form", "it is another form", field)
    return value


def _told(value: str | int) -> str:
    told = str(value) if isinstance(value, int) else f'"{value}"'
    if not _TELLABLE.fullmatch(told):
        raise malformed("parameters are whole numbers or plain strings", "a parameter is neither")
    return told
