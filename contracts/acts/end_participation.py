"""Participant declines or finishes (Art. 71(5)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class EndParticipation(Command):
    """Participant declines or finishes (Art. 71(5)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.end-participation.v1"
    participant: UUID
    """The identifier of the participant."""
    how: Literal["declined-beyond-knowledge", "declined-insufficient-materials", "finished"]
    """Whether the person declined, and why, or has done the task."""
    note: Text | None = None
    """What else is to be said, without personal data."""


class ParticipationEnded(ProceedingEvent):
    """Participant declines or finishes (Art. 71(5)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.participation-ended.v1"
    participant: UUID
    """The identifier of the participant."""
    how: Literal["declined-beyond-knowledge", "declined-insufficient-materials", "finished"]
    """Whether the person declined, and why, or has done the task."""
    note: Text | None = None
    """What else is to be said, without personal data."""
