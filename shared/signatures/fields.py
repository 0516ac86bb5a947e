"""The fields Signature-Input, Signature and Content-Digest: dictionaries with members in canonical form (RFC 9651).

A member in this form is its own serialization, so the signature base is made of what was read (RFC 9421, 2.5). White
space around the field and between members does not count, so lines that were joined with a comma are read as one field.
A message may have signatures of others beside ours, which is then the one with our tag.
"""

import re
from base64 import b64encode
from binascii import Error, a2b_base64
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from shared.signatures.faults import Fault, SignatureRefused

SIGNATURE_INPUT, SIGNATURE, CONTENT_DIGEST = "Signature-Input", "Signature", "Content-Digest"
TAG = "lea"
"""Says in each signature what it is for (RFC 9421, 2.3)."""

_KEY = r"[a-z*][a-z0-9_.*-]*"
_COMPONENT = r'"@?[a-z0-9!#$%&\'*+.^_`|~-]+"(?:;req)?'
_VALUE = r'(?:0|[1-9][0-9]{0,14}|"[ !#-\[\]-~]*")'
_COVERED = re.compile(rf"({_KEY})=\(((?:{_COMPONENT}(?: {_COMPONENT})*)?)")
_PARAMETERS = re.compile(rf"(?:;{_KEY}={_VALUE})*")
_PARAMETER = re.compile(rf";({_KEY})=({_VALUE})")
_EXPRESSIBLE = re.compile(_VALUE)
_BYTES = re.compile(rf"({_KEY})=:([A-Za-z0-9+/]+={{0,2}}):")
_BETWEEN = re.compile(r"[ \t]*,[ \t]*")
_BLANKS = " \t"
_SHA_256, _SHA_256_LENGTH = "sha-256", 32


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
    inputs = _inputs((stated or "").strip(_BLANKS))
    label = _own(inputs)
    values = _bytes_members(value or "", SIGNATURE)
    if values is None or values.keys() != inputs.keys():
        detail = "one is missing, of another label or of another form"
        raise malformed("the Signature is a byte sequence for each label of Signature-Input", detail, SIGNATURE)
    own = inputs[label]
    return Signature(own.covered, own.parameters, own.covered.text + own.text, values[label])


def component(name: str, *, of_request: bool = False) -> Component:
    """A component without parameters."""
    return Component(name, of_request, f'"{name}";req' if of_request else f'"{name}"')


def covering(*components: Component) -> Covered:
    """What these components come to."""
    names = frozenset(item.name for item in components if not item.of_request)
    return Covered(components, names, f"({' '.join(item.identifier for item in components)})")


def signature_params(covered: Covered, parameters: Mapping[str, str | int]) -> str:
    """The value of `@signature-params`. Raises SignatureRefused if a parameter cannot be expressed."""
    return covered.text + "".join([f";{name}={_serialized(value)}" for name, value in parameters.items()])


def bytes_field(value: bytes) -> str:
    """A byte sequence as an item."""
    return f":{b64encode(value).decode()}:"


def digest_field(digest: bytes) -> str:
    """Content-Digest of a SHA-256."""
    return f"sha-256={bytes_field(digest)}"


def digest_in(field: str) -> bytes:
    """The SHA-256 in a Content-Digest; digests of other algorithms are not looked at. Raises SignatureRefused."""
    members = _bytes_members(field, CONTENT_DIGEST)
    if not members or _SHA_256 not in members:
        raise malformed("the Content-Digest has one SHA-256", "it is another form or algorithm", CONTENT_DIGEST)
    digest = members[_SHA_256]
    if len(digest) != _SHA_256_LENGTH:
        raise malformed("a SHA-256 has 32 bytes", "it has another length", CONTENT_DIGEST)
    return digest


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


class _Input(NamedTuple):
    """A member of Signature-Input."""

    covered: Covered
    parameters: Mapping[str, str | int]
    text: str
    """The parameters as they were written."""


def _inputs(text: str) -> dict[str, _Input]:
    """The members by their labels. Raises SignatureRefused."""
    members = dict[str, _Input]()
    place = 0
    while True:
        # Nothing in an inner list of plain components has a parenthesis.
        closed = text.find(")", place)
        if closed < 0:
            raise _no_input()
        label, covered = _covered(text[place:closed])
        parameters = _PARAMETERS.match(text, closed + 1)
        end = parameters.end() if parameters else closed + 1
        if label in members:
            raise malformed("a label is there once", "a label is there twice")
        stated = text[closed + 1 : end]
        members[label] = _Input(covered, _parameters(stated), stated)
        if end == len(text):
            return members
        between = _BETWEEN.match(text, end)
        if between is None:
            raise _no_input()
        place = between.end()


def _own(inputs: Mapping[str, _Input]) -> str:
    """The label of the only signature; of several, of the only one with our tag. Raises SignatureRefused."""
    if len(inputs) == 1:
        return next(iter(inputs))
    own = [label for label, member in inputs.items() if member.parameters.get("tag") == TAG]
    if len(own) != 1:
        raise malformed(f"of several signatures one has the tag {TAG}", "none has it, or several")
    return own[0]


def _bytes_members(text: str, field: str) -> dict[str, bytes] | None:
    """The byte sequences of a dictionary by their keys; none if it is another form. Raises SignatureRefused."""
    members = dict[str, bytes]()
    text, place = text.strip(_BLANKS), 0
    while member := _BYTES.match(text, place):
        key, value = member.groups()
        if key in members:
            raise malformed("a key is there once", "a key is there twice", field)
        members[key] = _bytes(value, field)
        if member.end() == len(text):
            return members
        between = _BETWEEN.match(text, member.end())
        if between is None:
            return None
        place = between.end()
    return None


def _parameters(text: str) -> dict[str, str | int]:
    found = _PARAMETER.findall(text)
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


def _serialized(value: str | int) -> str:
    text = str(value) if isinstance(value, int) else f'"{value}"'
    if not _EXPRESSIBLE.fullmatch(text):
        raise malformed("parameters are whole numbers or plain strings", "a parameter is neither")
    return text
