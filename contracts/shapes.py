"""What a field of a contract consists of, as far as the reduction of what subscribers receive has to know it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin
from uuid import UUID

from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from contracts.base import Contract
from contracts.listed import Listed
from contracts.sensitivity import DataOf, FieldClass, Sensitivity

_NOT_TEXT = (Enum, bool, int, Decimal, date, datetime, AwareDatetime, UUID)


class UnmarkedField(TypeError):
    """A field holds text, or something else that the reduction does not know, and no class says whether it may pass."""


@dataclass(frozen=True)
class Value:
    """A value without parts."""


@dataclass(frozen=True)
class Parts:
    """A contract with fields of its own; of several alternatives the one that the field `tag` names."""

    models: Mapping[str, type[Contract]]
    """By the value of the tag; a single one without a tag by an empty text."""
    tag: str | None = None


@dataclass(frozen=True)
class Several:
    """A list."""

    of: "Shape"


@dataclass(frozen=True)
class Carried:
    """The data of another event or command."""

    kind: Literal["event", "command"]


@dataclass(frozen=True)
class Classed:
    """What is left out as a whole unless its class is approved."""

    field_class: FieldClass
    of: "Shape"


Shape: TypeAlias = Value | Parts | Several | Carried | Classed


@cache
def shapes_of(model: type[Contract]) -> Mapping[str, Shape]:
    """The fields of a model. Raises UnmarkedField."""
    model.model_rebuild()
    found: dict[str, Shape] = {}
    for name, field in model.model_fields.items():
        try:
            found[name] = _shape(field.annotation, (*field.metadata, field))
        except UnmarkedField as unmarked:
            raise UnmarkedField(f"{model.__name__}.{name}: {unmarked}") from unmarked
    return found


def class_of(shape: Shape) -> FieldClass | None:
    """The class of a field that is left out as a whole; None of any other."""
    match shape:
        case Several(of=element):
            return class_of(element)
        case Classed(field_class=field_class):
            return field_class
        case _:
            return None


@cache
def is_sensitive(model: type[Contract]) -> bool:
    """Whether anything in a model, however deep, is of a class."""
    return any(_holds_sensitive(shape) for shape in shapes_of(model).values())


def _holds_sensitive(shape: Shape) -> bool:
    match shape:
        case Several(of=element):
            return _holds_sensitive(element)
        case Parts(models=models):
            return any(map(is_sensitive, models.values()))
        case _:
            return not isinstance(shape, Value)


def _shape(annotation: Any, metadata: Sequence[Any]) -> Shape:
    if get_origin(annotation) is Annotated:
        annotation, *inner = get_args(annotation)
        return _shape(annotation, (*inner, *metadata))
    marks = [each for each in metadata if isinstance(each, Sensitivity)]
    shape = _unmarked(annotation, metadata, known=bool(marks))
    field_class = marks[-1].field_class if marks else None
    return shape if field_class is None else Classed(field_class, shape)


def _unmarked(annotation: Any, metadata: Sequence[Any], *, known: bool) -> Shape:
    carried = next((each for each in metadata if isinstance(each, DataOf)), None)
    if carried is not None:
        return Carried(carried.kind)
    if get_origin(annotation) in {Union, UnionType}:
        return _union([each for each in get_args(annotation) if each is not NoneType], metadata)
    if get_origin(annotation) is tuple:
        return Several(_element(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Contract):
        return Parts({"": annotation})
    return _value(annotation, known=known or any(isinstance(each, Listed) for each in metadata))


def _element(annotation: Any) -> Shape:
    element, *more = get_args(annotation)
    if more != [Ellipsis]:
        raise UnmarkedField(f"{annotation} is no list of one type")
    return _shape(element, ())


def _union(choices: list[Any], metadata: Sequence[Any]) -> Shape:
    if len(choices) == 1:
        return _shape(choices[0], metadata)
    tag = next((each.discriminator for each in metadata if isinstance(each, FieldInfo)), None)
    if isinstance(tag, str):
        return Parts({value: choice for choice in choices for value in get_args(_tag_of(choice, tag))}, tag)
    shapes = [_shape(choice, ()) for choice in choices]
    if all(isinstance(shape, Value) for shape in shapes):
        return shapes[0]
    raise UnmarkedField("several alternatives, and no field that says which it is")


def _tag_of(choice: type[Contract], tag: str) -> Any:
    return choice.model_fields[tag].annotation


def _value(annotation: Any, *, known: bool) -> Value:
    if get_origin(annotation) is Literal or (isinstance(annotation, type) and issubclass(annotation, _NOT_TEXT)):
        return Value()
    if annotation is str and known:
        return Value()
    raise UnmarkedField(f"{getattr(annotation, '__name__', annotation)} without a class")
