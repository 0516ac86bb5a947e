"""Commands that only see to it that what followed by law is published."""

from datetime import date
from typing import Any

from contracts.commands.proceedings import EndMeasureTerms, ResumeProceeding, StartCompulsoryExecution
from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from contracts.registry import Command
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.course import Course
from services.proceedings.domain.journal import Journal
from services.proceedings.domain.measure_terms import BY_LAW
from services.proceedings.domain.publishing import dated
from services.proceedings.domain.rules import reasons_by_law
from services.proceedings.domain.tracks import ended_by_law
from shared.decider import Decided, Rejection
from shared.law.procedures import difference

EXTENSION = "extend-suspension"


def is_wakeup(command: Command) -> bool:
    """Whether what the command names happens by law: the voluntary term, a suspension or a measure ends."""
    resumes = isinstance(command, ResumeProceeding) and command.reason in reasons_by_law()
    return resumes or isinstance(command, StartCompulsoryExecution | EndMeasureTerms)


def woken(state: Journal, course: Course, command: CommandEnvelope[Any]) -> Decided:
    """What followed by law since the last recording.

    Raises Rejection where what the command names has not happened by its day. A policy has nothing to do where the
    proceeding ended or moved on while the expiry was on its way.
    """
    if isinstance(command.data, EndMeasureTerms):
        return _of_measures(state, course, command)
    if course.ended or not _has_happened(course, command.data, command.effective_date):
        moved = course.ended or state.revision or any(act.name == EXTENSION for act in state.acts)
        if by_policy(command) and (moved or not _is_awaited(course, command.data)):
            return []
        raise Rejection(_not_yet(course, command.data, command.effective_date))
    return dated(difference(state.published, course.items).added, course)


def _of_measures(state: Journal, course: Course, command: CommandEnvelope[Any]) -> Decided:
    """Terms of measures run after the end of the proceeding, too. A measure may have moved on meanwhile."""
    moved = [each for each in course.items if getattr(each.data, "follows_from", None) == BY_LAW]
    if any(each.day <= command.effective_date for each in moved):
        return dated(difference(state.published, course.items).added, course)
    if by_policy(command):
        return []
    raise Rejection(refused.MEASURE_LASTS.because("no measure has ended, or gone on, with a last day"))


def by_policy(command: CommandEnvelope[Any]) -> bool:
    """Whether a policy sent the command."""
    return command.actor.startswith("policy:")


def _has_happened(course: Course, command: Command, day: date) -> bool:
    if isinstance(command, ResumeProceeding):
        return any(each.day <= day and ended_by_law(each.data) for each in course.items)
    begun = course.reached.get("compulsory")
    return begun is not None and begun <= day


def _is_awaited(course: Course, command: Command) -> bool:
    """Whether it may still happen, so that it is a fault to say that it has."""
    if isinstance(command, ResumeProceeding):
        return any(each.last_day is not None for each in course.suspensions)
    return not course.suspensions and course.fulfilled_on is None


def _not_yet(course: Course, command: Command, day: date) -> Problem:
    if course.ended:
        return refused.FINISHED.because(f"the proceeding is {course.status} since {course.statuses[-1].day}")
    if isinstance(command, ResumeProceeding):
        return _suspension_lasts(course)
    if course.status != "voluntary-term":
        detail = f"compulsory execution does not begin while the proceeding is {course.status}"
        return refused.NOT_IN_THIS_STATUS.because(detail, "Art. 360(1)")
    if course.fulfilled_on is not None:
        detail = f"the demands of the document are fulfilled since {course.fulfilled_on}"
        return refused.NOT_IN_THIS_STATUS.because(detail, "Art. 357(1)")
    if course.term is None or course.term.due is None:
        return refused.TERM_UNKNOWN.because("no working calendar is published for the last day of the voluntary term")
    return refused.TERM_NOT_OVER.because(f"on {day}: the last day of the voluntary term is {course.term.due}")


def _suspension_lasts(course: Course) -> Problem:
    if not course.suspensions:
        return refused.NOT_IN_THIS_STATUS.because(f"the proceeding is {course.status}, not suspended", "Art. 364(1)")
    last_days = [each.last_day for each in course.suspensions if each.last_day is not None]
    lasts = f"until {min(last_days)}" if last_days else "until its circumstance ends"
    return refused.SUSPENSION_NOT_OVER.because(f"the suspension lasts {lasts}")
