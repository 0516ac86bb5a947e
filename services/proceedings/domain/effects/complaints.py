"""Steps of a complaint against the executor: what is awaited of whom, and what has to be carried out (Art. 353)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from contracts.events.corrections import Annuller
from services.proceedings.domain.complaints import (
    CARRY_OUT,
    SENT_TO_COURT,
    WITH_COURT,
    Complaint,
    Decision,
    is_late,
    outcome_of,
    to_carry_out,
)
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
    """The complaint goes to the court, within a limit from receipt of the decision of the superior.

    Where it is there already, another person joins: it is in time if one of them was.
    """
    data: Any = act.data
    before = course.complaints.get(data.complaint)
    joins = course.things.status(data.complaint) in WITH_COURT
    if not joins:
        course.things.move(data.complaint, SENT_TO_COURT, act)
    if before is not None and (not joins or is_late(before, course.rules, course.calendar)):
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
    """The superior body or the court decided.

    The court takes the place of an earlier decision, also of its own ruling (Art. 353(11)), or upholds the superior.
    """
    data: Any = act.data
    before = course.complaints.get(data.complaint)
    if before is None:
        return
    by = course.rules.proceedings.complaints.decided_by(row.act)
    left = to_carry_out(course.rules, data.outcome, data.since, data.ordered)
    decision = Decision(by, act.id, data.outcome, data.since, left)
    if by is Annuller.SUPERIOR:
        after = replace(before, superior=decision)
    else:
        upheld = before.superior is not None and outcome_of(course.rules, data.outcome).upholds
        after = replace(before, court=None if upheld else decision)
    course.complaints[after.id] = after
    if before.decided is not None and before.decided is not after.decided:
        course.close_duty(CARRY_OUT, before.decided.act, act.day, act.id)
    _carry_out(course, after, act)


def _carry_out(course: Course, complaint: Complaint, act: Act) -> None:
    """A decision came into force: what of it is left to be done, somebody has to do."""
    decided = complaint.decided
    if decided is None or not decided.left or (CARRY_OUT, decided.act) in course.duties:
        return
    course.open_duty(CARRY_OUT, decided.act, act.day)
    if complaint.act in course.annulled:
        by_act, since = course.annulled[complaint.act], course.annulled_since[complaint.act]
        annulment_carried_out(course, complaint.act, act.day, by_act, since)


@EFFECTS.named("carry-out-decision")
def carry_out_decision(course: Course, act: Act, row: ActRow) -> None:
    """What was ordered is done, by an act for which it can be done."""
    before = course.complaints.get(act.data.complaint)
    if before is not None:
        carried_out(course, before, frozenset({row.act}), act.day, act.id)


def carried_out(course: Course, complaint: Complaint, acts: frozenset[str], day: date, by_act: UUID) -> None:
    """What of the decision on a complaint can be done by one of these acts is done."""
    decided = complaint.decided
    if decided is None or not any(part & acts for part in decided.left):
        return
    now = replace(decided, left=tuple(part for part in decided.left if not part & acts))
    by_court = complaint.court is decided
    course.complaints[complaint.id] = replace(complaint, court=now) if by_court else replace(complaint, superior=now)
    if not now.left:
        course.close_duty(CARRY_OUT, decided.act, day, by_act)


def annulment_carried_out(course: Course, annulled: UUID, day: date, by_act: UUID, since: date | None = None) -> None:
    """An act was annulled, from a day on where one is stated: complaints that had it annulled so need no more of it."""
    acts = frozenset(course.rules.proceedings.complaints.annulled_by)
    for complaint in list(course.complaints.values()):
        decided = complaint.decided
        if complaint.act == annulled and decided is not None and since in {None, decided.annulled_since}:
            carried_out(course, complaint, acts, day, by_act)
