"""Ruling on a delay cancelled (Art. 368(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RecordCancelledDelay(Command):
    """Ruling on a delay cancelled (Art. 368(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-cancelled-delay.v1"
    delay: UUID
    """The identifier of the delay."""
    paper: Paper
    """The paper that shows it."""


class DelayCancelled(ProceedingEvent):
    """Ruling on a delay cancelled (Art. 368(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.delay-cancelled.v1"
    delay: UUID
    """The identifier of the delay."""
    paper: Paper
    """The paper that shows it."""
