"""Paper came back (Art. 142(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class RecordUndelivered(Command):
    """Paper came back (Art. 142(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-undelivered.v1"
    dispatch: UUID
    """The identifier of what was sent."""
    reason: Text
    """Why, without personal data."""


class PaperUndelivered(ProceedingEvent):
    """Paper came back (Art. 142(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.paper-undelivered.v1"
    dispatch: UUID
    """The identifier of what was sent."""
    reason: Text
    """Why, without personal data."""
