"""What earlier acts created, for fields that refer to it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from contracts.queries.proceedings import ActView
from shared.act_fields import ActFields, creates

_OF_ANY_ACT = ("act", "started_by", "resolution")
"""Fields that refer to an act by the id of its command."""
_SAME = {"new_measure": "measure", "substitute": "property"}
"""Fields that refer to what is created under another name."""
_TELLING = ("subject", "description", "name", "what", "number")
"""Fields by one of which a thing is recognized among others of its kind."""


class Reference(NamedTuple):
    """Something that can be referred to."""

    id: str
    day: date
    act: str
    note: str


def references(acts: ActFields, history: Iterable[ActView]) -> Mapping[str, tuple[Reference, ...]]:
    """What can be referred to, by the name of the field."""
    found: dict[str, list[Reference]] = {}
    for each in history:
        if each.struck:
            continue
        note = next((str(each.data[name])[:60] for name in _TELLING if each.data.get(name)), "")
        for field in _OF_ANY_ACT:
            found.setdefault(field, []).append(Reference(str(each.id), each.day, each.act, note))
        if (row := acts.rows.get(each.act)) is None:
            continue
        for field, value in each.data.items():
            if creates(row, field) and isinstance(value, str):
                found.setdefault(field, []).append(Reference(value, each.day, each.act, note))
    for field, source in _SAME.items():
        found[field] = list(found.get(source, ()))
    return {field: tuple(listed) for field, listed in found.items()}
