"""What the correction of a slip changes in a resolution: what was written, and how it reads (Art. 343(4))."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from contracts.base import Contract
from contracts.codelists import Names
from contracts.names import field_names
from contracts.registry import Event
from shared.documents.resolution import Change


def changes_between(before: tuple[date, Event], after: tuple[date, Event]) -> tuple[Change, ...]:
    """What differs between two readings of one act, with their days."""
    stated_before, reads = (dict(_flat({"day": day, **_stated(data)})) for day, data in (before, after))
    return tuple(
        Change(_label(path), stated_before.get(path), reads.get(path))
        for path in dict.fromkeys((*stated_before, *reads))
        if stated_before.get(path) != reads.get(path)
    )


def _stated(data: Event) -> Mapping[str, Any]:
    return data.model_dump(mode="json") if isinstance(data, Contract) else {}


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value with its path; what is left out has none."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _flat(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value, start=1):
            yield from _flat(part, f"{path}.{place}")
    elif value is not None:
        yield path, f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


def _label(path: str) -> str | Names:
    """The name of the last part of a path that has one; the path itself where none has."""
    names = field_names().fields
    return next((names[part] for part in reversed(path.split(".")) if part in names), path)
