"""A message as XML text, from its JSON form."""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from contracts.soap.messages import NAMESPACE
from contracts.soap.shapes import Choice, Element, List, Sequence, Shape

Writer: TypeAlias = Callable[[Any], str]
"""Writes a value in its JSON form."""

# What JSON can hold and XML 1.0 cannot (section 2.2).
_NO_CHARACTERS = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SPECIAL = re.compile(f"[&<>]|{_NO_CHARACTERS.pattern}")


def writer_of(message: Element) -> Writer:
    """Writes the message."""
    # Made once for the whole shape: of hundreds of cards it has to be quick.
    content = _content(message.shape)

    return lambda value: f'<{message.name} xmlns="{NAMESPACE}">{content(value)}</{message.name}>'


def escaped(text: str) -> str:
    """Text as it stands between tags; a character that XML cannot hold becomes U+FFFD."""
    return _NO_CHARACTERS.sub("\ufffd", text).translate(_ESCAPED) if _SPECIAL.search(text) else text


def _content(shape: Shape) -> Writer:
    match shape:
        case Sequence(elements=elements):
            parts = [(element.name, _part(element)) for element in elements]
            return lambda value: "".join([part(value.get(name)) for name, part in parts])
        case List(item=item):
            one = _part(item)
            return lambda value: "".join(map(one, value))
        case Choice(tag=tag, options=options):
            choices = {name: _part(option) for name, option in options.items()}
            return lambda value: choices[value[tag]](value)
    return _text


def _part(element: Element) -> Writer:
    start, end, content = f"<{element.name}>", f"</{element.name}>", _content(element.shape)
    return lambda value: "" if value is None else f"{start}{content(value)}{end}"


def _text(value: Any) -> str:
    # Booleans and numbers read as in JSON.
    return escaped(value) if isinstance(value, str) else str(value).lower()
