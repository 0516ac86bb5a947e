"""Requests and petitions on ensuring measures: what is asked, who decides, what is lifted (Art. 348(4), (7)-(9))."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from contracts.acts.petition_on_measure import MeasurePetitionFiled
from contracts.acts.record_decision_on_appeal import DecisionOnAppealRecorded
from contracts.acts.record_ruling_on_measure import RulingOnMeasureRecorded
from contracts.acts.record_ruling_on_petition import RulingOnPetitionRecorded
from contracts.events.proceedings import MeasureAdded, MeasureStatusChanged
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Measure
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
    codes = [measure.code, *filter(None, [code_that_begins(course, data)])]
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
        accounts=getattr(data, "accounts", None),
        until=getattr(data, "until", None),
    )


def code_that_begins(course: Course, data: Any) -> str | None:
    """The measure that an act names, grants on request, asks for instead, or lets begin as a petition asks for it."""
    if isinstance(data, MeasureStatusChanged):
        measure = course.measures.get(data.measure)
        granted = measure is not None and (measure.status, data.status) == (REQUESTED, ADOPTED)
        return measure.code if measure is not None and granted else None
    code: str | None = getattr(data, "code", None) or getattr(data, "other", None)
    if code is not None or getattr(data, "new_measure", None) is None:
        return code
    petition = petition_named(course, data.petition)
    return petition.other if petition is not None else None


def field_of_code(data: Any) -> str:
    """The field by which an act says which measure begins."""
    if isinstance(data, MeasureStatusChanged):
        return "status"
    return next((field for field in ("other", "new_measure") if getattr(data, field, None) is not None), "code")


def is_lifted_in_part(course: Course, data: Any) -> bool:
    """Whether a decision on a petition lifts a measure in part: it stays in place, for less."""
    petition = petition_named(course, data.petition)
    return petition is not None and data.outcome == GRANTED and granted_by(course, petition.kind).to is None


def lifted_in_part(course: Course, measure: UUID) -> Iterator[Any]:
    """The decisions that lifted a measure in part."""
    for thing in course.things.acts:
        for said in course.things.said(thing, "record-ruling-on-petition", "settle-measure-petition"):
            if said.data.petition == thing and said.data.measure == measure and is_lifted_in_part(course, said.data):
                yield said.data


def restricted_rights(course: Course, measure: Measure) -> tuple[str, ...]:
    """The rights that a measure still restricts: those that the court named, else all, less those it lifted since.

    Art. 348(3) ind. 10. None: it restricts no such rights. What was changed on appeal is as the decision on it says.
    """
    named = next((each.rights for each in reversed([*_applying(course, measure.id)]) if each.rights), None)
    lifted = {right for each in lifted_in_part(course, measure.id) for right in each.lifted_rights or ()}
    all_ = course.rules.asked_by_measure(measure.code).rights
    return tuple(right for right in named or all_ if right not in lifted)


def replaced_by(course: Course, measure: Measure) -> Measure | None:
    """The measure in whose place the court applied another one (Art. 348(7))."""
    rulings = (each for each in _applying(course, measure.id) if isinstance(each, RulingOnPetitionRecorded))
    return next((course.measures.get(each.measure) for each in rulings), None)


def rulings_applying(course: Course, measure: UUID) -> list[RulingOnMeasureRecorded | RulingOnPetitionRecorded]:
    """The rulings that applied a measure, as one that was asked for or in the place of another."""
    return [each for each in _applying(course, measure) if not isinstance(each, DecisionOnAppealRecorded)]


def _applying(
    course: Course, measure: UUID
) -> Iterator[RulingOnMeasureRecorded | RulingOnPetitionRecorded | DecisionOnAppealRecorded]:
    """The rulings that applied a measure, as one that was asked for or in the place of another, or changed one."""
    for each in course.items:
        match each.data:
            case (
                RulingOnMeasureRecorded(measure=id_)
                | RulingOnPetitionRecorded(new_measure=id_)
                | DecisionOnAppealRecorded(measure=id_)
            ) if id_ == measure:
                yield each.data
