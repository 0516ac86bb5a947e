"""Whether a resolution is an execution document, and who gets a copy of it."""

from datetime import date
from uuid import UUID

from contracts.acts.settle_measure_petition import MeasurePetitionSettled
from contracts.events.proceedings import MeasureAdded, MeasureStatusChanged
from contracts.registry import Event
from services.proceedings.domain.copies import due_to
from services.proceedings.domain.course import Course
from services.proceedings.domain.measure_requests import ADOPTED, GRANTED
from services.proceedings.domain.rules import Rules
from shared.law.rule_sets.parts.acts import ActRow
from shared.law.rule_sets.rows import Document

PARTIES = ("recoverer", "debtor")


def kind_of(row: ActRow, data: Event, rules: Rules, day: date) -> str | None:
    """The kind of document that an act is made in: that of its row, or of a measure whose resolution is one apart."""
    document = row.document_of(data)
    if document is None or not isinstance(data, MeasureAdded):
        return document.kind if document else None
    named = rules.measure(data.code, day).document
    apart = named is not None and rules.law.document(named, day).is_execution_document
    return named if apart else document.kind


def is_execution_document(document: Document, data: Event, course: Course, day: date) -> bool:
    """Whether it bears the official seal (Art. 343(3)): by its kind, or because it applies a measure that makes it one.

    Art. 348(5), 351(2), 369(4), 375(1)-(2), 401(2).
    """
    measure = _applied(data)
    applied = course.measures.get(measure) if measure is not None else None
    by_measure = applied is not None and course.rules.measure(applied.code, day).is_execution_document
    return document.is_execution_document or by_measure


def copies_to(row: ActRow, resolution: UUID, course: Course) -> tuple[str, ...]:
    """Those whom its act names, and who carries out a measure that it applies or cancels (Art. 343(5), 348(2))."""
    named = row.notify[0].whom if row.notify else PARTIES
    return tuple(dict.fromkeys((*named, *due_to(course, resolution))))


def _applied(data: Event) -> UUID | None:
    """The measure that a resolution applies; none: it applies none."""
    match data:
        case MeasureAdded() | MeasureStatusChanged():
            return data.measure if data.status == ADOPTED else None
        case MeasurePetitionSettled():
            return data.new_measure if data.outcome == GRANTED else None
    return None
