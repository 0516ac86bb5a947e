"""Limit for a complaint restored (Art. 138(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RestoreComplaintLimit(Command):
    """Limit for a complaint restored (Art. 138(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.restore-complaint-limit.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    paper: Paper
    """The paper that shows it."""
    started_by: UUID | None = None
    """The act of service or knowledge that starts the limit, by the event or the id of its command."""


class ComplaintLimitRestored(ProceedingEvent):
    """Limit for a complaint restored (Art. 138(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.complaint-limit-restored.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    paper: Paper
    """The paper that shows it."""
    started_by: UUID | None = None
    """The act of service or knowledge that starts the limit, by the event or the id of its command."""
