"""What an operation is described with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.base import Contract
from services.edge.domain.refusals import Kind

Json = dict[str, Any]

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Described:
    """An operation of the document."""

    method: str
    path: str
    name: str
    summary: str
    description: str
    answers: Mapping[int, Json]
    refusals: Sequence[Kind]
    parameters: Sequence[Json] = ()
    body: Json | None = None

    def written(self, problems: Mapping[str, Json]) -> Json:
        """As it stands in the document, with these responses for its refusals, by status."""
        operation: Json = {
            "operationId": self.name,
            "summary": self.summary,
            "description": self.description,
            "parameters": list(self.parameters),
            "responses": {str(status): answer for status, answer in self.answers.items()} | dict(problems),
        }
        return operation | ({"requestBody": self.body} if self.body else {})


def reference(model: type[Contract]) -> Json:
    """The schema of a model of the contracts."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def content(model: type[Contract], examples: Mapping[str, Json]) -> Json:
    """A body of this model, with examples by name."""
    return {JSON: {"schema": reference(model), "examples": {name: {"value": told} for name, told in examples.items()}}}


def asked(model: type[Contract], examples: Mapping[str, Json]) -> Json:
    """The body of a request."""
    return {"required": True, "content": content(model, examples)}


def told(description: str, model: type[Contract], headers: Json, examples: Mapping[str, Json]) -> Json:
    """An answer with a body of this model."""
    return {"description": description, "headers": headers, "content": content(model, examples)}


def parameter(
    where: str, name: str, description: str, schema: Json, example: Any = None, *, required: bool = False
) -> Json:
    """A parameter in the path, the query or a header."""
    described = {"name": name, "in": where, "description": description, "required": required, "schema": schema}
    return described if example is None else described | {"example": example}


def header(description: str, schema: Json | None = None) -> Json:
    """A header of an answer."""
    return {"description": description, "schema": schema or {"type": "string"}}
