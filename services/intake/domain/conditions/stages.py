"""When acts on a statement are open, and what facts beside the papers ask for (Art. 353, 355-359)."""

from datetime import date

from contracts.events.intake import CircumstanceEstablished
from contracts.events.intake_facts import DocumentHistoryEstablished
from services.intake.domain import refusals as refused
from services.intake.domain.assessment import PROPOSALS, shown_by_papers
from services.intake.domain.conditions.registry import CONDITIONS, Problems
from services.intake.domain.course import DECISIONS, Course
from services.intake.domain.presentation import days_of
from shared.law.procedures import Act, ActRow

UNDECIDED = frozenset({"registered", "assessed"})
"""Statuses of a statement without a decision."""


@CONDITIONS.derived("after-registration", of_form=True, decisive=True)
def after_registration(course: Course, act: Act, _: ActRow) -> Problems:
    """Acts follow the receipt of the statement."""
    if course.registered is None:
        yield refused.UNKNOWN_STATEMENT.because("not found")
    elif act.day < course.registered.received_on:
        detail = f"{act.day} lies before the receipt on {course.registered.received_on}"
        yield refused.BEFORE_REGISTRATION.because(detail)


@CONDITIONS.derived("open-in-status", decisive=True)
def open_in_status(course: Course, _: Act, row: ActRow) -> Problems:
    """The act is open in the status of its day."""
    yield from closed_in_status(course, row)


def closed_in_status(course: Course, row: ActRow) -> Problems:
    """Why an act is not open in the status that the statement has."""
    if course.status in row.statuses:
        return
    if course.decided is not None:
        yield refused.ALREADY_DECIDED.because(f"the decision was to {DECISIONS[type(course.decided.data)].value}")
    elif not row.statuses & UNDECIDED:
        yield refused.NOT_DECIDED.because("there is no decision yet")
    else:
        yield refused.NOT_ASSESSED.because("no assessment of what is known by then")


@CONDITIONS.derived("known-circumstance", of_form=True)
def known_circumstance(course: Course, act: Act, _: ActRow) -> Problems:
    """It is a ground outside the papers, and was there before it was established."""
    data: CircumstanceEstablished = act.data
    circumstance = data.circumstance
    rule_set = course.rules.rule_sets.in_force(act.day)
    grounds = {ground.id for decision in PROPOSALS for ground in rule_set.grounds(decision)} - shown_by_papers(rule_set)
    if circumstance.ground not in grounds:
        yield refused.NOT_A_CIRCUMSTANCE.because(f"{circumstance.ground} is not one of them")
    for field in ("established_on", "ended_on"):
        day: date | None = getattr(circumstance, field)
        if day is not None and day > act.day:
            yield refused.AFTER_ACT.because(f"{day} lies after {act.day}", field=f"circumstance.{field}")


@CONDITIONS.derived("bears-on-the-decision")
def bears_on_the_decision(course: Course, act: Act, _: ActRow) -> Problems:
    """What arises after the decision is no matter of this statement."""
    data: CircumstanceEstablished = act.data
    if course.decided is not None and data.circumstance.established_on > course.decided.day:
        detail = f"it arose after the decision of {course.decided.day}: it belongs to the proceeding or a new statement"
        yield refused.ALREADY_DECIDED.because(detail)


@CONDITIONS.derived("history-begins-before-it-is-known", of_form=True)
def history_begins_before_it_is_known(_: Course, act: Act, __: ActRow) -> Problems:
    """What happened to the document happened before it became known."""
    data: DocumentHistoryEstablished = act.data
    dated = {
        **{f"suspensions.{at}.since": each.since for at, each in enumerate(data.suspensions)},
        **days_of(data.interruptions, "interruptions"),
        **{
            f"limitation_suspensions.{at}.since": each.since
            for at, each in enumerate(data.limitation_suspensions or ())
        },
        "delay_granted_on": data.delay_granted_on,
        "restored_on": data.restored_on,
        "restoration_annulled_on": data.restoration_annulled_on,
    }
    for field, day in dated.items():
        if day is not None and day > act.day:
            yield refused.AFTER_ACT.because(f"{day} lies after {act.day}", field=field)
