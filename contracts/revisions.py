"""The entries of a revised course as the events they are."""

import json
from collections.abc import Iterator
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
    return map(entry_of, revision.entries)


def entry_of(entry: RevisedEntry) -> Entry:
    """An entry as the event it is. Raises UnknownType or MalformedMessage."""
    return Entry(entry.day, EVENTS.decode(entry.type, json.dumps(entry.data).encode()))


def revised_entry(entry: Entry) -> RevisedEntry:
    """An event as an entry of a revision."""
    return RevisedEntry(day=entry.day, type=entry.data.type, data=entry.data.model_dump(mode="json"))
