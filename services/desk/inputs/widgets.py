"""The inputs that the fields of an act need: one for each field, groups for nested ones, rows for lists."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any, get_origin
from uuid import UUID

from contracts.base import Contract
from contracts.codelists import CURRENCIES
from contracts.values import IdentifierKind, Money, PersonIdentifier
from shared.act_fields import ActField, ActFields, creates, element_of, fields_inside

PREFIX = "data."
"""Of the names of inputs for what an act states."""


class Kind(StrEnum):
    """How something is typed."""

    GROUP = "group"
    """Several fields that belong together."""
    ROWS = "rows"
    """Things with parts, any number of them."""
    DAY = "day"
    MOMENT = "moment"
    """A day with a time, in Minsk."""
    CHOICE = "choice"
    CHOICES = "choices"
    """Several of a list."""
    MONEY = "money"
    """An amount and a currency."""
    IDENTIFIER = "identifier"
    """Of a person: its kind and its value."""
    REFERENCE = "reference"
    """Something that an earlier act of the proceeding created."""
    NUMBER = "number"
    DECIMAL = "decimal"
    LINES = "lines"
    """Several texts, one a line."""
    TEXT = "text"


PARTS: dict[Kind, tuple[str, str]] = {Kind.MONEY: ("amount", "currency"), Kind.IDENTIFIER: ("value", "kind")}
"""The inputs of one value; without the first of them nothing is stated."""
USUAL = tuple(currency.abbreviation for currency in CURRENCIES.values())[:10]
"""Currencies that an input offers; any other can be typed. The national one comes first."""
IDENTIFIERS = tuple(kind.value for kind in IdentifierKind)
_TYPES: tuple[tuple[type, Kind], ...] = (
    (datetime, Kind.MOMENT),
    (date, Kind.DAY),
    (UUID, Kind.REFERENCE),
    (Money, Kind.MONEY),
    (PersonIdentifier, Kind.IDENTIFIER),
    (bool, Kind.CHOICE),
    (int, Kind.NUMBER),
    (Decimal, Kind.DECIMAL),
    (str, Kind.TEXT),
)
_FOLLOWING = frozenset({"converted", "legal_force_not_stated"})
"""What follows from the rest of what is stated."""
_MAY_BE_LEFT_OUT = frozenset({"in_force_on"})
"""A command may leave it out, although the document is kept with it (`contracts.documents`)."""
_NUMBERED = "claims"
"""Claims without a number are numbered in their order (`shared.act_fields.numbered`)."""


@dataclass(frozen=True, slots=True)
class Widget:
    """An input, or several that belong together."""

    name: str
    """Of the field, or of the first part of its path."""
    kind: Kind
    required: bool
    field: ActField | None = None
    """None for a group."""
    parts: tuple["Widget", ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """What can be chosen."""
        if self.field is None:
            return ()
        return ("true", "false") if self.field.kind is bool else self.field.codes


def widgets_of(acts: ActFields, act: str) -> tuple[Widget, ...]:
    """What a person fills in: ids of what the act creates follow from the command. Raises KeyError."""
    return tuple(_tree(field for field in acts.fields_of(act) if not creates(acts.rows[act], field.path)))


def widgets_in(model: type[Contract]) -> tuple[Widget, ...]:
    """The inputs for the fields of a model."""
    return tuple(_tree(fields_inside(model, "")))


def without(widgets: Iterable[Widget], *names: str) -> tuple[Widget, ...]:
    """All but those with these names, which the page fills in itself."""
    return tuple(widget for widget in widgets if widget.name not in names)


def _tree(fields: Iterable[ActField]) -> Iterator[Widget]:
    for name, members in groupby(fields, key=lambda each: each.path.partition(".")[0]):
        inside = list(members)
        if name in _FOLLOWING:
            continue
        if inside[0].path == name:
            yield _leaf(inside[0])
        else:
            yield _group(name, inside)


def _group(name: str, fields: Sequence[ActField]) -> Widget:
    parts = tuple(_tree(each._replace(path=each.path.partition(".")[2]) for each in fields))
    return Widget(name, Kind.GROUP, any(part.required for part in parts), None, parts)


def _leaf(field_: ActField) -> Widget:
    if element := element_of(field_.kind):
        parts = [part._replace(required=_by_hand(field_, part)) for part in fields_inside(element, "")]
        return Widget(field_.path, Kind.ROWS, field_.required, field_, tuple(_tree(parts)))
    return Widget(field_.path, kind_of(field_), field_.required and field_.path not in _MAY_BE_LEFT_OUT, field_)


def _by_hand(rows: ActField, part: ActField) -> bool:
    return part.required and (rows.path.rpartition(".")[2], part.path) != (_NUMBERED, "number")


def kind_of(field_: ActField) -> Kind:
    """How a field without parts is typed. Raises TypeError: there is no input for its type."""
    kind: Any = field_.kind
    if get_origin(kind) is tuple:
        return Kind.CHOICES if field_.codes else Kind.LINES
    if field_.codes:
        return Kind.CHOICE
    if isinstance(kind, type):
        for type_, known in _TYPES:
            if issubclass(kind, type_):
                return known
    # `AwareDatetime` is a class of pydantic that is no subclass of `datetime`.
    if getattr(kind, "__name__", "") == "AwareDatetime":
        return Kind.MOMENT
    raise TypeError(f"{field_.path} has no input: {kind}")
