"""Event that ends a delay (Art. 337(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RecordAwaitedEvent(Command):
    """Event that ends a delay (Art. 337(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-awaited-event.v1"
    delay: UUID
    """The identifier of the delay."""
    paper: Paper
    """The paper that shows it."""


class AwaitedEventOccurred(ProceedingEvent):
    """Event that ends a delay (Art. 337(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.awaited-event-occurred.v1"
    delay: UUID
    """The identifier of the delay."""
    paper: Paper
    """The paper that shows it."""
