"""A message as XML text, from its JSON form."""

import re
from typing import Any
from xml.sax.saxutils import escape

from contracts.soap.messages import NAMESPACE
from contracts.soap.shapes import Choice, Element, List, Sequence, Shape

# What JSON can hold and XML 1.0 cannot (section 2.2).
_NO_CHARACTERS = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(message: Element, value: Any) -> str:
    """The message with this value; a character that XML cannot hold becomes U+FFFD."""
    content = _NO_CHARACTERS.sub("\ufffd", _content(message.shape, value))
    return f'<{message.name} xmlns="{NAMESPACE}">{content}</{message.name}>'


def _content(shape: Shape, value: Any) -> str:
    match shape:
        case Sequence(elements=elements):
            return "".join(_part(element, value.get(element.name)) for element in elements)
        case List(item=item):
            return "".join(_part(item, one) for one in value)
        case Choice(tag=tag, options=options):
            return _part(options[value[tag]], value)
    # Booleans and numbers read as in JSON.
    return escape(value) if isinstance(value, str) else str(value).lower()


def _part(element: Element, value: Any) -> str:
    if value is None:
        return ""
    return f"<{element.name}>{_content(element.shape, value)}</{element.name}>"
