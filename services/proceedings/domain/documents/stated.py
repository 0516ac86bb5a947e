"""What an act states, field by field as its row has them, with values that have a name in each language."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from contracts import codelists
from contracts.codelists import STATUS_REASONS, Names
from contracts.registry import Event
from services.proceedings.domain.course import Course
from services.proceedings.domain.rules import Rules
from shared.documents.resolution import Code, Line, Value
from shared.law.rule_sets.parts.act_fields import FieldRow, FieldType, list_variable
from shared.law.rule_sets.parts.acts import ActRow


def stated_in(data: Event, row: ActRow, course: Course, day: date) -> Iterator[Line]:
    """The fields of an act as its event records them, without identifiers that name nothing to a reader."""
    for field, said in _said_in(data, row, course, day):
        yield Line(field.names, said)


def values_in(data: Event, row: ActRow, course: Course, day: date) -> dict[str, Value]:
    """The same by the names of the fields."""
    return {field.name: said for field, said in _said_in(data, row, course, day)}


def _said_in(data: Event, row: ActRow, course: Course, day: date) -> Iterator[tuple[FieldRow, Value]]:
    fields = course.rules.law.procedures.fields.fields
    for stated in row.fields:
        field = fields[stated.field]
        value = _given(data, field.name)
        for each in value or () if field.type is FieldType.RATES else (value,):
            said = _said(each, field, course, day) if each is not None else None
            if said is not None:
                yield field, said


def measure_named(course: Course, measure: UUID, day: date) -> Names:
    """What kind of measure it is."""
    names: Names = course.rules.measure(course.measures[measure].code, day).name
    return names


def ground_named(rules: Rules, ground: str, day: date) -> Names:
    """What a ground, or a reason without a row, is called."""
    row = rules.ground(ground, day)
    return row.name if row else STATUS_REASONS[ground].names


def _given(data: Event, name: str) -> Any:
    """What the event has of a field; the ground of a decision is the reason of the status it leads to."""
    status = getattr(data, "status", None)
    by_status = name == "reason" or (name == "ground" and "ground" not in type(data).model_fields)
    return getattr(data, name, getattr(status, "reason", None) if by_status else None)


def _said(value: Any, field: FieldRow, course: Course, day: date) -> Value | None:
    match field.type:
        case FieldType.ID:
            return measure_named(course, value, day) if field.name == "measure" else None
        case FieldType.LISTED if field.list == "status-reasons":
            return ground_named(course.rules, value, day)
        case FieldType.LISTED:
            listed: Mapping[str, Any] = getattr(codelists, list_variable(str(field.list)))
            names: Names = listed[value].names
            return names
        case FieldType.CHOICE:
            ground = course.rules.ground(value, day)
            return ground.name if ground else Code(str(value))
        case FieldType.FLAG:
            return Code("yes") if value else None
        case FieldType.CODES:
            return ", ".join(value)
        case FieldType.CURRENCY:
            return codelists.CURRENCIES[value].names
        case FieldType.BANK_ORDER:
            return f"№ {value.number}, {value.dated:%d.%m.%Y}"
        case FieldType.ACCOUNTS:
            return ", ".join(each.account if each.bank is None else f"{each.account} ({each.bank})" for each in value)
    said: Value = value
    return said
