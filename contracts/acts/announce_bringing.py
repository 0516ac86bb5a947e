"""Compelled bringing announced (Art. 345-2(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.values import Text


class AnnounceBringing(Command):
    """Compelled bringing announced (Art. 345-2(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.announce-bringing.v1"
    measure: UUID
    """The identifier of the measure or action."""
    note: Text | None = None
    """What else is to be said, without personal data."""


class BringingAnnounced(AboutMeasure):
    """Compelled bringing announced (Art. 345-2(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.bringing-announced.v1"
    measure: UUID
    """The identifier of the measure or action."""
    note: Text | None = None
    """What else is to be said, without personal data."""
