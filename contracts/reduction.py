"""What a subscriber receives of an event: everything but the fields of classes it was not approved for.

Left out means absent: no empty text stands in its place. Fields that are not known here, of a newer release, are left
out, too, and so is what an event carries of another one whose type is not known.
"""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from pydantic_core import from_json, to_json

from contracts.base import Contract
from contracts.catalogue import COMMANDS, EVENTS
from contracts.recording import Recording
from contracts.registry import Event, UnknownType
from contracts.sensitivity import FieldClass
from contracts.shapes import Carried, Classed, Parts, Several, Shape, shapes_of

Data: TypeAlias = dict[str, Any]
_Step: TypeAlias = Callable[[Any], Any]

ALL = frozenset(FieldClass)
_REGISTRIES = {"event": EVENTS, "command": COMMANDS}
_LEFT_OUT: Any = object()
_SCALARS = frozenset({str, int, float, bool})


def reduce(event_type: str, data: Data, approved: Collection[FieldClass], types: Collection[str] | None = None) -> Data:
    """The data of an event without what is not approved. Raises UnknownType.

    `types` are the event types that are approved; none: all. What an event carries of others is left out: of the
    entries of a revised course those of approved types remain.
    """
    # A frozenset is taken as it is, and found by its cached hash.
    allowed = None if types is None else frozenset(types)
    reduced: Data = reduction_of(_model(event_type), frozenset(approved), allowed)(data)
    return reduced


def reduce_recording(recording: str, approved: Collection[FieldClass]) -> str | None:
    """The attribute `recording` of an envelope without what is not approved; None where nothing is left of it."""
    reduced = reduction_of(Recording, frozenset(approved))(from_json(recording))
    return to_json(reduced).decode() if reduced else None


def required_class(event_type: str) -> FieldClass | None:
    """The class without which nothing of a type may be received: the id of its stream is computed from such a value.

    Raises UnknownType.
    """
    return _model(event_type).stream_class


def sensitive_fields(model: type[Contract]) -> dict[str, FieldClass]:
    """The sensitive fields of a model by path: `debtor.identifier.value`, `claims[].converted.basis`."""
    found: dict[str, FieldClass] = {}
    for name, shape in shapes_of(model).items():
        found |= {f"{name}{path}": field_class for path, field_class in _inside(shape).items()}
    return found


def _inside(shape: Shape) -> dict[str, FieldClass]:
    match shape:
        case Classed(field_class=field_class):
            return {"": field_class}
        case Several(of=element):
            return {f"[]{path}": field_class for path, field_class in _inside(element).items()}
        case Parts(models=models):
            inner = [sensitive_fields(model) for model in models.values()]
            return {f".{path}": field_class for fields in inner for path, field_class in fields.items()}
        case _:
            return {}


def _model(event_type: str) -> type[Event]:
    if event_type not in EVENTS.models:
        raise UnknownType(event_type)
    return EVENTS.models[event_type]  # type: ignore[return-value]


@lru_cache(maxsize=10_000)
def reduction_of(
    model: type[Contract],
    approved: frozenset[FieldClass],
    types: frozenset[str] | None = None,
    *,
    in_list: bool = False,
) -> _Step:
    """How data of a model is reduced; it is computed once for each approval."""
    plan = _Plan(approved, types)
    steps = {name: step for name, shape in shapes_of(model).items() if (step := plan.step(shape)) is not None}
    carried = next(((name, shape) for name, shape in shapes_of(model).items() if isinstance(shape, Carried)), None)
    reduced = _fields(steps)
    return reduced if carried is None else plan.carrying(*carried, reduced, in_list=in_list)


def _fields(steps: Mapping[str, _Step]) -> _Step:
    def reduced(data: Any) -> Any:
        if type(data) is not dict:
            return _LEFT_OUT
        found = {}
        for name, value in data.items():
            step = steps.get(name)
            if step is None:
                continue
            if step is _scalar:  # not called: most values are
                if type(value) in _SCALARS or value is None:
                    found[name] = value
            elif value is None:
                found[name] = None
            elif (rest := step(value)) is not _LEFT_OUT:
                found[name] = rest
        return found

    return reduced


def _scalar(value: Any) -> Any:
    return value if type(value) in _SCALARS else _LEFT_OUT


class _Plan:
    """The steps for an approval."""

    def __init__(self, approved: frozenset[FieldClass], types: frozenset[str] | None) -> None:
        self._approved = approved
        self._types = types

    def step(self, shape: Shape, *, in_list: bool = False) -> _Step | None:
        """How a value is reduced; None where it is left out, or `carrying` sees to it."""
        match shape:
            case Classed(field_class=field_class, of=of):
                return self.step(of, in_list=in_list) if field_class in self._approved else None
            case Several(of=element):
                return None if (each := self.step(element, in_list=True)) is None else _list(each)
            case Parts(models=models, tag=tag):
                parts = {
                    value: reduction_of(model, self._approved, self._types, in_list=in_list)
                    for value, model in models.items()
                }
                return parts[""] if tag is None else _alternative(parts, tag)
            case Carried():
                return None
            case _:
                return _scalar

    def carrying(self, name: str, carried: Carried, reduced: _Step, *, in_list: bool) -> _Step:
        """How data of another type is reduced beside the field that names the type."""
        approved, types, models = self._approved, self._types, _REGISTRIES[carried.kind].models

        def with_carried(data: Any) -> Any:
            found = reduced(data)
            if found is _LEFT_OUT:
                return _LEFT_OUT
            type_ = found.get("type")
            if types is not None and type_ not in types:
                found.pop("type", None)
                return _LEFT_OUT if in_list else found
            inner = reduction_of(models[type_], approved, types)(data.get(name)) if type_ in models else _LEFT_OUT
            return found if inner is _LEFT_OUT else {**found, name: inner}

        return with_carried


def _list(step: _Step) -> _Step:
    def reduced(values: Any) -> Any:
        if type(values) is not list:
            return _LEFT_OUT
        return [rest for value in values if (rest := step(value)) is not _LEFT_OUT]

    return reduced


def _alternative(parts: Mapping[str, _Step], tag: str) -> _Step:
    def reduced(data: Any) -> Any:
        value = data.get(tag) if type(data) is dict else None
        return parts[value](data) if isinstance(value, str) and value in parts else _LEFT_OUT

    return reduced
