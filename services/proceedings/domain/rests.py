"""Rests of a restriction that the court granted: its rulings, and what became of them on appeal (Art. 139, 348(8))."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from contracts.acts.extend_exit_suspension import ExitSuspensionExtended
from contracts.acts.record_decision_on_appeal import DecisionOnAppealRecorded
from contracts.acts.record_ruling_on_petition import RulingOnPetitionRecorded
from contracts.recording import Paper
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Measure
from services.proceedings.domain.measure_requests import GRANTED, granted_by, petition_named, rulings_applying


def same_ruling(paper: Paper, ruling: Paper) -> bool:
    """Whether two entries state one ruling: of one day, and under one number where both state it."""
    numbers = {paper.number, ruling.number} - {None}
    return paper.dated == ruling.dated and len(numbers) < 2


def appealed(course: Course, appeal: UUID) -> list[Paper]:
    """The ruling that an appeal is about."""
    return [said.data.basis for said in course.things.said(appeal, "appeal-ruling")]


def applied_by(course: Course, measure: Measure, papers: Iterable[Paper]) -> bool:
    """Whether the court applied a measure by one of these rulings; one that is not on record was made by that day."""
    known = [each.basis for each in rulings_applying(course, measure.id)]
    if known:
        return _among(known, papers)
    binding = course.rules.proceedings.measures.binding
    applied = next((since.day for since in measure.history if since.code in binding), None)
    return applied is not None and any(paper.dated <= applied for paper in papers)


def rests_by(course: Course, measure: Measure, papers: Iterable[Paper]) -> bool:
    """Whether the court suspended a measure, or extended that, by one of these rulings."""
    return _among((paper for paper, _ in _granted(course, measure)), papers)


def last_day_of_rest(course: Course, measure: Measure) -> date | None:
    """The last day of the latest rest by the rulings that stand; none: the ruling that granted it was annulled."""
    days: list[tuple[Paper, date]] = []
    for each in course.items:
        if isinstance(each.data, DecisionOnAppealRecorded):
            about = appealed(course, each.data.ruling_appeal)
            days = [*_after_appeal(days, each.data, about)]
        else:
            begins = isinstance(each.data, RulingOnPetitionRecorded)
            granted = [*_granting(course, measure, each.data)]
            days = granted if begins and granted else [*days, *granted]
    return days[-1][1] if days else None


def _after_appeal(
    days: Iterable[tuple[Paper, date]], data: DecisionOnAppealRecorded, about: list[Paper]
) -> Iterator[tuple[Paper, date]]:
    for paper, day in days:
        concerned = _among([paper], about)
        if concerned and data.outcome == "changed" and data.until is not None:
            yield paper, data.until
        elif not (concerned and data.outcome == "annulled"):
            yield paper, day


def _granted(course: Course, measure: Measure) -> Iterator[tuple[Paper, date]]:
    for each in course.items:
        yield from _granting(course, measure, each.data)


def _granting(course: Course, measure: Measure, data: object) -> Iterator[tuple[Paper, date]]:
    if isinstance(data, ExitSuspensionExtended) and data.measure == measure.id:
        yield data.basis, data.until
    elif isinstance(data, RulingOnPetitionRecorded) and data.measure == measure.id and data.outcome == GRANTED:
        petition = petition_named(course, data.petition)
        if petition is not None and granted_by(course, petition.kind).rests and data.until is not None:
            yield data.basis, data.until


def _among(papers: Iterable[Paper], rulings: Iterable[Paper]) -> bool:
    wanted = [*rulings]
    return any(same_ruling(paper, ruling) for paper in papers for ruling in wanted)
