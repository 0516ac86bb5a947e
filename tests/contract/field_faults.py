"""Every way in which a field of a message can be wrong, from its JSON Schema and a sample that has every field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts.problems import field_path

Schema = dict[str, Any]
Path = tuple[str | int, ...]

MISSING: Any = object()
"""In the place of a value: the field is left out."""
WRONG_TYPES: dict[str, tuple[Any, ...]] = {
    "object": ("text", 7, []),
    "array": ("text", 7, {}),
    "string": (7, True, [], {}),
    "integer": ("many", 1.5, [], {}),
    "number": ("many", [], {}),
    "boolean": ("perhaps", 7, [], {}),
}
FORMATS = {
    "uuid": ("first", "01980000-0000-7000-8000-00000000000"),
    "date": ("2026-02-30", "1 March 2026", "2026-3-1", "20260301"),
    "date-time": ("2026-02-30T09:00:00Z", "noon", "2026-03-01T09:00:00", "1772352000"),
}
PATTERNS = ("?", "\N{ARABIC-INDIC DIGIT ONE}" * 4, "x" * 300)
AMOUNT = r"^\d+(\.\d+)?$"
AMOUNTS = ("-1.00", "1e3", "1,50", "", "NaN", "1" * 19)
BOUNDS = (("minimum", -1), ("exclusiveMinimum", 0), ("maximum", 1), ("exclusiveMaximum", 0))


@dataclass(frozen=True)
class Place:
    """A field of a message."""

    path: Path = ()
    names: Path = ()
    """The path as a refusal names it: inside one of several kinds of thing it names the kind, too."""

    def at(self, part: str | int) -> "Place":
        """A field or an item in it."""
        return Place((*self.path, part), (*self.names, part))

    def __str__(self) -> str:
        return field_path(self.names) or ""


@dataclass(frozen=True)
class Fault:
    """A value that is none for its field."""

    place: Place
    value: Any
    what: str

    def applied(self, sample: Any) -> Any:
        """A copy of the sample with the fault."""
        return _with(sample, self.place.path, self.value)


def faults(schema: Schema, sample: Any) -> Iterator[Fault]:
    """The faults of all fields that the sample has, those inside of others among them."""
    yield from _Fields(schema).of_value(schema, sample, Place())


@dataclass(frozen=True)
class _Fields:
    whole: Schema

    def of_value(self, schema: Schema, value: Any, place: Place) -> Iterator[Fault]:
        if place.path and {"type": "null"} not in schema.get("anyOf", ()):
            yield Fault(place, None, "null")
        schema, inside = self._resolved(schema, value, place)
        kind = schema.get("type", "")
        yield from (Fault(place, bad, "wrong type") for bad in WRONG_TYPES.get(kind, ()) if place.path)
        if kind == "object":
            yield from self._of_object(schema, value, inside)
        elif kind == "array":
            yield from self._of_array(schema, value, inside)
        elif place.path:
            yield from (Fault(place, bad, what) for bad, what in _of_scalar(schema, kind))

    def _of_object(self, schema: Schema, value: dict[str, Any], place: Place) -> Iterator[Fault]:
        if "properties" not in schema:
            return
        yield Fault(place.at("no_such_field"), 1, "unknown field")
        for name, field in schema["properties"].items():
            if name in schema.get("required", ()):
                yield Fault(place.at(name), MISSING, "missing")
            if value.get(name) is not None and "const" not in field:
                yield from self.of_value(field, value[name], place.at(name))

    def _of_array(self, schema: Schema, value: list[Any], place: Place) -> Iterator[Fault]:
        if schema.get("minItems"):
            yield Fault(place, [], "too few")
        if "maxItems" in schema and value:
            yield Fault(place, [value[0]] * (schema["maxItems"] + 1), "too many")
        for number, item in enumerate(value[:1]):
            yield from self.of_value(schema.get("items", {}), item, place.at(number))

    def _resolved(self, schema: Schema, value: Any, place: Place) -> tuple[Schema, Place]:
        """The schema of the value that is there, and its place as fields inside of it name it."""
        while True:
            choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
            if "$ref" in schema:
                schema = self.whole["$defs"][schema["$ref"].rsplit("/", 1)[1]]
            elif "discriminator" in schema:
                tag = value[schema["discriminator"]["propertyName"]]
                schema = {"$ref": schema["discriminator"]["mapping"][tag]}
                place = replace(place, names=(*place.names, tag))
            elif choices:
                schema = choices[0]
            else:
                return schema, place


def _of_scalar(schema: Schema, kind: str) -> Iterator[tuple[Any, str]]:
    yield from ((bad, f"no {schema['format']}") for bad in FORMATS.get(schema.get("format", ""), ()))
    if "enum" in schema or "x-code-list" in schema:
        yield "no-such-code", "unknown code"
    if "pattern" in schema:
        bad_ones = AMOUNTS if schema["pattern"] == AMOUNT else PATTERNS
        yield from ((bad, "against the pattern") for bad in bad_ones)
    if schema.get("minLength"):
        yield from ((bad, "too short") for bad in ("", "   "))
    if "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1), "too long"
        yield "a\0b", "not storable"
    yield from ((schema[bound] + away, "out of range") for bound, away in BOUNDS if bound in schema)
    if kind == "integer":
        yield 2**70, "out of range"


def _with(value: Any, path: Sequence[str | int], new: Any) -> Any:
    if not path:
        return new
    head, *rest = path
    if isinstance(value, list):
        return [_with(item, rest, new) if place == head else item for place, item in enumerate(value)]
    if not rest and new is MISSING:
        return {name: item for name, item in value.items() if name != head}
    return {**value, head: _with(value.get(head), rest, new)}
