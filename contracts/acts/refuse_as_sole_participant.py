"""Sole participant refuses (Art. 385(11)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class RefuseAsSoleParticipant(Command):
    """Sole participant refuses (Art. 385(11)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.refuse-as-sole-participant.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    silent: bool
    """Whether there was no answer by the day set."""
    paper: Paper
    """The paper that shows it."""


class SoleParticipantRefused(AboutProperty):
    """Sole participant refuses (Art. 385(11)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.sole-participant-refused.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    silent: bool
    """Whether there was no answer by the day set."""
    paper: Paper
    """The paper that shows it."""
