"""Obstruction of the executor (Art. 342(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import NameText, Text


class RecordObstruction(Command):
    """Obstruction of the executor (Art. 342(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-obstruction.v1"
    what: Literal["obstruction", "insult", "violence", "threat", "damage-to-property"]
    """In what way the executor was obstructed."""
    person: NameText
    """Name of the person or organization."""
    circumstances: Text
    """What happened, without personal data."""


class ObstructionRecorded(ProceedingEvent):
    """Obstruction of the executor (Art. 342(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.obstruction-recorded.v1"
    what: Literal["obstruction", "insult", "violence", "threat", "damage-to-property"]
    """In what way the executor was obstructed."""
    person: NameText
    """Name of the person or organization."""
    circumstances: Text
    """What happened, without personal data."""
