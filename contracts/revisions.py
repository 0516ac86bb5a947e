"""The entries of a revised course as the events they are."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from contracts.catalogue import EVENTS
from contracts.events.proceedings import CourseRevised, RevisedEntry
from contracts.registry import Event


class Entry(NamedTuple):
    """An event on the day it takes effect."""

    day: date
    data: Event


def entries_of(revision: CourseRevised) -> Iterator[Entry]:
    """The events of a revision. Raises UnknownType or MalformedMessage."""
    for entry in revision.entries:
        yield Entry(entry.day, EVENTS.decode(entry.type, json.dumps(entry.data).encode()))


def revised_entries(entries: Iterable[Entry]) -> tuple[RevisedEntry, ...]:
    """Events as the entries of a revision."""
    return tuple(RevisedEntry(day=day, type=data.type, data=data.model_dump(mode="json")) for day, data in entries)
