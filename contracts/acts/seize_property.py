"""Seizure for keeping (Art. 377(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command


class SeizeProperty(Command):
    """Seizure for keeping (Art. 377(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.seize-property.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    cause: Literal["necessary", "always-seized"]
    """Why it is taken away."""


class PropertySeized(AboutProperty):
    """Seizure for keeping (Art. 377(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-seized.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    cause: Literal["necessary", "always-seized"]
    """Why it is taken away."""
