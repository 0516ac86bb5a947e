"""Models that read what the reduction leaves of an event: as the contract has them, with sensitive fields optional.

A field that is None was left out, or was not stated. Rules between fields are not checked again: what was published
had been checked as a whole. What carries nothing sensitive keeps its class.
"""

from collections.abc import Callable, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin

from pydantic import BeforeValidator, Field, ValidationError, create_model
from pydantic.fields import FieldInfo

from contracts.base import AS_STORED, Contract
from contracts.catalogue import EVENTS
from contracts.envelope import EventEnvelope, event_from_message
from contracts.recording import Recording, read_stated
from contracts.registry import Event, MalformedMessage, UnknownType, problems_of
from contracts.shapes import Carried, class_of, is_sensitive, shapes_of


def reduced_model(event_type: str) -> type[Event]:
    """The model that reads reduced data of a type, whatever was approved. Raises UnknownType."""
    if event_type not in EVENTS.models:
        raise UnknownType(event_type)
    return _reduced(EVENTS.models[event_type])  # type: ignore[return-value]


def decode_reduced(event_type: str, body: bytes) -> Event:
    """The data of a message that was reduced. Raises UnknownType or MalformedMessage."""
    model = reduced_model(event_type)
    try:
        return model.model_validate_json(body, extra="ignore", context=AS_STORED)
    except ValidationError as error:
        raise MalformedMessage(f"body is not a valid {event_type}", problems_of(error)) from error


def reduced_recording() -> type[Contract]:
    """The model that reads a reduced attribute `recording`."""
    return _reduced(Recording)


def reduced_event_from_message(headers: Mapping[str, Any], body: bytes) -> EventEnvelope[Any]:
    """The event of a message whose data and recording were reduced. Raises UnknownType or MalformedMessage."""
    return event_from_message(headers, body, decode=decode_reduced, model=_reduced_envelope())


@cache
def _reduced_envelope() -> type[EventEnvelope[Any]]:
    recording: Any = Annotated[cast("Any", reduced_recording()) | None, BeforeValidator(read_stated)]
    create: Callable[..., Any] = create_model
    made = create("ReducedEventEnvelope", __base__=EventEnvelope[Event], recording=(recording, None))
    return cast("type[EventEnvelope[Any]]", made)


@cache
def _reduced(model: type[Contract]) -> type[Contract]:
    if not is_sensitive(model):
        return model
    shapes = shapes_of(model)
    carries = any(isinstance(shape, Carried) for shape in shapes.values())
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        optional = class_of(shapes[name]) is not None or (carries and name in {"type", "data"})
        fields[name] = _optional(field) if optional else _as_it_is(field)
    base = Event if issubclass(model, Event) else Contract
    create: Callable[..., Any] = create_model
    made = create(model.__name__, __base__=base, __doc__=model.__doc__, __module__=model.__module__, **fields)
    if issubclass(model, Event):
        made.type, made.stream_class = model.type, model.stream_class
    return cast("type[Contract]", made)


def _optional(field: FieldInfo) -> tuple[Any, Any]:
    return _with_parts(field) | None, Field(
        default=None, description=field.description, exclude_if=lambda value: value is None
    )


def _as_it_is(field: FieldInfo) -> tuple[Any, Any]:
    stated = Field(
        default=field.default,
        description=field.description,
        exclude_if=field.exclude_if,
        discriminator=field.discriminator,
    )
    return _with_parts(field), stated


def _with_parts(field: FieldInfo) -> Any:
    annotation = _replaced(field.annotation)
    return Annotated[(annotation, *field.metadata)] if field.metadata else annotation


def _replaced(annotation: Any) -> Any:
    """A type with the reduced models of its parts."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return Annotated[(_replaced(arguments[0]), *arguments[1:])]
    if origin in {Union, UnionType}:
        return Union[tuple(map(_replaced, arguments))]  # noqa: UP007 - the members are computed
    if origin is tuple:
        return tuple[_replaced(arguments[0]), ...]  # type: ignore[misc]
    if isinstance(annotation, type) and issubclass(annotation, Contract):
        return _reduced(annotation)
    return annotation
