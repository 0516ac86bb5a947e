"""Arrest continued under another measure (Art. 348(7)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure, AboutProperty
from contracts.registry import Command
from contracts.values import Text


class ContinueArrest(Command):
    """Arrest continued under another measure (Art. 348(7)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.continue-arrest.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    measure: UUID
    """The identifier of the measure or action."""
    reason: Text
    """Why, without personal data."""


class ArrestContinued(AboutMeasure, AboutProperty):
    """Arrest continued under another measure (Art. 348(7)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.arrest-continued.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    measure: UUID
    """The identifier of the measure or action."""
    reason: Text
    """Why, without personal data."""
