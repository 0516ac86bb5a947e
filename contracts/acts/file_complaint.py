"""Complaint or protest to the superior body (Art. 353(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Day, Text


class FileComplaint(Command):
    """Complaint or protest to the superior body (Art. 353(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.file-complaint.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    complainant: Literal["recoverer", "debtor", "interested-person", "prosecutor"]
    """Who complains, or may complain; the prosecutor protests."""
    challenged: Literal["resolution", "announced-resolution", "action", "action-learnt-of", "omission"]
    """A resolution whose copy was received or that was announced; an action, one learnt of later, or an omission."""
    runs_from: Day
    """The day of the event that starts the limit, for this complainant."""
    asked_for: Text
    """What the complaint asks for, without personal data."""
    act: UUID | None = None
    """The challenged act on record, by the id of its command."""
    started_by: UUID | None = None
    """The act of service or knowledge that starts the limit, by the event or the id of its command."""
    restoration_asked: bool = False
    """Whether restoration of the limit is asked for with it (Art. 138(1))."""


class ComplaintFiled(ProceedingEvent):
    """Complaint or protest to the superior body (Art. 353(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.complaint-filed.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    complainant: Literal["recoverer", "debtor", "interested-person", "prosecutor"]
    """Who complains, or may complain; the prosecutor protests."""
    challenged: Literal["resolution", "announced-resolution", "action", "action-learnt-of", "omission"]
    """A resolution whose copy was received or that was announced; an action, one learnt of later, or an omission."""
    runs_from: Day
    """The day of the event that starts the limit, for this complainant."""
    asked_for: Text
    """What the complaint asks for, without personal data."""
    act: UUID | None = None
    """The challenged act on record, by the id of its command."""
    started_by: UUID | None = None
    """The act of service or knowledge that starts the limit, by the event or the id of its command."""
    restoration_asked: bool = False
    """Whether restoration of the limit is asked for with it (Art. 138(1))."""
