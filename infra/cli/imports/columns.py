"""The columns of a file: those of every row, and the fields of acts.

A field is named by its path with dots, `debtor.name`; an entry of a list by its place from 1, `claims.1.sum`. A field
that is called like a column of rows is written `fields.act`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, NamedTuple

from infra.cli.clerk.fields import fields_of, rows, service_of
from shared.act_fields import ActField, element_of, fields_inside

OF_ROWS: Mapping[str, str] = {
    "act": "the act: `lea act show` lists all",
    "body": "the enforcement body that registered the statement: 0101",
    "statement": "the registration number of the statement, whose case the row belongs to",
    "proceeding": "the number of the proceeding, in place of the statement: 0101-2026-000001",
    "day": "the day on which the act has effect: 01.02.2026",
    "actor": "who acted: executor:0101-017",
    "name": "a name for the act, by which other rows of the case refer to it",
    "record.paper": "the kind of the paper from which the act is recorded: resolution",
    "record.number": "the number of the paper, which is kept",
    "record.dated": "the date of the paper; none: the day",
    "record.author": "who wrote the paper; none: who acted",
    "record.reason": "why the act is recorded late; none: --reason",
    "record.decided_on": "of a decision that takes effect later: the day it was made",
    "record.after": "an act of the same day that came before: its name",
    "record.at": "the time of the day at which it was made: 14:30",
    "record.shown": "papers that show conditions: CONDITION=KIND:NUMBER:DATE:AUTHOR, with | between several",
}
"""Each column of rows with what it holds."""
REGISTRATION = "register-statement"
OF_REGISTRATION = {"body": "body", "registration_number": "statement"}
"""Fields of a registration that are columns of rows."""
_NUMBERED = "claims.1.number"
"""Claims are numbered in their order where no number is given."""
_PLACE = re.compile(r"[1-9][0-9]{0,2}")


class Column(NamedTuple):
    """A column of the template of an act."""

    name: str
    required: bool
    form: str
    meaning: str


def template(act: str) -> list[Column]:
    """The columns of a file that holds one act: those of rows, then its fields."""
    statement = service_of(act) == "intake"
    needed = {"act", "day", "actor", "record.paper"} | ({"statement"} if statement else set())
    own = [
        Column(name, name in needed, "", meaning)
        for name, meaning in OF_ROWS.items()
        if not (statement and name == "proceeding")
    ]
    return [*own, *_columns(act)]


def unknown_columns(columns: Iterable[str], acts: Iterable[str]) -> dict[str, str]:
    """The columns that are none, each with what is meant perhaps; `acts` are those of the file."""
    known = {*OF_ROWS}.union(*(_known(act) for act in {*acts} if act in rows()))
    unknown = [name for name in columns if _general(name) not in known]
    if unknown:
        of_others = frozenset[str]().union(*map(_known, rows()))
        unknown = [name for name in unknown if _general(name) not in of_others]
    return {name: next(iter(get_close_matches(name, known, 1)), "") for name in unknown}


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a row as JSON Lines state them: columns of rows, `record` and `fields`."""
    found: dict[str, Any] = {}
    for name, text in values.items():
        if name in OF_ROWS or name.startswith("fields."):
            _put(found, name.split("."), text)
        else:
            _put(found, ["fields", *name.split(".")], text)
    if "fields" in found:
        found["fields"] = _with_lists(found["fields"])
    return found


def column_of(path: str) -> str:
    """The column of a field that a refusal names: places of lists count from 1 there."""
    return ".".join(str(int(part) + 1) if part.isdecimal() else part for part in path.split("."))


def _columns(act: str) -> Iterator[Column]:
    for field in fields_of(act):
        if not (act == REGISTRATION and field.path in OF_REGISTRATION):
            for each in _spread(field):
                name = f"fields.{each.path}" if each.path in OF_ROWS else each.path
                yield Column(name, each.required, each.form, each.meaning)


def _spread(field: ActField) -> Iterator[ActField]:
    """The fields of the first entry of a list of things with parts; any other field as it is."""
    if (element := element_of(field.kind)) is None:
        yield field
        return
    for each in fields_inside(element, f"{field.path}.1.", field.required):
        if each.path != _NUMBERED:
            yield from _spread(each)


@cache
def _known(act: str) -> frozenset[str]:
    """The columns of the fields of an act, with * for places of lists."""
    named = {each.path for field in fields_of(act) for each in (field, *_spread(field))}
    return frozenset(_general(name) for path in {*named, _NUMBERED} for name in (path, f"fields.{path}"))


def _general(name: str) -> str:
    return ".".join("*" if _PLACE.fullmatch(part) else part for part in name.split("."))


def _put(values: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        inner = values.setdefault(part, {})
        values = inner if isinstance(inner, dict) else values.setdefault(f"{part}.", {})
    values[path[-1]] = value


def _with_lists(value: Any) -> Any:
    """Entries by their places as lists."""
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(each) for name, each in value.items()}
    if inner and all(_PLACE.fullmatch(name) for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
