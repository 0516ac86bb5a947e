"""Participant takes up the role (Art. 347(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class BeginParticipation(Command):
    """Participant takes up the role (Art. 347(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.begin-participation.v1"
    participant: UUID
    """The identifier of the participant."""
    paper: Paper
    """The paper that shows it."""


class ParticipationBegun(ProceedingEvent):
    """Participant takes up the role (Art. 347(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.participation-begun.v1"
    participant: UUID
    """The identifier of the participant."""
    paper: Paper
    """The paper that shows it."""
