"""Transfer for storage (Art. 380(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command


class PlaceWithKeeper(Command):
    """Transfer for storage (Art. 380(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.place-with-keeper.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    keeper: Literal["debtor", "family-of-debtor", "another-person", "national-bank", "authorized-state-body", "bank"]
    """Who keeps it; the paper of the act names the person."""


class PropertyPlaced(AboutProperty):
    """Transfer for storage (Art. 380(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-placed.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    keeper: Literal["debtor", "family-of-debtor", "another-person", "national-bank", "authorized-state-body", "bank"]
    """Who keeps it; the paper of the act names the person."""
