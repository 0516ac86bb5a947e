"""What a correction of an act changes, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from contracts.queries.proceedings import Reading
from contracts.values import Money
from shared.act_fields import ActFields

DAY = "day"
NOTHING = "–"
"""Written where nothing was stated."""


class Change(NamedTuple):
    """A part of an act that reads otherwise."""

    field: str
    """Its path: `day`, `sum`, `executor.full_name`, `claims.1.sum`."""
    before: Any
    """A text, a number, money; None: nothing was stated."""
    after: Any


def changes(acts: ActFields, act: str, was: Reading, reads: Reading) -> tuple[Change, ...]:
    """What an act states otherwise; what follows from it by law is left out."""
    stated = was.data.keys() & reads.data.keys()
    if act in acts.rows:
        stated &= acts.model_of(act).model_fields.keys()
    before, after = (
        {DAY: each.day, **dict(_parts({name: value for name, value in each.data.items() if name in stated}))}
        for each in (was, reads)
    )
    moved = (path for path in dict.fromkeys([*before, *after]) if before.get(path) != after.get(path))
    return tuple(Change(path, before.get(path), after.get(path)) for path in moved)


def _parts(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The parts of what is stated, by path; those of a list are counted from 1."""
    match value:
        case {"amount": _, "currency": _}:
            yield path, Money.model_validate(value)
        case {"kind": kind, "value": str(number)}:
            yield path, f"{kind} {number}"
        case Mapping():
            for name, each in value.items():
                yield from _parts(each, f"{path}.{name}" if path else name)
        case str() | None:
            yield from () if value is None else ((path, value),)
        case Sequence():
            for place, each in enumerate(value, 1):
                yield from _parts(each, f"{path}.{place}")
        case _:
            yield path, value
