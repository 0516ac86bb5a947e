"""Delay until an event granted (Art. 368(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Text


class RecordDelayUntilEvent(Command):
    """Delay until an event granted (Art. 368(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-delay-until-event.v1"
    delay: UUID
    """The identifier of the delay."""
    granted_by: Literal["court", "state-body", "legislation"]
    """Who granted it."""
    awaited: Text
    """The event with which the delay ends, as the ruling says it, without personal data."""
    paper: Paper
    """The paper that shows it."""


class DelayUntilEventGranted(ProceedingEvent):
    """Delay until an event granted (Art. 368(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.delay-until-event-granted.v1"
    delay: UUID
    """The identifier of the delay."""
    granted_by: Literal["court", "state-body", "legislation"]
    """Who granted it."""
    awaited: Text
    """The event with which the delay ends, as the ruling says it, without personal data."""
    paper: Paper
    """The paper that shows it."""
