"""Commands that only see to it that what followed by law is published."""

from datetime import date
from typing import Any

from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.course import Course
from services.proceedings.domain.journal import Journal
from services.proceedings.domain.publishing import dated
from shared.decider import Decided, Rejection
from shared.law.procedures import difference


def woken(state: Journal, course: Course, command: CommandEnvelope[Any]) -> Decided:
    """What followed by law since the last recording.

    Raises Rejection where compulsory execution has not begun by the command's day.
    """
    begun = course.reached.get("compulsory")
    if course.ended or begun is None or command.effective_date < begun:
        if by_policy(command) and (state.revision or course.suspensions):
            return []  # the expiry was announced before it was known that the term does not end then
        raise Rejection(_not_begun(course, command.effective_date))
    return dated(difference(state.published, course.items).added)


def by_policy(command: CommandEnvelope[Any]) -> bool:
    """Whether a policy sent the command."""
    return command.actor.startswith("policy:")


def _not_begun(course: Course, day: date) -> Problem:
    if course.ended:
        return refused.FINISHED.because(f"the proceeding is {course.status} since {course.statuses[-1].day}")
    if course.status != "voluntary-term":
        detail = f"compulsory execution does not begin while the proceeding is {course.status}"
        return refused.NOT_IN_THIS_STATUS.because(detail, "Art. 360(1)")
    if course.term is None or course.term.due is None:
        return refused.TERM_UNKNOWN.because("no working calendar is published for the last day of the voluntary term")
    return refused.TERM_NOT_OVER.because(f"on {day}: the last day of the voluntary term is {course.term.due}")
