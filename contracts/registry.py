"""Which types there are, and how a body of any published version becomes today's model."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from contracts.base import AS_STORED, Contract
from contracts.problems import PROBLEMS_AT_MOST, Problem, field_path, limited
from contracts.sensitivity import FieldClass

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""Brings the data of one version to the next: a pure function over plain JSON values."""


class Event(Contract):
    """A fact that happened; named in the past tense, never changed once published."""

    type: ClassVar[str]
    stream_class: ClassVar[FieldClass | None] = None
    """Of what class the id of the stream is, where it is computed from something sensitive."""


class Command(Contract):
    """A wish that something happen; may be refused."""

    type: ClassVar[str]


class UnknownType(ValueError):
    """The type, or its version, is not known here; a newer release may know it."""

    def __init__(self, type_: str) -> None:
        super().__init__(f"unknown message type {type_!r}")
        self.type = type_


class MalformedMessage(ValueError):
    """The message can never be read as what it claims to be; `problems` names each field at fault."""

    def __init__(self, reason: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(reason)
        self.problems = problems or (Problem(code="malformed-message", rule="well-formed message", detail=reason),)


def problems_of(error: ValidationError) -> tuple[Problem, ...]:
    """The problems of a failed validation, one per field, `limited`; input values are left out (personal data)."""
    # Thousands of unknown fields are one request: only those that are listed cost anything.
    listed = error.errors(include_input=False, include_url=False)[:PROBLEMS_AT_MOST]
    return limited([_problem(item) for item in listed], error.error_count())


def first_problem_of(error: ValidationError) -> Problem:
    """The first problem of a failed validation, where one is enough."""
    return _problem(error.errors(include_input=False, include_url=False)[0])


def _problem(item: ErrorDetails) -> Problem:
    return Problem(
        code="invalid-field", field=field_path(item["loc"]), rule=item["type"].replace("_", "-"), detail=_detail(item)
    )


def _detail(item: ErrorDetails) -> str:
    """What was found; of all texts, that of an unknown tag alone quotes what was sent."""
    if item["type"] == "union_tag_invalid":
        return f"{item['ctx']['discriminator']} is none of {item['ctx']['expected_tags']}"
    return item["msg"]


class _Models(Mapping[str, "type[Event] | type[Command]"]):
    """Models by type; those of other modules are imported when they are asked for."""

    def __init__(self, known: dict[str, type[Event] | type[Command]], elsewhere: Mapping[str, str]) -> None:
        self._known = known
        self._elsewhere = elsewhere
        self._types = (*known, *elsewhere)  # in one order, whatever is imported first

    def __getitem__(self, type_: str) -> type[Event] | type[Command]:
        if type_ not in self._known:
            declared = vars(import_module(self._elsewhere[type_])).values()
            self._known[type_] = next(each for each in declared if getattr(each, "type", None) == type_)
        return self._known[type_]

    def __contains__(self, type_: object) -> bool:
        return type_ in self._known or type_ in self._elsewhere

    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)


class Registry:
    """The known message types of one kind, with the upcasters from versions no longer written.

    `unknown_fields` says how a body with fields we do not know is read: events tolerantly (a newer release may have
    added some), commands strictly (a misspelt wish must not be half heard). Events are read as they were recorded, by
    whatever form of numbers was allowed then. `elsewhere` names the modules of types that are imported when they are
    used.
    """

    def __init__(
        self,
        models: Iterable[type[Event] | type[Command]],
        upcasters: Mapping[str, tuple[str, Upcaster]] | None = None,
        *,
        unknown_fields: Literal["ignore", "forbid"],
        elsewhere: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._unknown_fields = unknown_fields
        self._context = AS_STORED if unknown_fields == "ignore" else None
        known: dict[str, type[Event] | type[Command]] = {}
        for model in models:
            if model.type in known or model.type in elsewhere:
                raise ValueError(f"two models claim the type {model.type!r}")
            known[model.type] = model
        self._models = _Models(known, elsewhere)
        self._upcasters = dict(upcasters or {})
        for old, (new, _) in self._upcasters.items():
            if new not in self._models and new not in self._upcasters:
                raise ValueError(f"the upcaster of {old!r} leads to the unknown type {new!r}")

    @property
    def models(self) -> Mapping[str, type[Event] | type[Command]]:
        """Type to model, current versions only."""
        return self._models

    def decode(self, type_: str, body: bytes) -> Any:
        """The data of a message of any published version, as today's model.

        Raises UnknownType or MalformedMessage.
        """
        model = self._models.get(type_)
        try:
            if model is not None:
                return model.model_validate_json(body, extra=self._unknown_fields, context=self._context)
            return self._upcast(type_, body)
        except ValidationError as error:
            raise MalformedMessage(f"body is not a valid {type_}", problems_of(error)) from error

    def _upcast(self, type_: str, body: bytes) -> Contract:
        if type_ not in self._upcasters:
            raise UnknownType(type_)
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise MalformedMessage("body is not JSON") from error
        while type_ in self._upcasters:
            type_, upcaster = self._upcasters[type_]
            data = upcaster(data)
        body = json.dumps(data).encode()
        return self._models[type_].model_validate_json(body, extra=self._unknown_fields, context=self._context)
