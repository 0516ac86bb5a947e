"""The XML Schema of the messages."""

from collections.abc import Iterator

from lxml import etree
from lxml.builder import ElementMaker

from contracts.soap.messages import MESSAGES, NAMESPACE
from contracts.soap.shapes import Choice, Element, List, Sequence, Shape, Simple

XSD = "http://www.w3.org/2001/XMLSchema"
FILE = "information.xsd"

_X = ElementMaker(namespace=XSD, nsmap={"xs": XSD, "lea": NAMESPACE})


def rendered() -> bytes:
    """The schema as it is published."""
    schema = _X.schema(targetNamespace=NAMESPACE, elementFormDefault="qualified", version="1")
    for message in MESSAGES.values():
        schema.append(_X.element(name=message.name, type=f"lea:{_named(message.shape).name}"))
    for shape in _types():
        schema.append(_complex(shape))
    return etree.tostring(schema, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _types() -> list[Sequence | Choice]:
    """Every type that has a name, once."""
    found: dict[str, Sequence | Choice] = {}
    for message in MESSAGES.values():
        for shape in _within(message.shape):
            if found.setdefault(shape.name, shape) != shape:
                raise ValueError(f"two types are called {shape.name}")
    return list(found.values())


def _within(shape: Shape) -> Iterator[Sequence | Choice]:
    match shape:
        case Sequence(elements=elements):
            yield shape
            yield from (inner for element in elements for inner in _within(element.shape))
        case Choice(options=options):
            yield shape
            yield from (inner for element in options.values() for inner in _within(element.shape))
        case List(item=item):
            yield from _within(item.shape)


def _named(shape: Shape) -> Sequence | Choice:
    if not isinstance(shape, Sequence | Choice):
        raise TypeError("a message is an object")
    return shape


def _complex(shape: Sequence | Choice) -> etree._Element:
    type_: etree._Element = _X.complexType(name=shape.name)
    if isinstance(shape, Choice):
        type_.append(_X.choice(*(_element(option) for option in shape.options.values())))
    else:
        _document(type_, shape.doc)
        type_.append(_X.sequence(*(_element(element) for element in shape.elements)))
    return type_


def _element(element: Element, **occurs: str) -> etree._Element:
    made: etree._Element = _X.element(name=element.name, **({"minOccurs": "0"} if element.optional else {}), **occurs)
    _document(made, element.doc)
    match element.shape:
        case Sequence(name=name) | Choice(name=name):
            made.set("type", f"lea:{name}")
        case Simple(base=base, facets=()):
            made.set("type", f"xs:{base}")
        case Simple(base=base, facets=facets):
            narrowed = (_X(name, value=value) for name, value in facets)
            made.append(_X.simpleType(_X.restriction(*narrowed, base=f"xs:{base}")))
        case List(item=item, at_least=at_least, at_most=at_most):
            many = {"minOccurs": str(at_least), "maxOccurs": "unbounded" if at_most is None else str(at_most)}
            made.append(_X.complexType(_X.sequence(_element(item, **many))))
    return made


def _document(parent: etree._Element, text: str) -> None:
    if text:
        parent.append(_X.annotation(_X.documentation(text)))
