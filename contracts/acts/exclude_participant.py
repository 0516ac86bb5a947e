"""Participant excluded (Art. 347(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class ExcludeParticipant(Command):
    """Participant excluded (Art. 347(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.exclude-participant.v1"
    participant: UUID
    """The identifier of the participant."""
    ground: Literal["minor", "without-capacity", "unable", "staff-of-the-body", "challenged"]
    """Why the person may not take part."""
    reason: Text
    """Why, without personal data."""


class ParticipantExcluded(ProceedingEvent):
    """Participant excluded (Art. 347(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.participant-excluded.v1"
    participant: UUID
    """The identifier of the participant."""
    ground: Literal["minor", "without-capacity", "unable", "staff-of-the-body", "challenged"]
    """Why the person may not take part."""
    reason: Text
    """Why, without personal data."""
