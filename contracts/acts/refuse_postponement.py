"""Refusal to postpone an action (Art. 368(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.values import Text


class RefusePostponement(Command):
    """Refusal to postpone an action (Art. 368(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.refuse-postponement.v1"
    measure: UUID
    """The identifier of the measure or action."""
    reason: Text
    """Why, without personal data."""


class PostponementRefused(AboutMeasure):
    """Refusal to postpone an action (Art. 368(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.postponement-refused.v1"
    measure: UUID
    """The identifier of the measure or action."""
    reason: Text
    """Why, without personal data."""
