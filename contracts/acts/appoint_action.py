"""Time and place of an action (Art. 351(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.values import Instant, PlaceText


class AppointAction(Command):
    """Time and place of an action (Art. 351(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.appoint-action.v1"
    measure: UUID
    """The identifier of the measure or action."""
    appointed_for: Instant
    """The day and hour for which the action is appointed."""
    place: PlaceText
    """Where it is performed, without personal data."""


class ActionAppointed(AboutMeasure):
    """Time and place of an action (Art. 351(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.action-appointed.v1"
    measure: UUID
    """The identifier of the measure or action."""
    appointed_for: Instant
    """The day and hour for which the action is appointed."""
    place: PlaceText
    """Where it is performed, without personal data."""
