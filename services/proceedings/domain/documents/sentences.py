"""The sentence of decision of an act whose contract is made from its row: what the words have under the act's name."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from contracts.registry import Event
from services.proceedings.domain.course import Course
from services.proceedings.domain.documents.stated import values_in
from services.proceedings.domain.realization import FAILURES, initial_price
from shared.documents.resolution import Clause, Value
from shared.documents.wording import words
from shared.law.money.sale import sole_participant_price
from shared.law.rule_sets.parts.acts import ActRow

_KNOWN_OF = {
    "property": ("object", ("arrest-property", "arrest-immovable")),
    "petition": ("asked", ("state-petition",)),
}
"""By field that names a thing, what the acts that opened it say of it."""


def sentence_of(data: Event, row: ActRow, course: Course, day: date) -> Iterator[Clause]:
    """The sentence, with what the act states and what is known of the things that it names; none: it has none.

    Where a sale failed, who may still buy or keep the property.
    """
    if row.act in words().decided:
        yield Clause(row.act, {**dict(_known(data, course)), **values_in(data, row, course, day)})
    if row.act in FAILURES:
        yield from _after_the_failure(data, course)


def _after_the_failure(data: Any, course: Course) -> Iterator[Clause]:
    """Who may still get the property, at which price and until when (Art. 385(11), 383(7))."""
    initial = initial_price(course, data.sale)
    if data.sole_participant and data.until is not None and initial is not None:
        price = sole_participant_price(course.rules.money, initial).price
        yield Clause("sole-participant", {"sum": price, "until": data.until})
    if getattr(data, "pledged_to_recoverer", False):
        yield Clause("pledgeholder-may-keep")


def _known(data: Any, course: Course) -> Iterator[tuple[str, Value]]:
    for field, (name, opened_by) in _KNOWN_OF.items():
        for said in course.things.said(getattr(data, field, None), *opened_by):
            yield name, getattr(said.data, name)
