"""Complaint taken to the court (Art. 353(4)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Day


class TakeComplaintToCourt(Command):
    """Complaint taken to the court (Art. 353(4)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.take-complaint-to-court.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    runs_from: Day
    """The day of the event that starts the limit, for this complainant."""
    started_by: UUID | None = None
    """The act of service or knowledge that starts the limit, by the event or the id of its command."""
    restoration_asked: bool = False
    """Whether restoration of the limit is asked for with it (Art. 138(1))."""
    complainant: Literal["recoverer", "debtor", "interested-person", "prosecutor"] | None = None
    """Who complains, or may complain; the prosecutor protests."""


class ComplaintTakenToCourt(ProceedingEvent):
    """Complaint taken to the court (Art. 353(4)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.complaint-taken-to-court.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    runs_from: Day
    """The day of the event that starts the limit, for this complainant."""
    started_by: UUID | None = None
    """The act of service or knowledge that starts the limit, by the event or the id of its command."""
    restoration_asked: bool = False
    """Whether restoration of the limit is asked for with it (Art. 138(1))."""
    complainant: Literal["recoverer", "debtor", "interested-person", "prosecutor"] | None = None
    """Who complains, or may complain; the prosecutor protests."""
