"""What in a new JSON Schema breaks those who hold the published one.

A message written under the published schema must stay readable (nothing new is required, nothing narrowed), and a
reader of the published schema must find all it relies on (nothing it requires goes away). A sensitive field keeps its
class.
"""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_NARROWING = ("pattern", "enum", "const", "format")
_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")


def incompatibilities(published: Schema, new: Schema, *, asked: bool = False) -> list[str]:
    """Each incompatible change as a sentence that starts with its path; empty if there is none.

    What we are asked (`asked`) only we read: there a field may stop being required.
    """
    return list(_Comparison(published, new, asked).differences(published, new, "$"))


class _Comparison:
    def __init__(self, published: Schema, new: Schema, asked: bool) -> None:
        self._asked = asked
        self._old_definitions = published.get("$defs", {})
        self._new_definitions = new.get("$defs", {})
        self._seen: set[tuple[str, str]] = set()

    def differences(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        if "$ref" in old and "$ref" in new:
            if (old["$ref"], new["$ref"]) in self._seen:
                return
            self._seen.add((old["$ref"], new["$ref"]))
        old, new = _resolved(old, self._old_definitions), _resolved(new, self._new_definitions)
        if (several := _several(new)) or _several(old):
            yield from self._alternatives(old, new, path)
            if several:
                return
        if old.get("type") != new.get("type"):
            yield f"{path}: type {old.get('type')} became {new.get('type')}"
            return
        yield from _narrowed(old, new, path)
        yield from _less_sensitive(old, new, path)
        yield from self._fields(old, new, path)
        if "items" in old and "items" in new:
            yield from self.differences(old["items"], new["items"], f"{path}[]")

    def _fields(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        old_fields, new_fields = old.get("properties", {}), new.get("properties", {})
        if new.get("additionalProperties") is False and old.get("additionalProperties") is not False:
            yield f"{path}: fields that are not named are no longer accepted"
        for name in sorted(set(old_fields) - set(new_fields)):
            yield f"{path}.{name}: field was removed"
        for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
            yield f"{path}.{name}: field became required"
        optional = set(old.get("required", ())) & set(new_fields) - set(new.get("required", ()))
        for name in sorted(optional if not self._asked else ()):
            yield f"{path}.{name}: field is no longer certain to be there"
        for name in sorted(set(old_fields) & set(new_fields)):
            yield from self.differences(old_fields[name], new_fields[name], f"{path}.{name}")

    def _alternatives(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        old_choices, new_choices = _choices(old, self._old_definitions), _choices(new, self._new_definitions)
        if not _several(new):
            yield f"{path}: alternatives were removed"
            return
        for number, choice in enumerate(old_choices):
            place = f"{path}|{number}" if _several(old) else path
            problems = [self._tried(choice, other, place) for other in new_choices]
            if all(problems):
                yield from min(problems, key=len, default=[f"{path}: alternative {number} was removed"])
        known = {choice.get("type") for choice in old_choices}
        if not self._asked and None not in known:
            # A reader of the published schema does not expect it: null where there always was a value, for one.
            for added in dict.fromkeys(each.get("type") for each in new_choices):
                if added not in known:
                    yield f"{path}: may be {added or 'anything'} now"

    def _tried(self, old: Schema, new: Schema, path: str) -> list[str]:
        """The differences from one alternative, of which another may have none."""
        seen = set(self._seen)
        found = list(self.differences(old, new, path))
        if found:
            # What a rejected alternative has in common with the right one is still to be compared there.
            self._seen = seen
        return found


def _several(schema: Schema) -> bool:
    return "anyOf" in schema or "oneOf" in schema


def _choices(schema: Schema, definitions: dict[str, Schema]) -> list[Schema]:
    """The alternatives of a schema, those of alternatives included; the schema itself if it has none."""
    schema = _resolved(schema, definitions)
    if not _several(schema):
        return [schema]
    # The class of a value may stand beside its alternatives.
    stated = {"x-sensitive": schema["x-sensitive"]} if "x-sensitive" in schema else {}
    choices = schema.get("anyOf") or schema["oneOf"]
    return [{**stated, **each} for choice in choices for each in _choices(choice, definitions)]


def _resolved(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    while "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[1]]
    return schema


def _less_sensitive(old: Schema, new: Schema, path: str) -> Iterator[str]:
    """What was left out for want of an approval must not be received without it; a class may be added."""
    before, after = old.get("x-sensitive"), new.get("x-sensitive")
    if before not in {None, after}:
        yield f"{path}: class {before} became {after}"


def _narrowed(old: Schema, new: Schema, path: str) -> Iterator[str]:
    for keyword in _NARROWING:
        before, after = old.get(keyword), new.get(keyword)
        if after is None or before == after:
            continue
        if keyword == "enum" and before is not None and set(before) <= set(after):
            continue
        yield f"{path}: {keyword} {before!r} became {after!r}"
    for keyword in _LOWER_BOUNDS:
        if keyword in new and new[keyword] > old.get(keyword, float("-inf")):
            yield f"{path}: {keyword} rose from {old.get(keyword)} to {new[keyword]}"
    for keyword in _UPPER_BOUNDS:
        if keyword in new and new[keyword] < old.get(keyword, float("inf")):
            yield f"{path}: {keyword} fell from {old.get(keyword)} to {new[keyword]}"
