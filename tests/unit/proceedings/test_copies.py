"""A course that is gone on from shares nothing that changes with the one it was copied from."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from tests.unit.proceedings.harness import Fields, life

DAY = date(2026, 5, 20)
READ_ONLY = {"rules", "calendar", "events", "causes", "of_initiation"}
COMMANDS: list[Fields] = [
    {"command": "add-measure", "measure": "levy", "code": "comp-levy-bank-money"},
    {"command": "record-cost", "cost": "travel", "kind": "travel", "sum": "10.00 BYN"},
    {"command": "record-payment", "payment": "part", "sum": "20.00 BYN", "source": "debtor"},
    {"command": "suspend-proceeding", "ground": "suspend-may-recoverer-plea", "until": date(2026, 7, 1)},
]


def test_a_copy_shares_nothing_that_changes() -> None:
    proceeding = life({"history": "compulsory"})
    for command in COMMANDS:
        proceeding.carry_out({**command, "day": DAY})
    course = proceeding.course(DAY)
    copied = course.copy()
    values = {name: value for name, value in vars(course).items() if name not in READ_ONLY}
    assert {"measures", "claims", "receipts", "costs", "suspensions"} <= {
        name for name, value in values.items() if value
    }
    shared = [path for name, value in values.items() for path in _shared(value, vars(copied)[name], name)]
    assert shared == []


def _shared(value: Any, copied: Any, path: str) -> Iterator[str]:
    """Paths of what can change and is the same in both."""
    changes = isinstance(value, dict | list | set) or (is_dataclass(value) and not _is_frozen(value))
    if changes and value is copied:
        yield path
    for name, part, other in _parts(value, copied):
        yield from _shared(part, other, f"{path}.{name}")


def _parts(value: Any, copied: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(value, dict):
        yield from ((str(key), part, copied[key]) for key, part in value.items())
    elif isinstance(value, list | tuple):
        yield from ((str(place), part, copied[place]) for place, part in enumerate(value))
    elif is_dataclass(value) and not _is_frozen(value):
        yield from ((each.name, getattr(value, each.name), getattr(copied, each.name)) for each in fields(value))


def _is_frozen(value: Any) -> bool:
    return bool(type(value).__dataclass_params__.frozen)
