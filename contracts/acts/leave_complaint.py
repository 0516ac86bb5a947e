"""Complaint returned or left (Art. 353(7)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class LeaveComplaint(Command):
    """Complaint returned or left (Art. 353(7)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.leave-complaint.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    because: Literal["late", "form-not-kept", "superior-not-asked"]
    """Why the complaint is returned or left."""
    paper: Paper
    """The paper that shows it."""


class ComplaintLeft(ProceedingEvent):
    """Complaint returned or left (Art. 353(7)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.complaint-left.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    because: Literal["late", "form-not-kept", "superior-not-asked"]
    """Why the complaint is returned or left."""
    paper: Paper
    """The paper that shows it."""
