"""Time and place of an action (Art. 351(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.registry import Command, Event
from contracts.values import Instant, Text


class AppointAction(Command):
    """Time and place of an action (Art. 351(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.appoint-action.v1"
    measure: UUID
    """The identifier of the measure or action."""
    appointed_for: Instant
    """The day and hour for which the action is appointed."""
    place: Text
    """Where it is performed, without personal data."""


class ActionAppointed(Event):
    """Time and place of an action (Art. 351(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.action-appointed.v1"
    measure: UUID
    """The identifier of the measure or action."""
    appointed_for: Instant
    """The day and hour for which the action is appointed."""
    place: Text
    """Where it is performed, without personal data."""
