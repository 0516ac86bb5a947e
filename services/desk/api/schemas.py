"""The schemas of an OpenAPI document, from the published JSON Schemas (`contracts/schemas`) and from models."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any

from contracts.base import Contract

Json = dict[str, Any]

_REFERENCE = re.compile(r'"#/\$defs/([^"]+)"')


def published(type_: str) -> Json:
    """The schema of a type, as it is published."""
    schema: Json = json.loads(files("contracts").joinpath("schemas", f"{type_}.json").read_bytes())
    return {name: value for name, value in schema.items() if name not in ("$id", "$schema")}


class Components:
    """The schemas of the document; definitions of one name and different content have different names here."""

    def __init__(self) -> None:
        self.schemas: Json = {}
        self._names: dict[tuple[str, str], str] = {}

    def of(self, query: str, *, reply: bool) -> Json:
        """A reference to the schema of a query, or of its reply."""
        return self.whole(f"lea.{query}{'-reply' if reply else ''}.v1")

    def whole(self, type_: str, schema: Json | None = None) -> Json:
        """A reference to the schema of a type."""
        if type_ not in self.schemas:
            self.schemas[type_] = self.lifted(schema or published(type_))
        return {"$ref": f"#/components/schemas/{type_}"}

    def model(self, model: type[Contract]) -> Json:
        """A reference to the schema of a model."""
        return self.whole(model.__name__, model.model_json_schema())

    def lifted(self, schema: Json) -> Json:
        """A schema whose definitions are components."""
        definitions: Json = schema.pop("$defs", {})
        names = {name: self._name(name, _content(name, definitions, ())) for name in definitions}
        for name, definition in definitions.items():
            self.schemas.setdefault(names[name], _renamed(definition, names))
        return _renamed(schema, names)

    def _name(self, name: str, content: str) -> str:
        if (name, content) not in self._names:
            others = sum(known == name for known, _ in self._names)
            self._names[name, content] = f"{name}-{others + 1}" if others else name
        return self._names[name, content]


def _content(name: str, definitions: Json, inside: tuple[str, ...]) -> str:
    """A digest of a definition with all that it refers to."""
    text = json.dumps(definitions[name], sort_keys=True)
    referred = sorted(set(_REFERENCE.findall(text)) - {*inside, name})
    parts = [text, *(_content(each, definitions, (*inside, name)) for each in referred)]
    return sha256("\n".join(parts).encode()).hexdigest()


def _renamed(schema: Json, names: Mapping[str, str]) -> Json:
    text = _REFERENCE.sub(lambda found: f'"#/components/schemas/{names[found[1]]}"', json.dumps(schema))
    renamed: Json = json.loads(text)
    return renamed
