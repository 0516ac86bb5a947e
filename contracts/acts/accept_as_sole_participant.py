"""Sole participant buys (Art. 385(11)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Day, PositiveMoney


class AcceptAsSoleParticipant(Command):
    """Sole participant buys (Art. 385(11)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.accept-as-sole-participant.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    until: Day
    """The last day."""
    paper: Paper
    """The paper that shows it."""
    winner: UUID | None = None
    """The request of the participant who won or buys."""


class SoleParticipantBought(AboutProperty):
    """Sole participant buys (Art. 385(11)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.sole-participant-bought.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    until: Day
    """The last day."""
    paper: Paper
    """The paper that shows it."""
    winner: UUID | None = None
    """The request of the participant who won or buys."""
