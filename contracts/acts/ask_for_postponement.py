"""Obstacle to an action (Art. 368(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.values import Text


class AskForPostponement(Command):
    """Obstacle to an action (Art. 368(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.ask-for-postponement.v1"
    measure: UUID
    """The identifier of the measure or action."""
    found_by: Literal["debtor", "court-executor"]
    """Whether the debtor states the obstacle, or the executor finds it."""
    obstacle: Text
    """The circumstance that obstructs the action, without personal data."""


class PostponementAsked(AboutMeasure):
    """Obstacle to an action (Art. 368(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.postponement-asked.v1"
    measure: UUID
    """The identifier of the measure or action."""
    found_by: Literal["debtor", "court-executor"]
    """Whether the debtor states the obstacle, or the executor finds it."""
    obstacle: Text
    """The circumstance that obstructs the action, without personal data."""
