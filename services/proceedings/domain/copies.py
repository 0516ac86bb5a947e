"""Who must have a copy of a resolution, and who has had none yet (Art. 343(5), 348(2))."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeGuard
from uuid import UUID

from contracts.acts.reduce_secured_sum import SecuredSumReduced
from contracts.acts.send_notice import NoticeSent
from contracts.acts.settle_measure_petition import MeasurePetitionSettled
from contracts.events.proceedings import (
    DocumentReturned,
    MeasureAdded,
    MeasureStatusChanged,
    ProceedingCompleted,
    ProceedingTerminated,
)
from contracts.registry import Event
from services.proceedings.domain.act_types import RECORDED_BY
from services.proceedings.domain.course import Course
from services.proceedings.domain.journal import records_an_act
from services.proceedings.domain.measure_requests import ADOPTED, is_lifted_in_part
from services.proceedings.domain.rules import Rules
from shared.law.rule_sets.parts.procedures import Duty

PARTIES = ("recoverer", "debtor")
RELEASED = ("cancelled", "substituted")
"""Statuses in which nobody has to carry a measure out any more."""
POSTPONED = "suspended"
"""The status in which nobody carries a measure out until the day named (Art. 368(2))."""
COPIES = "send-resolution-copies"
HANDED_OVER = "hand-over-arrest-act"
KEPT = ("place-with-keeper", "replace-keeper", "take-back-property")
"""Acts that name the keeper of arrested property from their day on."""
ENDS = (ProceedingTerminated, DocumentReturned, ProceedingCompleted)


def lacking(course: Course, resolution: UUID) -> tuple[str, ...]:
    """Who must have a copy of the resolution that an event made, and has had none."""
    had = course.correspondence.copies.get(resolution, frozenset())
    return tuple(each for each in due_to(course, resolution) if each not in had)


def lacking_of_arrest(course: Course, property_: UUID) -> tuple[str, ...]:
    """Who must have a copy of the act of arrest, and has had none: both parties, and a keeper other than the debtor.

    Art. 379(5).
    """
    had = {each.data.receiver for each in course.things.said(property_, HANDED_OVER)}
    kept = course.things.said(property_, *KEPT)
    due = (*PARTIES, "keeper") if kept and kept[-1].data.keeper != "debtor" else PARTIES
    return tuple(each for each in due if each not in had)


def uninformed(course: Course, act: UUID, row: Duty) -> tuple[str, ...]:
    """Who is to know of an act by its duty, and has had no notice of it (Art. 354(2), 361(1))."""
    had = {each for said in course.items if _informs_of(said.data, act) for each in said.data.recipients}
    due = (*row.informs, *(_all_bound(course) if row.informs_bound else ()))
    return tuple(each for each in dict.fromkeys(due) if each not in had)


def _informs_of(data: Event, act: UUID) -> TypeGuard[NoticeSent]:
    return isinstance(data, NoticeSent) and data.act == act


def _all_bound(course: Course) -> Iterator[str]:
    """Those who carry out measures that last, and keepers of property other than the debtor."""
    for measure in course.measures.values():
        if measure.status in course.rules.proceedings.measures.binding:
            yield from _bound(course, measure.id)
    kept = (course.things.said(thing, *KEPT) for thing in course.things.acts)
    if any(said and said[-1].data.keeper != "debtor" for said in kept):
        yield "keeper"


def due_to(course: Course, resolution: UUID) -> tuple[str, ...]:
    """The parties, others whom its row names, and who carries out a measure that it applies, releases or reduces."""
    return tuple(dict.fromkeys(_due_to(course, resolution)))


def made_no_resolution(course: Course, event: UUID) -> bool:
    """Whether an event records an act that is made in no document with what it states."""
    recorded = _recorded_by(_published_with(course, event))
    return recorded is not None and made_in_none(course.rules, RECORDED_BY[type(recorded)], recorded)


def made_in_none(rules: Rules, act: str, data: Any) -> bool:
    """Whether an act of that name is made in no document with what it states, and in one otherwise (Art. 344(3))."""
    row = rules.law.procedures.enforcement.rows.get(act)
    return row is not None and row.document is not None and row.document_of(data) is None


def _published_with(course: Course, event: UUID) -> list[Event]:
    act = course.causes.get(event)
    return [each.data for each in course.published_by(act)] if act is not None else []


def _recorded_by(published: Iterable[Event]) -> Event | None:
    return next((data for data in published if records_an_act(data)), None)


def _due_to(course: Course, resolution: UUID) -> Iterator[str]:
    published = _published_with(course, resolution)
    recorded = _recorded_by(published)
    # What the end of the proceeding does to its measures their addressees learn apart (notify-of-ended-measures).
    ends = any(isinstance(data, ENDS) for data in published)
    stated = {ADOPTED} if ends else {ADOPTED, POSTPONED, *RELEASED}
    yield from PARTIES
    if recorded is not None:
        yield from course.rules.copies_of.get(RECORDED_BY[type(recorded)], ())
    for data in published:
        match data:
            case SecuredSumReduced():
                yield from _bound(course, data.measure)
            case MeasurePetitionSettled() if is_lifted_in_part(course, data):
                yield from _bound(course, data.measure)
            case MeasureAdded() | MeasureStatusChanged() if data.status in stated:
                yield from _bound(course, data.measure)


def _bound(course: Course, measure: UUID) -> Iterable[str]:
    """Who carries a measure out."""
    return course.rules.asked_by_measure(course.measures[measure].code).binds
