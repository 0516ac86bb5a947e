"""The JSON form of a message, from its XML.

What does not belong there stays visible in the JSON form, under a name no contract knows, so that the contract itself
refuses it and names it: nothing is silently left out.
"""

from typing import Any

from lxml import etree

from contracts.soap.messages import NAMESPACE
from contracts.soap.shapes import Choice, List, Sequence, Shape

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_OURS = f"{{{NAMESPACE}}}"


def value_of(element: etree._Element, shape: Shape | None) -> Any:
    """What an element holds: texts, objects and lists; without a shape, an element that is not known.

    Recursive: whoever parses a document bounds its depth.
    """
    if element.get(f"{_XSI}nil") in {"true", "1"}:
        return None
    match shape:
        case List(item=item):
            return _items(element, item.name, item.shape)
        case Choice(tag=tag):
            return _chosen(element, tag, shape)
        case Sequence():
            return _fields(element, shape)
    return _fields(element, None) if len(element) or _attributes(element) else (element.text or "").strip()


def _fields(element: etree._Element, shape: Sequence | None) -> dict[str, Any]:
    known = shape.by_name if shape else {}
    values: dict[str, list[Any]] = {name: [value] for name, value in _attributes(element).items()}
    for child in element:
        name = _name(child)
        part = known.get(name)
        values.setdefault(name, []).append(value_of(child, part.shape if part else None))
    # An element that comes twice is of no type that a contract could take.
    fields = {name: all_ if len(all_) > 1 else all_[0] for name, all_ in values.items()}
    return fields | _stray_text(element)


def _items(element: etree._Element, name: str, shape: Shape) -> list[Any]:
    alien: list[Any] = [fields for fields in (_attributes(element) | _stray_text(element),) if fields]
    return alien + [
        value_of(child, shape) if _name(child) == name else {_name(child): value_of(child, None)} for child in element
    ]


def _chosen(element: etree._Element, tag: str, shape: Choice) -> dict[str, Any]:
    if len(element) != 1:
        return {tag: [_name(child) for child in element]}
    child = element[0]
    option = shape.options.get(_name(child))
    fields = _fields(child, option.shape if option and isinstance(option.shape, Sequence) else None)
    fields[tag] = [_name(child), fields[tag]] if tag in fields else _name(child)
    return _attributes(element) | _stray_text(element) | fields


def _attributes(element: etree._Element) -> dict[str, Any]:
    # Those of XML Schema itself are remarks on the element, not parts of the message.
    names = ((str(name), value) for name, value in element.attrib.items())
    return {f"@{name}": value for name, value in names if not name.startswith(_XSI)}


def _stray_text(element: etree._Element) -> dict[str, Any]:
    texts = [element.text, *(child.tail for child in element)]
    return {"#text": "there is text between the elements"} if any(text and text.strip() for text in texts) else {}


def _name(element: etree._Element) -> str:
    """By its local name if it is of our namespace, else by the whole of it."""
    return str(element.tag).removeprefix(_OURS)
