"""Complaint received by the court (Art. 353(8)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class ReceiveComplaintInCourt(Command):
    """Complaint received by the court (Art. 353(8)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.receive-complaint-in-court.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""


class ComplaintReceivedByCourt(ProceedingEvent):
    """Complaint received by the court (Art. 353(8)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.complaint-received-by-court.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
