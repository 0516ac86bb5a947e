"""Reasons found invalid (Art. 350(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RecordInvalidReasons(Command):
    """Reasons found invalid (Art. 350(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-invalid-reasons.v1"
    liability: UUID
    """The identifier of the case."""
    paper: Paper
    """The paper that shows it."""


class ReasonsFoundInvalid(ProceedingEvent):
    """Reasons found invalid (Art. 350(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.reasons-found-invalid.v1"
    liability: UUID
    """The identifier of the case."""
    paper: Paper
    """The paper that shows it."""
