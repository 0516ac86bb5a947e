"""Presentation declined (Art. 326(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RecordPresentationDeclined(Command):
    """Presentation declined (Art. 326(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-presentation-declined.v1"
    presentation: UUID
    """The identifier of the presentation."""
    paper: Paper
    """The paper that shows it."""


class PresentationDeclined(ProceedingEvent):
    """Presentation declined (Art. 326(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.presentation-declined.v1"
    presentation: UUID
    """The identifier of the presentation."""
    paper: Paper
    """The paper that shows it."""
