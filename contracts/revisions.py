"""The entries of a revised course as the events they are, and acts as their commands state them."""

import json
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from contracts.catalogue import COMMANDS, EVENTS
from contracts.events.corrections import StatedAct
from contracts.events.proceedings import CourseRevised, RevisedEntry
from contracts.registry import Command, Event


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


def command_of(stated: StatedAct) -> Command:
    """The command that states an act. Raises UnknownType or MalformedMessage."""
    command: Command = COMMANDS.decode(stated.type, json.dumps(stated.data).encode())
    return command


def revised_entry(entry: Entry) -> RevisedEntry:
    """An event as an entry of a revision."""
    return RevisedEntry(day=entry.day, type=entry.data.type, data=entry.data.model_dump(mode="json"))
