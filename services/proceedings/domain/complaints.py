"""Complaints against the executor in a course: within which limit each was made, what was decided, what is to be done.

The law is in proceedings/complaints.yaml (Art. 353).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts.events.corrections import Annuller
from services.proceedings.domain.rules import Rules
from shared.law.calendar import OutsideCalendar, WorkingCalendar
from shared.law.rule_sets.parts.complaints import Limited, Outcome
from shared.law.time_limits import due_date

CARRY_OUT = "carry-out-complaint-decision"
"""The duty to carry out what was decided."""
PENDING = frozenset({"at-superior", "sent-to-court", "in-court", "accepted"})
"""Statuses in which a decision on a complaint is awaited."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint or protest, and what became of it."""

    id: UUID
    challenged: str
    act: UUID | None
    """The challenged act, where it is on record."""
    made_on: date
    """When it was posted or handed over to the body or court that has it."""
    runs_from: date
    """The day from which its limit runs."""
    limit: Limited
    restored: bool = False
    """The limit was restored (Art. 138)."""
    outcome: str | None = None
    decided_by: Annuller | None = None
    annulled_since: date | None = None
    to_carry_out: UUID | None = None
    """The act that recorded a decision which is not carried out yet."""


def is_late(complaint: Complaint, rules: Rules, calendar: WorkingCalendar) -> bool:
    """Whether it was made after its limit, and the limit was not restored (Art. 136(3), 138).

    In a year without a published working calendar nothing is late.
    """
    return not complaint.restored and was_late(complaint, rules, calendar)


def was_late(complaint: Complaint, rules: Rules, calendar: WorkingCalendar) -> bool:
    """Whether it was made after its limit, restored or not."""
    limit = rules.law.limit(complaint.limit.limit, complaint.runs_from)
    try:
        due = due_date(limit, complaint.runs_from, calendar)
    except OutsideCalendar:
        return False
    return due is not None and complaint.made_on > due


def outcome_of(rules: Rules, outcome: str) -> Outcome:
    """The row of an outcome."""
    return rules.proceedings.complaints.outcomes[outcome]
