"""Invitation of a participant (Art. 347(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import NameText, Text


class InviteParticipant(Command):
    """Invitation of a participant (Art. 347(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.invite-participant.v1"
    participant: UUID
    """The identifier of the participant."""
    role: Literal["expert", "specialist", "attesting-witness", "interpreter", "other"]
    """As what the person takes part."""
    person: NameText
    """Name of the person or organization."""
    purpose: Text
    """What it is for, without personal data."""


class ParticipantInvited(ProceedingEvent):
    """Invitation of a participant (Art. 347(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.participant-invited.v1"
    participant: UUID
    """The identifier of the participant."""
    role: Literal["expert", "specialist", "attesting-witness", "interpreter", "other"]
    """As what the person takes part."""
    person: NameText
    """Name of the person or organization."""
    purpose: Text
    """What it is for, without personal data."""
