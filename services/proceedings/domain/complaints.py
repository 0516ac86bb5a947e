"""Complaints against the executor in a course: within which limit each was made, what was decided, what is to be done.

The law is in proceedings/complaints.yaml (Art. 353).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts.events.corrections import Annuller
from services.proceedings.domain.rules import Rules
from shared.law.calendar import OutsideCalendar, WorkingCalendar
from shared.law.rule_sets.parts.complaints import Limited, Outcome, Stated
from shared.law.time_limits import due_date

SENT_TO_COURT = "sent-to-court"
WITH_COURT = frozenset({SENT_TO_COURT, "in-court", "accepted"})
"""Statuses in which a complaint is with the court."""
CARRY_OUT = "carry-out-complaint-decision"
"""The duty to carry out what was decided."""
PENDING = WITH_COURT | {"at-superior"}
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
    superior: "Decision | None" = None
    """What the superior body decided."""
    court: "Decision | None" = None
    """What the court decided in its place."""

    @property
    def decided(self) -> "Decision | None":
        """The decision that is in force."""
        return self.court or self.superior


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a complaint, and what of it is not carried out yet."""

    by: Annuller
    act: UUID
    """The act that recorded it."""
    outcome: str
    annulled_since: date | None
    left: tuple[frozenset[str], ...]
    """What is left to be done, each part by the acts that can do it."""


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


def to_carry_out(rules: Rules, outcome: str, since: date | None, ordered: str | None) -> tuple[frozenset[str], ...]:
    """What a decision leaves to be done: to annul, to do what it orders, to lower what it reduces (Art. 353(10))."""
    table, row = rules.proceedings.complaints, outcome_of(rules, outcome)
    annulled_by = table.annulled_by if since is not None else ()
    ordered_done_by = table.ordered_done_by if ordered is not None and row.orders is not Stated.NEVER else ()
    return tuple(frozenset(acts) for acts in (annulled_by, ordered_done_by, row.lowered_by) if acts)
