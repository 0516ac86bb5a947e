"""The sentence of decision of an act whose contract is made from its row: what the words have under the act's name."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from contracts.registry import Event
from services.proceedings.domain.course import Course
from services.proceedings.domain.documents.stated import values_in
from shared.documents.resolution import Clause, Value
from shared.documents.wording import words
from shared.law.rule_sets.parts.acts import ActRow

_KNOWN_OF = {
    "property": ("object", ("arrest-property", "arrest-immovable")),
    "petition": ("asked", ("state-petition",)),
}
"""By field that names a thing, what the acts that opened it say of it."""


def sentence_of(data: Event, row: ActRow, course: Course, day: date) -> Iterator[Clause]:
    """The sentence, with what the act states and what is known of the things that it names; none: it has none."""
    if row.act in words().decided:
        yield Clause(row.act, {**dict(_known(data, course)), **values_in(data, row, course, day)})


def _known(data: Any, course: Course) -> Iterator[tuple[str, Value]]:
    for field, (name, opened_by) in _KNOWN_OF.items():
        for said in course.things.said(getattr(data, field, None), *opened_by):
            yield name, getattr(said.data, name)
