"""Complaint accepted by the court (Art. 353(7)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Day


class AcceptComplaint(Command):
    """Complaint accepted by the court (Art. 353(7)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.accept-complaint.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    session_on: Day
    """The day of the court session."""
    paper: Paper
    """The paper that shows it."""


class ComplaintAccepted(ProceedingEvent):
    """Complaint accepted by the court (Art. 353(7)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.complaint-accepted.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    session_on: Day
    """The day of the court session."""
    paper: Paper
    """The paper that shows it."""
