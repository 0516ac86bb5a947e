"""Steps of a complaint against the executor: what is awaited of whom, and what has to be carried out (Art. 353)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.proceedings.domain.complaints import CARRY_OUT, Complaint, outcome_of
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from shared.law.procedures import Act, ActRow


@EFFECTS.named("file-complaint")
def file_complaint(course: Course, act: Act, _: ActRow) -> None:
    """A complaint is with the superior body."""
    data: Any = act.data
    table = course.rules.proceedings.complaints
    complaint = Complaint(
        id=data.complaint,
        challenged=data.challenged,
        act=data.act,
        made_on=act.day,
        runs_from=data.runs_from,
        limit=table.challenged[data.challenged],
    )
    course.complaints[complaint.id] = complaint


@EFFECTS.named("take-to-court")
def take_to_court(course: Course, act: Act, _: ActRow) -> None:
    """The complaint goes to the court, within a limit from receipt of the decision of the superior."""
    data: Any = act.data
    before = course.complaints.get(data.complaint)
    if before is not None:
        limit = course.rules.proceedings.complaints.to_court
        made = replace(before, made_on=act.day, runs_from=data.runs_from, limit=limit, restored=False)
        course.complaints[made.id] = made


@EFFECTS.named("restore-complaint-limit")
def restore_complaint_limit(course: Course, act: Act, _: ActRow) -> None:
    """What was late is in time now (Art. 138(3))."""
    before = course.complaints.get(act.data.complaint)
    if before is not None:
        course.complaints[before.id] = replace(before, restored=True)


@EFFECTS.named("decide-complaint")
def decide_complaint(course: Course, act: Act, row: ActRow) -> None:
    """The superior body or the court decided; the court takes the place of an earlier decision, or upholds it."""
    data: Any = act.data
    before = course.complaints.get(data.complaint)
    if before is None:
        return
    by = course.rules.proceedings.complaints.decided_by(row.act)
    if outcome_of(course.rules, data.outcome).upholds and before.decided_by not in {None, by}:
        return
    carried_out(course, before, act.day, act.id)
    decided = replace(
        before,
        outcome=data.outcome,
        decided_by=by,
        annulled_since=data.since,
        to_carry_out=act.id if outcome_of(course.rules, data.outcome).carried_out_by else None,
    )
    course.complaints[decided.id] = decided
    if decided.to_carry_out is not None:
        course.open_duty(CARRY_OUT, act.id, act.day)
        if decided.act in course.annulled and outcome_of(course.rules, data.outcome).annuls:
            carried_out(course, course.complaints[decided.id], act.day, course.annulled[decided.act])


@EFFECTS.named("carry-out-decision")
def carry_out_decision(course: Course, act: Act, row: ActRow) -> None:
    """What was ordered is done, by an act for which it can be done."""
    before = course.complaints.get(act.data.complaint)
    outcome = outcome_of(course.rules, before.outcome) if before is not None and before.outcome is not None else None
    if before is not None and outcome is not None and row.act in outcome.carried_out_by:
        carried_out(course, before, act.day, act.id)


def carried_out(course: Course, complaint: Complaint, day: date, by_act: UUID) -> None:
    """The decision on a complaint needs nothing more."""
    if complaint.to_carry_out is not None:
        course.close_duty(CARRY_OUT, complaint.to_carry_out, day, by_act)
        course.complaints[complaint.id] = replace(complaint, to_carry_out=None)


def annulment_carried_out(course: Course, annulled: UUID, day: date, by_act: UUID) -> None:
    """An act was annulled: complaints that had it annulled need nothing more."""
    for complaint in list(course.complaints.values()):
        if complaint.act == annulled and complaint.outcome and outcome_of(course.rules, complaint.outcome).annuls:
            carried_out(course, complaint, day, by_act)
