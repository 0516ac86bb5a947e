"""Participants informed of the costs (Art. 385(4)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import PositiveMoney


class InformParticipants(Command):
    """Participants informed of the costs (Art. 385(4)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.inform-participants.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    expenses: PositiveMoney
    """The costs of a sale that are foreseen."""


class ParticipantsInformed(AboutProperty):
    """Participants informed of the costs (Art. 385(4)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.participants-informed.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    expenses: PositiveMoney
    """The costs of a sale that are foreseen."""
