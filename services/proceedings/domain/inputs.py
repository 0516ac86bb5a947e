"""What a course rests on besides its acts, and what is done where it reads otherwise than it was published.

New inputs (code, tables of the law, working calendar) may change what follows from the acts recorded before. The stream
adopts that with its next command, as a separate revision. A difference that no new input explains is a fault.
"""

from dataclasses import replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.proceedings.domain.course import Course
from services.proceedings.domain.journal import Journal, records_an_act
from services.proceedings.domain.publishing import first_change, revised_as, revision
from shared.decider import Recorded, StreamDiverged
from shared.law.calendar import WorkingCalendar
from shared.law.procedures import Difference, Item, difference, revised
from shared.law.version import tables_version

ENGINE = "engine-14"
"""Version of the code that computes courses; raised by every change after which the same acts give another course."""


def inputs_of(calendar: WorkingCalendar) -> str:
    """The versions of all that a course rests on."""
    return f"{ENGINE} {tables_version()} {calendar.version}"


def unpublished(state: Journal, course: Course) -> Difference | None:
    """How the course differs from what was published of the days up to the last recording.

    `course` follows from the acts of `state`; what it has of later days, time alone has added.
    """
    change = difference(state.published, course.items, _records_an_act)
    if change.since is not None:
        return change
    missing = tuple(each for each in change.added if each.day <= state.through)
    return Difference(missing) if missing else None


def _records_an_act(each: Item) -> bool:
    return records_an_act(each.data)


class Adopted(NamedTuple):
    """A stream that reads as its acts have it with the inputs of today."""

    events: list[Recorded]
    """What has to be published for it."""
    state: Journal


def adopted(state: Journal, course: Course, cause: UUID, inputs: str, today: date) -> Adopted:
    """The stream brought to the inputs of today. Raises StreamDiverged if it was published with these already."""
    change = unpublished(state, course)
    if change is None:
        return Adopted([], state)
    if inputs == state.inputs:
        raise StreamDiverged(f"the course is not what was published, and rests on the same inputs: {inputs}")
    since = first_change(state, course, _records_an_act) if change.since is not None else None
    if since is None:
        return Adopted([], state)  # what is only missing is published with what the command adds
    event = revision(state, course, cause, since).model_copy(update={"inputs": inputs})
    published = revised(state.published, since, [each for each in course.items if each.day >= since])
    return Adopted([revised_as(event, course, today)], replace(state, published=published, revision=event.revision))
