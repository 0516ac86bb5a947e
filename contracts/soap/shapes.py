"""The messages as XML: what becomes an element, in which order, of which type.

Read from the JSON Schemas of the contracts, so that the two forms of a message cannot differ. An object is a sequence
of elements named as its fields; a list is an element around one element for each item, named in the singular; of a
union, the discriminator is the element's name. None is an element that is not there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from contracts.base import Contract

Schema: TypeAlias = Mapping[str, Any]
Facets: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Simple:
    """Text of a built-in type of XML Schema, narrowed by facets."""

    base: str
    facets: Facets = ()


@dataclass(frozen=True, slots=True)
class Sequence:
    """An object."""

    name: str
    doc: str
    elements: "tuple[Element, ...]"
    by_name: "Mapping[str, Element]" = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {element.name: element for element in self.elements})


@dataclass(frozen=True, slots=True)
class Choice:
    """A union: one of the elements, each named by its discriminator."""

    name: str
    tag: str
    options: "Mapping[str, Element]"


@dataclass(frozen=True, slots=True)
class List:
    """An element around the items."""

    item: "Element"
    at_least: int
    at_most: int | None


Shape: TypeAlias = Simple | Sequence | Choice | List


@dataclass(frozen=True, slots=True)
class Element:
    """A named part of a message."""

    name: str
    shape: Shape
    doc: str = ""
    optional: bool = False


Mode = Literal["validation", "serialization"]


def shape_of(model: type[Contract], mode: Mode) -> Sequence:
    """The shape of a message; `mode` as for its JSON Schema."""
    schema = model.model_json_schema(mode=mode)
    return _Reading(schema.get("$defs", {})).sequence(schema)


def singular(name: str) -> str:
    """What one item of a list is called."""
    return name.removesuffix("es") if name.endswith("ses") else name.removesuffix("s")


_DECIMAL = r"^\d+(\.\d+)?$"
_UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_BY_FORMAT: Mapping[str, Simple] = {
    "date": Simple("date", (("pattern", "[0-9]{4}-[0-9]{2}-[0-9]{2}"),)),  # without the zone that xs:date may have
    "date-time": Simple("dateTime"),
    "uuid": Simple("string", (("pattern", _UUID),)),
}
_BY_TYPE: Mapping[str, str] = {"string": "string", "number": "double", "integer": "integer", "boolean": "boolean"}
_FACETS: Mapping[str, str] = {"minLength": "minLength", "maxLength": "maxLength", "minimum": "minInclusive"}


class _Reading:
    def __init__(self, definitions: Schema) -> None:
        self._definitions = definitions

    def sequence(self, schema: Schema, without: str = "") -> Sequence:
        """An object, without its discriminator."""
        required = set(schema.get("required", ()))
        elements = tuple(
            self._element(name, part, name in required)
            for name, part in schema["properties"].items()
            if name != without
        )
        return Sequence(schema["title"], schema.get("description", ""), elements)

    def _element(self, name: str, schema: Schema, required: bool) -> Element:
        part, nullable = _without_none(schema)
        return Element(name, self._shape(name, part), _doc(schema), optional=nullable or not required)

    def _shape(self, name: str, schema: Schema) -> Shape:
        schema = self._resolved(schema)
        if "discriminator" in schema:
            return self._choice(name, schema["discriminator"])
        if schema["type"] == "object":
            return self.sequence(schema)
        if schema["type"] == "array":
            item = singular(name)
            shape = self._shape(item, schema["items"])
            return List(Element(item, shape), schema.get("minItems", 0), schema.get("maxItems"))
        return _simple(schema)

    def _choice(self, name: str, discriminator: Schema) -> Choice:
        tag = discriminator["propertyName"]
        options = {
            value: Element(value, self.sequence(self._resolved({"$ref": reference}), without=tag))
            for value, reference in discriminator["mapping"].items()
        }
        return Choice("".join(part.capitalize() for part in name.split("_")), tag, options)

    def _resolved(self, schema: Schema) -> Schema:
        if "$ref" not in schema:
            return schema
        resolved: Schema = self._definitions[schema["$ref"].rsplit("/", 1)[1]]
        return resolved


def _without_none(schema: Schema) -> tuple[Schema, bool]:
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    return (choices[0], True) if choices else (schema, False)


def _simple(schema: Schema) -> Simple:
    if "enum" in schema:
        return Simple("string", tuple(("enumeration", value) for value in schema["enum"]))
    if schema.get("pattern") == _DECIMAL:
        return Simple("decimal", (("minInclusive", "0"),))
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    return Simple(_BY_TYPE[schema["type"]], tuple(_facets(schema)))


def _facets(schema: Schema) -> Iterator[tuple[str, str]]:
    if "pattern" in schema:
        # Patterns of XML Schema are anchored by themselves, and their \d takes the digits of every script.
        yield "pattern", schema["pattern"].removeprefix("^").removesuffix("$").replace(r"\d", "[0-9]")
    yield from ((name, str(schema[key])) for key, name in _FACETS.items() if key in schema)


def _doc(schema: Schema) -> str:
    doc = str(schema.get("description", ""))
    return f"{doc} Code list: {schema['x-code-list']}." if "x-code-list" in schema else doc
