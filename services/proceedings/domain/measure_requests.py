"""Requests and petitions on ensuring measures: what is asked, and who decides on it (Art. 348(4), (7)-(9))."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from contracts.acts.petition_on_measure import MeasurePetitionFiled
from contracts.events.proceedings import MeasureAdded
from services.proceedings.domain.course import Course
from shared.law.rule_sets.parts.measures import Granted

FILED = "petition-on-measure"
REQUESTED = "requested"
ADOPTED = "adopted"
GRANTED = "granted"
APPLIED = "applied"
COURT = "court"


def petition_named(course: Course, id_: UUID) -> MeasurePetitionFiled | None:
    """The petition on a measure that has this id; none: it is not on record by then."""
    filed = course.things.said(id_, FILED)
    return filed[-1].data if filed else None


def granted_by(course: Course, kind: str) -> Granted:
    """What becomes of a measure where a petition of this kind is granted."""
    return course.rules.proceedings.measures.petitions[kind].granted


def article_where(course: Course, does: Callable[[Granted], bool]) -> str:
    """The article of the petition that does this where it is granted."""
    petitions = course.rules.proceedings.measures.petitions.values()
    return next(str(each.granted.article) for each in petitions if does(each.granted))


def decider(course: Course, data: Any, day: date) -> str | None:
    """Who decides on a request or petition: the court on what it alone orders, be it the measure or its substitute."""
    measure = course.measures.get(data.measure)
    if measure is None:
        return None
    codes = [measure.code, *filter(None, [getattr(data, "other", None)])]
    rows = [course.rules.measure(code, day) for code in codes]
    return COURT if any(COURT in row.decided_by for row in rows) else rows[0].decided_by[0]


def as_added(code: str, data: Any, granted: Granted) -> MeasureAdded:
    """The measure of that kind that begins by a decision on a petition."""
    return MeasureAdded(
        measure=data.new_measure,
        code=code,
        status=granted.begins or ADOPTED,
        article=str(granted.article),
        sum=data.sum,
        subject=getattr(data, "subject", None),
        until=getattr(data, "until", None),
    )


def code_that_begins(course: Course, data: Any) -> str | None:
    """The measure that an act names, asks for instead, or lets begin as the substitute that its petition asks for."""
    code: str | None = getattr(data, "code", None) or getattr(data, "other", None)
    if code is not None or getattr(data, "new_measure", None) is None:
        return code
    petition = petition_named(course, data.petition)
    return petition.other if petition is not None else None


def field_of_code(data: Any) -> str:
    """The field by which an act says which measure begins."""
    return next((field for field in ("other", "new_measure") if getattr(data, field, None) is not None), "code")
