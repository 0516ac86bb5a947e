"""Complaint ended without a decision (Art. 149(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class EndComplaint(Command):
    """Complaint ended without a decision (Art. 149(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.end-complaint.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    because: Literal["withdrawn", "not-for-the-court", "decided-before", "party-gone", "left-by-the-court"]
    """Why the complaint ended without a decision on it."""
    paper: Paper | None = None
    """The paper that shows it."""


class ComplaintEnded(ProceedingEvent):
    """Complaint ended without a decision (Art. 149(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.complaint-ended.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    because: Literal["withdrawn", "not-for-the-court", "decided-before", "party-gone", "left-by-the-court"]
    """Why the complaint ended without a decision on it."""
    paper: Paper | None = None
    """The paper that shows it."""
